/* SPDX-License-Identifier: ISC */
/* Counters, one struct a process in memory that the parent shares out, so that GET /metrics speaks for all of them. */
#ifndef LUD_RELAY_METRICS_H
#define LUD_RELAY_METRICS_H

#include "lib/buf.h"

#include <stdint.h>

#define METRICS_SLOTS 64
#define METRICS_BUCKETS 8

struct metrics {
	int64_t connections[3]; /* gauge, by wire */
	int64_t accepted, refused; /* connections; refused by a limit */
	int64_t subscriptions; /* gauge */
	int64_t events, deliveries, logs; /* read from the database; sent to sockets, by event and socket; lines */
	int64_t received; /* messages of clients */
	int64_t replays, replayed; /* subscriptions that asked for the past; events that they got */
	int64_t resyncs, slow; /* told to start over; closed for reading too slowly */
	int64_t healed; /* events that no bell announced */
	int64_t bells;
	int64_t lag[METRICS_BUCKETS + 1], lag_count; /* commit to send, events by upper bound */
	double lag_sum; /* seconds */
};

void metrics_lag(struct metrics *m, double seconds);
/* Writes all of them in the text format of Prometheus. In: slots of all processes. */
void metrics_print(const struct metrics *slots, int processes, struct buf *b);

#endif
