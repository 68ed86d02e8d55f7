/* SPDX-License-Identifier: ISC */
/* What lib/token_keys.c (files) shares with lib/token.c (signing, verifying) and lib/token_rotate.c (new files). */
#ifndef LUD_TOKEN_KEYS_H
#define LUD_TOKEN_KEYS_H

#include "lib/token.h"
#include "lib/hash.h"

#include <openssl/evp.h>
#include <stddef.h>
#include <time.h>

#define TOKEN_KEYS_MAX 16
/* Of several places each: with one, a hundred people at once kept putting each other out. */
#define TOKEN_CACHE_SETS 256
#define TOKEN_CACHE_WAYS 4

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
	char *dir, *issuer;
	struct timespec changed; /* dir's time when it was read; zero: it may have changed since */
	int64_t next_look; /* monotonic ms */
	EVP_MD *sha256;
	struct token_entry cache[TOKEN_CACHE_SETS][TOKEN_CACHE_WAYS];
};

/* Takes up what has changed in the directory; looks once a second at most. A file of a key that cannot be read is left
 * out, with a line in the log; a directory that cannot be, or one whose current key is not there, leaves all as it was. */
void token_keys_look(struct token_keys *keys);
/* Out: NULL when no key has that name. */
const struct token_key *token_keys_find(const struct token_keys *keys, const char *kid);

#endif
