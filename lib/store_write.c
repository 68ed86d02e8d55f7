/* SPDX-License-Identifier: ISC */
/* Contents on their way into the local store. */
#include "lib/store_private.h"

#include "lib/codec.h"
#include "lib/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SUBDIR_SIZE 3 /* "ab" */

struct store_writer {
	struct store *store;
	struct hash_stream *hash;
	uint64_t written;
	int fd;
	char name[24]; /* below the root; "" where the file has none: a process that is killed then leaves nothing */
};

enum err store_trouble(void)
{
	switch (errno) {
	case ENOSPC:
	case EDQUOT:
	case EMFILE:
	case ENFILE:
	case ENOMEM:
		return ERR_FULL;
	default:
		return ERR_SYSTEM;
	}
}

static void random_name(char name_r[24])
{
	unsigned char random[8];

	memcpy(name_r, ".new-", 5);
	hash_random(random, sizeof(random));
	codec_hex(random, sizeof(random), name_r + 5);
}

enum err store_begin(struct store *s, struct store_writer **writer_r)
{
	struct store_writer *w = calloc(1, sizeof(*w));

	if (!w)
		log_fatal("out of memory: file store");
	*writer_r = NULL;
	w->store = s;
	w->fd = store_open_beneath(s->root, ".", O_RDWR | O_TMPFILE, 0640);
	if (w->fd < 0) { /* a file system without such files */
		random_name(w->name);
		w->fd = store_open_beneath(s->root, w->name, O_RDWR | O_CREAT | O_EXCL, 0640);
	}
	if (w->fd < 0) {
		free(w);
		return store_trouble();
	}
	w->hash = hash_stream_new();
	*writer_r = w;
	return ERR_OK;
}

enum err store_write(struct store_writer *w, const void *bytes, size_t len)
{
	const unsigned char *at = bytes;

	hash_stream_put(w->hash, bytes, len);
	w->written += len;
	while (len) {
		ssize_t n = write(w->fd, at, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? store_trouble() : ERR_SYSTEM;
		at += n;
		len -= (size_t)n;
	}
	return ERR_OK;
}

uint64_t store_written(const struct store_writer *w)
{
	return w->written;
}

void store_abort(struct store_writer *w)
{
	int saved = errno;

	if (!w)
		return;
	if (w->name[0])
		unlinkat(w->store->root, w->name, 0);
	close(w->fd);
	hash_stream_free(w->hash);
	free(w);
	errno = saved;
}

/* The folder of two digits, made when it is missing. Out: its descriptor, or -1. */
static int open_folder(struct store *s, const char *sha256)
{
	char name[SUBDIR_SIZE];

	snprintf(name, sizeof(name), "%.2s", sha256);
	if (mkdirat(s->root, name, 0750) == 0)
		fsync(s->root);
	else if (errno != EEXIST)
		return -1;
	return store_open_beneath(s->root, name, O_RDONLY | O_DIRECTORY, 0);
}

static bool is_whole(int folder, const char *name, uint64_t bytes)
{
	struct stat st;

	return fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode) &&
	       (uint64_t)st.st_size == bytes;
}

/* Is the content there? Then it is young again: store_remove leaves it. One of another length is damaged, and not
 * there. Looked at once more: between finding the file and making it young, store_remove may have put it aside and seen
 * it old; what is in its place after it was made young stays. */
static bool renew(int folder, const char *name, uint64_t bytes)
{
	return is_whole(folder, name, bytes) && utimensat(folder, name, NULL, AT_SYMLINK_NOFOLLOW) == 0 &&
	       is_whole(folder, name, bytes);
}

/* Gives a nameless file its first name, below the root. */
static bool name_it(struct store_writer *w)
{
	char path[32];

	if (w->name[0])
		return true;
	random_name(w->name);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", w->fd);
	if (linkat(AT_FDCWD, path, w->store->root, w->name, AT_SYMLINK_FOLLOW) == 0)
		return true;
	w->name[0] = '\0';
	return false;
}

/* Straight to its place, or, where something else stands, over it. */
static bool place(struct store_writer *w, int folder, const char *name)
{
	char path[32];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", w->fd);
	if (!w->name[0] && linkat(AT_FDCWD, path, folder, name, AT_SYMLINK_FOLLOW) == 0)
		return true;
	if (!name_it(w) || renameat(w->store->root, w->name, folder, name) != 0)
		return false;
	w->name[0] = '\0';
	return true;
}

enum err store_end(struct store_writer *w, char sha256_r[HASH_HEX_SIZE])
{
	enum err err = ERR_OK;
	int folder;

	hash_stream_end(w->hash, sha256_r);
	w->hash = NULL;
	folder = open_folder(w->store, sha256_r);
	if (folder < 0 || (!renew(folder, sha256_r + 2, w->written) &&
				  (fsync(w->fd) != 0 || !place(w, folder, sha256_r + 2) || fsync(folder) != 0)))
		err = store_trouble();
	if (folder >= 0)
		close(folder);
	store_abort(w);
	return err;
}

enum err store_put(struct store *s, const void *bytes, size_t len, char sha256_r[HASH_HEX_SIZE])
{
	char path[HASH_HEX_SIZE + 1];
	struct store_writer *w;
	enum err err;

	hash_sha256_hex(bytes, len, sha256_r);
	store_path(sha256_r, path);
	if (renew(s->root, path, len))
		return ERR_OK;
	err = store_begin(s, &w);
	if (err)
		return err;
	err = store_write(w, bytes, len);
	if (!err)
		return store_end(w, sha256_r);
	store_abort(w);
	return err;
}
