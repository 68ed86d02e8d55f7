/* SPDX-License-Identifier: ISC */
/*
 * How many requests each account has made in this minute, counted by all children of a parent together, without a lock.
 *
 * Redis counts for all machines. It is told of several requests at once, a second after the last time at most, so that
 * a busy account does not cost a round trip a request; in the last quarter of the limit it is told of each. A count is
 * what Redis last knew and what was counted here since: with one machine it is exact.
 *
 * An account has one of two places; when both belong to others who are at work in this minute, nothing is counted here
 * and Redis has to be asked.
 */
#ifndef LUD_CGI_TALLY_H
#define LUD_CGI_TALLY_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define TALLY_BITS 13
#define TALLY_PLACES (1u << TALLY_BITS)
#define TALLY_MAX ((1u << 20) - 1) /* what counts stay at */

/* Memory of all children; zeroed is empty. */
struct tally {
	struct tally_place {
		_Atomic uint64_t who; /* account and kind; 0: free */
		_Atomic uint64_t
			state; /* minute, second of the last word to Redis, count, of it not told: 18, 6, 20, 20 bits */
	} places[TALLY_PLACES];
};

struct tally_count {
	uint32_t n; /* requests of this minute, this one included */
	uint32_t tell; /* how many Redis has to be told of now; 0: none */
};

/* Counts a request. In: user is a UUID in text; now in seconds since 1970; most is the limit. */
struct tally_count tally_add(struct tally *t, const char *user, bool write, int64_t now, uint32_t most);
/* All machines together counted n, this one's up to the last word included. Out: the count, with what came here since.
 */
uint32_t tally_heard(struct tally *t, const char *user, bool write, int64_t now, uint32_t n);

#endif
