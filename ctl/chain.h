/* SPDX-License-Identifier: ISC */
/*
 * Walks the audit chain and says what does not hold.
 *
 * Every hash is computed here, from the rows, and not by the database. Order: chain_heads (before the database is read:
 * a head is written after its seal), chain_walk, chain_done. A finding is a line on standard output; findings are
 * counted.
 */
#ifndef LUD_CTL_CHAIN_H
#define LUD_CTL_CHAIN_H

#include "ctl/command.h"
#include "lib/audit_key.h"

struct chain {
	struct context *c;
	struct db *db;
	const char *keys; /* folder of the public keys */
	struct audit_head *heads; /* of the files, by number */
	size_t head_count, head_next, head_size;
	unsigned char hash[HASH_SIZE]; /* of the last row walked */
	int64_t number, begins; /* of the last and the first one; 0: none yet */
	int64_t pass_us, before_us; /* when the last row's pass sealed, and the pass before */
	int64_t signed_to; /* the last number that a signed head of a file vouches for */
	int64_t rows, loose, found;
};

/* Whether a file of this name holds signed heads: heads-*.jsonl. */
bool chain_is_heads(const char *name);
/* Reads heads-*.jsonl of dir. Fails: ERR_SYSTEM when there is no such folder; a bad line is a finding. */
enum err chain_heads(struct chain *chain, const char *dir);
/* Fails: the database's. */
enum err chain_walk(struct chain *chain);
void chain_done(struct chain *chain);

#endif
