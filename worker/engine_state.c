/* SPDX-License-Identifier: ISC */
/* The state as JSON. What has its first value is left out, so that a state is short. */
#include "worker/engine_private.h"

#include "lib/json.h"

#include <string.h>

#define STATE_VERSION 1

static const char *const node_statuses[NODE_STATUS_COUNT] = {
	"idle", "run", "plan", "fan", "gather", "wait", "held", "failed", "done"};
static const char *const task_statuses[TASK_STATUS_COUNT] = {"pending", "run", "failed", "done"};

static int find_text(const char *const *names, int count, const char *s)
{
	for (int i = 0; i < count; i++)
		if (!strcmp(names[i], s))
			return i;
	return -1;
}

static int read_status(struct run *r, struct json_object *o, const char *key, const char *const *names, int count)
{
	const char *s = json_get_string(o, key, names[0]);
	int status = find_text(names, count, s);
	if (status < 0)
		engine_bug(r, "the state has an unknown status \"%.40s\"", s);
	return status < 0 ? 0 : status;
}

static int read_int(struct run *r, struct json_object *o, const char *key, int fallback)
{
	int64_t n = json_get_int(o, key, fallback);
	if (n < 0 || n > 1000000000)
		engine_bug(r, "the state has a %s out of range", key);
	return (int)n;
}

static int read_node_name(struct run *r, struct json_object *name)
{
	const char *s = json_object_get_string(name);
	int node = s ? graph_find(r->g, s) : -1;
	if (node < 0)
		engine_bug(r, "the state names a node \"%.80s\" that the graph has not", s ? s : "");
	return node;
}

static size_t list_length(struct json_object *list)
{
	return json_object_is_type(list, json_type_array) ? json_object_array_length(list) : 0;
}

static void decode_task(struct run *r, struct json_object *o, struct task *t, size_t count)
{
	struct json_object *depends = json_get(o, "depends");
	size_t n = list_length(depends);
	int *indices = arena_array(r->a, n, sizeof *indices);
	t->id = json_get_string(o, "id", "");
	t->title = json_get_string(o, "title", t->id);
	t->status = (enum task_status)read_status(r, o, "status", task_statuses, TASK_STATUS_COUNT);
	t->epoch = read_int(r, o, "epoch", 0);
	t->error = json_get_string(o, "error", t->status == TASK_FAILED ? "" : NULL);
	t->error_type = json_get_string(o, "error_type", t->error ? "internal" : NULL);
	t->output = json_get(o, "output");
	t->previous = json_get(o, "previous");
	for (size_t i = 0; i < n; i++) {
		int64_t index = json_object_get_int64(json_object_array_get_idx(depends, i));
		if (index < 0 || index >= (int64_t)count)
			engine_bug(r, "the state has a task that depends on none");
		else
			indices[i] = (int)index;
	}
	t->depends = indices;
	t->depend_count = n;
}

static void decode_lists(struct run *r, struct json_object *o, struct node_state *n)
{
	struct json_object *feedback = json_get(o, "feedback"), *tasks = json_get(o, "tasks"),
			   *from = json_get(o, "arrived");
	n->feedback_count = list_length(feedback);
	n->feedback = arena_array(r->a, n->feedback_count, sizeof(struct json_object *));
	for (size_t i = 0; i < n->feedback_count; i++)
		n->feedback[i] = json_object_array_get_idx(feedback, i);
	n->task_count = list_length(tasks);
	n->tasks = arena_array(r->a, n->task_count, sizeof *n->tasks);
	for (size_t i = 0; i < n->task_count; i++)
		decode_task(r, json_object_array_get_idx(tasks, i), &n->tasks[i], n->task_count);
	if (from)
		n->arrived = arena_array(r->a, r->g->node_count, sizeof *n->arrived);
	for (size_t i = 0; i < list_length(from); i++) {
		int node = read_node_name(r, json_object_array_get_idx(from, i));
		if (node >= 0)
			n->arrived[node] = true;
	}
}

static void decode_node(struct run *r, struct json_object *o, struct node_state *n)
{
	n->status = (enum node_status)read_status(r, o, "status", node_statuses, NODE_STATUS_COUNT);
	n->failed = (enum node_status)read_status(r, o, "failed", node_statuses, NODE_STATUS_COUNT);
	n->epoch = read_int(r, o, "epoch", 0);
	n->revision = read_int(r, o, "revision", 0);
	n->variation = read_int(r, o, "variation", 0);
	n->pass = read_int(r, o, "pass", 0);
	n->rounds = read_int(r, o, "rounds", 0);
	n->grants = read_int(r, o, "grants", 0);
	n->base = json_get_bool(o, "base", false);
	n->stale = json_get_bool(o, "stale", false);
	n->output = json_get(o, "output");
	n->inputs = json_get(o, "inputs");
	n->held = json_get(o, "held");
	decode_lists(r, o, n);
}

static void decode_counts(struct run *r, struct json_object *counts)
{
	for (size_t i = 0; i < r->g->limit_count; i++)
		r->counts[i] = read_int(r, counts, r->g->limit_keys[i], 0);
}

enum err engine_decode(struct run *r, struct json_object *state)
{
	struct json_object *nodes = json_get(state, "nodes"), *stops = json_get(state, "stops");
	if (!state || (json_object_is_type(state, json_type_object) && !json_object_object_length(state)))
		return ERR_OK;
	if (json_get_int(state, "v", 0) != STATE_VERSION || !json_object_is_type(nodes, json_type_object)) {
		engine_bug(r, "the state is not of version %d", STATE_VERSION);
		return ERR_BUG;
	}
	r->started = true;
	r->completed = json_get_bool(state, "completed", false);
	r->epoch = read_int(r, state, "epoch", 1);
	r->phase = read_int(r, state, "phase", 0);
	r->progress = read_int(r, state, "progress", 0);
	r->revision_limit = read_int(r, state, "revision_limit", r->g->revision_limit);
	decode_counts(r, json_get(state, "counts"));
	for (size_t i = 0; i < list_length(stops); i++) {
		int node = read_node_name(r, json_object_array_get_idx(stops, i));
		if (node >= 0)
			r->stops[node] = true;
	}
	json_object_object_foreach(nodes, name, value)
	{
		int node = graph_find(r->g, name);
		if (node < 0)
			engine_bug(r, "the state names a node \"%.80s\" that the graph has not", name);
		else
			decode_node(r, value, &r->nodes[node]);
	}
	return r->bug ? ERR_BUG : ERR_OK;
}

static void put_text(struct json_object *o, const char *key, const char *s)
{
	json_object_object_add(o, key, json_object_new_string(s));
}

static void put_int(struct json_object *o, const char *key, int n)
{
	if (n)
		json_object_object_add(o, key, json_object_new_int(n));
}

static void put_true(struct json_object *o, const char *key, bool v)
{
	if (v)
		json_object_object_add(o, key, json_object_new_boolean(true));
}

static void put_value(struct json_object *o, const char *key, struct json_object *value)
{
	if (value)
		json_object_object_add(o, key, json_object_get(value));
}

static struct json_object *encode_names(const struct run *r, const bool *nodes)
{
	struct json_object *list = json_object_new_array();
	for (size_t i = 0; i < r->g->node_count; i++)
		if (nodes[i])
			json_object_array_add(list, json_object_new_string(r->g->nodes[i].name));
	return list;
}

static struct json_object *encode_task(const struct task *t)
{
	struct json_object *o = json_object_new_object(), *depends = json_object_new_array();
	put_text(o, "id", t->id);
	if (strcmp(t->id, t->title) != 0)
		put_text(o, "title", t->title);
	put_text(o, "status", task_statuses[t->status]);
	put_int(o, "epoch", t->epoch);
	for (size_t i = 0; i < t->depend_count; i++)
		json_object_array_add(depends, json_object_new_int(t->depends[i]));
	json_object_object_add(o, "depends", depends);
	if (t->error) {
		put_text(o, "error", t->error);
		put_text(o, "error_type", t->error_type);
	}
	put_value(o, "output", t->output);
	put_value(o, "previous", t->previous);
	return o;
}

static void encode_lists(const struct run *r, const struct node_state *n, struct json_object *o)
{
	struct json_object *feedback = json_object_new_array(), *tasks = json_object_new_array();
	for (size_t i = 0; i < n->feedback_count; i++)
		json_object_array_add(feedback, json_object_get(n->feedback[i]));
	for (size_t i = 0; i < n->task_count; i++)
		json_object_array_add(tasks, encode_task(&n->tasks[i]));
	if (n->feedback_count)
		put_value(o, "feedback", feedback);
	if (n->task_count)
		put_value(o, "tasks", tasks);
	json_object_put(feedback);
	json_object_put(tasks);
	if (n->arrived)
		json_object_object_add(o, "arrived", encode_names(r, n->arrived));
}

static struct json_object *encode_node(const struct run *r, const struct node_state *n)
{
	struct json_object *o = json_object_new_object();
	put_text(o, "status", node_statuses[n->status]);
	if (n->failed != NODE_IDLE)
		put_text(o, "failed", node_statuses[n->failed]);
	put_int(o, "epoch", n->epoch);
	put_int(o, "revision", n->revision);
	put_int(o, "variation", n->variation);
	put_int(o, "pass", n->pass);
	put_int(o, "rounds", n->rounds);
	put_int(o, "grants", n->grants);
	put_true(o, "base", n->base);
	put_true(o, "stale", n->stale);
	put_value(o, "output", n->output);
	put_value(o, "inputs", n->inputs);
	put_value(o, "held", n->held);
	encode_lists(r, n, o);
	return o;
}

struct json_object *engine_encode(const struct run *r)
{
	struct json_object *o = json_object_new_object(), *counts = json_object_new_object();
	struct json_object *nodes = json_object_new_object();
	json_object_object_add(o, "v", json_object_new_int(STATE_VERSION));
	put_true(o, "completed", r->completed);
	put_int(o, "epoch", r->epoch);
	put_int(o, "phase", r->phase);
	put_int(o, "progress", r->progress);
	json_object_object_add(o, "revision_limit", json_object_new_int(r->revision_limit));
	json_object_object_add(o, "stops", encode_names(r, r->stops));
	for (size_t i = 0; i < r->g->limit_count; i++)
		put_int(counts, r->g->limit_keys[i], r->counts[i]);
	json_object_object_add(o, "counts", counts);
	for (size_t i = 0; i < r->g->node_count; i++)
		if (r->nodes[i].revision || engine_is_token(r, (int)i))
			json_object_object_add(nodes, r->g->nodes[i].name, encode_node(r, &r->nodes[i]));
	json_object_object_add(o, "nodes", nodes);
	return o;
}
