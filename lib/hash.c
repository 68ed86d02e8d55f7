/* SPDX-License-Identifier: ISC */
#include "lib/hash.h"

#include "lib/codec.h"
#include "lib/log.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <stdint.h>

static EVP_MD *sha256;
static EVP_MAC *hmac;

static void need(bool ok, const char *what)
{
	if (!ok)
		log_fatal("OpenSSL: %s failed", what);
}

void hash_sha256(const void *bytes, size_t len, unsigned char digest_r[HASH_SIZE])
{
	unsigned size = 0;

	if (!sha256)
		sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
	need(sha256, "EVP_MD_fetch");
	need(EVP_Digest(bytes, len, digest_r, &size, sha256, NULL) == 1 && size == HASH_SIZE, "SHA-256");
}

void hash_sha256_hex(const void *bytes, size_t len, char hex_r[HASH_HEX_SIZE])
{
	unsigned char digest[HASH_SIZE];

	hash_sha256(bytes, len, digest);
	codec_hex(digest, sizeof(digest), hex_r);
}

struct hash_stream *hash_stream_new(void)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();

	if (!sha256)
		sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
	need(ctx && sha256 && EVP_DigestInit_ex2(ctx, sha256, NULL) == 1, "SHA-256");
	return (struct hash_stream *)ctx;
}

void hash_stream_put(struct hash_stream *h, const void *bytes, size_t len)
{
	need(EVP_DigestUpdate((EVP_MD_CTX *)h, bytes, len) == 1, "SHA-256");
}

void hash_stream_end(struct hash_stream *h, char hex_r[HASH_HEX_SIZE])
{
	unsigned char digest[HASH_SIZE];
	unsigned size = 0;

	need(EVP_DigestFinal_ex((EVP_MD_CTX *)h, digest, &size) == 1 && size == HASH_SIZE, "SHA-256");
	codec_hex(digest, sizeof(digest), hex_r);
	hash_stream_free(h);
}

void hash_stream_free(struct hash_stream *h)
{
	EVP_MD_CTX_free((EVP_MD_CTX *)h);
}

void hash_hmac_sha256(const void *key, size_t key_len, const void *bytes, size_t len, unsigned char digest_r[HASH_SIZE])
{
	char name[] = "SHA256";
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0), OSSL_PARAM_construct_end()};
	EVP_MAC_CTX *ctx;
	size_t size = 0;

	if (!hmac)
		hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
	need(hmac, "EVP_MAC_fetch");
	ctx = EVP_MAC_CTX_new(hmac);
	need(ctx, "EVP_MAC_CTX_new");
	/* A NULL key would mean "the key of before". */
	need(EVP_MAC_init(ctx, key_len ? key : (const void *)"", key_len, params) == 1, "EVP_MAC_init");
	need(EVP_MAC_update(ctx, bytes, len) == 1 && EVP_MAC_final(ctx, digest_r, &size, HASH_SIZE) == 1 &&
			size == HASH_SIZE,
		"HMAC");
	EVP_MAC_CTX_free(ctx);
}

/* OSSL_PARAM takes no const, and changes nothing. */
static OSSL_PARAM octets(const char *name, const void *bytes, size_t len)
{
	return OSSL_PARAM_construct_octet_string(name, (void *)(uintptr_t)bytes, len);
}

void hash_hkdf_sha256(const void *key, size_t key_len, const void *salt, size_t salt_len, const void *info, size_t info_len,
	unsigned char *out_r, size_t out_len)
{
	char name[] = "SHA256";
	EVP_KDF *kdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
	EVP_KDF_CTX *ctx = kdf ? EVP_KDF_CTX_new(kdf) : NULL;
	OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, name, 0),
		octets(OSSL_KDF_PARAM_KEY, key, key_len), octets(OSSL_KDF_PARAM_SALT, salt, salt_len),
		octets(OSSL_KDF_PARAM_INFO, info, info_len), OSSL_PARAM_construct_end()};

	need(ctx && EVP_KDF_derive(ctx, out_r, out_len, params) == 1, "HKDF");
	EVP_KDF_CTX_free(ctx);
	EVP_KDF_free(kdf);
}

void hash_random(void *bytes_r, size_t len)
{
	unsigned char *p = bytes_r;

	while (len) {
		int n = len > 65536 ? 65536 : (int)len;

		need(RAND_bytes(p, n) == 1, "RAND_bytes");
		p += n;
		len -= (size_t)n;
	}
}

bool hash_equal(const void *a, const void *b, size_t len)
{
	return CRYPTO_memcmp(a, b, len) == 0;
}
