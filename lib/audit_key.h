/* SPDX-License-Identifier: ISC */
/*
 * Heads of the audit chain: signing and verifying its end, and the line that stands for it in a file outside the database.
 *
 * A head says "the chain's row `number` has this hash", signed by Ed25519 (RFC 8032) with a key of its own, so that tokens and
 * heads cannot stand in for each other. Keys are files of a folder: KID.pem private, KID.pub public, `current` names the one
 * that signs. Old .pub files stay, since old heads are verified with them. A line is {"number", "hash", "kid", "signature"},
 * the hash in hex, the signature in base64url.
 */
#ifndef LUD_AUDIT_KEY_H
#define LUD_AUDIT_KEY_H

#include "lib/arena.h"
#include "lib/conf.h"
#include "lib/err.h"
#include "lib/hash.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define AUDIT_SIGNATURE_SIZE 64
#define AUDIT_KID_SIZE 17

struct audit_head {
	int64_t number; /* from 1 */
	unsigned char hash[HASH_SIZE];
	char kid[AUDIT_KID_SIZE]; /* 16 hex digits */
	unsigned char signature[AUDIT_SIGNATURE_SIZE];
};

struct audit_key; /* the one that signs */

/* Where keys and, unless [audit] dir says otherwise, the files of heads are: `audit` below server.keys_dir. */
char *audit_key_dir(struct arena *a, const struct conf *conf);
/* Makes the first pair, in a folder that is made as well. A pair that is there stays. Fails: ERR_SYSTEM with errno. */
enum err audit_key_create(const char *dir);
/* Loads the current private key, made when there is none. Owns: audit_key_free. Fails: ERR_SYSTEM. */
enum err audit_key_load(const char *dir, struct audit_key **key_r);
void audit_key_free(struct audit_key *key);
/* In: number and hash of head are set. Out: kid and signature. */
void audit_head_sign(const struct audit_key *key, struct audit_head *head);
/* With the public key of head->kid in dir. Out: false when there is no such key, or it did not sign this. */
bool audit_head_valid(const char *dir, const struct audit_head *head);
/* Out: a line with its newline. */
char *audit_head_line(struct arena *a, const struct audit_head *head);
/* In: one line, its newline may be missing. Fails: ERR_INPUT. */
enum err audit_head_parse(struct arena *a, const char *line, size_t len, struct audit_head *head_r);

#endif
