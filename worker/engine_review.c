/* SPDX-License-Identifier: ISC */
/* Checkpoints: reached, decided, held at the revision limit. */
#include "worker/engine_private.h"

#include "lib/json.h"

#include <string.h>

void engine_review_reach(struct run *r, int node)
{
	struct node_state *n = &r->nodes[node];
	struct choice approved = {.decision = "approved"};
	if (r->stops[node] && node >= n->pass) {
		n->status = NODE_WAIT;
		engine_act_checkpoint(r, node, false);
		return;
	}
	n->status = NODE_DONE;
	engine_act_checkpoint(r, node, true);
	engine_take(r, node, &approved);
}

/* The reviewed agent waits no longer; one that runs again is pending already. */
static void release_reviewed(struct run *r, int node)
{
	int reviewed = r->g->nodes[node].reviews;
	if (r->nodes[reviewed].status == NODE_DONE)
		engine_act_agent(r, reviewed, NULL, "completed");
}

void engine_review_again(struct run *r, int node, bool anew)
{
	release_reviewed(r, node); /* only what is completed can wait for approval */
	if (!anew) {
		engine_review_reach(r, node);
		return;
	}
	r->nodes[node].revision++;
	engine_act_checkpoint(r, node, false);
}

static void apply(struct run *r, int node, struct json_object *decision)
{
	struct choice choice = {
		.decision = json_get_string(decision, "decision", ""),
		.target = json_get_string(decision, "target", NULL),
		.decision_id = json_get(decision, "decision_id"),
	};
	if (!strcmp(choice.decision, "approved"))
		choice.decision_id = NULL;
	r->nodes[node].status = NODE_DONE;
	r->nodes[node].held = NULL;
	engine_take(r, node, &choice);
	release_reviewed(r, node);
	engine_drain(r);
}

/* What is needed of the event to carry it out later. */
static struct json_object *hold(struct run *r, struct json_object *event)
{
	static const char *const keys[] = {"node", "revision", "decision", "decision_id", "target"};
	struct json_object *held = json_object_new_object();
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		json_object_object_add(held, keys[i], json_object_get(json_get(event, keys[i])));
	return engine_lend(r, held);
}

static bool known_decision(const char *s)
{
	return !strcmp(s, "approved") || !strcmp(s, "rejected") || !strcmp(s, "changes_requested");
}

enum err engine_review_decided(struct run *r, int node, struct json_object *event)
{
	struct node_state *n = &r->nodes[node];
	const char *decision = json_get_string(event, "decision", "");
	if (!known_decision(decision))
		return ERR_INPUT;
	bool checkpoint = r->g->nodes[node].kind == GRAPH_CHECKPOINT;
	if (!checkpoint || n->status != NODE_WAIT || json_get_int(event, "revision", -1) != n->revision)
		return ERR_OK;
	for (size_t i = 0; i < r->g->limit_count; i++)
		if (!r->g->limit_lasts[i])
			r->counts[i] = 0;
	if (strcmp(decision, "approved") != 0 && ++n->rounds > r->revision_limit + n->grants) {
		n->status = NODE_HELD;
		n->held = hold(r, event);
		engine_act_pause(r, "revision_limit");
		return ERR_OK;
	}
	apply(r, node, event);
	engine_settle(r);
	return ERR_OK;
}

void engine_review_resumed(struct run *r, bool grant)
{
	bool held = false;
	for (int i = 0; i < (int)r->g->node_count; i++) {
		struct node_state *n = &r->nodes[i];
		if (r->g->nodes[i].kind != GRAPH_CHECKPOINT || n->status != NODE_HELD)
			continue;
		held = true;
		if (grant) {
			n->grants++;
			apply(r, i, n->held);
		}
	}
	if (held && !grant)
		engine_act_pause(r, "revision_limit"); /* a run never goes on with a decision that nobody carries out */
	engine_settle(r);
}
