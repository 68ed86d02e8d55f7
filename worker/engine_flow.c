/* SPDX-License-Identifier: ISC */
/* Tokens: entering nodes, taking edges, firing joins. */
#include "worker/engine_private.h"

#include <string.h>

void engine_queue(struct run *r, struct arrival arrival)
{
	if (r->queue_len == r->queue_cap) {
		size_t cap = r->queue_cap ? 2 * r->queue_cap : 16;
		struct arrival *more = arena_array(r->a, cap, sizeof *more);
		if (r->queue_len)
			memcpy(more, r->queue, r->queue_len * sizeof *more);
		r->queue = more;
		r->queue_cap = cap;
	}
	r->queue[r->queue_len++] = arrival;
}

/* The first conditional group that holds, else the unconditional edges. Out: how many. */
static size_t choose(
	struct run *r, const struct graph_node *n, const struct choice *c, const struct graph_edge **picked)
{
	int group = -1;
	size_t count = 0;
	for (size_t k = 0; k < n->edge_count && group < 0; k++)
		if (n->edges[k].conditional && engine_holds(r, &n->edges[k], c))
			group = n->edges[k].group;
	for (size_t k = 0; k < n->edge_count; k++)
		if (n->edges[k].group == group)
			picked[count++] = &n->edges[k];
	return count;
}

void engine_take(struct run *r, int node, const struct choice *choice)
{
	const struct graph_node *n = &r->g->nodes[node];
	const struct graph_edge **picked = arena_array(r->a, n->edge_count + 1, sizeof *picked);
	size_t count = choose(r, n, choice, picked);
	if (!count) {
		engine_bug(r, "no edge of %s can be taken", n->name);
		return;
	}
	if (picked[0]->limit_id >= 0)
		r->counts[picked[0]->limit_id]++;
	int pass = picked[0]->automatic ? node : n->kind == GRAPH_JOIN ? 0 : r->nodes[node].pass;
	if (picked[0]->back)
		engine_go_back(r, picked, count, choice);
	for (size_t i = 0; i < count; i++) {
		if (picked[i]->to == GRAPH_END)
			r->ended = true;
		else
			engine_queue(r, (struct arrival){picked[i]->to, node, pass, picked[i]->back});
	}
}

void engine_finish(struct run *r, int node, struct json_object *output, struct json_object *document)
{
	struct node_state *n = &r->nodes[node];
	struct choice choice = {.document = document};
	n->status = NODE_DONE;
	n->output = output;
	n->stale = false;
	n->inputs = NULL;
	r->documents[node] = document;
	engine_act_agent(r, node, NULL, "completed");
	engine_take(r, node, &choice);
}

/* The last output of a writer, or NULL when the reader is not to see it. One that the reader itself led to speaks of
 * its previous output: it is given only to the node that a way back leads to (failing tests to the leader), not to
 * those that run again on the way. */
static struct json_object *readable(const struct run *r, int writer, int reader, bool back)
{
	const struct node_state *w = &r->nodes[writer];
	bool later = back && graph_reaches(r->g, reader, writer);
	return writer != reader && (!w->stale || later) ? w->output : NULL;
}

static struct json_object *read_channel(const struct run *r, const struct graph_channel *c, int reader, bool back)
{
	if (c->reducer == GRAPH_REPLACE)
		return json_object_get(readable(r, c->writers[0], reader, back));
	struct json_object *list = NULL;
	for (size_t i = 0; i < c->writer_count; i++) {
		struct json_object *output = readable(r, c->writers[i], reader, back);
		if (output && !list)
			list = json_object_new_array();
		if (output)
			json_object_array_add(list, json_object_get(output));
	}
	return list;
}

static struct json_object *gather_inputs(struct run *r, int node, bool back)
{
	struct json_object *inputs = json_object_new_object();
	const struct graph_node *def = &r->g->nodes[node];
	for (size_t k = 0; def->reads[k]; k++) {
		struct json_object *value = read_channel(r, &r->g->channels[def->read_channels[k]], node, back);
		if (value)
			json_object_object_add(inputs, def->reads[k], value);
	}
	return engine_lend(r, inputs);
}

static void begin_work(struct run *r, int node)
{
	bool leader = r->g->nodes[node].kind == GRAPH_LEADER;
	r->nodes[node].status = leader ? NODE_PLAN : NODE_RUN;
	engine_act_step(r, node, leader ? "plan" : "run");
}

static void arrive_at_join(struct run *r, const struct arrival *arrival)
{
	struct node_state *n = &r->nodes[arrival->to];
	if (!n->arrived)
		n->arrived = arena_array(r->a, r->g->node_count, sizeof *n->arrived);
	if (arrival->from >= 0)
		n->arrived[arrival->from] = true;
	n->status = NODE_WAIT;
}

static void enter(struct run *r, const struct arrival *arrival)
{
	int node = arrival->to;
	struct node_state *n = &r->nodes[node];
	const struct graph_node *def = &r->g->nodes[node];
	if (def->kind == GRAPH_JOIN) {
		arrive_at_join(r, arrival);
		return;
	}
	if (engine_is_token(r, node) || n->epoch == r->epoch) {
		engine_bug(r, "%s would run twice in epoch %d", def->name, r->epoch);
		return;
	}
	n->epoch = r->epoch;
	n->revision++;
	n->pass = arrival->pass;
	if (def->phase > r->phase)
		engine_act_phase(r, def->phase);
	if (def->kind == GRAPH_CHECKPOINT) {
		engine_review_reach(r, node);
		return;
	}
	n->stale = n->output != NULL;
	n->inputs = gather_inputs(r, node, arrival->back);
	begin_work(r, node);
}

void engine_drain(struct run *r)
{
	/* every round trip without a step takes a limited edge, so this only ends a run that is broken */
	size_t most = 100000;
	while (r->queue_at < r->queue_len && !r->bug) {
		struct arrival next = r->queue[r->queue_at++];
		if (!most--)
			engine_bug(r, "the graph goes round without any work at %s", engine_name(r, next.to));
		else
			enter(r, &next);
	}
	r->queue_at = r->queue_len = 0;
}

/* A join that something arrived at and that no other token can reach any more, or -1. */
static int ready_join(const struct run *r)
{
	for (int i = 0; i < (int)r->g->node_count; i++) {
		if (r->g->nodes[i].kind != GRAPH_JOIN || r->nodes[i].status != NODE_WAIT)
			continue;
		bool more = false;
		for (int t = 0; t < i && !more; t++)
			more = engine_is_token(r, t) && graph_reaches(r->g, t, i);
		if (!more)
			return i;
	}
	return -1;
}

static void fire(struct run *r, int node)
{
	struct node_state *n = &r->nodes[node];
	struct choice nothing = {0};
	if (n->epoch == r->epoch) {
		engine_bug(r, "join %s would fire twice in epoch %d", engine_name(r, node), r->epoch);
		return;
	}
	n->epoch = r->epoch;
	n->revision++;
	n->status = NODE_DONE;
	n->arrived = NULL;
	if (r->g->nodes[node].phase > r->phase)
		engine_act_phase(r, r->g->nodes[node].phase);
	engine_take(r, node, &nothing);
}

int engine_first_token(const struct run *r)
{
	for (int i = 0; i < (int)r->g->node_count; i++)
		if (engine_is_token(r, i))
			return i;
	return -1;
}

static bool is_at_work(const struct run *r, int node)
{
	enum node_status s = r->nodes[node].status;
	if (s == NODE_FAN)
		return engine_fan_at_work(r, node);
	return s == NODE_RUN || s == NODE_PLAN || s == NODE_GATHER ||
	       (s == NODE_WAIT && r->g->nodes[node].kind == GRAPH_CHECKPOINT);
}

static void fail_again(struct run *r, int node)
{
	const struct node_state *n = &r->nodes[node];
	const struct task *t = n->failed == NODE_FAN ? engine_fan_failure(r, node) : NULL;
	const char *error = t ? t->error : n->error, *type = t ? t->error_type : n->error_type;
	engine_act_fail(r, node, t ? t->id : NULL, error ? error : "failed before", type ? type : "internal");
}

/* Something holds a token. When nothing is at work and nobody is asked, somebody has to hear of it. */
static void see_to_it(struct run *r)
{
	int failed = -1;
	bool held = false;
	for (int i = (int)r->g->node_count - 1; i >= 0; i--) {
		if (is_at_work(r, i))
			return;
		failed = r->nodes[i].status == NODE_FAILED ? i : failed;
		held = held || r->nodes[i].status == NODE_HELD;
	}
	if (failed >= 0)
		fail_again(r, failed);
	else if (held)
		engine_act_pause(r, "revision_limit");
	else
		engine_bug(r, "nothing is at work at %s", engine_name(r, engine_first_token(r)));
}

void engine_settle(struct run *r)
{
	engine_drain(r);
	for (int join; !r->bug && (join = ready_join(r)) >= 0; engine_drain(r))
		fire(r, join);
	if (r->bug)
		return;
	int token = engine_first_token(r);
	if (r->ended && token >= 0)
		engine_bug(r, "the end was reached while %s is still at work", engine_name(r, token));
	else if (r->ended)
		engine_act_complete(r);
	else if (token < 0)
		engine_bug(r, "nothing is at work and the end was not reached");
	else if (!r->stopped)
		see_to_it(r);
}
