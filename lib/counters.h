/* SPDX-License-Identifier: ISC */
/*
 * Figures that all processes of a host count together, in one mapped file (metrics.file): the API and the workers add, GET /metrics of the API prints.
 *
 * A series is a family of the table in counters.c and the value of its one label. The file lasts as long as its folder (a tmpfs), so that counters go on
 * when programs are started again. Nothing here fails loudly: without the file, or without room in it, nothing is counted.
 */
#ifndef LUD_COUNTERS_H
#define LUD_COUNTERS_H

#include "lib/buf.h"

#include <stdint.h>

enum counters_family {
	COUNTERS_PROJECTS_CREATED,
	COUNTERS_PROJECTS_COMPLETED,
	COUNTERS_AGENTS_EXECUTED, /* by type */
	COUNTERS_AGENT_SECONDS, /* by type */
	COUNTERS_CHECKPOINTS_RESOLVED, /* by resolution */
	COUNTERS_LLM_TOKENS, /* by model */
	COUNTERS_LLM_SECONDS,
	COUNTERS_TASKS_PROCESSED,
	COUNTERS_MAIL, /* by outcome */
	COUNTERS_WEBHOOKS, /* by outcome */
	COUNTERS_FAMILIES
};

struct counters;

/* Maps the file, making it when it is not there. In: path "" for none. Out: NULL when it cannot be used (logged); all of the below take NULL. */
struct counters *counters_open(const char *path);
void counters_close(struct counters *c);
/* In: label NULL for a family without one. */
void counters_add(struct counters *c, enum counters_family family, const char *label, int64_t n);
/* One observation of a histogram. */
void counters_time(struct counters *c, enum counters_family family, const char *label, double seconds);
/* All families in the text format of Prometheus; those without a label are there with 0 when nothing was counted. */
void counters_print(const struct counters *c, struct buf *b);

#endif
