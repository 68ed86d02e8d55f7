/* SPDX-License-Identifier: ISC */
/* Contents that come in pieces, and what is taken away: nothing that somebody is about to refer to. */
#include "lib/store.h"
#include "lib/log.h"

#include "tests/unit/unit.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define OLD 100000

static struct arena a;
static struct store *s;
static char dir[] = "/tmp/ludwright-collect-XXXXXX";
static char root[64];

static void start(void)
{
	arena_init(&a, 64 << 20);
	log_init("test", LOG_LEVEL_ERROR, "/dev/null");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(root, sizeof(root), "%s/store", dir);
	ck_assert_int_eq(store_open(root, &s), ERR_OK);
}

static void end(void)
{
	char command[128];

	store_close(s);
	arena_done(&a);
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	ck_assert_int_eq(system(command), 0);
}

static char *place_of(const char *sha256)
{
	char path[HASH_HEX_SIZE + 1];

	store_path(sha256, path);
	return arena_printf(&a, "%s/%s", root, path);
}

static void age(const char *path, time_t seconds)
{
	struct timespec times[2] = {{.tv_sec = time(NULL) - seconds}, {.tv_sec = time(NULL) - seconds}};

	ck_assert_int_eq(utimensat(AT_FDCWD, path, times, 0), 0);
}

static bool is_there(const char *sha256, const char *content)
{
	unsigned char *bytes;
	size_t len;

	return !store_get(s, &a, sha256, 1 << 20, &bytes, &len) && len == strlen(content) &&
	       !memcmp(bytes, content, len);
}

START_TEST(pieces_make_the_same_content)
{
	char whole[HASH_HEX_SIZE], parts[HASH_HEX_SIZE], *large = calloc(1, 1 << 20);
	struct store_writer *w;
	struct stat st;

	start();
	memset(large, 'x', 1 << 20);
	for (int put_before = 0; put_before < 2; put_before++) {
		ck_assert_int_eq(store_begin(s, &w), ERR_OK);
		for (size_t i = 0; i < 1 << 20; i += 1000)
			ck_assert_int_eq(
				store_write(w, large + i, (1 << 20) - i < 1000 ? (1 << 20) - i : 1000), ERR_OK);
		ck_assert_uint_eq(store_written(w), 1 << 20);
		ck_assert_int_eq(store_end(w, parts), ERR_OK);
		ck_assert_int_eq(store_put(s, large, 1 << 20, whole), ERR_OK);
		ck_assert_str_eq(whole, parts);
		ck_assert_int_eq(stat(place_of(whole), &st), 0);
		ck_assert_int_eq(st.st_size, 1 << 20);
	}
	ck_assert_int_eq(store_begin(s, &w), ERR_OK);
	ck_assert_int_eq(store_write(w, "gone", 4), ERR_OK);
	store_abort(w);
	store_abort(NULL);
	ck_assert_int_eq(system(arena_printf(&a, "test $(find %s -type f | wc -l) -eq 1", root)), 0);
	free(large);
	end();
}
END_TEST

static enum err stop_at_once(void *context, const void *bytes, size_t len)
{
	(void)bytes;
	*(size_t *)context += len;
	return ERR_LIMIT;
}

static enum err count(void *context, const void *bytes, size_t len)
{
	(void)bytes;
	*(size_t *)context += len;
	return ERR_OK;
}

START_TEST(reading_is_in_pieces_and_sees_damage)
{
	char sha256[HASH_HEX_SIZE], *large = calloc(1, 300000);
	size_t n = 0;
	uint64_t bytes;

	start();
	ck_assert_int_eq(store_put(s, large, 300000, sha256), ERR_OK);
	ck_assert_int_eq(store_read(s, sha256, stop_at_once, &n, &bytes), ERR_LIMIT);
	ck_assert_uint_lt(n, 100000);
	n = 0;
	ck_assert_int_eq(store_read(s, sha256, count, &n, &bytes), ERR_OK);
	ck_assert_uint_eq(n, 300000);
	ck_assert_uint_eq(bytes, 300000);
	FILE *f = fopen(place_of(sha256), "r+");
	fseek(f, 299999, SEEK_SET);
	fputc('x', f);
	fclose(f);
	ck_assert_int_eq(store_read(s, sha256, count, &n, NULL), ERR_SYSTEM);
	ck_assert_int_eq(store_read(s, "00", count, &n, NULL), ERR_NOT_FOUND);
	free(large);
	end();
}
END_TEST

START_TEST(only_old_contents_go)
{
	char sha256[HASH_HEX_SIZE];

	start();
	ck_assert_int_eq(store_put(s, "abc", 3, sha256), ERR_OK);
	ck_assert_int_eq(store_remove(s, sha256, 3600), ERR_CONFLICT);
	ck_assert(is_there(sha256, "abc"));
	age(place_of(sha256), OLD);
	ck_assert_int_eq(store_put(s, "abc", 3, sha256), ERR_OK); /* makes it young */
	ck_assert_int_eq(store_remove(s, sha256, 3600), ERR_CONFLICT);
	age(place_of(sha256), OLD);
	struct store_writer *w;
	ck_assert_int_eq(store_begin(s, &w), ERR_OK);
	ck_assert_int_eq(store_write(w, "abc", 3), ERR_OK);
	ck_assert_int_eq(store_end(w, sha256), ERR_OK);
	ck_assert_int_eq(store_remove(s, sha256, 3600), ERR_CONFLICT);
	age(place_of(sha256), OLD);
	ck_assert_int_eq(store_remove(s, sha256, 3600), ERR_OK);
	ck_assert(!is_there(sha256, "abc"));
	ck_assert_int_eq(store_remove(s, sha256, 3600), ERR_NOT_FOUND);
	ck_assert_int_eq(store_remove(s, "../../etc/passwd", 0), ERR_NOT_FOUND);
	end();
}
END_TEST

static enum err add_up(void *context, const char *sha256, uint64_t bytes, int64_t age_seconds)
{
	uint64_t *sums = context;

	ck_assert(is_there(sha256, "one") || is_there(sha256, "three"));
	sums[0] += bytes;
	sums[1] += age_seconds > 3600;
	return ERR_OK;
}

START_TEST(a_walk_meets_contents_only_and_mends)
{
	char one[HASH_HEX_SIZE], three[HASH_HEX_SIZE];
	uint64_t sums[2] = {0};
	char *aside, *unfinished, *fresh;

	start();
	ck_assert_int_eq(store_put(s, "one", 3, one), ERR_OK);
	ck_assert_int_eq(store_put(s, "three", 5, three), ERR_OK);
	age(place_of(three), OLD);
	/* one that was being taken away when the machine stopped, one that was being written, then and now */
	aside = arena_printf(&a, "%s/.old-%s-0123456789abcdef", root, one);
	ck_assert_int_eq(rename(place_of(one), aside), 0);
	unfinished = arena_printf(&a, "%s/.new-0123456789abcdef", root);
	fresh = arena_printf(&a, "%s/.new-1123456789abcdef", root);
	ck_assert_int_eq(system(arena_printf(&a, "touch %s %s %s/00notours; mkdir -p %s/00; touch %s/00/xyz",
				 unfinished, fresh, root, root, root)),
		0);
	age(unfinished, OLD);
	ck_assert_int_eq(store_walk(s, add_up, sums), ERR_OK);
	ck_assert_uint_eq(sums[0], 8);
	ck_assert_uint_eq(sums[1], 1);
	ck_assert(is_there(one, "one"));
	ck_assert_int_ne(access(aside, F_OK), 0);
	ck_assert_int_ne(access(unfinished, F_OK), 0);
	ck_assert_int_eq(access(fresh, F_OK), 0);
	end();
}
END_TEST

/* Looks again for a second: a content may be aside for a moment, as long as whoever looks at it there is kept from
 * going on. */
static bool comes_back(const char *sha256)
{
	for (int i = 0; i < 1000; i++) {
		if (is_there(sha256, "abc"))
			return true;
		usleep(1000);
	}
	return false;
}

/* One takes away whatever is old, all the time; what another one put a moment ago is there. */
START_TEST(who_puts_while_it_goes_finds_it)
{
	char sha256[HASH_HEX_SIZE];
	int status, missing = 0, gone = 0;

	start();
	ck_assert_int_eq(store_put(s, "abc", 3, sha256), ERR_OK);
	pid_t pid = fork();
	if (pid == 0)
		for (;;)
			store_remove(s, sha256, 3600);
	for (int i = 0; i < 5000; i++) {
		struct timespec times[2] = {{.tv_sec = time(NULL) - OLD}, {.tv_sec = time(NULL) - OLD}};

		utimensat(AT_FDCWD, place_of(sha256), times, 0);
		usleep((unsigned)(i % 50));
		gone += access(place_of(sha256), F_OK) != 0;
		ck_assert_int_eq(store_put(s, "abc", 3, sha256), ERR_OK);
		missing += !comes_back(sha256);
		arena_reset(&a);
	}
	kill(pid, SIGKILL);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_gt(gone, 100); /* else nothing was tried */
	ck_assert_int_eq(missing, 0);
	end();
}
END_TEST

UNIT_MAIN("store_collect", 60, pieces_make_the_same_content, reading_is_in_pieces_and_sees_damage, only_old_contents_go,
	a_walk_meets_contents_only_and_mends, who_puts_while_it_goes_finds_it)
