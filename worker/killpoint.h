/* SPDX-License-Identifier: ISC */
/*
 * Named points of a step at which a test may have the process killed by signal 9: LUDWRIGHT_KILL_AT=<point>[:<n>] kills at the n-th
 * time (default 1) that the point is reached. A process that the parent started in place of a dead one is not killed again.
 *
 *   claimed        a job was leased, nothing else happened
 *   called         the provider or builtin was started
 *   answered       its answer is complete, not stored
 *   file_written   the first file of the answer is in the store
 *   before_commit  all files and turns are stored
 *   after_commit   the step is committed, nobody was told
 *   before_publish the next jobs may be running, the bell was not rung
 */
#ifndef LUD_WORKER_KILLPOINT_H
#define LUD_WORKER_KILLPOINT_H

#include <stdbool.h>

/* Reads the environment. Out: false, with a logged reason, for an unknown point. */
bool killpoint_init(void);
/* For restarted children: no point kills from here on. */
void killpoint_disarm(void);
void killpoint(const char *point);

#endif
