/* SPDX-License-Identifier: ISC */
/*
 * Whether a provider may be called now: a breaker, what it asked for (Retry-After), and a rate. Pure: a state, a clock
 * in milliseconds, and what happened.
 *
 * The breaker opens after so many failures in a row, and stays open for 5 s, twice as long each time, a minute at most.
 * After that one call may try it (the probe); the others wait until it is known how that went. A rate is a bucket that
 * holds ten seconds' worth (GCRA); tokens are charged when they are known, so that one large answer is paid off by
 * waiting. The state is kept as text where all workers see it (gate_write, gate_read), and anybody may read it there.
 */
#ifndef LUD_GATE_H
#define LUD_GATE_H

#include <stdbool.h>
#include <stdint.h>

#define GATE_TEXT_SIZE 160
#define GATE_PROBE_MS 60000 /* after that the probe is taken for lost, and another one may go */

struct gate {
	int64_t rest_until; /* what the provider asked for */
	int64_t calls_at, tokens_at; /* when the buckets are full again */
	int64_t open_until; /* 0: the breaker is closed */
	int64_t probe_until; /* 0: no probe is out */
	int failures; /* in a row */
	int opened; /* times in a row */
};

struct gate_limits {
	int failures; /* that open the breaker; 0: it stays closed */
	int calls, tokens; /* a minute; 0: any */
};

enum gate_outcome {
	GATE_GOOD, /* it answered, whatever it said */
	GATE_BUSY, /* it asked to wait */
	GATE_BROKEN, /* it failed, or could not be reached */
};

/* Asks for one call. Out: 0 when it may go, and is counted; else ms to wait before asking again. */
int64_t gate_ask(struct gate *gate, const struct gate_limits *limits, int64_t now);
/* What came of a call. In: wait_ms what the provider asked for, 0: nothing; tokens of the answer and what it answers.
 */
void gate_told(struct gate *gate, const struct gate_limits *limits, int64_t now, enum gate_outcome outcome,
	int64_t wait_ms, int64_t tokens);
/* Whether the breaker is open, or nobody knows yet how its probe went. */
bool gate_failing(const struct gate *gate);
/* How long the state is worth keeping, in ms from now; 0: it says nothing. */
int64_t gate_worth(const struct gate *gate, int64_t now);

void gate_write(const struct gate *gate, char text_r[GATE_TEXT_SIZE]);
/* In: NULL or what gate_write made. Out: a fresh state for anything else. */
void gate_read(const char *text, struct gate *gate_r);

#endif
