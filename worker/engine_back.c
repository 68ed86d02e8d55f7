/* SPDX-License-Identifier: ISC */
/*
 * Ways back: a new epoch begins. What stands downstream of the targets is undone: work is cancelled, documents are
 * stale, arrivals at joins that came from there are forgotten. What other branches brought to a join stays, and what
 * they are doing goes on.
 */
#include "worker/engine_private.h"

#include "lib/json.h"

#include <string.h>

static bool rejected(const struct choice *c)
{
	return c->decision && !strcmp(c->decision, "rejected");
}

/* Arrivals from undone nodes are forgotten. Out: is any left? */
static bool keep_arrivals(const struct run *r, struct node_state *n, const bool *undone)
{
	bool left = false;
	for (size_t i = 0; n->arrived && i < r->g->node_count; i++) {
		n->arrived[i] = n->arrived[i] && !undone[i];
		left = left || n->arrived[i];
	}
	return left;
}

static bool cancels(const struct run *r, int node)
{
	enum node_status s = r->nodes[node].status;
	if (r->g->nodes[node].kind == GRAPH_JOIN)
		return false;
	return s != NODE_IDLE && s != NODE_DONE && s != NODE_HELD;
}

static void undo(struct run *r, int node, const bool *undone, bool base)
{
	struct node_state *n = &r->nodes[node];
	n->base = base;
	n->stale = n->output != NULL;
	n->inputs = n->held = NULL;
	n->failed = NODE_IDLE;
	n->error = n->error_type = NULL;
	n->status = NODE_IDLE;
	if (keep_arrivals(r, n, undone))
		n->status = NODE_WAIT;
	else
		n->arrived = NULL;
}

static void drop_queued(struct run *r, const bool *undone)
{
	size_t kept = r->queue_at;
	for (size_t i = r->queue_at; i < r->queue_len; i++)
		if (r->queue[i].from < 0 || !undone[r->queue[i].from])
			r->queue[kept++] = r->queue[i];
	r->queue_len = kept;
}

static void add_feedback(struct run *r, int node, const struct choice *c)
{
	struct node_state *n = &r->nodes[node];
	if (rejected(c))
		n->variation++;
	if (!c->decision_id || n->feedback_count >= ENGINE_FEEDBACK_MAX)
		return;
	struct json_object **more = arena_array(r->a, n->feedback_count + 1, sizeof(struct json_object *));
	if (n->feedback_count)
		memcpy(more, n->feedback, n->feedback_count * sizeof *more);
	more[n->feedback_count++] = c->decision_id;
	n->feedback = more;
}

/* The lowest phase among the targets, when it is lower than the run's. */
static void lower_phase(struct run *r, const struct graph_edge *const *edges, size_t n)
{
	int phase = r->phase;
	for (size_t i = 0; i < n; i++)
		if (r->g->nodes[edges[i]->to].phase < phase)
			phase = r->g->nodes[edges[i]->to].phase;
	if (phase < r->phase)
		engine_act_phase(r, phase);
}

void engine_go_back(struct run *r, const struct graph_edge *const *edges, size_t n, const struct choice *choice)
{
	size_t count = r->g->node_count;
	bool *undone = arena_array(r->a, count, sizeof *undone);
	bool *cancelled = arena_array(r->a, count, sizeof *cancelled), *stale = arena_array(r->a, count, sizeof *stale);
	r->epoch++;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < count; k++)
			undone[k] = undone[k] || graph_reaches(r->g, edges[i]->to, (int)k);
	for (size_t k = 0; k < count; k++) {
		if (!undone[k])
			continue;
		cancelled[k] = cancels(r, (int)k);
		stale[k] = r->nodes[k].status == NODE_DONE && r->nodes[k].output;
	}
	for (size_t i = 0; i < n; i++)
		stale[edges[i]->to] = false; /* its step comes at once */
	for (size_t k = 0; k < count; k++)
		if (undone[k])
			undo(r, (int)k, undone, !rejected(choice));
	drop_queued(r, undone);
	for (size_t i = 0; i < n; i++)
		add_feedback(r, edges[i]->to, choice);
	engine_act_nodes(r, "cancel", cancelled);
	engine_act_nodes(r, "stale", stale);
	lower_phase(r, edges, n);
}
