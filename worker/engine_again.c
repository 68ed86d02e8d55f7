/* SPDX-License-Identifier: ISC */
/*
 * Work that begins again as it was: tried again after a failure, or carried on in another run (`forked`). Each step
 * gets an epoch of its own, so that nothing late is taken for it.
 */
#include "worker/engine_private.h"

#include "lib/json.h"

#include <string.h>

static bool is_step(enum node_status s)
{
	return s == NODE_RUN || s == NODE_PLAN || s == NODE_GATHER;
}

static void step_again(struct run *r, int node)
{
	struct node_state *n = &r->nodes[node];
	n->epoch = ++r->epoch;
	engine_act_step(r, node, n->status == NODE_RUN ? "run" : n->status == NODE_PLAN ? "plan" : "gather");
}

/* Out: did anything of this node fail? */
static bool retry_failed(struct run *r, int node, const char *task)
{
	struct node_state *n = &r->nodes[node];
	if (n->status == NODE_FAN || (n->status == NODE_FAILED && n->failed == NODE_FAN))
		return engine_fan_retry(r, node, task) > 0;
	if (n->status != NODE_FAILED || task)
		return false;
	n->status = n->failed;
	n->failed = NODE_IDLE;
	n->error = n->error_type = NULL;
	step_again(r, node);
	return true;
}

static void work_again(struct run *r, int node, const char *task)
{
	if (r->nodes[node].status == NODE_FAN)
		engine_fan_again(r, node, task);
	else if (is_step(r->nodes[node].status) && !task)
		step_again(r, node);
}

/* Nothing failed, yet somebody asks: a step or a decision was lost to a bug. What is at work is cancelled, lest it be
 * done twice, and begins again; with everything, so does what waits for a person. */
static void begin_again(struct run *r, int node, const char *task)
{
	bool *again = arena_array(r->a, r->g->node_count, sizeof *again);
	for (size_t i = 0; i < r->g->node_count; i++) {
		enum node_status s = r->nodes[i].status;
		bool asked = node < 0 && s == NODE_WAIT && r->g->nodes[i].kind == GRAPH_CHECKPOINT;
		again[i] = (node < 0 || node == (int)i) && (asked || s == NODE_FAN || is_step(s));
	}
	if (!task)
		engine_act_nodes(r, "cancel", again);
	for (size_t i = 0; i < r->g->node_count; i++) {
		if (again[i] && r->nodes[i].status == NODE_WAIT)
			engine_review_again(r, (int)i, true);
		else if (again[i])
			work_again(r, (int)i, task);
	}
}

void engine_retry(struct run *r, int node, const char *task)
{
	size_t count = 0;
	for (size_t i = 0; i < r->g->node_count; i++)
		if (node < 0 || node == (int)i)
			count += retry_failed(r, (int)i, task);
	if (!count)
		begin_again(r, node, task);
	engine_settle(r);
}

/* Decisions and their numbers are the other project's. */
static void forget_decisions(struct run *r)
{
	for (size_t i = 0; i < r->g->node_count; i++) {
		struct node_state *n = &r->nodes[i];
		n->feedback_count = 0;
		n->rounds = n->grants = 0;
		n->held = NULL;
	}
}

static void carry_on(struct run *r, int node)
{
	enum node_status s = r->nodes[node].status;
	if (r->g->nodes[node].kind == GRAPH_CHECKPOINT) {
		if (s == NODE_WAIT || s == NODE_HELD)
			engine_review_again(r, node, false);
		return;
	}
	work_again(r, node, NULL);
	retry_failed(r, node, NULL);
}

/* As a way back to the node. Out: ERR_INPUT when the run has not come there, or something would go on beside it. */
static enum err go_to(struct run *r, int node)
{
	const struct graph_edge back = {.to = node, .from = node, .back = true};
	const struct graph_edge *edges[] = {&back};
	const struct choice nothing = {0};
	if (!r->nodes[node].revision) {
		engine_bug(r, "the run did not come to %s, so it cannot begin again there", engine_name(r, node));
		return ERR_INPUT;
	}
	memset(r->counts, 0, r->g->limit_count * sizeof *r->counts);
	engine_go_back(r, edges, 1, &nothing);
	for (int i = 0; i < (int)r->g->node_count; i++)
		if (engine_is_token(r, i) && !graph_reaches(r->g, node, i)) {
			engine_bug(r, "%s is at work beside %s; begin again before both", engine_name(r, i),
				engine_name(r, node));
			return ERR_INPUT;
		}
	engine_queue(r, (struct arrival){.to = node, .from = -1, .back = true});
	return ERR_OK;
}

enum err engine_fork(struct run *r, int from)
{
	if (from < 0 && engine_first_token(r) < 0) {
		engine_bug(r, "nothing is left to be done; say with from where the run begins again");
		return ERR_INPUT;
	}
	r->completed = false;
	r->progress = 0;
	forget_decisions(r);
	if (r->phase)
		engine_act_phase(r, r->phase);
	enum err err = from < 0 ? ERR_OK : go_to(r, from);
	bool *tokens = arena_array(r->a, r->g->node_count, sizeof *tokens);
	for (size_t i = 0; i < r->g->node_count; i++)
		tokens[i] = engine_is_token(r, (int)i);
	for (size_t i = 0; !err && i < r->g->node_count; i++)
		if (tokens[i])
			carry_on(r, (int)i);
	if (!err)
		engine_settle(r);
	return err;
}
