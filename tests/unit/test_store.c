/* SPDX-License-Identifier: ISC */
#include "lib/store.h"
#include "lib/log.h"

#include "tests/unit/unit.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#define ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

static struct arena a;
static struct store *s;
static char dir[] = "/tmp/ludwright-store-XXXXXX";
static char root[64];

static void start(void)
{
	arena_init(&a, 64 << 20);
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(root, sizeof(root), "%s/store", dir);
	ck_assert_int_eq(store_open(root, &s), ERR_OK);
}

static void end(void)
{
	char command[128];

	store_close(s);
	store_close(NULL);
	arena_done(&a);
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	ck_assert_int_eq(system(command), 0);
}

static char *at(const char *path)
{
	return arena_printf(&a, "%s/%s", root, path);
}

static enum err get(const char *sha256, size_t max)
{
	unsigned char *bytes;
	size_t len;

	return store_get(s, &a, sha256, max, &bytes, &len);
}

static int files_in(const char *folder)
{
	DIR *d = opendir(folder);
	int n = 0;

	while (readdir(d))
		n++;
	closedir(d);
	return n - 2;
}

START_TEST(what_is_put_comes_back)
{
	char sha256[HASH_HEX_SIZE], path[HASH_HEX_SIZE + 1], *large = calloc(1, 3 << 20);
	unsigned char *bytes;
	struct stat st;
	size_t len;

	start();
	ck_assert_int_eq(store_put(s, "abc", 3, sha256), ERR_OK);
	ck_assert_str_eq(sha256, ABC);
	store_path(sha256, path);
	ck_assert_str_eq(path, "ba/7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	ck_assert_int_eq(store_get(s, &a, sha256, 3, &bytes, &len), ERR_OK);
	ck_assert_uint_eq(len, 3);
	ck_assert_int_eq(memcmp(bytes, "abc", 4), 0);
	ck_assert_int_eq(get(sha256, 2), ERR_TOO_LARGE);
	ck_assert_int_eq(stat(root, &st), 0);
	ck_assert_int_eq(st.st_mode & 0777 & ~0750, 0);
	ck_assert_int_eq(store_put(s, "", 0, sha256), ERR_OK);
	ck_assert_int_eq(store_get(s, &a, sha256, 0, &bytes, &len), ERR_OK);
	ck_assert_uint_eq(len, 0);
	ck_assert_int_eq(store_put(s, large, 3 << 20, sha256), ERR_OK);
	ck_assert_int_eq(get(sha256, 4 << 20), ERR_OK);
	free(large);
	end();
}
END_TEST

START_TEST(a_content_is_stored_once)
{
	char sha256[HASH_HEX_SIZE], path[HASH_HEX_SIZE + 1];
	struct stat before, after;

	start();
	ck_assert_int_eq(store_put(s, "abc", 3, sha256), ERR_OK);
	store_path(sha256, path);
	ck_assert_int_eq(stat(at(path), &before), 0);
	ck_assert_int_eq(store_put(s, "abc", 3, sha256), ERR_OK);
	ck_assert_int_eq(stat(at(path), &after), 0);
	ck_assert(before.st_ino == after.st_ino);
	ck_assert_int_eq(files_in(at("ba")), 1);
	end();
}
END_TEST

START_TEST(only_addresses_are_opened)
{
	static const char *const bad[] = {"", "ab", "../../../../../../etc/passwd", "/etc/passwd",
		"BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD", ABC "0",
		"ba/816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
		"../816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad/", ABC "/../x",
		"0000000000000000000000000000000000000000000000000000000000000000"};

	start();
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(get(bad[i], 1000) == ERR_NOT_FOUND, "opened: %s", bad[i]);
	end();
}
END_TEST

START_TEST(links_and_damage_are_refused)
{
	char sha256[HASH_HEX_SIZE], path[HASH_HEX_SIZE + 1];
	FILE *f;

	start();
	store_path(ABC, path);
	ck_assert_int_eq(mkdir(at("ba"), 0750), 0);
	ck_assert_int_eq(symlink("/etc/passwd", at(path)), 0);
	ck_assert_int_eq(get(ABC, 1 << 20), ERR_NOT_FOUND);
	/* Put replaces the link, and does not write through it. */
	ck_assert_int_eq(store_put(s, "abc", 3, sha256), ERR_OK);
	ck_assert_int_eq(get(ABC, 1 << 20), ERR_OK);
	f = fopen(at(path), "w");
	fputs("abd", f);
	fclose(f);
	log_init("test", LOG_LEVEL_ERROR, "/dev/null");
	ck_assert_int_eq(get(ABC, 1 << 20), ERR_SYSTEM);
	f = fopen(at(path), "w");
	fclose(f);
	ck_assert_int_eq(store_put(s, "abc", 3, sha256), ERR_OK);
	ck_assert_int_eq(get(ABC, 1 << 20), ERR_OK);
	unlink(at(path));
	rmdir(at("ba"));
	ck_assert_int_eq(symlink("/tmp", at("ba")), 0);
	ck_assert_int_eq(store_put(s, "abc", 3, sha256), ERR_SYSTEM);
	ck_assert_int_eq(get(ABC, 1 << 20), ERR_NOT_FOUND);
	end();
}
END_TEST

START_TEST(many_may_put_the_same)
{
	char sha256[HASH_HEX_SIZE];
	pid_t pids[8];
	int status;

	start();
	for (int i = 0; i < 8; i++) {
		pids[i] = fork();
		if (pids[i] == 0) {
			for (int n = 0; n < 40; n++) {
				char text[16];

				snprintf(text, sizeof(text), "content %d", n);
				if (store_put(s, text, strlen(text), sha256) || get(sha256, 100))
					_exit(1);
			}
			_exit(0);
		}
	}
	for (int i = 0; i < 8; i++) {
		waitpid(pids[i], &status, 0);
		ck_assert_int_eq(status, 0);
	}
	ck_assert_int_eq(system(arena_printf(&a, "test $(find %s -type f | wc -l) -eq 40", root)), 0);
	end();
}
END_TEST

static int unfinished(void)
{
	char command[160];
	FILE *found;
	int n = 0;

	snprintf(command, sizeof(command), "find %s -type f ! -regex '.*/[0-9a-f][0-9a-f]/[0-9a-f]*'", root);
	found = popen(command, "r");
	for (int c; (c = fgetc(found)) != EOF;)
		n += c == '\n';
	pclose(found);
	return n;
}

/* A process that is killed while it writes leaves nothing behind. */
START_TEST(a_kill_leaves_nothing)
{
	char sha256[HASH_HEX_SIZE];
	size_t len = 2 << 20;

	start();
	unsigned char *bytes = arena_alloc(&a, len);
	for (int i = 0; i < 40; i++) {
		pid_t pid = fork();
		if (pid == 0) {
			for (unsigned n = 0;; n++) {
				memcpy(bytes, &n, sizeof(n));
				bytes[len - 1] = (unsigned char)i;
				store_put(s, bytes, len, sha256);
			}
		}
		usleep(5000 + 500 * (unsigned)i);
		kill(pid, SIGKILL);
		ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
	}
	ck_assert_int_eq(unfinished(), 0);
	end();
}
END_TEST

START_TEST(a_root_that_cannot_be_is_an_error)
{
	struct store *none;

	ck_assert_int_eq(store_open("/nonexistent/a/b", &none), ERR_SYSTEM);
	ck_assert_ptr_null(none);
	ck_assert_int_eq(store_open("/etc/passwd", &none), ERR_SYSTEM);
}
END_TEST

START_TEST(no_room_is_an_outcome_of_its_own)
{
	char sha256[HASH_HEX_SIZE];
	struct rlimit was, none;
	struct store_writer *w;

	start();
	getrlimit(RLIMIT_NOFILE, &was);
	none = was;
	none.rlim_cur = 0;
	setrlimit(RLIMIT_NOFILE, &none);
	enum err put = store_put(s, "abc", 3, sha256), begun = store_begin(s, &w);
	setrlimit(RLIMIT_NOFILE, &was);
	ck_assert_int_eq(put, ERR_FULL);
	ck_assert_int_eq(begun, ERR_FULL);
	ck_assert_int_eq(get(sha256, 100), ERR_NOT_FOUND);
	ck_assert_int_eq(store_put(s, "abc", 3, sha256), ERR_OK);
	end();
}
END_TEST

UNIT_MAIN("store", 60, what_is_put_comes_back, a_content_is_stored_once, only_addresses_are_opened,
	links_and_damage_are_refused, many_may_put_the_same, a_kill_leaves_nothing, a_root_that_cannot_be_is_an_error,
	no_room_is_an_outcome_of_its_own)
