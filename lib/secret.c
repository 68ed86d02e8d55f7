/* SPDX-License-Identifier: ISC */
#include "lib/secret.h"

#include "lib/codec.h"
#include "lib/hash.h"
#include "lib/log.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define VERSION_BYTE 1
#define ID_SIZE 8
#define PRINT_SIZE 4 /* of a key id: its root's fingerprint */
#define NONCE_SIZE 12
#define TAG_SIZE 16
#define KEY_SIZE 32
#define ROOTS_MAX 16
#define ROOT_MIN 32
#define ROOT_MAX 1000
#define PLACE_MAX 200

struct root {
	char text[ROOT_MAX + 1];
	size_t len;
	unsigned char print[PRINT_SIZE];
};

struct secret_roots {
	EVP_CIPHER *cipher;
	size_t count;
	struct root roots[ROOTS_MAX]; /* the first is the current one */
};

static bool add_root(struct secret_roots *roots, const char *text, size_t len)
{
	if (len < ROOT_MIN || len > ROOT_MAX || roots->count == ROOTS_MAX)
		return false;
	struct root *root = &roots->roots[roots->count++];
	memcpy(root->text, text, len);
	root->len = len;
	hash_hkdf_sha256(text, len, "ludwright root", 14, "", 0, root->print, PRINT_SIZE);
	return true;
}

static enum err read_lines(struct secret_roots *roots, FILE *file, const char **why_r)
{
	char line[ROOT_MAX + 4];
	enum err err = ERR_OK;
	while (!err && fgets(line, sizeof line, file)) {
		size_t len = strcspn(line, "\r\n");
		if (len && line[0] != '#' && !add_root(roots, line, len)) {
			*why_r = "a line of the key file is shorter than 32 bytes or too long, or there are more than "
				 "16";
			err = ERR_INPUT;
		}
	}
	explicit_bzero(line, sizeof line);
	return err;
}

static enum err read_file(struct secret_roots *roots, const char *path, const char **why_r)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "r");
	*why_r = "the key file cannot be read";
	if (!file)
		return ERR_SYSTEM;
	enum err err = ERR_OK;
	if (fstat(fd, &st) || st.st_mode & 007) {
		*why_r = "others can read the key file";
		err = ERR_INPUT;
	}
	if (!err)
		err = read_lines(roots, file, why_r);
	fclose(file);
	if (!err && !roots->count) {
		*why_r = "the key file has no key";
		err = ERR_INPUT;
	}
	return err;
}

enum err secret_roots_load(
	const char *secret_key, const char *key_file, struct secret_roots **roots_r, const char **why_r)
{
	struct secret_roots *roots = calloc(1, sizeof *roots);
	*roots_r = NULL;
	if (!roots || !(roots->cipher = EVP_CIPHER_fetch(NULL, "AES-256-GCM", NULL)))
		log_fatal("out of memory, or no AES-256-GCM: secrets");
	enum err err = *key_file ? read_file(roots, key_file, why_r) : ERR_OK;
	if (!err && *secret_key)
		add_root(roots, secret_key, strlen(secret_key));
	if (!err && !roots->count) {
		*why_r = "there is neither server.secret_key (SECRET_KEY) nor a key file";
		err = ERR_INPUT;
	}
	if (err)
		secret_roots_free(roots);
	else
		*roots_r = roots;
	return err;
}

void secret_roots_free(struct secret_roots *roots)
{
	if (!roots)
		return;
	EVP_CIPHER_free(roots->cipher);
	explicit_bzero(roots, sizeof *roots);
	free(roots);
}

void secret_key_new(const struct secret_roots *roots, char id_r[SECRET_KEY_ID_SIZE])
{
	unsigned char id[ID_SIZE];
	memcpy(id, roots->roots[0].print, PRINT_SIZE);
	hash_random(id + PRINT_SIZE, ID_SIZE - PRINT_SIZE);
	codec_hex(id, ID_SIZE, id_r);
}

static bool read_id(const char *text, unsigned char id_r[ID_SIZE])
{
	if (strlen(text) != 2 * ID_SIZE || strspn(text, "0123456789abcdef") != 2 * ID_SIZE)
		return false;
	for (size_t i = 0; i < 2 * ID_SIZE; i++) {
		unsigned digit = (unsigned)(text[i] <= '9' ? text[i] - '0' : text[i] - 'a' + 10);
		id_r[i / 2] = (unsigned char)(i % 2 ? id_r[i / 2] << 4 | digit : digit);
	}
	return true;
}

bool secret_key_current(const struct secret_roots *roots, const char *id)
{
	unsigned char bytes[ID_SIZE];
	return read_id(id, bytes) && memcmp(bytes, roots->roots[0].print, PRINT_SIZE) == 0;
}

static enum err data_key(
	const struct secret_roots *roots, const unsigned char id[ID_SIZE], unsigned char key_r[KEY_SIZE])
{
	for (size_t i = 0; i < roots->count; i++) {
		const struct root *root = &roots->roots[i];
		if (memcmp(root->print, id, PRINT_SIZE) != 0)
			continue;
		hash_hkdf_sha256(root->text, root->len, "ludwright data key", 18, id, ID_SIZE, key_r, KEY_SIZE);
		return ERR_OK;
	}
	return ERR_NOT_FOUND;
}

/* What is bound to a value: its place and its key. */
static int bound_text(
	const char *place, const unsigned char id[ID_SIZE], char text_r[PLACE_MAX + SECRET_KEY_ID_SIZE + 1])
{
	char hex[SECRET_KEY_ID_SIZE];
	if (strlen(place) > PLACE_MAX)
		log_fatal("the place of a secret is too long: %s", place);
	codec_hex(id, ID_SIZE, hex);
	return snprintf(text_r, PLACE_MAX + SECRET_KEY_ID_SIZE + 1, "%s|%s", place, hex);
}

static EVP_CIPHER_CTX *begin(const struct secret_roots *roots, const unsigned char *key, const unsigned char *nonce,
	const char *bound, int bound_len, int encrypt)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int n = 0;
	if (!ctx || EVP_CipherInit_ex2(ctx, roots->cipher, key, nonce, encrypt, NULL) != 1 ||
		EVP_CipherUpdate(ctx, NULL, &n, (const unsigned char *)bound, bound_len) != 1)
		log_fatal("OpenSSL: AES-256-GCM failed");
	return ctx;
}

enum err secret_seal(const struct secret_roots *roots, struct arena *a, const char *id, const char *place,
	const void *plain, size_t len, unsigned char **sealed_r, size_t *sealed_len_r)
{
	char bound[PLACE_MAX + SECRET_KEY_ID_SIZE + 1];
	unsigned char key[KEY_SIZE], *out = arena_alloc(a, len + SECRET_OVERHEAD);
	unsigned char *nonce = out + 1 + ID_SIZE, *text = nonce + NONCE_SIZE;
	int n = 0, last = 0;
	out[0] = VERSION_BYTE;
	if (!read_id(id, out + 1) || len > 1 << 20)
		return ERR_INPUT;
	enum err err = data_key(roots, out + 1, key);
	if (err)
		return err;
	hash_random(nonce, NONCE_SIZE);
	EVP_CIPHER_CTX *ctx = begin(roots, key, nonce, bound, bound_text(place, out + 1, bound), 1);
	if (EVP_CipherUpdate(ctx, text, &n, plain, (int)len) != 1 || EVP_CipherFinal_ex(ctx, text + n, &last) != 1 ||
		(size_t)(n + last) != len || EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, TAG_SIZE, text + len) != 1)
		log_fatal("OpenSSL: AES-256-GCM failed");
	EVP_CIPHER_CTX_free(ctx);
	explicit_bzero(key, sizeof key);
	*sealed_r = out;
	*sealed_len_r = len + SECRET_OVERHEAD;
	return ERR_OK;
}

/* In: a value of the right length whose key is known. Out: false when it or its place was changed; text_r is wiped
 * then. */
static bool decrypt(const struct secret_roots *roots, const unsigned char *key, const unsigned char *in, size_t len,
	const char *place, unsigned char *text_r)
{
	char bound[PLACE_MAX + SECRET_KEY_ID_SIZE + 1];
	unsigned char tag[TAG_SIZE];
	const unsigned char *nonce = in + 1 + ID_SIZE, *text = nonce + NONCE_SIZE;
	int n = 0, last = 0;
	memcpy(tag, text + len, TAG_SIZE);
	EVP_CIPHER_CTX *ctx = begin(roots, key, nonce, bound, bound_text(place, in + 1, bound), 0);
	bool good = EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, TAG_SIZE, tag) == 1 &&
		    EVP_CipherUpdate(ctx, text_r, &n, text, (int)len) == 1 &&
		    EVP_CipherFinal_ex(ctx, text_r + n, &last) == 1 && (size_t)(n + last) == len;
	EVP_CIPHER_CTX_free(ctx);
	if (!good)
		explicit_bzero(text_r, len);
	return good;
}

enum err secret_open(const struct secret_roots *roots, struct arena *a, const char *place, const void *sealed,
	size_t sealed_len, char **plain_r, size_t *len_r)
{
	const unsigned char *in = sealed;
	unsigned char key[KEY_SIZE];
	*plain_r = NULL;
	if (sealed_len < SECRET_OVERHEAD || sealed_len > (1 << 20) + SECRET_OVERHEAD || in[0] != VERSION_BYTE)
		return ERR_INPUT;
	size_t len = sealed_len - SECRET_OVERHEAD;
	unsigned char *out = arena_alloc(a, len + 1);
	enum err err = data_key(roots, in + 1, key);
	if (!err && !decrypt(roots, key, in, len, place, out))
		err = ERR_INPUT;
	explicit_bzero(key, sizeof key);
	if (err)
		return err;
	*plain_r = (char *)out;
	*len_r = len;
	return ERR_OK;
}
