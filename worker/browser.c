/* SPDX-License-Identifier: ISC */
#include "worker/browser.h"

#include "lib/buf.h"
#include "lib/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WALL_MS = 20000, OUTPUT_MAX = 1 << 20, PICTURE_MAX = 4 << 20, CONSOLE_MAX = 50 };

struct browser {
	struct arena *a;
	struct loop *loop;
	struct loop_watch *watch;
	struct loop_timer *timer;
	struct spawn_child child;
	struct buf output;
	browser_done_fn *done;
	void *context;
	char folder[64];
	bool running;
};

static bool write_file(const char *path, const char *bytes, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	bool ok = fd >= 0;
	for (size_t n = 0; ok && n < len;) {
		ssize_t w = write(fd, bytes + n, len - n);
		ok = w > 0;
		n += ok ? (size_t) w : 0;
	}
	if (fd >= 0)
		close(fd);
	return ok;
}

/* Paths were checked by answer_path_safe when the files were stored. */
static bool write_game(struct browser *b, const struct game *game)
{
	for (size_t i = 0; i < game->count; i++) {
		char *path = arena_printf(b->a, "%s/game/%s", b->folder, game->files[i].path);
		for (char *slash = path + strlen(b->folder) + 1; (slash = strchr(slash, '/')); slash++) {
			*slash = '\0';
			bool made = mkdir(path, 0700) == 0 || errno == EEXIST;
			*slash = '/';
			if (!made)
				return false;
		}
		if (!write_file(path, game->files[i].bytes, game->files[i].len))
			return false;
	}
	return true;
}

/* Lines of Chromium's log that the page wrote as errors: "[…:ERROR:CONSOLE(12)] "…", source: … (12)". */
static struct json_object *console_errors(struct browser *b)
{
	struct json_object *list = json_object_new_array();
	for (char *line = strtok(b->output.data, "\n"); line; line = strtok(NULL, "\n")) {
		const char *mark = strstr(line, "CONSOLE");
		bool bad = mark && (strstr(line, "ERROR:CONSOLE") || strstr(line, "Uncaught"));
		if (bad && json_object_array_length(list) < CONSOLE_MAX)
			json_object_array_add(list, json_object_new_string_len(mark, (int) strnlen(mark, 500)));
	}
	return list;
}

static void stop(struct browser *b)
{
	if (!b->running)
		return;
	b->running = false;
	loop_unwatch(b->loop, b->watch);
	loop_timer_stop(b->loop, b->timer);
	spawn_end(&b->child);
}

static void finish(struct browser *b, const char *message)
{
	struct browser_result result = {.ran = message == NULL, .message = message, .console = console_errors(b)};
	b->done(b->context, &result);
	json_object_put(result.console);
}

static void time_is_up(void *context)
{
	struct browser *b = context;
	b->timer = NULL;
	stop(b);
	finish(b, "the browser did not end in time");
}

static void output_ready(void *context, short revents)
{
	(void) revents;
	struct browser *b = context;
	char bytes[16384];
	ssize_t n = read(b->child.out, bytes, sizeof bytes);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n > 0) {
		if (b->output.len + (size_t) n < OUTPUT_MAX)
			buf_put(&b->output, bytes, (size_t) n);
		return;
	}
	stop(b);
	size_t len = 0;
	finish(b, browser_picture(b, &len) ? NULL : "the browser made no picture");
}

static enum err launch(struct browser *b, const char *chromium)
{
	char *picture = arena_printf(b->a, "--screenshot=%s/title.png", b->folder), *profile = arena_printf(b->a, "--user-data-dir=%s/profile", b->folder);
	char *page = arena_printf(b->a, "file://%s/game/index.html", b->folder);
	const char *const argv[] = {"/bin/sh", "-c", "exec \"$0\" \"$@\" 2>&1", chromium, "--headless", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND", "--hide-scrollbars",
		"--window-size=1280,720", "--virtual-time-budget=3000", "--enable-logging=stderr", profile, picture, page, NULL};
	return spawn_start(argv, b->folder, false, &b->child);
}

enum err browser_start(struct arena *a, struct loop *loop, const char *chromium, const struct game *game, browser_done_fn *done, void *context,
	struct browser **browser_r, const char **message_r)
{
	struct browser *b = arena_new(a, struct browser);
	*b = (struct browser) {.a = a, .loop = loop, .done = done, .context = context, .folder = "/tmp/ludwright-look.XXXXXX"};
	buf_init(&b->output, OUTPUT_MAX + 1);
	*browser_r = b;
	if (geteuid() == 0) {
		/* Chromium's own sandbox does not work as root, and a game is foreign code. */
		b->folder[0] = '\0';
		*message_r = "the worker runs as root";
	} else if (!mkdtemp(b->folder)) {
		b->folder[0] = '\0';
		*message_r = "no temporary folder could be made";
	} else if (!write_game(b, game)) {
		*message_r = "the game could not be written to a temporary folder";
	} else if (launch(b, chromium)) {
		*message_r = "the browser could not be started";
	} else {
		close(b->child.in);
		b->child.in = -1;
		b->running = true;
		b->watch = loop_watch(loop, b->child.out, POLLIN, output_ready, b);
		b->timer = loop_timer(loop, WALL_MS, time_is_up, b);
		return ERR_OK;
	}
	return ERR_SYSTEM;
}

const void *browser_picture(struct browser *b, size_t *len_r)
{
	FILE *file = b ? fopen(arena_printf(b->a, "%s/title.png", b->folder), "re") : NULL;
	if (!file)
		return NULL;
	char *bytes = arena_alloc(b->a, PICTURE_MAX);
	*len_r = fread(bytes, 1, PICTURE_MAX, file);
	fclose(file);
	return *len_r > 8 && memcmp(bytes, "\x89PNG", 4) == 0 ? bytes : NULL;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void) st, (void) type, (void) ftw;
	remove(path);
	return 0;
}

void browser_end(struct browser *b)
{
	if (!b)
		return;
	stop(b);
	buf_free(&b->output);
	if (b->folder[0])
		nftw(b->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
	b->folder[0] = '\0';
}
