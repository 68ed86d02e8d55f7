/* SPDX-License-Identifier: ISC */
/* New signing keys: the first one, and those that take its place. */
#include "lib/token_keys.h"

#include "lib/codec.h"
#include "lib/log.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BITS 2048
#define PATH_SIZE 4096
#define KNOWN_SECONDS 2 /* a look a second, and some */
#define GONE_SECONDS 3600 /* tokens live 15 minutes */

static bool path_of(char path_r[PATH_SIZE], const char *dir, const char *name, const char *suffix)
{
	int n = snprintf(path_r, PATH_SIZE, "%s/%s%s", dir, name, suffix);

	return n > 0 && n < PATH_SIZE;
}

/* A file that is written beside its place and moved there whole. */
struct draft {
	char path[PATH_SIZE], place[PATH_SIZE];
	FILE *file;
};

static bool draft_open(
	struct draft *d, const char *dir, const char *name, const char *suffix, uid_t uid, gid_t gid, mode_t mode)
{
	int fd;

	d->file = NULL;
	if (!path_of(d->place, dir, name, suffix) || !path_of(d->path, dir, name, ".new"))
		return false;
	unlink(d->path);
	fd = open(d->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return false;
	if ((uid == (uid_t)-1 || geteuid() != 0 || fchown(fd, uid, gid) == 0) && fchmod(fd, mode) == 0)
		d->file = fdopen(fd, "w");
	if (!d->file)
		close(fd);
	return d->file != NULL;
}

static bool draft_end(struct draft *d, bool ok)
{
	ok = ok && fflush(d->file) == 0 && fsync(fileno(d->file)) == 0;
	ok = fclose(d->file) == 0 && ok;
	ok = ok && rename(d->path, d->place) == 0;
	if (!ok)
		unlink(d->path);
	return ok;
}

/* Makes KID.pem and KID.pub. In: uid -1: the caller's. */
static bool write_pair(const char *dir, uid_t uid, gid_t gid, mode_t public_mode, char kid_r[TOKEN_KID_SIZE])
{
	unsigned char random[8];
	struct draft d;
	EVP_PKEY *key = EVP_RSA_gen(BITS);
	bool ok;

	hash_random(random, sizeof(random));
	codec_hex(random, sizeof(random), kid_r);
	ok = key && draft_open(&d, dir, kid_r, ".pem", uid, gid, 0600) &&
	     draft_end(&d, PEM_write_PrivateKey(d.file, key, NULL, NULL, 0, NULL, NULL) == 1) &&
	     draft_open(&d, dir, kid_r, ".pub", uid, gid, public_mode) &&
	     draft_end(&d, PEM_write_PUBKEY(d.file, key) == 1);
	EVP_PKEY_free(key);
	return ok;
}

/* Names the key that signs, at once. */
static bool point(const char *dir, uid_t uid, gid_t gid, mode_t mode, const char *kid)
{
	struct draft d;

	return draft_open(&d, dir, "current", "", uid, gid, mode) && draft_end(&d, fprintf(d.file, "%s\n", kid) > 0);
}

enum err token_keys_create(const char *dir)
{
	char kid[TOKEN_KID_SIZE], path[PATH_SIZE];

	if (mkdir(dir, 0700) != 0 && errno != EEXIST)
		return ERR_SYSTEM;
	if (path_of(path, dir, "current", "") && access(path, F_OK) == 0)
		return ERR_OK;
	return write_pair(dir, (uid_t)-1, (gid_t)-1, 0600, kid) && point(dir, (uid_t)-1, (gid_t)-1, 0600, kid)
		       ? ERR_OK
		       : ERR_SYSTEM;
}

static bool read_current(const char *dir, char kid_r[TOKEN_KID_SIZE])
{
	char path[PATH_SIZE];
	FILE *f = path_of(path, dir, "current", "") ? fopen(path, "re") : NULL;
	bool ok = f && fgets(kid_r, TOKEN_KID_SIZE, f);

	if (f)
		fclose(f);
	if (ok)
		kid_r[strcspn(kid_r, "\r\n")] = '\0';
	return ok && *kid_r && !strchr(kid_r, '/');
}

/* Removes public keys whose private one has been gone for so long that their tokens are. Out: how many stay. */
static size_t prune(const char *dir, const char *current)
{
	DIR *d = opendir(dir);
	struct dirent *entry;
	size_t left = 0;

	while (d && (entry = readdir(d))) {
		char kid[TOKEN_KID_SIZE], public[PATH_SIZE], private[PATH_SIZE];
		size_t len = strlen(entry->d_name);
		struct stat st;

		if (len <= 4 || len - 4 >= sizeof(kid) || strcmp(entry->d_name + len - 4, ".pub") != 0)
			continue;
		memcpy(kid, entry->d_name, len - 4);
		kid[len - 4] = '\0';
		if (strcmp(kid, current) != 0 && path_of(public, dir, kid, ".pub") &&
			path_of(private, dir, kid, ".pem") && access(private, F_OK) != 0 && errno == ENOENT &&
			stat(public, &st) == 0 && st.st_mtime < time(NULL) - GONE_SECONDS && unlink(public) == 0)
			continue;
		left++;
	}
	if (d)
		closedir(d);
	return left;
}

/* The old key signs no more; from now on counts how long its public half stays. */
static bool retire(const char *dir, const char *kid)
{
	char path[PATH_SIZE];

	return path_of(path, dir, kid, ".pub") && utimensat(AT_FDCWD, path, NULL, 0) == 0 &&
	       path_of(path, dir, kid, ".pem") && (unlink(path) == 0 || errno == ENOENT);
}

static void wait_until_known(void)
{
	struct timespec left = {.tv_sec = KNOWN_SECONDS};

	while (nanosleep(&left, &left) != 0 && errno == EINTR)
		;
}

enum err token_keys_rotate(const char *dir, char kid_r[TOKEN_KID_SIZE])
{
	char old[TOKEN_KID_SIZE], path[PATH_SIZE];
	struct stat public, current;

	errno = 0;
	if (!read_current(dir, old) || !path_of(path, dir, old, ".pub") || stat(path, &public) != 0 ||
		!path_of(path, dir, "current", "") || stat(path, &current) != 0)
		return ERR_SYSTEM;
	if (prune(dir, old) >= TOKEN_KEYS_MAX) {
		log_error("token keys: %s has %d keys already; wait an hour", dir, TOKEN_KEYS_MAX);
		return ERR_LIMIT;
	}
	if (!write_pair(dir, public.st_uid, public.st_gid, public.st_mode & 0777, kid_r))
		return ERR_SYSTEM;
	wait_until_known();
	if (!point(dir, current.st_uid, current.st_gid, current.st_mode & 0777, kid_r))
		return ERR_SYSTEM;
	wait_until_known();
	return retire(dir, old) ? ERR_OK : ERR_SYSTEM;
}
