/* SPDX-License-Identifier: ISC */
/* What is in the local store, and what goes. */
#include "lib/store_private.h"

#include "lib/codec.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define UNFINISHED_AGE 86400
#define ASIDE ".old-"
#define ASIDE_SIZE 96 /* .old-, address, dash, 16 digits */

struct walk {
	enum err (*visit)(void *context, const char *sha256, uint64_t bytes, int64_t age);
	void *context;
};

static int64_t age_of(const struct stat *st)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)(now.tv_sec - st->st_mtim.tv_sec);
}

/* Whoever took a content aside was killed then: back to its place, unless it was put anew. */
static void take_back(struct store *s, const char *name)
{
	char sha256[HASH_HEX_SIZE], path[HASH_HEX_SIZE + 1];

	snprintf(sha256, sizeof(sha256), "%s", name + strlen(ASIDE));
	store_path(sha256, path);
	if (store_is_address(sha256) && linkat(s->root, name, s->root, path, 0) != 0 && errno != EEXIST)
		return; /* the next walk tries again */
	unlinkat(s->root, name, 0);
}

static enum err visit_file(struct store *s, struct walk *w, int folder, const char *two, const char *name)
{
	char sha256[HASH_HEX_SIZE];
	struct stat st;

	if (fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(st.st_mode))
		return ERR_OK;
	if (name[0] == '.') {
		if (!strncmp(name, ASIDE, strlen(ASIDE)))
			take_back(s, name);
		else if (age_of(&st) > UNFINISHED_AGE)
			unlinkat(folder, name, 0);
		return ERR_OK;
	}
	if (snprintf(sha256, sizeof(sha256), "%s%s", two, name) != HASH_HEX_SIZE - 1 || !store_is_address(sha256))
		return ERR_OK;
	return w->visit(w->context, sha256, (uint64_t)st.st_size, age_of(&st));
}

/* A stream of its own over the folder. Out: NULL with errno. */
static DIR *open_stream(struct store *s, const char *path)
{
	int fd = store_open_beneath(s->root, path, O_RDONLY | O_DIRECTORY, 0);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);

	if (!d && fd >= 0)
		close(fd);
	return d;
}

static enum err walk_folder(struct store *s, struct walk *w, const char *path, const char *two)
{
	enum err err = ERR_OK;
	DIR *d = open_stream(s, path);

	if (!d)
		return errno == ENOENT ? ERR_OK : ERR_SYSTEM;
	for (struct dirent *e; !err && (e = readdir(d));)
		err = visit_file(s, w, dirfd(d), two, e->d_name);
	closedir(d);
	return err;
}

enum err store_walk(struct store *s, enum err (*visit)(void *context, const char *sha256, uint64_t bytes, int64_t age),
	void *context)
{
	struct walk w = {visit, context};
	enum err err = walk_folder(s, &w, ".", "");

	for (int i = 0; !err && i < 256; i++) {
		char two[3];

		snprintf(two, sizeof(two), "%02x", (unsigned)i);
		err = walk_folder(s, &w, two, two);
	}
	return err;
}

static bool is_young(struct store *s, const char *name, int64_t age)
{
	struct stat st;

	return fstatat(s->root, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && age_of(&st) < age;
}

/* Out of its place first, then looked at: who puts the same content meanwhile either made it young before, which is
 * seen then, or does not find it and writes it anew. */
enum err store_remove(struct store *s, const char *sha256, int64_t age)
{
	char path[HASH_HEX_SIZE + 1], aside[ASIDE_SIZE], hex[17];
	unsigned char random[8];

	if (!store_is_address(sha256))
		return ERR_NOT_FOUND;
	store_path(sha256, path);
	if (is_young(s, path, age))
		return ERR_CONFLICT;
	hash_random(random, sizeof(random));
	codec_hex(random, sizeof(random), hex);
	snprintf(aside, sizeof(aside), ASIDE "%s-%s", sha256, hex);
	if (renameat(s->root, path, s->root, aside) != 0)
		return errno == ENOENT ? ERR_NOT_FOUND : ERR_SYSTEM;
	if (is_young(s, aside, age)) {
		take_back(s, aside);
		return ERR_CONFLICT;
	}
	return unlinkat(s->root, aside, 0) == 0 ? ERR_OK : ERR_SYSTEM;
}
