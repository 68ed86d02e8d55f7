/* SPDX-License-Identifier: ISC */
#include "lib/store.h"

#include "lib/codec.h"
#include "lib/log.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SUBDIR_SIZE 3 /* "ab" */
#define NAME_SIZE 96

struct store {
	int root;
};

static int open_beneath(int dir, const char *path, uint64_t flags, uint64_t mode)
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

static bool is_address(const char *sha256)
{
	return strlen(sha256) == HASH_HEX_SIZE - 1 && strspn(sha256, "0123456789abcdef") == HASH_HEX_SIZE - 1;
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
	return open_beneath(s->root, name, O_RDONLY | O_DIRECTORY, 0);
}

static bool write_all(int fd, const unsigned char *bytes, size_t len)
{
	while (len) {
		ssize_t n = write(fd, bytes, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		bytes += n;
		len -= (size_t)n;
	}
	return true;
}

/* Writes under a name of its own, so that two who put the same content do not meet. */
static bool write_temporary(int folder, const char *name, const void *bytes, size_t len)
{
	int fd = open_beneath(folder, name, O_WRONLY | O_CREAT | O_EXCL, 0640);
	bool ok;

	if (fd < 0)
		return false;
	ok = write_all(fd, bytes, len) && fsync(fd) == 0;
	return close(fd) == 0 && ok;
}

/* Writes without a name and links it when it is whole: a process that is killed leaves nothing. Out: false also where
 * the file system has no such files, or one of that name is there already. */
static bool add_unnamed(int folder, const char *sha256, const void *bytes, size_t len)
{
	char path[32];
	int fd = open_beneath(folder, ".", O_WRONLY | O_TMPFILE, 0640);
	bool ok;

	if (fd < 0)
		return false;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	ok = write_all(fd, bytes, len) && fsync(fd) == 0 &&
	     linkat(AT_FDCWD, path, folder, sha256 + 2, AT_SYMLINK_FOLLOW) == 0;
	return close(fd) == 0 && ok;
}

static enum err add(int folder, const char *sha256, const void *bytes, size_t len)
{
	unsigned char random[8];
	char hex[17], name[NAME_SIZE];
	int saved;

	if (add_unnamed(folder, sha256, bytes, len))
		return fsync(folder) == 0 ? ERR_OK : ERR_SYSTEM;
	hash_random(random, sizeof(random));
	codec_hex(random, sizeof(random), hex);
	snprintf(name, sizeof(name), ".new-%s", hex);
	if (write_temporary(folder, name, bytes, len) && renameat(folder, name, folder, sha256 + 2) == 0 &&
		fsync(folder) == 0)
		return ERR_OK;
	saved = errno;
	unlinkat(folder, name, 0);
	errno = saved;
	return ERR_SYSTEM;
}

enum err store_put(struct store *s, const void *bytes, size_t len, char sha256_r[HASH_HEX_SIZE])
{
	char path[HASH_HEX_SIZE + 1];
	struct stat st;
	enum err err;
	int folder;

	hash_sha256_hex(bytes, len, sha256_r);
	store_path(sha256_r, path);
	if (fstatat(s->root, path, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode) &&
		(uintmax_t)st.st_size == len)
		return ERR_OK;
	folder = open_folder(s, sha256_r);
	if (folder < 0)
		return ERR_SYSTEM;
	err = add(folder, sha256_r, bytes, len);
	close(folder);
	return err;
}

static bool read_all(int fd, unsigned char *bytes, size_t len)
{
	while (len) {
		ssize_t n = read(fd, bytes, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		bytes += n;
		len -= (size_t)n;
	}
	return true;
}

static enum err read_content(int fd, struct arena *a, size_t max, unsigned char **bytes_r, size_t *len_r)
{
	struct stat st;
	unsigned char *bytes;

	if (fstat(fd, &st) != 0)
		return ERR_SYSTEM;
	if (!S_ISREG(st.st_mode) || st.st_size < 0)
		return ERR_NOT_FOUND;
	if ((uintmax_t)st.st_size > max)
		return ERR_TOO_LARGE;
	bytes = arena_alloc(a, (size_t)st.st_size + 1);
	if (!read_all(fd, bytes, (size_t)st.st_size))
		return ERR_SYSTEM;
	*bytes_r = bytes;
	*len_r = (size_t)st.st_size;
	return ERR_OK;
}

/* A disk that returns other bytes than were written must not go unseen. */
static enum err check_content(const char *sha256, const unsigned char *bytes, size_t len)
{
	char actual[HASH_HEX_SIZE];

	hash_sha256_hex(bytes, len, actual);
	if (strcmp(actual, sha256) == 0)
		return ERR_OK;
	log_error("file store: content %s is damaged", sha256);
	errno = EIO;
	return ERR_SYSTEM;
}

enum err store_get(
	struct store *s, struct arena *a, const char *sha256, size_t max, unsigned char **bytes_r, size_t *len_r)
{
	char path[HASH_HEX_SIZE + 1];
	enum err err;
	int fd;

	if (!is_address(sha256))
		return ERR_NOT_FOUND;
	store_path(sha256, path);
	fd = open_beneath(s->root, path, O_RDONLY | O_NONBLOCK, 0);
	if (fd < 0)
		return errno == ENOENT || errno == ENOTDIR || errno == ELOOP ? ERR_NOT_FOUND : ERR_SYSTEM;
	err = read_content(fd, a, max, bytes_r, len_r);
	close(fd);
	return err ? err : check_content(sha256, *bytes_r, *len_r);
}
