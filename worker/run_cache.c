/* SPDX-License-Identifier: ISC */
#include "worker/run_cache.h"
#include "lib/db.h"
#include "lib/json.h"
#include "lib/log.h"

#include <stdlib.h>
#include <string.h>

#define QUERY_ARENA_MAX (64u << 20)

/* Runs in the order of their use, the newest first: a worker has few at a time. */
struct run_cache {
	struct run_info *runs[RUN_CACHE_RUNS];
	size_t count;
};

struct run_cache *run_cache_new(void)
{
	struct run_cache *cache = calloc(1, sizeof(*cache));
	if (!cache)
		log_fatal("out of memory");
	return cache;
}

static void forget_state(struct run_info *info)
{
	json_object_put(info->state);
	info->state = NULL;
	info->has_state = false;
}

static void forget_project(struct run_info *info)
{
	json_object_put(info->concept);
	json_object_put(info->config);
	free((char *)info->name);
	free((char *)info->language);
	free((char *)info->provider);
	info->concept = info->config = NULL;
	info->name = info->language = info->provider = NULL;
	info->has_project = false;
}

static void free_info(struct run_info *info)
{
	forget_state(info);
	forget_project(info);
	free(info);
}

void run_cache_free(struct run_cache *cache)
{
	for (size_t i = 0; cache && i < cache->count; i++)
		free_info(cache->runs[i]);
	free(cache);
}

/* Moves the run to the front; NULL when it is not there. */
static struct run_info *find(struct run_cache *cache, const char *run_id)
{
	for (size_t i = 0; i < cache->count; i++) {
		struct run_info *info = cache->runs[i];
		if (strcmp(info->id, run_id) != 0)
			continue;
		memmove(cache->runs + 1, cache->runs, i * sizeof(struct run_info *));
		return cache->runs[0] = info;
	}
	return NULL;
}

static struct run_info *find_or_make(struct run_cache *cache, const char *run_id)
{
	struct run_info *info = find(cache, run_id);
	if (info)
		return info;
	if (cache->count == RUN_CACHE_RUNS)
		free_info(cache->runs[--cache->count]);
	info = calloc(1, sizeof(*info));
	if (!info)
		log_fatal("out of memory for a run");
	memcpy(info->id, run_id, ID_UUID_SIZE);
	memmove(cache->runs + 1, cache->runs, cache->count++ * sizeof(struct run_info *));
	return cache->runs[0] = info;
}

static enum err ask(struct db *db, struct arena *a, const char *statement, const char *run_id, PGresult **row_r)
{
	struct db_error error = {0};
	struct db_param params[] = {DB_TEXT(run_id)};
	enum err err = db_query(db, a, statement, 1, params, row_r, &error);
	if (err)
		log_warn("%s: %s: %s", statement, err_name(err), error.message ? error.message : db_message(db));
	else if (PQntuples(*row_r) == 0)
		err = ERR_LOST;
	return err;
}

static struct json_object *parse(const PGresult *row, const char *column)
{
	struct json_object *value = NULL;
	const char *text = db_text(row, 0, db_column(row, column), NULL);
	if (text)
		json_parse(text, strlen(text), &json_limits_trust, NULL, &value);
	return value;
}

enum err run_cache_state(struct run_cache *cache, struct db *db, const char *run_id, struct run_info **info_r)
{
	struct run_info *info = find_or_make(cache, run_id);
	struct arena a;
	PGresult *row = NULL;
	*info_r = info;
	if (info->has_state)
		return ERR_OK;
	arena_init(&a, QUERY_ARENA_MAX);
	enum err err = ask(db, &a, "run_state", run_id, &row);
	if (!err) {
		info->version = db_int(row, 0, db_column(row, "version"), 0);
		info->state = parse(row, "state");
		info->has_state = true;
	}
	PQclear(row);
	arena_done(&a);
	return err;
}

static char *copy(const PGresult *row, const char *column, const char *fallback)
{
	char *text = strdup(db_text(row, 0, db_column(row, column), fallback));
	if (!text)
		log_fatal("out of memory for a run");
	return text;
}

enum err run_cache_input(struct run_cache *cache, struct db *db, const char *run_id, struct run_info **info_r)
{
	struct run_info *info = find_or_make(cache, run_id);
	struct arena a;
	PGresult *row = NULL;
	*info_r = info;
	if (info->has_project)
		return ERR_OK;
	arena_init(&a, QUERY_ARENA_MAX);
	enum err err = ask(db, &a, "run_input", run_id, &row);
	if (!err) {
		info->project_version = db_int(row, 0, db_column(row, "version"), 0);
		info->name = copy(row, "name", "");
		info->language = copy(row, "language", "en");
		info->provider = copy(row, "provider", "offline");
		info->concept = parse(row, "concept");
		info->config = parse(row, "config");
		info->seed = db_int(row, 0, db_column(row, "seed"), 0);
		info->first = db_bool(row, 0, db_column(row, "first"), false);
		info->has_project = true;
	}
	PQclear(row);
	arena_done(&a);
	return err;
}

void run_cache_committed(struct run_cache *cache, const char *run_id, int64_t version, struct json_object *state,
	int64_t project_version)
{
	struct run_info *info = find(cache, run_id);
	if (!info)
		return;
	if (state) {
		json_object_get(state);
		forget_state(info);
		info->state = state;
		info->has_state = true;
	}
	info->version = version;
	/* One commit raises it by one; more is somebody else's change. */
	if (info->has_project && project_version == info->project_version + 1)
		info->project_version = project_version;
	else
		forget_project(info);
}

void run_cache_forget(struct run_cache *cache, const char *run_id)
{
	struct run_info *info = find(cache, run_id);
	if (!info)
		return;
	forget_state(info);
	forget_project(info);
}

void run_cache_seen(struct run_cache *cache, const char *run_id, int64_t version, int64_t project_version)
{
	struct run_info *info = find(cache, run_id);
	if (info && info->version != version)
		forget_state(info);
	if (info && info->project_version != project_version)
		forget_project(info);
}
