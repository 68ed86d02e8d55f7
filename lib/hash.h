/* SPDX-License-Identifier: ISC */
/* SHA-256, HMAC-SHA-256, HKDF and random bytes by OpenSSL; methods are fetched once a process. A failure of OpenSSL ends the process. */
#ifndef LUD_HASH_H
#define LUD_HASH_H

#include <stdbool.h>
#include <stddef.h>

#define HASH_SIZE 32
#define HASH_HEX_SIZE 65

void hash_sha256(const void *bytes, size_t len, unsigned char digest_r[HASH_SIZE]);
void hash_sha256_hex(const void *bytes, size_t len, char hex_r[HASH_HEX_SIZE]);
/* SHA-256 of what comes in pieces. Owns: hash_stream_end or hash_stream_free (NULL is fine), which free it. */
struct hash_stream;
struct hash_stream *hash_stream_new(void);
void hash_stream_put(struct hash_stream *h, const void *bytes, size_t len);
void hash_stream_end(struct hash_stream *h, char hex_r[HASH_HEX_SIZE]);
void hash_stream_free(struct hash_stream *h);

void hash_hmac_sha256(const void *key, size_t key_len, const void *bytes, size_t len, unsigned char digest_r[HASH_SIZE]);
/* Source: RFC 5869, SHA-256. In: key_len > 0; out_len at most 255 * 32. */
void hash_hkdf_sha256(const void *key, size_t key_len, const void *salt, size_t salt_len, const void *info, size_t info_len,
	unsigned char *out_r, size_t out_len);
void hash_random(void *bytes_r, size_t len);
bool hash_equal(const void *a, const void *b, size_t len); /* constant time */

#endif
