/* SPDX-License-Identifier: ISC */
/* What lib/token_keys.c (files) shares with lib/token.c (signing, verifying). */
#ifndef LUD_TOKEN_KEYS_H
#define LUD_TOKEN_KEYS_H

#include "lib/token.h"
#include "lib/hash.h"

#include <openssl/evp.h>
#include <stddef.h>

#define TOKEN_KEYS_MAX 16
#define TOKEN_KID_SIZE 65
#define TOKEN_CACHE_SIZE 512

struct token_key {
	char kid[TOKEN_KID_SIZE];
	EVP_PKEY *public;
};

/* One verified token, found by the hash of its text. expires 0: free. */
struct token_entry {
	unsigned char digest[HASH_SIZE];
	struct token_claims claims;
	int64_t not_before;
};

struct token_keys {
	struct token_key keys[TOKEN_KEYS_MAX];
	size_t count;
	char current[TOKEN_KID_SIZE]; /* empty: verify only */
	char *pem; /* private key of current */
	size_t pem_len;
	char *issuer;
	EVP_MD *sha256;
	struct token_entry cache[TOKEN_CACHE_SIZE];
};

/* Out: NULL when no key has that name. */
const struct token_key *token_keys_find(const struct token_keys *keys, const char *kid);

#endif
