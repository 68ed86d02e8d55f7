/* SPDX-License-Identifier: ISC */
/* Nodes of a graph file: fields to structs. */
#include "lib/graph_private.h"

#include "lib/json.h"

#include <stdlib.h>
#include <string.h>

#define COMMON "kind", "order", "phase", "title", "about"
#define WORK "channel", "output_type", "reads", "retry", "time_limit_s", "weight"
#define MODEL "prompt", "prompt_text", "schema", "schema_json", "provider", "model", "token_limit"

static const char *const agent_fields[] = {COMMON, WORK, MODEL, NULL};
static const char *const leader_fields[] = {COMMON, WORK, MODEL, "worker", "tasks", NULL};
static const char *const checkpoint_fields[] = {COMMON, "reviews", "type", NULL};
static const char *const join_fields[] = {COMMON, NULL};
static const char *const builtin_fields[] = {COMMON, WORK, "program", "schema", "schema_json", NULL};
static const char *const worker_fields[] = {
	"type", "output_type", "prompt", "prompt_text", "schema", "schema_json", NULL};
static const char *const retry_fields[] = {"max", "base_ms", "max_ms", NULL};

static const struct {
	const char *name;
	const char *const *fields;
} kinds[] = {
	[GRAPH_AGENT] = {"agent", agent_fields},
	[GRAPH_LEADER] = {"leader", leader_fields},
	[GRAPH_CHECKPOINT] = {"checkpoint", checkpoint_fields},
	[GRAPH_JOIN] = {"join", join_fields},
	[GRAPH_BUILTIN] = {"builtin", builtin_fields},
};

const char *graph_kind_name(enum graph_kind kind)
{
	return kinds[kind].name;
}

static bool read_kind(struct graph_reader *r, struct json_object *obj, const char *at, enum graph_kind *kind_r)
{
	const char *s = graph_text(r, obj, at, "kind", true);
	for (size_t k = 0; s && k < sizeof kinds / sizeof *kinds; k++)
		if (!strcmp(kinds[k].name, s)) {
			*kind_r = (enum graph_kind)k;
			return true;
		}
	if (s)
		graph_problem_add(r, arena_printf(r->a, "%s/kind", at),
			"unknown kind; use agent, leader, checkpoint, join or builtin");
	return false;
}

static const char *const *read_reads(struct graph_reader *r, struct json_object *obj, const char *at)
{
	struct json_object *list = json_get(obj, "reads");
	size_t n = json_object_is_type(list, json_type_array) ? json_object_array_length(list) : 0;
	if (list && (!json_object_is_type(list, json_type_array) || n > GRAPH_NODES_MAX))
		graph_problem_add(r, arena_printf(r->a, "%s/reads", at), "has to be a list of channels");
	if (n > GRAPH_NODES_MAX)
		n = 0;
	const char **names = arena_array(r->a, n + 1, sizeof *names);
	size_t count = 0;
	for (size_t i = 0; i < n; i++) {
		struct json_object *item = json_object_array_get_idx(list, i);
		const char *s = json_object_is_type(item, json_type_string) ? json_object_get_string(item) : "";
		if (graph_is_name(s))
			names[count++] = s;
		else
			graph_problem_add(
				r, arena_printf(r->a, "%s/reads/%zu", at, i), "has to be the name of a channel");
	}
	return names;
}

/* The path is kept in the file beside the text, which only a bundle has. */
static void read_prompt(struct graph_reader *r, struct json_object *obj, const char *at, const char **prompt_r,
	struct json_object **schema_r, bool required)
{
	static const char *const keys[] = {"prompt", "schema"};
	for (size_t i = 0; i < 2; i++) {
		const char *path = graph_text(r, obj, at, keys[i], required);
		if (path && !graph_is_path(path))
			graph_problem_add(r, arena_printf(r->a, "%s/%s", at, keys[i]),
				"has to be the path of a file below the graph's folder");
	}
	struct json_object *text = json_get(obj, "prompt_text"), *schema = json_get(obj, "schema_json");
	if (text && !json_object_is_type(text, json_type_string))
		graph_problem_add(r, arena_printf(r->a, "%s/prompt_text", at), "has to be a text");
	if (schema && !json_object_is_type(schema, json_type_object))
		graph_problem_add(r, arena_printf(r->a, "%s/schema_json", at), "has to be an object");
	*prompt_r = json_get_string(obj, "prompt_text", NULL);
	*schema_r = schema;
}

static struct graph_retry read_retry(struct graph_reader *r, struct json_object *obj, const char *at)
{
	struct graph_retry retry = {3, 1000, 30000};
	struct json_object *o = json_get(obj, "retry");
	if (!o)
		return retry;
	const char *here = arena_printf(r->a, "%s/retry", at);
	if (!json_object_is_type(o, json_type_object)) {
		graph_problem_add(r, here, "has to be an object with max, base_ms and max_ms");
		return retry;
	}
	graph_only(r, o, here, retry_fields);
	retry.max = graph_int(r, o, here, "max", 0, 20, retry.max);
	retry.base_ms = graph_int(r, o, here, "base_ms", 1, 600000, retry.base_ms);
	retry.max_ms = graph_int(r, o, here, "max_ms", 1, 3600000, retry.max_ms);
	if (retry.base_ms > retry.max_ms)
		graph_problem_add(r, here, "base_ms is more than max_ms");
	return retry;
}

static void read_work(struct graph_reader *r, struct json_object *obj, const char *at, struct graph_node *n)
{
	n->channel = graph_name(r, obj, at, "channel", true);
	n->output_type = graph_name(r, obj, at, "output_type", true);
	n->reads = read_reads(r, obj, at);
	n->retry = read_retry(r, obj, at);
	n->time_limit_s = graph_int(r, obj, at, "time_limit_s", 1, 86400, 600);
	n->weight = graph_int(r, obj, at, "weight", 0, 1000, 1);
	n->token_limit = graph_int(r, obj, at, "token_limit", 1, 10000000, 100000);
	read_prompt(r, obj, at, &n->prompt, &n->schema, n->kind != GRAPH_BUILTIN);
	n->provider = graph_text(r, obj, at, "provider", false);
	n->model = graph_text(r, obj, at, "model", false);
}

static void read_leader(struct graph_reader *r, struct json_object *obj, const char *at, struct graph_node *n)
{
	struct json_object *worker = json_get(obj, "worker");
	const char *here = arena_printf(r->a, "%s/worker", at);
	n->tasks = graph_text(r, obj, at, "tasks", true);
	if (n->tasks && !strchr(n->tasks, '/'))
		graph_problem_add(r, arena_printf(r->a, "%s/tasks", at),
			"has to be a channel and a pointer into its document, such as plan/tasks");
	if (!json_object_is_type(worker, json_type_object)) {
		graph_problem_add(
			r, here, "a leader needs a worker: an object with type, output_type, prompt and schema");
		return;
	}
	graph_only(r, worker, here, worker_fields);
	n->worker = graph_name(r, worker, here, "type", true);
	n->worker_output_type = graph_name(r, worker, here, "output_type", true);
	read_prompt(r, worker, here, &n->worker_prompt, &n->worker_schema, true);
}

static void read_node(struct graph_reader *r, struct json_object *obj, struct graph_node *n, size_t phases)
{
	const char *at = arena_printf(r->a, "/nodes/%s", n->name);
	static const char *const nothing[] = {NULL};
	n->reads = nothing;
	n->reviews = -1;
	if (!read_kind(r, obj, at, &n->kind))
		return;
	graph_only(r, obj, at, kinds[n->kind].fields);
	n->title = graph_text(r, obj, at, "title", true);
	n->phase = graph_int(r, obj, at, "phase", 1, (int)phases, GRAPH_REQUIRED);
	if (n->kind == GRAPH_CHECKPOINT)
		n->checkpoint_type = graph_name(r, obj, at, "type", true);
	else if (n->kind != GRAPH_JOIN)
		read_work(r, obj, at, n);
	if (n->kind == GRAPH_LEADER)
		read_leader(r, obj, at, n);
	if (n->kind == GRAPH_BUILTIN)
		n->program = graph_name(r, obj, at, "program", true);
}

static int by_order(const void *a, const void *b)
{
	const struct graph_node *x = a, *y = b;
	if (x->order != y->order)
		return x->order < y->order ? -1 : 1;
	return strcmp(x->name, y->name);
}

/* Names and orders first, so that indices are known before anything refers to them. */
static struct graph_node *list_nodes(struct graph_reader *r, struct json_object *all, size_t *count_r)
{
	struct graph_node *nodes = arena_array(r->a, (size_t)json_object_object_length(all), sizeof *nodes);
	struct json_object_iterator it = json_object_iter_begin(all), end = json_object_iter_end(all);
	size_t count = 0;
	for (; !json_object_iter_equal(&it, &end); json_object_iter_next(&it)) {
		const char *name = json_object_iter_peek_name(&it);
		struct json_object *obj = json_object_iter_peek_value(&it);
		if (!graph_is_name(name) || !strcmp(name, "end")) {
			graph_problem_add(r, "/nodes",
				"the name of node \"%.80s\" has to be a small letter, then at most 63 "
				"small letters, digits and _, and not end",
				name);
			continue;
		}
		const char *at = arena_printf(r->a, "/nodes/%s", name);
		if (!json_object_is_type(obj, json_type_object)) {
			graph_problem_add(r, at, "has to be an object");
			continue;
		}
		nodes[count].name = name;
		nodes[count++].order = graph_int(r, obj, at, "order", 1, 1000000, GRAPH_REQUIRED);
	}
	qsort(nodes, count, sizeof *nodes, by_order);
	*count_r = count;
	return nodes;
}

static void resolve_reviews(struct graph_reader *r, struct json_object *all, struct graph *g, struct graph_node *n)
{
	const char *at = arena_printf(r->a, "/nodes/%s", n->name);
	const char *name = graph_name(r, json_get(all, n->name), at, "reviews", true);
	if (!name)
		return;
	n->reviews = graph_find(g, name);
	if (n->reviews < 0)
		graph_problem_add(r, arena_printf(r->a, "%s/reviews", at), "no node has this name");
	else if (!g->nodes[n->reviews].channel)
		graph_problem_add(r, arena_printf(r->a, "%s/reviews", at), "names a node that makes no document");
}

void graph_read_nodes(struct graph_reader *r, struct json_object *root, struct graph *g)
{
	struct json_object *all = json_get(root, "nodes");
	int total = json_object_is_type(all, json_type_object) ? json_object_object_length(all) : 0;
	if (total < 1 || total > GRAPH_NODES_MAX) {
		graph_problem_add(r, "/nodes", "has to be an object of 1 to %d nodes", GRAPH_NODES_MAX);
		return;
	}
	struct graph_node *nodes = list_nodes(r, all, &g->node_count);
	g->nodes = nodes;
	for (size_t i = 0; i < g->node_count; i++) {
		if (i && nodes[i].order == nodes[i - 1].order)
			graph_problem_add(r, arena_printf(r->a, "/nodes/%s/order", nodes[i].name),
				"%s has the same order; each node needs its own", nodes[i - 1].name);
		read_node(r, json_get(all, nodes[i].name), &nodes[i], g->phase_count);
	}
	for (size_t i = 0; i < g->node_count; i++)
		if (nodes[i].kind == GRAPH_CHECKPOINT && nodes[i].checkpoint_type)
			resolve_reviews(r, all, g, &nodes[i]);
}
