/* SPDX-License-Identifier: ISC */
#include "lib/hash.h"
#include "lib/json.h"
#include "lib/log.h"
#include "worker/worker.h"

#include <stdlib.h>
#include <string.h>

struct cached {
	char id[ID_UUID_SIZE];
	const char *sha256;
	const struct graph *graph;
	struct json_object *root; /* kept for the graph */
	char (*schemas)[2][HASH_HEX_SIZE]; /* by node: of its document, of its sub-agents' */
	struct cached *next;
};

struct graph_cache {
	struct arena arena;
	struct cached *first;
};

struct graph_cache *graph_cache_new(void)
{
	struct graph_cache *cache = calloc(1, sizeof(*cache));
	if (!cache)
		abort();
	arena_init(&cache->arena, 256u << 20);
	return cache;
}

void graph_cache_free(struct graph_cache *cache)
{
	if (!cache)
		return;
	for (struct cached *c = cache->first; c; c = c->next)
		json_object_put(c->root);
	arena_done(&cache->arena);
	free(cache);
}

/* Reads column `graph` of a row. Owns: caller puts *root_r, which the graph needs. */
static enum err load(struct arena *a, const PGresult *row, int i, struct json_object **root_r,
	const struct graph **graph_r, const char **message_r)
{
	struct graph_problem *problems = NULL;
	struct json_problem problem = {0};
	const char *text = db_text(row, i, db_column(row, "graph"), "");
	const char *name = db_text(row, i, db_column(row, "name"), ""),
		   *sha256 = db_text(row, i, db_column(row, "sha256"), "");
	enum err err = json_parse(text, strlen(text), &json_limits_trust, &problem, root_r);
	if (err)
		*message_r = arena_printf(a, "graph %s (version %.12s): %s", name, sha256, problem.message);
	if (!err && (err = graph_load(a, *root_r, graph_r, &problems)))
		*message_r = arena_printf(a, "graph %s (version %.12s): %s: %s", name, sha256,
			problems ? problems->pointer : "", problems ? problems->message : "cannot be loaded");
	return err;
}

static void hash_schemas(struct arena *a, struct cached *c)
{
	c->schemas = arena_array(a, c->graph->node_count, sizeof(*c->schemas));
	for (size_t i = 0; i < c->graph->node_count; i++) {
		const char *own = json_canonical(a, c->graph->nodes[i].schema);
		const char *worker = json_canonical(a, c->graph->nodes[i].worker_schema);
		hash_sha256_hex(own, strlen(own), c->schemas[i][0]);
		hash_sha256_hex(worker, strlen(worker), c->schemas[i][1]);
	}
}

const char *graph_schema_sha256(
	struct worker *w, const struct graph *graph, const struct graph_node *node, bool of_worker)
{
	for (struct cached *c = w->graphs->first; c; c = c->next)
		if (c->graph == graph)
			return c->schemas[node - graph->nodes][of_worker];
	log_fatal("a graph that is not in the cache");
}

enum err graph_cache_get(struct worker *w, const char *version_id, const struct graph **graph_r, const char **sha256_r)
{
	struct graph_cache *cache = w->graphs;
	struct arena *a = &cache->arena;
	struct db_error error = {0};
	PGresult *row = NULL;
	const char *message = NULL;
	for (struct cached *c = cache->first; c; c = c->next)
		if (!strcmp(c->id, version_id)) {
			*graph_r = c->graph;
			*sha256_r = c->sha256;
			return ERR_OK;
		}
	struct cached *c = arena_new(a, struct cached);
	struct db_param params[] = {DB_TEXT(version_id)};
	enum err err = db_query(w->db, a, "graph_version", 1, params, &row, &error);
	if (!err && PQntuples(row) == 0)
		err = ERR_NOT_FOUND;
	if (!err)
		err = load(a, row, 0, &c->root, &c->graph, &message);
	if (err) {
		log_error("graph version %s: %s", version_id, message ? message : err_name(err));
		json_object_put(c->root);
	} else {
		memcpy(c->id, version_id, sizeof(c->id));
		c->sha256 = arena_strdup(a, db_text(row, 0, db_column(row, "sha256"), ""));
		hash_schemas(a, c);
		c->next = cache->first;
		cache->first = c;
		*graph_r = c->graph;
		*sha256_r = c->sha256;
	}
	PQclear(row);
	return err;
}

enum err graph_cache_check(struct arena *a, struct db *db, const char **message_r)
{
	PGresult *rows = NULL;
	struct db_error error = {0};
	enum err err = db_query(db, a, "graph_versions", 0, NULL, &rows, &error);
	if (err)
		*message_r = arena_printf(
			a, "cannot read the stored graphs: %s", error.message ? error.message : db_message(db));
	for (int i = 0; !err && i < PQntuples(rows); i++) {
		struct json_object *root = NULL;
		const struct graph *graph;
		err = load(a, rows, i, &root, &graph, message_r);
		json_object_put(root);
	}
	PQclear(rows);
	return err;
}
