/* SPDX-License-Identifier: ISC */
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

#define FILE_MAX 16384
#define BITS 2048
#define PATH_SIZE 4096

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

static enum err load_public(struct token_keys *keys, const char *dir)
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

enum err token_keys_load(const char *dir, const char *issuer, struct token_keys **keys_r)
{
	struct token_keys *keys = calloc(1, sizeof(*keys));
	enum err err;

	*keys_r = NULL;
	if (!keys || !(keys->issuer = strdup(issuer)))
		log_fatal("out of memory: token keys");
	keys->sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
	err = keys->sha256 ? load_public(keys, dir) : ERR_SYSTEM;
	if (!err)
		err = load_current(keys, dir);
	if (err)
		token_keys_free(keys);
	else
		*keys_r = keys;
	return err;
}

void token_keys_free(struct token_keys *keys)
{
	if (!keys)
		return;
	for (size_t i = 0; i < keys->count; i++)
		EVP_PKEY_free(keys->keys[i].public);
	if (keys->pem)
		explicit_bzero(keys->pem, keys->pem_len);
	free(keys->pem);
	free(keys->issuer);
	EVP_MD_free(keys->sha256);
	explicit_bzero(keys, sizeof(*keys));
	free(keys);
}

/* Opens a new file, 0600, that nobody else made. */
static FILE *create(const char *dir, const char *name, const char *suffix)
{
	char path[PATH_SIZE];
	int fd = path_of(path, dir, name, suffix) ? open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600) : -1;

	return fd < 0 ? NULL : fdopen(fd, "w");
}

static bool finish(FILE *f, bool ok)
{
	ok = ok && fflush(f) == 0 && fsync(fileno(f)) == 0;
	return fclose(f) == 0 && ok;
}

static bool write_pair(const char *dir, const char *kid, EVP_PKEY *key)
{
	FILE *f = create(dir, kid, ".pem");

	if (!f || !finish(f, PEM_write_PrivateKey(f, key, NULL, NULL, 0, NULL, NULL) == 1))
		return false;
	f = create(dir, kid, ".pub");
	if (!f || !finish(f, PEM_write_PUBKEY(f, key) == 1))
		return false;
	f = create(dir, "current", "");
	return f && finish(f, fprintf(f, "%s\n", kid) > 0);
}

enum err token_keys_create(const char *dir)
{
	unsigned char random[8];
	char kid[17], path[PATH_SIZE];
	EVP_PKEY *key;
	bool ok;

	if (mkdir(dir, 0700) != 0 && errno != EEXIST)
		return ERR_SYSTEM;
	if (path_of(path, dir, "current", "") && access(path, F_OK) == 0)
		return ERR_OK;
	hash_random(random, sizeof(random));
	codec_hex(random, sizeof(random), kid);
	key = EVP_RSA_gen(BITS);
	ok = key && write_pair(dir, kid, key);
	EVP_PKEY_free(key);
	return ok ? ERR_OK : ERR_SYSTEM;
}
