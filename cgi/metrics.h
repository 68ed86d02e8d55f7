/* SPDX-License-Identifier: ISC */
/*
 * What the API counts about itself, in the memory that all its children share, and GET /metrics, which says it in
 * Prometheus' text format.
 *
 * A request is counted once it is answered, under its row of the route table and its status; requests that fit no row
 * are one row of their own. Counters live as long as the parent. Names and labels: docs/api.md.
 */
#ifndef LUD_CGI_METRICS_H
#define LUD_CGI_METRICS_H

#include <stdatomic.h>
#include <stdint.h>

#define METRICS_ROUTES 256 /* the last one is for what fits no row */
#define METRICS_STATUSES 32 /* see statuses in metrics.c; the last one is for all others */
#define METRICS_BUCKETS 12 /* see bounds in metrics.c; the last one is without bound */

struct metrics_route {
	_Atomic uint64_t statuses[METRICS_STATUSES];
	_Atomic uint64_t buckets[METRICS_BUCKETS]; /* each by itself, not summed up */
	_Atomic uint64_t microseconds;
};

struct metrics {
	struct metrics_route routes[METRICS_ROUTES];
	_Atomic uint64_t database_errors;
};

struct request;

/* Microseconds of a clock that only goes forward. */
int64_t metrics_now(void);
/* In: m may be NULL (plain CGI); begun as metrics_now said. */
void metrics_count(struct metrics *m, const struct request *req, int status, int64_t begun);

#endif
