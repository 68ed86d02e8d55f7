/* SPDX-License-Identifier: ISC */
/*
 * The worker's parent: keeps between worker.min and worker.max processes (pool_target.h says how many), replaces those
 * that die, and ends them in order. It takes no steps.
 *
 * A process that dies is replaced by one that is told its instance id (worker->predecessor), so that its leases are
 * given up at once; ever more slowly when it dies again. One that the parent itself sends away finishes what it has in
 * hand; only processes with nothing in hand are chosen for that. While a dead one waits for its successor, or the
 * database is away, nothing else changes.
 *
 * The parent's own connection, for one look a second at the queue, is there only when min and max differ. A child
 * closes its copy of the socket before anything else.
 */
#ifndef LUD_WORKER_POOL_H
#define LUD_WORKER_POOL_H

#include "worker/worker.h"

/* In: seed, what every process begins with; its mode is WORKER_SERVE or WORKER_UNTIL_IDLE. Out: exit code.
 * Blocks: until SIGTERM or SIGINT, or until all processes found nothing left to do. */
int pool_run(const struct worker *seed);

#endif
