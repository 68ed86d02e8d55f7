/* SPDX-License-Identifier: ISC */
#include "worker/engine_private.h"

#include "lib/json.h"

#include <stdarg.h>
#include <string.h>

void engine_bug(struct run *r, const char *format, ...)
{
	va_list ap;
	if (r->bug)
		return;
	va_start(ap, format);
	r->bug = arena_vprintf(r->a, format, ap);
	va_end(ap);
}

struct json_object *engine_lend(struct run *r, struct json_object *value)
{
	json_object_array_add(r->made, value);
	return value;
}

const char *engine_name(const struct run *r, int node)
{
	return r->g->nodes[node].name;
}

bool engine_is_token(const struct run *r, int node)
{
	enum node_status s = r->nodes[node].status;
	return s != NODE_IDLE && s != NODE_DONE;
}

/* `revision_limit` and `stops`, as far as the event gives them. */
static enum err read_settings(struct run *r, struct json_object *event)
{
	struct json_object *stops = json_get(event, "stops");
	int64_t limit = json_get_int(event, "revision_limit", r->revision_limit);
	if (limit < 0 || limit > 1000 || (stops && !json_object_is_type(stops, json_type_array)))
		return ERR_INPUT;
	r->revision_limit = (int)limit;
	if (stops)
		memset(r->stops, 0, r->g->node_count * sizeof *r->stops);
	for (size_t i = 0; stops && i < json_object_array_length(stops); i++) {
		const char *name = json_object_get_string(json_object_array_get_idx(stops, i));
		int node = name ? graph_find(r->g, name) : -1;
		if (node < 0 || r->g->nodes[node].kind != GRAPH_CHECKPOINT)
			return ERR_INPUT;
		r->stops[node] = true;
	}
	return ERR_OK;
}

static enum err on_start(struct run *r, struct json_object *event)
{
	if (r->started)
		return ERR_OK;
	enum err err = read_settings(r, event);
	if (err)
		return err;
	r->started = true;
	r->epoch = 1;
	engine_queue(r, (struct arrival){.to = r->g->entry, .from = -1});
	engine_settle(r);
	return ERR_OK;
}

static enum err on_forked(struct run *r, struct json_object *event)
{
	const char *name = json_get_string(event, "from", NULL);
	int from = name ? graph_find(r->g, name) : -1;
	enum err err = name && from < 0 ? ERR_INPUT : read_settings(r, event);
	return err ? err : engine_fork(r, from);
}

/* The status that a node has while the stage of a step is at work, or NODE_IDLE. */
static enum node_status stage_status(const char *stage)
{
	if (!strcmp(stage, "run"))
		return NODE_RUN;
	if (!strcmp(stage, "plan"))
		return NODE_PLAN;
	return strcmp(stage, "gather") ? NODE_IDLE : NODE_GATHER;
}

/* Is the step that ended the one that is at work? Out: index of its task, or -1. */
static bool is_current(const struct run *r, int node, struct json_object *event, int *task_r)
{
	const struct node_state *n = &r->nodes[node];
	const char *id = json_get_string(event, "task", NULL);
	int64_t epoch = json_get_int(event, "epoch", -1);
	*task_r = -1;
	if (!id)
		return engine_is_token(r, node) && n->status == stage_status(json_get_string(event, "stage", "")) &&
		       n->epoch == epoch;
	*task_r = engine_fan_find(r, node, id);
	return n->status == NODE_FAN && *task_r >= 0 && n->tasks[*task_r].status == TASK_RUN &&
	       n->tasks[*task_r].epoch == epoch;
}

static enum err on_completed(struct run *r, int node, struct json_object *event)
{
	struct json_object *output = json_get(event, "output_id");
	int task;
	if (!is_current(r, node, event, &task))
		return ERR_OK;
	if (r->nodes[node].status != NODE_PLAN && !json_object_is_type(output, json_type_string))
		return ERR_INPUT;
	if (task >= 0)
		engine_fan_done(r, node, (size_t)task, output);
	else if (r->nodes[node].status == NODE_PLAN)
		engine_fan_plan(r, node, json_get(event, "tasks"));
	else
		engine_finish(r, node, output, json_get(event, "document"));
	engine_settle(r);
	return ERR_OK;
}

static enum err on_failed(struct run *r, int node, struct json_object *event)
{
	const char *error = json_get_string(event, "error", "unknown error");
	const char *type = json_get_string(event, "error_type", "internal");
	int task;
	if (!is_current(r, node, event, &task))
		return ERR_OK;
	if (task >= 0) {
		engine_fan_failed(r, node, (size_t)task, error, type);
	} else {
		r->nodes[node].failed = r->nodes[node].status;
		r->nodes[node].status = NODE_FAILED;
		r->nodes[node].error = error;
		r->nodes[node].error_type = type;
		engine_act_fail(r, node, NULL, error, type);
	}
	engine_settle(r);
	return ERR_OK;
}

static enum err dispatch(struct run *r, struct json_object *event)
{
	const char *kind = json_get_string(event, "kind", "");
	const char *name = json_get_string(event, "node", NULL);
	int node = name ? graph_find(r->g, name) : -1;
	if (!strcmp(kind, "start"))
		return on_start(r, event);
	if (name && node < 0)
		return ERR_INPUT;
	if (!r->started)
		return ERR_INPUT;
	if (!strcmp(kind, "forked"))
		return on_forked(r, event);
	if (r->completed)
		return ERR_OK;
	if (!strcmp(kind, "resumed")) {
		engine_review_resumed(r, json_get_bool(event, "grant", false));
		return ERR_OK;
	}
	if (!strcmp(kind, "retry")) {
		engine_retry(r, node, json_get_string(event, "task", NULL));
		return ERR_OK;
	}
	if (!name)
		return ERR_INPUT;
	if (!strcmp(kind, "completed"))
		return on_completed(r, node, event);
	if (!strcmp(kind, "failed"))
		return on_failed(r, node, event);
	if (strcmp(kind, "decided") != 0)
		return ERR_INPUT;
	return engine_review_decided(r, node, event);
}

static void run_init(struct run *r, struct arena *a, const struct graph *g)
{
	*r = (struct run){.a = a, .g = g};
	r->stops = arena_array(a, g->node_count, sizeof *r->stops);
	r->counts = arena_array(a, g->limit_count, sizeof *r->counts);
	r->nodes = arena_array(a, g->node_count, sizeof *r->nodes);
	r->documents = arena_array(a, g->node_count, sizeof(struct json_object *));
	r->revision_limit = g->revision_limit;
}

enum err engine_advance(struct arena *a, const struct graph *g, struct json_object *state, struct json_object *event,
	struct json_object **state_r, struct json_object **actions_r, const char **message_r)
{
	struct run r;
	run_init(&r, a, g);
	*state_r = *actions_r = NULL;
	*message_r = NULL;
	enum err err = engine_decode(&r, state);
	if (err) {
		*message_r = r.bug;
		return err;
	}
	r.actions = json_object_new_array();
	r.made = json_object_new_array();
	err = engine_read_documents(&r, event);
	err = err ? err : dispatch(&r, event);
	if (!err && r.bug)
		err = ERR_BUG;
	if (err) {
		*message_r =
			r.bug ? r.bug : arena_printf(a, "what happened makes no sense: %.200s", json_text(a, event));
		json_object_put(r.actions);
	} else {
		engine_act_progress(&r);
		*state_r = engine_encode(&r);
		*actions_r = r.actions;
	}
	json_object_put(r.made);
	return err;
}

/* Out: borrowed, or NULL. */
static struct json_object *current_output(const struct graph *g, struct json_object *nodes, int node)
{
	struct json_object *n = json_get(nodes, g->nodes[node].name);
	return json_get_bool(n, "stale", false) ? NULL : json_get(n, "output");
}

static struct json_object *current_outputs(
	const struct graph *g, struct json_object *nodes, const struct graph_channel *c)
{
	if (c->reducer == GRAPH_REPLACE)
		return json_object_get(current_output(g, nodes, c->writers[0]));
	struct json_object *list = NULL;
	for (size_t i = 0; i < c->writer_count; i++) {
		struct json_object *output = current_output(g, nodes, c->writers[i]);
		if (output && !list)
			list = json_object_new_array();
		if (output)
			json_object_array_add(list, json_object_get(output));
	}
	return list;
}

struct json_object *engine_channels(const struct graph *g, struct json_object *state)
{
	struct json_object *channels = json_object_new_object();
	struct json_object *nodes = json_get(state, "nodes");
	for (size_t i = 0; i < g->channel_count; i++) {
		struct json_object *value = current_outputs(g, nodes, &g->channels[i]);
		if (value)
			json_object_object_add(channels, g->channels[i].name, value);
	}
	return channels;
}
