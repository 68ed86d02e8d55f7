/* SPDX-License-Identifier: ISC */
/* Actions, in the form of docs/steps.md. */
#include "worker/engine_private.h"

#include "lib/json.h"

/* In: key is a literal, and not there yet. */
static void put(struct json_object *o, const char *key, struct json_object *value)
{
	json_object_object_add_ex(o, key, value, JSON_C_OBJECT_ADD_KEY_IS_NEW | JSON_C_OBJECT_ADD_CONSTANT_KEY);
}

static struct json_object *action(struct run *r, const char *verb)
{
	struct json_object *o = json_object_new_object();
	put(o, "do", json_object_new_string(verb));
	json_object_array_add(r->actions, o);
	return o;
}

static void put_text(struct json_object *o, const char *key, const char *s)
{
	put(o, key, s ? json_object_new_string(s) : NULL);
}

static void put_int(struct json_object *o, const char *key, int n)
{
	put(o, key, json_object_new_int(n));
}

static void put_value(struct json_object *o, const char *key, struct json_object *value)
{
	put(o, key, json_object_get(value));
}

static struct json_object *step(struct run *r, int node, const char *task, const char *stage, int epoch)
{
	const struct node_state *n = &r->nodes[node];
	struct json_object *o = action(r, "step"), *feedback = json_object_new_array();
	put_text(o, "node", engine_name(r, node));
	put_text(o, "task", task);
	put_text(o, "stage", stage);
	put_int(o, "epoch", epoch);
	put_int(o, "revision", n->revision);
	put_int(o, "variation", n->variation);
	for (size_t i = 0; i < n->feedback_count; i++)
		json_object_array_add(feedback, json_object_get(n->feedback[i]));
	put(o, "feedback", feedback);
	put_value(o, "inputs", n->inputs);
	return o;
}

static void put_base(struct json_object *o, bool base, struct json_object *previous)
{
	bool based = base && previous;
	put(o, "base", json_object_new_boolean(based));
	if (based)
		put_value(o, "previous", previous);
}

void engine_act_step(struct run *r, int node, const char *stage)
{
	const struct node_state *n = &r->nodes[node];
	const struct graph_node *def = &r->g->nodes[node];
	struct json_object *o = step(r, node, NULL, stage, n->epoch);
	put_base(o, n->base, n->output);
	put_text(o, "type", def->name);
	put_int(o, "ordinal", node + 1);
	put_text(o, "title", def->title);
	if (n->status != NODE_GATHER)
		return;
	struct json_object *results = json_object_new_object();
	for (size_t i = 0; i < n->task_count; i++)
		json_object_object_add(results, n->tasks[i].id, json_object_get(n->tasks[i].output));
	put(o, "results", results);
}

void engine_act_task(struct run *r, int node, size_t task)
{
	const struct node_state *n = &r->nodes[node];
	const struct task *t = &n->tasks[task];
	struct json_object *o = step(r, node, t->id, "run", t->epoch), *depends = json_object_new_object();
	put_base(o, n->base, t->previous);
	put_text(o, "type", r->g->nodes[node].worker);
	put_int(o, "ordinal", (int)task + 1);
	put_text(o, "title", t->title);
	for (size_t i = 0; i < t->depend_count; i++)
		json_object_object_add(
			depends, n->tasks[t->depends[i]].id, json_object_get(n->tasks[t->depends[i]].output));
	put(o, "depends", depends);
}

static struct json_object *agent(struct run *r, int node, const char *task, const char *status)
{
	struct json_object *o = action(r, "agent");
	put_text(o, "node", engine_name(r, node));
	put_text(o, "task", task);
	put_text(o, "status", status);
	return o;
}

void engine_act_agent(struct run *r, int node, const char *task, const char *status)
{
	agent(r, node, task, status);
}

void engine_act_leader(struct run *r, int node)
{
	put_int(agent(r, node, NULL, "running"), "percent", engine_fan_percent(r, node));
}

void engine_act_checkpoint(struct run *r, int node, bool automatic)
{
	const struct graph_node *def = &r->g->nodes[node];
	struct json_object *o = action(r, "checkpoint");
	put_text(o, "node", def->name);
	put_text(o, "reviews", engine_name(r, def->reviews));
	put_text(o, "type", def->checkpoint_type);
	put_text(o, "title", def->title);
	put_int(o, "revision", r->nodes[node].revision);
	put_value(o, "output_id", r->nodes[def->reviews].output);
	put(o, "automatic", json_object_new_boolean(automatic));
}

void engine_act_nodes(struct run *r, const char *verb, const bool *nodes)
{
	struct json_object *list = NULL;
	for (size_t i = 0; i < r->g->node_count; i++) {
		if (!nodes[i])
			continue;
		if (!list) {
			list = json_object_new_array();
			put(action(r, verb), "nodes", list);
		}
		json_object_array_add(list, json_object_new_string(engine_name(r, (int)i)));
	}
}

void engine_act_phase(struct run *r, int phase)
{
	struct json_object *o = action(r, "phase");
	r->phase = phase;
	put_int(o, "phase", phase);
	put_text(o, "name", r->g->phases[phase - 1]);
}

void engine_act_pause(struct run *r, const char *reason)
{
	put_text(action(r, "pause"), "reason", reason);
	r->stopped = true;
}

void engine_act_fail(struct run *r, int node, const char *task, const char *error, const char *error_type)
{
	struct json_object *o = action(r, "fail");
	put_text(o, "node", engine_name(r, node));
	put_text(o, "task", task);
	put_text(o, "error", error);
	put_text(o, "error_type", error_type);
	r->stopped = true;
}

/* Per cent of one node that are done. */
static long node_percent(const struct run *r, int node)
{
	const struct node_state *n = &r->nodes[node];
	if (n->status == NODE_DONE && !n->stale)
		return 100;
	return r->g->nodes[node].kind == GRAPH_LEADER ? engine_fan_percent(r, node) : 0;
}

/* Only rises within a run, and stays below 100 until the end. */
void engine_act_progress(struct run *r)
{
	long all = 0, done = 0;
	for (size_t i = 0; i < r->g->node_count; i++) {
		all += r->g->nodes[i].weight;
		done += r->g->nodes[i].weight * node_percent(r, (int)i);
	}
	int percent = all ? (int)(done / all) : 0;
	percent = percent > 99 ? 99 : percent;
	if (percent <= r->progress)
		return;
	r->progress = percent;
	put_int(action(r, "progress"), "percent", percent);
}

void engine_act_complete(struct run *r)
{
	for (size_t i = 0; i < r->g->node_count; i++) {
		bool current = r->nodes[i].status == NODE_DONE && !r->nodes[i].stale;
		if (r->g->nodes[i].channel && !current)
			engine_act_agent(r, (int)i, NULL, "skipped");
	}
	r->completed = true;
	r->progress = 100;
	put_int(action(r, "progress"), "percent", 100);
	action(r, "complete");
}
