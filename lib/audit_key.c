/* SPDX-License-Identifier: ISC */
#include "lib/audit_key.h"

#include "lib/codec.h"
#include "lib/json.h"
#include "lib/log.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_SIZE 4096
#define TEXT_SIZE 256

struct audit_key {
	EVP_PKEY *private;
	char kid[AUDIT_KID_SIZE];
};

char *audit_key_dir(struct arena *a, const struct conf *conf)
{
	return arena_printf(a, "%s/audit", conf->keys_dir);
}

static bool path_of(char path_r[PATH_SIZE], const char *dir, const char *name, const char *suffix)
{
	int n = snprintf(path_r, PATH_SIZE, "%s/%s%s", dir, name, suffix);
	return n > 0 && n < PATH_SIZE;
}

static bool kid_valid(const char *kid)
{
	return strlen(kid) == AUDIT_KID_SIZE - 1 && strspn(kid, "0123456789abcdef") == AUDIT_KID_SIZE - 1;
}

static FILE *open_file(const char *dir, const char *name, const char *suffix, int flags)
{
	char path[PATH_SIZE];
	int fd = path_of(path, dir, name, suffix) ? open(path, flags | O_CLOEXEC | O_NOCTTY, 0600) : -1;
	return fd < 0 ? NULL : fdopen(fd, flags == O_RDONLY ? "r" : "w");
}

static bool finish(FILE *f, bool ok)
{
	ok = ok && fflush(f) == 0 && fsync(fileno(f)) == 0;
	return fclose(f) == 0 && ok;
}

static bool write_pair(const char *dir, const char *kid, EVP_PKEY *key)
{
	const int flags = O_WRONLY | O_CREAT | O_EXCL;
	FILE *f = open_file(dir, kid, ".pem", flags);
	if (!f || !finish(f, PEM_write_PrivateKey(f, key, NULL, NULL, 0, NULL, NULL) == 1))
		return false;
	f = open_file(dir, kid, ".pub", flags);
	return f && finish(f, PEM_write_PUBKEY(f, key) == 1);
}

/* `current` appears whole, and only once: of two that make keys at the same time one wins. */
static bool name_current(const char *dir, const char *kid)
{
	char path[PATH_SIZE], current[PATH_SIZE];
	FILE *f = open_file(dir, kid, ".name", O_WRONLY | O_CREAT | O_EXCL);
	if (!f || !finish(f, fprintf(f, "%s\n", kid) > 0) || !path_of(path, dir, kid, ".name") ||
		!path_of(current, dir, "current", ""))
		return false;
	bool named = link(path, current) == 0 || errno == EEXIST;
	unlink(path);
	return named;
}

enum err audit_key_create(const char *dir)
{
	unsigned char random[8];
	char kid[AUDIT_KID_SIZE], path[PATH_SIZE];
	if (mkdir(dir, 0700) != 0 && errno != EEXIST)
		return ERR_SYSTEM;
	if (path_of(path, dir, "current", "") && access(path, F_OK) == 0)
		return ERR_OK;
	hash_random(random, sizeof random);
	codec_hex(random, sizeof random, kid);
	EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	bool ok = key && write_pair(dir, kid, key) && name_current(dir, kid);
	EVP_PKEY_free(key);
	return ok ? ERR_OK : ERR_SYSTEM;
}

static bool read_current(const char *dir, char kid_r[AUDIT_KID_SIZE])
{
	char line[TEXT_SIZE] = "";
	FILE *f = open_file(dir, "current", "", O_RDONLY);
	bool got = f && fgets(line, sizeof line, f);
	if (f)
		fclose(f);
	line[strcspn(line, "\r\n")] = '\0';
	if (!got || !kid_valid(line))
		return false;
	memcpy(kid_r, line, AUDIT_KID_SIZE);
	return true;
}

static EVP_PKEY *read_key(const char *dir, const char *kid, bool private)
{
	FILE *f = open_file(dir, kid, private ? ".pem" : ".pub", O_RDONLY);
	EVP_PKEY *key = NULL;
	if (f) {
		key = private ? PEM_read_PrivateKey(f, NULL, NULL, NULL) : PEM_read_PUBKEY(f, NULL, NULL, NULL);
		fclose(f);
	}
	if (key && !EVP_PKEY_is_a(key, "ED25519")) {
		EVP_PKEY_free(key);
		key = NULL;
	}
	return key;
}

enum err audit_key_load(const char *dir, struct audit_key **key_r)
{
	struct audit_key *key = calloc(1, sizeof *key);
	*key_r = NULL;
	if (!key)
		log_fatal("out of memory: audit key");
	enum err err = audit_key_create(dir);
	if (!err && (!read_current(dir, key->kid) || !(key->private = read_key(dir, key->kid, true))))
		err = ERR_SYSTEM;
	if (err)
		audit_key_free(key);
	else
		*key_r = key;
	return err;
}

void audit_key_free(struct audit_key *key)
{
	if (!key)
		return;
	EVP_PKEY_free(key->private);
	free(key);
}

/* What is signed: no token's text begins like this. */
static size_t head_text(const struct audit_head *head, char text_r[TEXT_SIZE])
{
	char hex[HASH_HEX_SIZE];
	codec_hex(head->hash, HASH_SIZE, hex);
	return (size_t)snprintf(
		text_r, TEXT_SIZE, "ludwright audit head\n%" PRId64 "\n%s\n%s\n", head->number, hex, head->kid);
}

void audit_head_sign(const struct audit_key *key, struct audit_head *head)
{
	char text[TEXT_SIZE];
	size_t size = AUDIT_SIGNATURE_SIZE;
	memcpy(head->kid, key->kid, AUDIT_KID_SIZE);
	size_t len = head_text(head, text);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	if (!ctx || EVP_DigestSignInit_ex(ctx, NULL, NULL, NULL, NULL, key->private, NULL) != 1 ||
		EVP_DigestSign(ctx, head->signature, &size, (const unsigned char *)text, len) != 1 ||
		size != AUDIT_SIGNATURE_SIZE)
		log_fatal("OpenSSL: a head of the audit chain could not be signed");
	EVP_MD_CTX_free(ctx);
}

bool audit_head_valid(const char *dir, const struct audit_head *head)
{
	char text[TEXT_SIZE];
	size_t len = head_text(head, text);
	EVP_PKEY *key = kid_valid(head->kid) ? read_key(dir, head->kid, false) : NULL;
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	if (!ctx)
		log_fatal("out of memory: audit head");
	bool valid =
		key && EVP_DigestVerifyInit_ex(ctx, NULL, NULL, NULL, NULL, key, NULL) == 1 &&
		EVP_DigestVerify(ctx, head->signature, AUDIT_SIGNATURE_SIZE, (const unsigned char *)text, len) == 1;
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(key);
	return valid;
}

char *audit_head_line(struct arena *a, const struct audit_head *head)
{
	char hex[HASH_HEX_SIZE];
	codec_hex(head->hash, HASH_SIZE, hex);
	return arena_printf(a, "{\"number\":%" PRId64 ",\"hash\":\"%s\",\"kid\":\"%s\",\"signature\":\"%s\"}\n",
		head->number, hex, head->kid, codec_base64url(a, head->signature, AUDIT_SIGNATURE_SIZE));
}

/* Hex of exactly len bytes. */
static bool unhex(const char *text, unsigned char *bytes_r, size_t len)
{
	if (strlen(text) != 2 * len || strspn(text, "0123456789abcdef") != 2 * len)
		return false;
	for (size_t i = 0; i < 2 * len; i++) {
		unsigned digit = (unsigned)(text[i] <= '9' ? text[i] - '0' : text[i] - 'a' + 10);
		bytes_r[i / 2] = (unsigned char)(i % 2 ? bytes_r[i / 2] << 4 | digit : digit);
	}
	return true;
}

enum err audit_head_parse(struct arena *a, const char *line, size_t len, struct audit_head *head_r)
{
	struct json_object *object = NULL;
	unsigned char *signature;
	size_t size = 0;
	*head_r = (struct audit_head){0};
	if (json_parse(line, len, &json_limits_body, NULL, &object))
		return ERR_INPUT;
	const char *kid = json_get_string(object, "kid", ""), *text = json_get_string(object, "signature", "");
	head_r->number = json_get_int(object, "number", 0);
	bool good = head_r->number > 0 && kid_valid(kid) &&
		    unhex(json_get_string(object, "hash", ""), head_r->hash, HASH_SIZE) &&
		    !codec_base64url_decode(a, text, strlen(text), &signature, &size) && size == AUDIT_SIGNATURE_SIZE;
	if (good) {
		memcpy(head_r->kid, kid, AUDIT_KID_SIZE);
		memcpy(head_r->signature, signature, AUDIT_SIGNATURE_SIZE);
	}
	json_object_put(object);
	return good ? ERR_OK : ERR_INPUT;
}
