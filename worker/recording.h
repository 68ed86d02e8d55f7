/* SPDX-License-Identifier: ISC */
/*
 * Recorded plays that came along with comments (docs/game-contract.md): the block "```lud-play" at the end of a
 * comment's text, as the review page writes it (www/src/review/plays.js).
 *
 * Anybody who may comment may write such a block, so nothing of it is believed: it is held to the format member by
 * member, to a length, a number of ticks and a number of plays. What is not played says why.
 */
#ifndef LUD_WORKER_RECORDING_H
#define LUD_WORKER_RECORDING_H

#include "lib/arena.h"

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	RECORDING_PLAYED_MAX = 8, /* in one test: the newest */
	RECORDING_BYTES_MAX = 80000, /* of a comment's 20,000 characters */
	RECORDING_PAIRS_MAX = 20000,
	RECORDING_TICKS_MAX = 36000, /* ten minutes of play */
};

enum recording_fault {
	RECORDING_FINE,
	RECORDING_NO_JSON,
	RECORDING_NO_OBJECT,
	RECORDING_UNKNOWN,
	RECORDING_NO_INPUTS,
	RECORDING_MANY_INPUTS,
	RECORDING_NO_PAIR,
	RECORDING_NO_TICKS,
	RECORDING_LONG,
	RECORDING_SEED,
	RECORDING_SCORE,
	RECORDING_END,
	RECORDING_HASH,
	RECORDING_TICKS,
	RECORDING_OLDER,
};

struct recording {
	const char *comment, *checkpoint; /* id of the comment; the node where it was made */
	int64_t revision; /* of that checkpoint */
	enum recording_fault refused; /* why it is not played; RECORDING_FINE: it can be, and all below holds */
	const char *inputs; /* [[mask, ticks], …] as JSON */
	int64_t ticks;
	bool seeded; /* else seed is the game's own */
	int64_t seed;
	bool scored;
	double score; /* at its end, as the page said */
	const char *end; /* won, lost, open: as the page said */
	const char *hash; /* "" when the page did not say */
};

/*
 * In: comments [{id, checkpoint, revision, text}], oldest first; NULL for none.
 * Out: those whose text has such a block, in that order; *list_r in the arena. Of those that can be played the newest
 * RECORDING_PLAYED_MAX are; older ones are refused.
 */
size_t recording_read(struct arena *a, struct json_object *comments, struct recording **list_r);
/* The fault as a sentence without its end, in English or Japanese; "" for none. Static text. */
const char *recording_why(enum recording_fault fault, bool ja);

#endif
