/* SPDX-License-Identifier: ISC */
/*
 * The queue's client: claims, keeps leases, hears of new jobs.
 *
 * Jobs are claimed up to the process's concurrency when something says that there may be some: a NOTIFY on
 * ludwright_jobs, a sibling process's wake-up, a step that ended without one that follows, or the poll that runs as a
 * safety net. A process's leases hold as long as it says that it lives (queue.c: heartbeat); one that was taken for dead
 * ends. A lease that is lost aborts its step; nothing of it is written, since every write names the lease.
 */
#ifndef LUD_WORKER_QUEUE_H
#define LUD_WORKER_QUEUE_H

#include "lib/err.h"
#include "worker/worker.h"

#define QUEUE_POLL_MS 250 /* between claims of a process with room */
#define QUEUE_POLL_QUIET_MS 1000 /* when nothing came for QUEUE_QUIET_MS: people's acts come by NOTIFY */
#define QUEUE_QUIET_MS 10000
#define QUEUE_CHECK_MS 1000 /* looks whether the jobs in flight are still ours: cancel takes effect within 2 s */
#define QUEUE_REAP_MS 2000 /* looks for processes that are gone: takeover within the lease and this */
#define QUEUE_FINISH_MAX 64 /* sent together */
#define QUEUE_STALE_MS 25 /* after that it may have what nobody rang for: another machine's jobs */
#define QUEUE_FAIR_MS 100 /* a full process asks the queue that often, rather than take what follows its own steps */

/* Registers this instance, gives up the leases of its predecessor, starts timers and LISTEN. */
enum err queue_open(struct worker *w);
/* Takes the instance's row away. */
void queue_close(struct worker *w);
/* Claims if there is room and something may be there. Starts the steps. */
void queue_claim(struct worker *w);
/* To be called after each turn of the loop: reads notifications that came with other answers, follows reconnections. */
void queue_listen(struct worker *w);
/* Says that this process lives, and has what it does not know of taken back. */
void queue_beat(struct worker *w);
/* Ends the jobs that belong to no run and have done what they do, each in a transaction of its own. Frees their steps.
 */
void queue_finish(struct worker *w);
/* Whether a commit may take the step that follows for this process. */
bool queue_may_take(const struct worker *w);
/* Whether the place of a step that has ended is reason to ask the queue: where there was room before, what came has been taken or rings; but one that
 * was alone, or counted against a limit, kept others away. */
bool queue_left_some(const struct worker *w, const struct step *ended);
/* Places that nobody has, and nothing under way may take. */
int queue_room(const struct worker *w);
/* Says that n jobs were made: by one more than this process can take, siblings are woken. */
void queue_made(struct worker *w, int n);
/* Whether there is no job that may run, now or after a delay. */
bool queue_idle(struct worker *w);
/* The policy's delay before try number `retries` + 1, with jitter of up to a quarter. In: retry_after_ms is a lower
 * bound. */
int queue_delay(const struct graph_retry *policy, int retries, int retry_after_ms);

#endif
