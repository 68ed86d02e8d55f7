/* SPDX-License-Identifier: ISC */
/*
 * One worker process: its connections, its loop, its steps in flight. Everything here belongs to one process and one
 * thread.
 *
 * worker_run opens what is needed (waiting for PostgreSQL), claims and runs steps until it is told to stop, and gives
 * back what it holds.
 */
#ifndef LUD_WORKER_WORKER_H
#define LUD_WORKER_WORKER_H

#include "lib/conf.h"
#include "lib/db.h"
#include "lib/graph.h"
#include "lib/id.h"
#include "lib/redis.h"
#include "lib/store.h"
#include "worker/loop.h"
#include "worker/output_cache.h"
#include "worker/provider.h"
#include "worker/run_cache.h"

#include <stdbool.h>
#include <stdint.h>

#define WORKER_PROVIDERS 5
#define WORKER_DRAIN_MS 25000 /* of the 30 s that SIGTERM gives: then what is left is handed back */

enum worker_mode {
	WORKER_SERVE, /* until SIGTERM */
	WORKER_UNTIL_IDLE, /* until there is no job that may run, now or later */
	WORKER_ONCE, /* one job at most */
};

struct step;
struct post;
struct counters;
struct graph_cache;

struct worker {
	const struct conf *conf;
	enum worker_mode mode;
	char id[ID_UUID_SIZE]; /* of this process instance: jobs.leased_by */
	const char *predecessor; /* instance that died in our place, or NULL: its leases are given up for it */
	int wake_fd; /* eventfd shared with the sibling processes; -1: none */

	struct db *db;
	struct redis *redis;
	struct store *store;
	struct loop *loop;
	struct graph_cache *graphs;
	struct output_cache *outputs;
	struct run_cache *runs;
	struct counters *counters; /* NULL: nothing is counted */
	struct post *post; /* NULL: this process sends nothing */
	struct provider providers[WORKER_PROVIDERS];
	size_t provider_count;

	struct step *steps; /* in flight */
	int busy;
	int promised; /* places for steps that commits under way may take */
	int claimed; /* in all */
	int64_t active_ms; /* when a job was last claimed */
	int64_t asked_ms; /* when the queue was last asked */
	bool claim_due; /* there may be jobs */
	bool stray_due; /* a job may be leased to this process without its knowing */
	bool stopping;
	bool dead; /* it was taken for dead: another one has to take its place */
};

/* Set by signal handlers of a worker process. */
extern volatile int worker_stop;

/* Out: exit code of the process. */
int worker_run(struct worker *w);

/* The provider of that name, or NULL. */
const struct provider *worker_provider(const struct worker *w, const char *name);

#define GRAPH_CACHE_COUNT 16 /* graphs that a process keeps, and those that its steps are at work with */

/* graph_versions, loaded when a step needs one and kept for the next. Out: borrowed, as long as a
 * step of the worker's list has the graph, or else until the next call. Fails: ERR_INPUT (logged) for a graph that does
 * not load. */
struct graph_cache *graph_cache_new(void);
void graph_cache_free(struct graph_cache *cache);
enum err graph_cache_get(struct worker *w, const char *version_id, const struct graph **graph_r, const char **sha256_r);
size_t graph_cache_count(const struct graph_cache *cache);
/* SHA-256 of the schema of a node's document, or of its sub-agents'; of nothing when there is none. Borrowed. */
const char *graph_schema_sha256(
	struct worker *w, const struct graph *graph, const struct graph_node *node, bool of_worker);
/* Loads every version that is in use. Out: *message_r (in the arena) names the first that does not load. */
enum err graph_cache_check(struct arena *a, struct db *db, const char **message_r);

#endif
