/* SPDX-License-Identifier: ISC */
/*
 * Access tokens: JWT, RS256 only, signed by the current key of keys_dir and verified against every public key there.
 *
 * The header must be exactly {"alg":"RS256","typ":"JWT","kid":…} with a known kid; segments are strict base64url; iss, aud, exp, iat,
 * nbf, sub, sid, jti, auth_time are checked here, with 5 s of leeway on iat and nbf only. Keys are parsed once; verified tokens are
 * kept in a bounded cache that honours exp, so that a token costs one signature check a process. Signing and verifying look at keys_dir
 * once a second at most and take up what has changed there: keys rotate without a restart.
 * Signing is by libjwt; verification is our own over a cached EVP_PKEY, since libjwt takes the algorithm from the token.
 */
#ifndef LUD_TOKEN_H
#define LUD_TOKEN_H

#include "lib/arena.h"
#include "lib/err.h"

#include <stdbool.h>
#include <stdint.h>

#define TOKEN_KID_SIZE 65

struct token_keys;

struct token_claims {
	char user[37];    /* sub: UUID */
	char session[37]; /* sid: UUID */
	char id[37];      /* jti: UUID */
	char role[16];    /* admin or member */
	int64_t issued, expires, auth_time; /* seconds since 1970; auth_time: the last password check */
};

/* In: dir as in conf.h; issuer is also the audience. Fails: ERR_SYSTEM with a logged reason. Owns: token_keys_free. */
enum err token_keys_load(const char *dir, const char *issuer, struct token_keys **keys_r);
void token_keys_free(struct token_keys *keys);
/* Makes dir and a first key pair of 2048 bits when there is none; files 0600. */
enum err token_keys_create(const char *dir);
/* A new pair that signs from now on. The old private key is removed; its public one verifies on, and is removed by a later rotation an
 * hour or more after this one, when its tokens are long gone. New files belong to whom the old ones belong to.
 * Blocks: some 4 s, so that every process knows the new key before the first token comes that is signed by it.
 * Fails: ERR_SYSTEM with errno; ERR_LIMIT: too many keys within an hour. */
enum err token_keys_rotate(const char *dir, char kid_r[TOKEN_KID_SIZE]);
/* In: claims with user, session, role, issued, expires, auth_time; id is made here. Owns: the arena. */
enum err token_sign(struct arena *a, struct token_keys *keys, const struct token_claims *claims, char **token_r);
/* In: now in seconds. Fails: ERR_UNAUTHENTICATED, or ERR_OUTDATED when only exp is in the past. */
enum err token_verify(struct token_keys *keys, const char *token, int64_t now, struct token_claims *claims_r);

#endif
