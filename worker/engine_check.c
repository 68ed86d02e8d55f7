/* SPDX-License-Identifier: ISC */
/*
 * Is a state one that the engine could have made for this graph? An imported project brings its own, and what follows
 * relies on it: indices, who may be in which status, how long lists may be.
 */
#include "worker/engine_private.h"

#include <string.h>

#define BIT(s) (1u << (s))
#define IDLE_OR_DONE (BIT(NODE_IDLE) | BIT(NODE_DONE))

static const unsigned statuses[] = {
	[GRAPH_AGENT] = IDLE_OR_DONE | BIT(NODE_RUN) | BIT(NODE_FAILED),
	[GRAPH_BUILTIN] = IDLE_OR_DONE | BIT(NODE_RUN) | BIT(NODE_FAILED),
	[GRAPH_LEADER] = IDLE_OR_DONE | BIT(NODE_PLAN) | BIT(NODE_FAN) | BIT(NODE_GATHER) | BIT(NODE_FAILED),
	[GRAPH_CHECKPOINT] = IDLE_OR_DONE | BIT(NODE_WAIT) | BIT(NODE_HELD),
	[GRAPH_JOIN] = IDLE_OR_DONE | BIT(NODE_WAIT),
};

#define AT_WORK (BIT(NODE_RUN) | BIT(NODE_PLAN) | BIT(NODE_FAN) | BIT(NODE_GATHER))

static bool is_string(struct json_object *value)
{
	return json_object_is_type(value, json_type_string);
}

static void check_status(struct run *r, int node)
{
	const struct node_state *n = &r->nodes[node];
	unsigned may = statuses[r->g->nodes[node].kind];
	bool failed = n->status == NODE_FAILED;
	if (!(may & BIT(n->status)) || (failed && !(may & AT_WORK & BIT(n->failed))))
		engine_bug(r, "the state has %s in a status that is not of its kind", engine_name(r, node));
	if (n->status == NODE_HELD && !json_object_is_type(n->held, json_type_object))
		engine_bug(r, "the state holds no decision of %s", engine_name(r, node));
}

static bool is_of_channel(const struct graph_channel *c, struct json_object *value)
{
	if (c->reducer == GRAPH_REPLACE)
		return is_string(value);
	size_t n = json_object_is_type(value, json_type_array) ? json_object_array_length(value) : SIZE_MAX;
	if (n > c->writer_count)
		return false;
	for (size_t i = 0; i < n; i++)
		if (!is_string(json_object_array_get_idx(value, i)))
			return false;
	return true;
}

static bool is_read(const struct run *r, int node, const char *name, struct json_object *value)
{
	const struct graph_node *def = &r->g->nodes[node];
	for (size_t k = 0; def->reads && def->reads[k]; k++)
		if (!strcmp(def->reads[k], name))
			return is_of_channel(&r->g->channels[def->read_channels[k]], value);
	return false;
}

static void check_inputs(struct run *r, int node)
{
	struct json_object *inputs = r->nodes[node].inputs;
	bool good = !inputs || json_object_is_type(inputs, json_type_object);
	if (good && inputs) {
		json_object_object_foreach(inputs, name, value)
		{
			good = good && is_read(r, node, name, value);
		}
	}
	if (!good)
		engine_bug(r, "the state has inputs of %s that it does not read", engine_name(r, node));
}

static bool is_output(struct json_object *value)
{
	return !value || is_string(value);
}

static void check_lists(struct run *r, int node)
{
	const struct node_state *n = &r->nodes[node];
	bool good = is_output(n->output);
	for (size_t i = 0; i < n->feedback_count; i++)
		good = good && is_string(n->feedback[i]);
	for (size_t i = 0; i < n->task_count; i++) {
		size_t len = strlen(n->tasks[i].id);
		good = good && len >= 1 && len <= 100 && is_output(n->tasks[i].output) &&
		       is_output(n->tasks[i].previous);
	}
	good = good && (!n->task_count || r->g->nodes[node].kind == GRAPH_LEADER);
	good = good && (!n->arrived || r->g->nodes[node].kind == GRAPH_JOIN);
	if (!good)
		engine_bug(r, "the state has a list at %s that is not what it has to be", engine_name(r, node));
}

void engine_check(struct run *r)
{
	if ((size_t)r->phase > r->g->phase_count || r->progress > 100)
		engine_bug(r, "the state has a phase or progress that there is not");
	for (int i = 0; i < (int)r->g->node_count && !r->bug; i++) {
		check_status(r, i);
		check_inputs(r, i);
		check_lists(r, i);
	}
}
