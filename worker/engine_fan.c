/* SPDX-License-Identifier: ISC */
/*
 * Leaders: plan, sub-agents in dependency order, gather.
 *
 * A sub-agent that failed for good does not stop the others: those that need it wait, the rest run on. When nothing is
 * at work or ready any more, the leader fails; a retry queues what failed, and the rest follows.
 */
#include "worker/engine_private.h"

#include "lib/json.h"

#include <string.h>

struct plan {
	struct task *tasks;
	size_t count;
	const char *wrong; /* what is wrong with it, or NULL */
};

int engine_fan_find(const struct run *r, int node, const char *id)
{
	const struct node_state *n = &r->nodes[node];
	for (size_t i = 0; i < n->task_count; i++)
		if (!strcmp(n->tasks[i].id, id))
			return (int)i;
	return -1;
}

static int plan_find(const struct plan *p, const char *id, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(p->tasks[i].id, id))
			return (int)i;
	return -1;
}

static void read_task(struct run *r, struct plan *p, size_t i, struct json_object *item)
{
	const char *id = json_get_string(item, "id", "");
	size_t len = strlen(id);
	if (len < 1 || len > 100)
		p->wrong = arena_printf(r->a, "task %zu needs an id of 1 to 100 bytes", i + 1);
	else if (plan_find(p, id, i) >= 0)
		p->wrong = arena_printf(r->a, "two tasks are called %s", id);
	p->tasks[i].id = id;
	p->tasks[i].title = json_get_string(item, "title", id);
}

static void read_depends(struct run *r, struct plan *p, size_t i, struct json_object *item)
{
	struct json_object *list = json_get(item, "depends");
	struct task *t = &p->tasks[i];
	size_t n = json_object_is_type(list, json_type_array) ? json_object_array_length(list) : 0;
	if ((list && !json_object_is_type(list, json_type_array)) || n > ENGINE_TASKS_MAX) {
		p->wrong = arena_printf(
			r->a, "depends of task %s has to be a list of at most %d ids", t->id, ENGINE_TASKS_MAX);
		return;
	}
	int *depends = arena_array(r->a, n, sizeof *depends);
	for (size_t k = 0; k < n && !p->wrong; k++) {
		const char *id = json_object_get_string(json_object_array_get_idx(list, k));
		depends[k] = id ? plan_find(p, id, p->count) : -1;
		if (depends[k] < 0)
			p->wrong = arena_printf(
				r->a, "task %s depends on %.100s, which is no task", t->id, id ? id : "null");
	}
	t->depends = depends;
	t->depend_count = n;
}

/* Takes away, again and again, tasks whose dependencies are all gone; what is left is in a cycle or behind one. */
static void check_cycle(struct run *r, struct plan *p)
{
	bool *gone = arena_array(r->a, p->count, sizeof *gone);
	size_t left = p->count;
	for (bool more = true; more;) {
		more = false;
		for (size_t i = 0; i < p->count; i++) {
			size_t k = 0;
			while (!gone[i] && k < p->tasks[i].depend_count && gone[p->tasks[i].depends[k]])
				k++;
			if (gone[i] || k < p->tasks[i].depend_count)
				continue;
			more = gone[i] = true;
			left--;
		}
	}
	for (size_t i = 0; left && i < p->count && !p->wrong; i++)
		if (!gone[i])
			p->wrong = arena_printf(
				r->a, "task %s depends on itself, over others or directly", p->tasks[i].id);
}

static void read_plan(struct run *r, struct json_object *list, struct plan *p)
{
	*p = (struct plan){0};
	if (!json_object_is_type(list, json_type_array)) {
		p->wrong = "the plan has no list of tasks";
		return;
	}
	p->count = json_object_array_length(list);
	if (p->count > ENGINE_TASKS_MAX) {
		p->wrong = arena_printf(r->a, "the plan has %zu tasks, %d at most", p->count, ENGINE_TASKS_MAX);
		return;
	}
	p->tasks = arena_array(r->a, p->count, sizeof *p->tasks);
	for (size_t i = 0; i < p->count && !p->wrong; i++)
		read_task(r, p, i, json_object_array_get_idx(list, i));
	for (size_t i = 0; i < p->count && !p->wrong; i++)
		read_depends(r, p, i, json_object_array_get_idx(list, i));
	if (!p->wrong)
		check_cycle(r, p);
}

static bool is_ready(const struct node_state *n, const struct task *t)
{
	if (t->status != TASK_PENDING)
		return false;
	for (size_t k = 0; k < t->depend_count; k++)
		if (n->tasks[t->depends[k]].status != TASK_DONE)
			return false;
	return true;
}

static void start_task(struct run *r, int node, size_t i, int epoch)
{
	struct task *t = &r->nodes[node].tasks[i];
	t->status = TASK_RUN;
	t->error = t->error_type = NULL;
	t->epoch = epoch;
	engine_act_task(r, node, i);
}

static void give_up(struct run *r, int node, const struct task *failed)
{
	struct node_state *n = &r->nodes[node];
	n->status = NODE_FAILED;
	n->failed = NODE_FAN;
	engine_act_agent(r, node, NULL, "failed");
	engine_act_fail(r, node, failed->id, failed->error, failed->error_type);
}

bool engine_fan_at_work(const struct run *r, int node)
{
	const struct node_state *n = &r->nodes[node];
	for (size_t i = 0; i < n->task_count; i++)
		if (n->tasks[i].status == TASK_RUN)
			return true;
	return false;
}

const struct task *engine_fan_failure(const struct run *r, int node)
{
	const struct node_state *n = &r->nodes[node];
	for (size_t i = 0; i < n->task_count; i++)
		if (n->tasks[i].status == TASK_FAILED)
			return &n->tasks[i];
	return NULL;
}

/* Queues what is ready; when nothing is at work any more, gathers or gives up. */
static void go_on(struct run *r, int node)
{
	struct node_state *n = &r->nodes[node];
	for (size_t i = 0; i < n->task_count; i++)
		if (is_ready(n, &n->tasks[i]))
			start_task(r, node, i, n->epoch);
	if (engine_fan_at_work(r, node))
		return;
	const struct task *failed = engine_fan_failure(r, node);
	if (failed) {
		give_up(r, node, failed);
		return;
	}
	n->status = NODE_GATHER;
	engine_act_step(r, node, "gather");
}

void engine_fan_plan(struct run *r, int node, struct json_object *tasks)
{
	struct node_state *n = &r->nodes[node];
	struct plan p;
	read_plan(r, tasks, &p);
	if (p.wrong) {
		n->failed = NODE_PLAN;
		n->status = NODE_FAILED;
		n->error = p.wrong;
		n->error_type = "invalid_output";
		engine_act_fail(r, node, NULL, p.wrong, "invalid_output");
		return;
	}
	for (size_t i = 0; i < p.count; i++) {
		int before = engine_fan_find(r, node, p.tasks[i].id);
		if (before >= 0)
			p.tasks[i].previous =
				n->tasks[before].output ? n->tasks[before].output : n->tasks[before].previous;
	}
	n->tasks = p.tasks;
	n->task_count = p.count;
	n->status = NODE_FAN;
	go_on(r, node);
}

void engine_fan_done(struct run *r, int node, size_t task, struct json_object *output)
{
	struct task *t = &r->nodes[node].tasks[task];
	t->status = TASK_DONE;
	t->output = output;
	engine_act_agent(r, node, t->id, "completed");
	go_on(r, node);
	if (r->nodes[node].status != NODE_FAILED)
		engine_act_leader(r, node);
}

void engine_fan_failed(struct run *r, int node, size_t task, const char *error, const char *error_type)
{
	struct task *t = &r->nodes[node].tasks[task];
	t->status = TASK_FAILED;
	t->error = error;
	t->error_type = error_type;
	engine_act_agent(r, node, t->id, "failed");
	go_on(r, node);
}

size_t engine_fan_retry(struct run *r, int node, const char *task)
{
	struct node_state *n = &r->nodes[node];
	size_t count = 0;
	for (size_t i = 0; i < n->task_count; i++) {
		if (n->tasks[i].status != TASK_FAILED || (task && strcmp(task, n->tasks[i].id) != 0))
			continue;
		if (!count++ && n->status == NODE_FAILED)
			engine_act_agent(r, node, NULL, "running");
		start_task(r, node, i, ++r->epoch);
	}
	if (count) {
		n->status = NODE_FAN;
		n->failed = NODE_IDLE;
	}
	return count;
}

/* Those that are done say so once more, since a cancel of their leader, or a new run, has none of them done. */
void engine_fan_again(struct run *r, int node, const char *task)
{
	struct node_state *n = &r->nodes[node];
	if (!task)
		engine_act_leader(r, node);
	for (size_t i = 0; i < n->task_count; i++) {
		if (n->tasks[i].status == TASK_DONE && !task)
			engine_act_agent(r, node, n->tasks[i].id, "completed");
		else if (n->tasks[i].status == TASK_RUN && (!task || !strcmp(task, n->tasks[i].id)))
			start_task(r, node, i, ++r->epoch);
	}
}

/* Planning and gathering count a tenth each. */
int engine_fan_percent(const struct run *r, int node)
{
	const struct node_state *n = &r->nodes[node];
	enum node_status s = n->status == NODE_FAILED ? n->failed : n->status;
	size_t done = 0;
	if (s == NODE_GATHER)
		return 90;
	if (s != NODE_FAN)
		return 0;
	for (size_t i = 0; i < n->task_count; i++)
		done += n->tasks[i].status == TASK_DONE;
	return n->task_count ? (int)(10 + 80 * done / n->task_count) : 90;
}
