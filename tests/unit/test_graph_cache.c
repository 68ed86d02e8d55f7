/* SPDX-License-Identifier: ISC */
/* Run by tests/unit/graphs.sh beside a private PostgreSQL. */
#include "tests/unit/unit.h"

#include "lib/arena.h"
#include "lib/db.h"
#include "lib/graph.h"
#include "worker/statements.h"
#include "worker/step.h"
#include "worker/worker.h"

#include <stdio.h>
#include <string.h>

#define VERSIONS (4 * GRAPH_CACHE_COUNT)
#define BROKEN (VERSIONS + 1)

static struct arena a;
static struct worker w;
/* A database that has no graph. */
static const struct db_statement empty_sql[] = {
	{"graph_version", "SELECT 1 AS name WHERE $1::uuid IS NULL"}, {NULL, NULL}};

static const char *version(int i)
{
	static char id[ID_UUID_SIZE];
	snprintf(id, sizeof(id), "00000000-0000-4000-8000-%012d", i);
	return id;
}

static void start(void)
{
	struct db_error error = {0};
	char sql[2048];
	arena_init(&a, 1 << 20);
	log_init("test", LOG_LEVEL_ERROR, NULL);
	w = (struct worker){.graphs = graph_cache_new()};
	ck_assert_int_eq(db_open(getenv("DATABASE_URL"), "unit", worker_sql, &w.db), ERR_OK);
	snprintf(sql, sizeof(sql),
		"DROP TABLE IF EXISTS graph_versions; CREATE TABLE graph_versions AS SELECT "
		"('00000000-0000-4000-8000-' || lpad(i::text, 12, '0'))::uuid AS id, 'g' AS name, "
		"'sum ' || i AS sha256, CASE WHEN i = %d THEN '{\"name\": 1}' ELSE jsonb_build_object('name', 'g', "
		"'phases', '[\"one\"]'::jsonb, 'entry', 'only', 'edges', '[{\"from\": \"only\", \"to\": "
		"\"end\"}]'::jsonb, 'nodes', "
		"'{\"only\": {\"kind\": \"agent\", \"order\": 1, \"phase\": 1, \"title\": \"Only\", \"channel\": "
		"\"c\", "
		"\"output_type\": \"c\", \"reads\": [], \"prompt\": \"p\", \"schema\": \"s\"}}'::jsonb) END AS graph "
		"FROM generate_series(1, %d) AS i",
		BROKEN, BROKEN);
	ck_assert_msg(!db_script(w.db, &a, sql, &error), "%s", error.message);
}

static void end(void)
{
	graph_cache_free(w.graphs);
	graph_cache_free(NULL);
	db_close(w.db);
	arena_done(&a);
}

static const struct graph *get(int i)
{
	const struct graph *graph = NULL;
	const char *sha256 = "";
	char expected[32];
	snprintf(expected, sizeof(expected), "sum %d", i);
	ck_assert_int_eq(graph_cache_get(&w, version(i), &graph, &sha256), ERR_OK);
	ck_assert_str_eq(sha256, expected);
	ck_assert_str_eq(graph->nodes[0].name, "only");
	return graph;
}

/* Whether it is there without the database. */
static bool kept(int i)
{
	const struct graph *graph;
	const char *sha256;
	struct db *db = w.db;
	ck_assert_int_eq(db_open(getenv("DATABASE_URL"), "unit", empty_sql, &w.db), ERR_OK);
	enum err err = graph_cache_get(&w, version(i), &graph, &sha256);
	db_close(w.db);
	w.db = db;
	return !err;
}

START_TEST(as_many_as_are_kept)
{
	start();
	const struct graph *first = get(1);
	ck_assert_ptr_eq(get(1), first);
	for (int i = 2; i <= VERSIONS; i++) {
		get(i);
		get(2); /* used again and again */
		ck_assert_uint_le(graph_cache_count(w.graphs), GRAPH_CACHE_COUNT);
	}
	ck_assert_uint_eq(graph_cache_count(w.graphs), GRAPH_CACHE_COUNT);
	ck_assert(kept(2));
	ck_assert(kept(VERSIONS));
	ck_assert(!kept(3));
	get(3); /* comes back */
	ck_assert(kept(3));
	end();
}
END_TEST

START_TEST(what_steps_are_at_work_with_stays)
{
	struct step steps[GRAPH_CACHE_COUNT + 2] = {0};
	start();
	for (int i = 0; i < GRAPH_CACHE_COUNT + 2; i++) {
		steps[i].graph = get(i + 1);
		steps[i].node = steps[i].graph->nodes;
		steps[i].next = w.steps;
		w.steps = &steps[i];
	}
	for (int i = GRAPH_CACHE_COUNT + 3; i <= VERSIONS; i++)
		get(i);
	ck_assert_uint_eq(graph_cache_count(w.graphs), GRAPH_CACHE_COUNT + 3); /* and the last */
	for (int i = 0; i < GRAPH_CACHE_COUNT + 2; i++) {
		ck_assert_ptr_eq(get(i + 1), steps[i].graph);
		ck_assert_uint_eq(strlen(graph_schema_sha256(&w, steps[i].graph, steps[i].node, false)), 64);
	}
	w.steps = NULL;
	get(VERSIONS / 2); /* one more, and there is nothing to keep the others for */
	ck_assert_uint_eq(graph_cache_count(w.graphs), GRAPH_CACHE_COUNT);
	end();
}
END_TEST

START_TEST(what_does_not_load_is_not_kept)
{
	const struct graph *graph = NULL;
	const char *sha256 = NULL;
	start();
	get(1);
	ck_assert_int_eq(graph_cache_get(&w, version(BROKEN), &graph, &sha256), ERR_INPUT);
	ck_assert_int_eq(graph_cache_get(&w, version(BROKEN + 1), &graph, &sha256), ERR_NOT_FOUND);
	ck_assert_ptr_null(graph);
	ck_assert_uint_eq(graph_cache_count(w.graphs), 1);
	end();
}
END_TEST

UNIT_MAIN("graph_cache", 60, as_many_as_are_kept, what_steps_are_at_work_with_stays, what_does_not_load_is_not_kept)
