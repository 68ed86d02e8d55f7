/* SPDX-License-Identifier: ISC */
#include "lib/hash.h"
#include "lib/json.h"
#include "lib/log.h"
#include "worker/step.h"
#include "worker/worker.h"

#include <stdlib.h>
#include <string.h>

#define GRAPH_ARENA_MAX (64u << 20) /* of one */

struct cached {
	struct arena arena; /* holds all of it, itself too */
	char id[ID_UUID_SIZE];
	const char *sha256;
	const struct graph *graph;
	struct json_object *root; /* kept for the graph */
	char (*schemas)[2][HASH_HEX_SIZE]; /* by node: of its document, of its sub-agents' */
	struct cached *next;
};

/* In the order of their use, the newest first. */
struct graph_cache {
	struct cached *first;
	size_t count;
};

struct graph_cache *graph_cache_new(void)
{
	struct graph_cache *cache = calloc(1, sizeof(*cache));
	if (!cache)
		abort();
	return cache;
}

static void free_cached(struct cached *c)
{
	struct arena arena = c->arena;
	json_object_put(c->root);
	arena_done(&arena);
}

void graph_cache_free(struct graph_cache *cache)
{
	for (struct cached *c = cache ? cache->first : NULL, *next; c; c = next) {
		next = c->next;
		free_cached(c);
	}
	free(cache);
}

size_t graph_cache_count(const struct graph_cache *cache)
{
	return cache->count;
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

static void hash_schemas(struct cached *c)
{
	struct arena *a = &c->arena;
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

/* Moves it to the front; NULL when it is not there. */
static struct cached *find(struct graph_cache *cache, const char *version_id)
{
	for (struct cached **at = &cache->first, *c; (c = *at); at = &c->next)
		if (!strcmp(c->id, version_id)) {
			*at = c->next;
			c->next = cache->first;
			return cache->first = c;
		}
	return NULL;
}

/* Whether a step in flight borrows from it. */
static bool in_use(const struct worker *w, const struct cached *c)
{
	for (const struct step *s = w->steps; s; s = s->next)
		if (s->graph == c->graph)
			return true;
	return false;
}

/* Takes out the one whose last use is the longest ago and that no step is at work with. Out: false when there is none.
 */
static bool drop_one(struct worker *w)
{
	struct cached **last = NULL;
	for (struct cached **at = &w->graphs->first; *at; at = &(*at)->next)
		if (!in_use(w, *at))
			last = at;
	if (!last)
		return false;
	struct cached *c = *last;
	*last = c->next;
	w->graphs->count--;
	free_cached(c);
	return true;
}

/* Owns: the cache, or free_cached. Fails: ERR_NOT_FOUND; ERR_INPUT for a graph that does not load; what the database
 * says. */
static enum err read_version(struct worker *w, const char *version_id, struct cached **cached_r)
{
	struct arena a;
	struct db_error error = {0};
	struct db_param params[] = {DB_TEXT(version_id)};
	PGresult *row = NULL;
	const char *message = NULL;
	arena_init(&a, GRAPH_ARENA_MAX);
	struct cached *c = arena_new(&a, struct cached);
	enum err err = db_query(w->db, &a, "graph_version", 1, params, &row, &error);
	if (!err && PQntuples(row) == 0)
		err = ERR_NOT_FOUND;
	c->arena = a;
	if (!err)
		err = load(&c->arena, row, 0, &c->root, &c->graph, &message);
	if (err) {
		log_error("graph version %s: %s", version_id, message ? message : err_name(err));
		free_cached(c);
	} else {
		memcpy(c->id, version_id, sizeof(c->id));
		c->sha256 = arena_strdup(&c->arena, db_text(row, 0, db_column(row, "sha256"), ""));
		hash_schemas(c);
		*cached_r = c;
	}
	PQclear(row);
	return err;
}

enum err graph_cache_get(struct worker *w, const char *version_id, const struct graph **graph_r, const char **sha256_r)
{
	struct graph_cache *cache = w->graphs;
	struct cached *c = find(cache, version_id);
	if (!c) {
		enum err err = read_version(w, version_id, &c);
		if (err)
			return err;
		while (cache->count >= GRAPH_CACHE_COUNT && drop_one(w))
			;
		c->next = cache->first;
		cache->first = c;
		cache->count++;
	}
	*graph_r = c->graph;
	*sha256_r = c->sha256;
	return ERR_OK;
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
