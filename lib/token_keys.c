/* SPDX-License-Identifier: ISC */
#include "lib/token_keys.h"

#include "lib/clock.h"
#include "lib/log.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_MAX 16384
#define BITS 2048
#define PATH_SIZE 4096
#define LOOK_MS 1000

static bool path_of(char path_r[PATH_SIZE], const char *dir, const char *name, const char *suffix)
{
	int n = snprintf(path_r, PATH_SIZE, "%s/%s%s", dir, name, suffix);

	return n > 0 && n < PATH_SIZE;
}

static bool kid_valid(const char *kid, size_t len)
{
	if (len == 0 || len >= TOKEN_KID_SIZE)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_", kid[i]))
			return false;
	}
	return true;
}

/* Out: the whole file with a NUL, to be freed; NULL with errno when it cannot be read or is too large. */
static char *read_file(const char *path, size_t *len_r)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	char *text = NULL;
	ssize_t n = -1;

	if (fd < 0)
		return NULL;
	text = calloc(1, FILE_MAX + 1);
	if (text)
		n = read(fd, text, FILE_MAX + 1);
	close(fd);
	if (n < 0 || n > FILE_MAX) {
		errno = n > FILE_MAX ? EFBIG : errno;
		free(text);
		return NULL;
	}
	text[n] = '\0';
	*len_r = (size_t)n;
	return text;
}

static EVP_PKEY *parse_public(const char *pem, size_t len)
{
	BIO *bio = BIO_new_mem_buf(pem, (int)len);
	EVP_PKEY *key = bio ? PEM_read_bio_PUBKEY(bio, NULL, NULL, NULL) : NULL;

	BIO_free(bio);
	if (key && (!EVP_PKEY_is_a(key, "RSA") || EVP_PKEY_get_bits(key) < BITS)) {
		EVP_PKEY_free(key);
		key = NULL;
	}
	return key;
}

static enum err add_public(struct token_keys *keys, const char *dir, const char *name)
{
	struct token_key *key = &keys->keys[keys->count];
	size_t kid_len = strlen(name) - strlen(".pub"), len = 0;
	char path[PATH_SIZE], *pem;

	if (!kid_valid(name, kid_len) || keys->count == TOKEN_KEYS_MAX || !path_of(path, dir, name, "")) {
		log_error(
			"token keys: %s/%s is not taken: a bad name, or more than %d keys", dir, name, TOKEN_KEYS_MAX);
		return ERR_SYSTEM;
	}
	pem = read_file(path, &len);
	key->public = pem ? parse_public(pem, len) : NULL;
	free(pem);
	if (!key->public) {
		log_error("token keys: %s holds no RSA public key of %d bits or more", path, BITS);
		return ERR_SYSTEM;
	}
	memcpy(key->kid, name, kid_len);
	key->kid[kid_len] = '\0';
	keys->count++;
	return ERR_OK;
}

static bool ends_in(const char *name, const char *suffix)
{
	size_t n = strlen(name), m = strlen(suffix);

	return n >= m && strcmp(name + n - m, suffix) == 0;
}

/* Out: *broken_r says whether a file was left out; at the first such it fails when broken_r is NULL. */
static enum err load_public(struct token_keys *keys, const char *dir, bool *broken_r)
{
	DIR *d = opendir(dir);
	struct dirent *entry;
	enum err err = ERR_OK;

	if (!d) {
		log_error("token keys: %s: %m", dir);
		return ERR_SYSTEM;
	}
	while (!err && (entry = readdir(d))) {
		if (ends_in(entry->d_name, ".pub"))
			err = add_public(keys, dir, entry->d_name);
		if (err && broken_r) {
			*broken_r = true;
			err = ERR_OK;
		}
	}
	closedir(d);
	if (!err && keys->count == 0) {
		log_error("token keys: %s has no .pub file", dir);
		err = ERR_SYSTEM;
	}
	return err;
}

/* In: dir without a readable private key is fine: such a process verifies only. */
static enum err load_current(struct token_keys *keys, const char *dir)
{
	char path[PATH_SIZE], *kid;
	size_t len = 0;

	if (!path_of(path, dir, "current", "") || !(kid = read_file(path, &len))) {
		log_error("token keys: %s: %m", path);
		return ERR_SYSTEM;
	}
	kid[strcspn(kid, "\r\n")] = '\0';
	if (!kid_valid(kid, strlen(kid)) || !token_keys_find(keys, kid)) {
		log_error("token keys: %s names a key that is not there", path);
		free(kid);
		return ERR_SYSTEM;
	}
	if (path_of(path, dir, kid, ".pem"))
		keys->pem = read_file(path, &keys->pem_len);
	strcpy(keys->current, kid);
	free(kid);
	if (keys->pem || errno == EACCES || errno == ENOENT)
		return ERR_OK;
	log_error("token keys: %s: %m", path);
	return ERR_SYSTEM;
}

const struct token_key *token_keys_find(const struct token_keys *keys, const char *kid)
{
	for (size_t i = 0; i < keys->count; i++) {
		if (strcmp(keys->keys[i].kid, kid) == 0)
			return &keys->keys[i];
	}
	return NULL;
}

/* The time of the directory's last change; zero when that is so near that another may follow unseen. */
static struct timespec changed_at(const char *dir)
{
	struct stat st;
	struct timespec none = {0, 0};

	if (stat(dir, &st) != 0 || st.st_mtim.tv_sec >= clock_wall_us() / 1000000 - 1)
		return none;
	return st.st_mtim;
}

static enum err load(const char *dir, const char *issuer, bool *broken_r, struct token_keys **keys_r)
{
	struct token_keys *keys = calloc(1, sizeof(*keys));
	enum err err;

	*keys_r = NULL;
	if (!keys || !(keys->issuer = strdup(issuer)) || !(keys->dir = strdup(dir)))
		log_fatal("out of memory: token keys");
	keys->sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
	keys->changed = changed_at(dir);
	keys->next_look = clock_monotonic_ms() + LOOK_MS;
	err = keys->sha256 ? load_public(keys, dir, broken_r) : ERR_SYSTEM;
	if (!err)
		err = load_current(keys, dir);
	if (err)
		token_keys_free(keys);
	else
		*keys_r = keys;
	return err;
}

enum err token_keys_load(const char *dir, const char *issuer, struct token_keys **keys_r)
{
	return load(dir, issuer, NULL, keys_r);
}

/* What a token_keys holds, but not itself. */
static void clear(struct token_keys *keys)
{
	for (size_t i = 0; i < keys->count; i++)
		EVP_PKEY_free(keys->keys[i].public);
	if (keys->pem)
		explicit_bzero(keys->pem, keys->pem_len);
	free(keys->pem);
	free(keys->dir);
	free(keys->issuer);
	EVP_MD_free(keys->sha256);
	explicit_bzero(keys, sizeof(*keys));
}

void token_keys_free(struct token_keys *keys)
{
	if (keys)
		clear(keys);
	free(keys);
}

/* Tokens that were verified are forgotten too: their key may be gone. A file that cannot be read does not keep away the others; it is
 * read again at each look, since a directory does not tell when what is in its files changes. */
void token_keys_look(struct token_keys *keys)
{
	struct token_keys *fresh = NULL;
	struct timespec changed;
	bool broken = false;

	if (clock_monotonic_ms() < keys->next_look)
		return;
	keys->next_look = clock_monotonic_ms() + LOOK_MS;
	changed = changed_at(keys->dir);
	if (changed.tv_sec && changed.tv_sec == keys->changed.tv_sec && changed.tv_nsec == keys->changed.tv_nsec)
		return;
	if (load(keys->dir, keys->issuer, &broken, &fresh))
		return;
	if (broken)
		fresh->changed = (struct timespec){0, 0};
	clear(keys);
	*keys = *fresh;
	explicit_bzero(fresh, sizeof(*fresh));
	free(fresh);
}
