/* SPDX-License-Identifier: ISC */
/*
 * What a process knows of runs: the engine's state at a version, and what all steps of a run work from.
 *
 * Nothing here is the truth. A state is used with its version, and step_commit refuses one that is not the latest
 * (run_cache_forget then, and read again). The project's row is used with its version as well
 * (run_cache_seen, run_cache_committed). At most RUN_CACHE_RUNS runs; what get lends holds until the next get of another run.
 */
#ifndef LUD_WORKER_RUN_CACHE_H
#define LUD_WORKER_RUN_CACHE_H

#include "lib/arena.h"
#include "lib/err.h"
#include "lib/id.h"

#include <json-c/json.h>
#include <stdbool.h>
#include <stdint.h>

#define RUN_CACHE_RUNS 256

struct db;
struct run_cache;

struct run_info {
	char id[ID_UUID_SIZE];
	/* the engine's state */
	bool has_state;
	int64_t version;
	struct json_object *state; /* NULL at version 0 */
	/* the project and what the run was begun with */
	bool has_project;
	int64_t project_version;
	const char *name, *language, *provider;
	struct json_object *concept, *config;
	int64_t seed;
	bool first; /* nothing can be stored from before */
};

struct run_cache *run_cache_new(void);
void run_cache_free(struct run_cache *cache);
/* Fails: ERR_LOST when there is no such run; what the database says. Blocks: one statement, when it has to be read. */
enum err run_cache_state(struct run_cache *cache, struct db *db, const char *run_id, struct run_info **info_r);
enum err run_cache_input(struct run_cache *cache, struct db *db, const char *run_id, struct run_info **info_r);
/* After a commit: the state that it left (kept by reference), and the project's version. A project that others changed
 * meanwhile is read again. */
void run_cache_committed(struct run_cache *cache, const char *run_id, int64_t version, struct json_object *state,
	int64_t project_version);
/* A job was claimed when run and project had these versions: what is known of others is dropped. */
void run_cache_seen(struct run_cache *cache, const char *run_id, int64_t version, int64_t project_version);
void run_cache_forget(struct run_cache *cache, const char *run_id);

#endif
