/* SPDX-License-Identifier: ISC */
/*
 * How many worker processes there should be: the decision alone, from what was seen of the queue. It reads no clock and
 * no database.
 *
 * More are wanted when jobs outnumber the free places or one has waited for a second; at most twice as many each
 * second. One fewer is wanted after half a minute in which fewer would have done, then one fewer at each look.
 */
#ifndef LUD_WORKER_POOL_TARGET_H
#define LUD_WORKER_POOL_TARGET_H

#include <stdint.h>

#define POOL_WAIT_MS 1000 /* a job that waited longer asks for another process */
#define POOL_GROW_MS 1000 /* between two growths */
#define POOL_SHRINK_MS 30000 /* without need, before the first process goes */

struct pool_bounds {
	int min, max; /* processes */
	int places; /* steps that one process has in flight */
};

struct pool_look {
	int ready; /* jobs that could be at work now; a count that stops at what max processes can take is enough */
	int64_t wait_ms; /* how long the oldest of them has waited */
	int busy; /* steps in flight in the processes that there are */
};

/* What is remembered between looks; all zero at first. */
struct pool_trend {
	int64_t grown_ms; /* when processes were last added; 0: never */
	int64_t needed_ms; /* when all of them were last needed */
};

/* In: running, processes that are kept now; now_ms, of a clock that only rises, over 0. Out: how many to keep. */
int pool_target(const struct pool_bounds *bounds, const struct pool_look *look, int running, int64_t now_ms,
	struct pool_trend *trend);

#endif
