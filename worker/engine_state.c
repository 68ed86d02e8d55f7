/* SPDX-License-Identifier: ISC */
/* The state as JSON. What has its first value is left out, so that a state is short. */
#include "worker/engine_private.h"

#include "lib/json.h"

#include <string.h>

#define STATE_VERSION 1

static const char *const node_statuses[NODE_STATUS_COUNT] = {
	"idle", "run", "plan", "fan", "gather", "wait", "held", "failed", "done"};
static const char *const task_statuses[TASK_STATUS_COUNT] = {"pending", "run", "failed", "done"};

/* Members of a node, in the order in which they are written. */
enum node_key {
	KEY_STATUS,
	KEY_FAILED,
	KEY_EPOCH,
	KEY_REVISION,
	KEY_VARIATION,
	KEY_PASS,
	KEY_ROUNDS,
	KEY_GRANTS,
	KEY_BASE,
	KEY_STALE,
	KEY_OUTPUT,
	KEY_INPUTS,
	KEY_HELD,
	KEY_ERROR,
	KEY_ERROR_TYPE,
	KEY_FEEDBACK,
	KEY_TASKS,
	KEY_ARRIVED,
	KEY_COUNT
};

static const char *const node_keys[KEY_COUNT] = {"status", "failed", "epoch", "revision", "variation", "pass", "rounds",
	"grants", "base", "stale", "output", "inputs", "held", "error", "error_type", "feedback", "tasks", "arrived"};

static int find_text(const char *const *names, int count, const char *s)
{
	for (int i = 0; i < count; i++)
		if (!strcmp(names[i], s))
			return i;
	return -1;
}

static int status_of(struct run *r, struct json_object *value, const char *const *names, int count)
{
	const char *s = json_object_is_type(value, json_type_string) ? json_object_get_string(value) : "";
	int status = find_text(names, count, s);
	if (status < 0)
		engine_bug(r, "the state has an unknown status \"%.40s\"", s);
	return status < 0 ? 0 : status;
}

static int int_of(struct run *r, struct json_object *value, const char *key)
{
	int64_t n = json_object_is_type(value, json_type_int) ? json_object_get_int64(value) : -1;
	if (n < 0 || n > 1000000000)
		engine_bug(r, "the state has a %s out of range", key);
	return (int)n;
}

static int read_int(struct run *r, struct json_object *o, const char *key, int fallback)
{
	struct json_object *value = json_get(o, key);
	return value ? int_of(r, value, key) : fallback;
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

/* A list that is longer than the engine makes one is none. */
static size_t length_within(struct run *r, struct json_object *list, size_t most)
{
	size_t n = list_length(list);
	if (n > most)
		engine_bug(r, "the state has a list of %zu, %zu at most", n, most);
	return n > most ? 0 : n;
}

/* NULL where the value is not there, or null. */
static const char *text_of(struct run *r, struct json_object *value)
{
	if (value && !json_object_is_type(value, json_type_string))
		engine_bug(r, "the state has an error that is no text");
	return json_object_get_string(value);
}

static void decode_task(struct run *r, struct json_object *o, struct task *t, size_t count)
{
	struct json_object *depends = json_get(o, "depends");
	size_t n = length_within(r, depends, ENGINE_TASKS_MAX);
	int *indices = arena_array(r->a, n, sizeof *indices);
	t->id = json_get_string(o, "id", "");
	t->title = json_get_string(o, "title", t->id);
	t->status = (enum task_status)status_of(r, json_get(o, "status"), task_statuses, TASK_STATUS_COUNT);
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

static void decode_feedback(struct run *r, struct json_object *list, struct node_state *n)
{
	n->feedback_count = length_within(r, list, ENGINE_FEEDBACK_MAX);
	n->feedback = arena_array(r->a, n->feedback_count, sizeof(struct json_object *));
	for (size_t i = 0; i < n->feedback_count; i++)
		n->feedback[i] = json_object_array_get_idx(list, i);
}

static void decode_tasks(struct run *r, struct json_object *list, struct node_state *n)
{
	n->task_count = length_within(r, list, ENGINE_TASKS_MAX);
	n->tasks = arena_array(r->a, n->task_count, sizeof *n->tasks);
	for (size_t i = 0; i < n->task_count; i++)
		decode_task(r, json_object_array_get_idx(list, i), &n->tasks[i], n->task_count);
}

static void decode_arrived(struct run *r, struct json_object *list, struct node_state *n)
{
	n->arrived = arena_array(r->a, r->g->node_count, sizeof *n->arrived);
	for (size_t i = 0; i < list_length(list); i++) {
		int node = read_node_name(r, json_object_array_get_idx(list, i));
		if (node >= 0)
			n->arrived[node] = true;
	}
}

/* One member of a node; unknown ones are nobody's. Going over what is there is faster than asking for all. */
static void decode_member(struct run *r, enum node_key key, struct json_object *value, struct node_state *n)
{
	int *const numbers[] = {[KEY_EPOCH] = &n->epoch,
		[KEY_REVISION] = &n->revision,
		[KEY_VARIATION] = &n->variation,
		[KEY_PASS] = &n->pass,
		[KEY_ROUNDS] = &n->rounds,
		[KEY_GRANTS] = &n->grants};
	struct json_object **const values[] = {
		[KEY_OUTPUT] = &n->output, [KEY_INPUTS] = &n->inputs, [KEY_HELD] = &n->held};
	if (key == KEY_STATUS)
		n->status = (enum node_status)status_of(r, value, node_statuses, NODE_STATUS_COUNT);
	else if (key == KEY_FAILED)
		n->failed = (enum node_status)status_of(r, value, node_statuses, NODE_STATUS_COUNT);
	else if (key <= KEY_GRANTS)
		*numbers[key] = int_of(r, value, node_keys[key]);
	else if (key == KEY_BASE)
		n->base = json_object_get_boolean(value);
	else if (key == KEY_STALE)
		n->stale = json_object_get_boolean(value);
	else if (key <= KEY_HELD)
		*values[key] = value;
	else if (key == KEY_ERROR)
		n->error = text_of(r, value);
	else if (key == KEY_ERROR_TYPE)
		n->error_type = text_of(r, value);
	else if (key == KEY_FEEDBACK)
		decode_feedback(r, value, n);
	else if (key == KEY_TASKS)
		decode_tasks(r, value, n);
	else if (key == KEY_ARRIVED)
		decode_arrived(r, value, n);
}

static void decode_node(struct run *r, struct json_object *o, struct node_state *n)
{
	if (!json_object_is_type(o, json_type_object)) {
		engine_bug(r, "the state has a node that is no object");
		return;
	}
	json_object_object_foreach(o, name, value)
	{
		int key = find_text(node_keys, KEY_COUNT, name);
		if (key >= 0)
			decode_member(r, (enum node_key)key, value, n);
	}
	n->stored = o;
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
	if (!r->bug)
		engine_check(r);
	r->before = arena_array(r->a, r->g->node_count, sizeof *r->before);
	memcpy(r->before, r->nodes, r->g->node_count * sizeof *r->before);
	return r->bug ? ERR_BUG : ERR_OK;
}

/* In: key is a literal, and not there yet. */
static void put(struct json_object *o, const char *key, struct json_object *value)
{
	json_object_object_add_ex(o, key, value, JSON_C_OBJECT_ADD_KEY_IS_NEW | JSON_C_OBJECT_ADD_CONSTANT_KEY);
}

static void put_text(struct json_object *o, const char *key, const char *s)
{
	put(o, key, json_object_new_string(s));
}

static void put_int(struct json_object *o, const char *key, int n)
{
	if (n)
		put(o, key, json_object_new_int(n));
}

static void put_true(struct json_object *o, const char *key, bool v)
{
	if (v)
		put(o, key, json_object_new_boolean(true));
}

static void put_value(struct json_object *o, const char *key, struct json_object *value)
{
	if (value)
		put(o, key, json_object_get(value));
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
	put(o, "depends", depends);
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
	struct json_object *list;
	if (n->feedback_count) {
		put(o, node_keys[KEY_FEEDBACK], list = json_object_new_array());
		for (size_t i = 0; i < n->feedback_count; i++)
			json_object_array_add(list, json_object_get(n->feedback[i]));
	}
	if (n->task_count) {
		put(o, node_keys[KEY_TASKS], list = json_object_new_array());
		for (size_t i = 0; i < n->task_count; i++)
			json_object_array_add(list, encode_task(&n->tasks[i]));
	}
	if (n->arrived)
		put(o, node_keys[KEY_ARRIVED], encode_names(r, n->arrived));
}

static struct json_object *encode_node(const struct run *r, const struct node_state *n)
{
	struct json_object *o = json_object_new_object();
	put_text(o, node_keys[KEY_STATUS], node_statuses[n->status]);
	if (n->failed != NODE_IDLE)
		put_text(o, node_keys[KEY_FAILED], node_statuses[n->failed]);
	put_int(o, node_keys[KEY_EPOCH], n->epoch);
	put_int(o, node_keys[KEY_REVISION], n->revision);
	put_int(o, node_keys[KEY_VARIATION], n->variation);
	put_int(o, node_keys[KEY_PASS], n->pass);
	put_int(o, node_keys[KEY_ROUNDS], n->rounds);
	put_int(o, node_keys[KEY_GRANTS], n->grants);
	put_true(o, node_keys[KEY_BASE], n->base);
	put_true(o, node_keys[KEY_STALE], n->stale);
	put_value(o, node_keys[KEY_OUTPUT], n->output);
	put_value(o, node_keys[KEY_INPUTS], n->inputs);
	put_value(o, node_keys[KEY_HELD], n->held);
	if (n->error)
		put_text(o, node_keys[KEY_ERROR], n->error);
	if (n->error_type)
		put_text(o, node_keys[KEY_ERROR_TYPE], n->error_type);
	encode_lists(r, n, o);
	return o;
}

/* What this call left as it was is taken over. Tasks change in place, but only while the leader has them at work;
 * arrivals too. */
static bool is_unchanged(const struct run *r, size_t i)
{
	const struct node_state *n = &r->nodes[i];
	return n->stored && n->status != NODE_FAN && !n->arrived && !memcmp(n, &r->before[i], sizeof *n);
}

static struct json_object *encode_nodes(const struct run *r)
{
	struct json_object *nodes = json_object_new_object();
	for (size_t i = 0; i < r->g->node_count; i++) {
		const struct node_state *n = &r->nodes[i];
		if (!n->revision && !engine_is_token(r, (int)i))
			continue;
		struct json_object *o = is_unchanged(r, i) ? json_object_get(n->stored) : encode_node(r, n);
		json_object_object_add_ex(nodes, r->g->nodes[i].name, o, JSON_C_OBJECT_ADD_KEY_IS_NEW);
	}
	return nodes;
}

struct json_object *engine_encode(const struct run *r)
{
	struct json_object *o = json_object_new_object(), *counts = json_object_new_object();
	put(o, "v", json_object_new_int(STATE_VERSION));
	put_true(o, "completed", r->completed);
	put_int(o, "epoch", r->epoch);
	put_int(o, "phase", r->phase);
	put_int(o, "progress", r->progress);
	put(o, "revision_limit", json_object_new_int(r->revision_limit));
	put(o, "stops", encode_names(r, r->stops));
	for (size_t i = 0; i < r->g->limit_count; i++)
		if (r->counts[i])
			json_object_object_add(counts, r->g->limit_keys[i], json_object_new_int(r->counts[i]));
	put(o, "counts", counts);
	put(o, "nodes", encode_nodes(r));
	return o;
}
