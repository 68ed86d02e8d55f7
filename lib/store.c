/* SPDX-License-Identifier: ISC */
#include "lib/store_private.h"

#include "lib/log.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PIECE 65536

int store_open_beneath(int dir, const char *path, uint64_t flags, uint64_t mode)
{
	struct open_how how = {.flags = flags | O_CLOEXEC,
		.mode = mode,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS};

	return (int)syscall(SYS_openat2, dir, path, &how, sizeof(how));
}

enum err store_open(const char *root, struct store **store_r)
{
	struct store *s;
	int fd;

	*store_r = NULL;
	if (mkdir(root, 0750) != 0 && errno != EEXIST)
		return ERR_SYSTEM;
	fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return ERR_SYSTEM;
	s = calloc(1, sizeof(*s));
	if (!s)
		log_fatal("out of memory: file store");
	s->root = fd;
	*store_r = s;
	return ERR_OK;
}

void store_close(struct store *s)
{
	if (!s)
		return;
	close(s->root);
	free(s);
}

void store_path(const char *sha256, char path_r[HASH_HEX_SIZE + 1])
{
	snprintf(path_r, HASH_HEX_SIZE + 1, "%.2s/%.62s", sha256, sha256 + strnlen(sha256, 2));
}

bool store_is_address(const char *sha256)
{
	return strlen(sha256) == HASH_HEX_SIZE - 1 && strspn(sha256, "0123456789abcdef") == HASH_HEX_SIZE - 1;
}

/* A content to read from, a plain file. Out: its descriptor and length. */
static enum err open_content(struct store *s, const char *sha256, int *fd_r, uint64_t *bytes_r)
{
	char path[HASH_HEX_SIZE + 1];
	struct stat st;
	int fd;

	if (!store_is_address(sha256))
		return ERR_NOT_FOUND;
	store_path(sha256, path);
	fd = store_open_beneath(s->root, path, O_RDONLY | O_NONBLOCK, 0);
	if (fd < 0)
		return errno == ENOENT || errno == ENOTDIR || errno == ELOOP ? ERR_NOT_FOUND : ERR_SYSTEM;
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size < 0) {
		close(fd);
		return ERR_NOT_FOUND;
	}
	*fd_r = fd;
	*bytes_r = (uint64_t)st.st_size;
	return ERR_OK;
}

/* A disk that returns other bytes than were written must not go unseen. */
static enum err check_content(const char *sha256, struct hash_stream *hash)
{
	char actual[HASH_HEX_SIZE];

	hash_stream_end(hash, actual);
	if (strcmp(actual, sha256) == 0)
		return ERR_OK;
	log_error("file store: content %s is damaged", sha256);
	errno = EIO;
	return ERR_SYSTEM;
}

enum err store_read(struct store *s, const char *sha256, enum err (*take)(void *context, const void *bytes, size_t len),
	void *context, uint64_t *bytes_r)
{
	unsigned char piece[PIECE];
	struct hash_stream *hash;
	uint64_t left;
	ssize_t n = 0;
	int fd;
	enum err err = open_content(s, sha256, &fd, &left);

	if (err)
		return err;
	if (bytes_r)
		*bytes_r = left;
	hash = hash_stream_new();
	while (!err && left) {
		n = read(fd, piece, left < PIECE ? left : PIECE);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		hash_stream_put(hash, piece, (size_t)n);
		left -= (uint64_t)n;
		err = take(context, piece, (size_t)n);
	}
	close(fd);
	if (err || left) {
		hash_stream_free(hash);
		return err ? err : ERR_SYSTEM;
	}
	return check_content(sha256, hash);
}

struct whole {
	struct arena *arena;
	size_t max, len;
	unsigned char *bytes;
	uint64_t size;
};

static enum err take_whole(void *context, const void *bytes, size_t len)
{
	struct whole *w = context;

	if (w->size > w->max)
		return ERR_TOO_LARGE;
	if (!w->bytes)
		w->bytes = arena_alloc(w->arena, (size_t)w->size + 1);
	memcpy(w->bytes + w->len, bytes, len);
	w->len += len;
	return ERR_OK;
}

enum err store_get(
	struct store *s, struct arena *a, const char *sha256, size_t max, unsigned char **bytes_r, size_t *len_r)
{
	struct whole w = {.arena = a, .max = max};
	enum err err = store_read(s, sha256, take_whole, &w, &w.size);

	if (err)
		return err;
	*bytes_r = w.bytes ? w.bytes : arena_alloc(a, 1);
	*len_r = w.len;
	return ERR_OK;
}
