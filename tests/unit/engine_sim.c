/* SPDX-License-Identifier: ISC */
#include "tests/unit/engine_sim.h"

#include "lib/json.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct json_object *sim_json(const char *text)
{
	struct json_object *value = NULL;
	char *copy = strdup(text);
	for (char *c = copy; *c; c++)
		if (*c == '\'')
			*c = '"';
	enum err err = json_parse(copy, strlen(copy), &json_limits_trust, NULL, &value);
	ck_assert_msg(!err, "bad JSON in a test: %s", copy);
	free(copy);
	return value;
}

struct json_object *sim_file(const char *name)
{
	char path[1000];
	const char *top = getenv("top_srcdir");
	snprintf(path, sizeof path, "%s/%s", top ? top : ".", name);
	struct json_object *root = json_object_from_file(path);
	ck_assert_msg(root != NULL, "cannot read %s", path);
	return root;
}

void sim_open(struct sim *s, struct json_object *root)
{
	struct graph_problem *problems = NULL;
	*s = (struct sim){.root = root};
	arena_init(&s->a, (size_t)4 << 30);
	enum err err = graph_load(&s->a, root, &s->g, &problems);
	ck_assert_msg(!err, "%s: %s", problems ? problems->pointer : "", problems ? problems->message : "");
	s->steps = json_object_new_array();
	s->waiting = json_object_new_object();
	s->documents = json_object_new_object();
	s->seen = json_object_new_object();
	s->events = json_object_new_array();
}

void sim_close(struct sim *s)
{
	free(s->text);
	json_object_put(s->state);
	json_object_put(s->actions);
	json_object_put(s->steps);
	json_object_put(s->waiting);
	json_object_put(s->documents);
	json_object_put(s->seen);
	json_object_put(s->events);
	json_object_put(s->root);
	arena_done(&s->a);
}

void sim_fork(struct sim *s, struct sim *from)
{
	sim_open(s, json_object_get(from->root));
	s->state = json_object_get(from->state);
	s->text = strdup(json_object_to_json_string(s->state));
	json_object_put(s->documents);
	s->documents = json_object_get(from->documents);
	s->outputs = from->outputs;
	s->decisions = from->decisions;
}

const char *sim_text(struct sim *s, struct json_object *value)
{
	return json_text(&s->a, value);
}

static void drop_step(struct sim *s, const char *node, const char *task)
{
	for (size_t i = json_object_array_length(s->steps); i-- > 0;) {
		struct json_object *step = json_object_array_get_idx(s->steps, i);
		const char *t = json_get_string(step, "task", NULL);
		bool same = !task || (t && !strcmp(t, task));
		if (!strcmp(json_get_string(step, "node", ""), node) && same)
			json_object_array_del_idx(s->steps, i, 1);
	}
}

static void see_step(struct sim *s, struct json_object *step)
{
	const char *key =
		arena_printf(&s->a, "%s:%s:%s:%d", json_get_string(step, "node", ""), json_get_string(step, "task", ""),
			json_get_string(step, "stage", ""), (int)json_get_int(step, "epoch", 0));
	ck_assert_msg(!json_get(s->seen, key), "%s ran twice", key);
	json_object_object_add(s->seen, key, json_object_new_boolean(true));
	drop_step(s, json_get_string(step, "node", ""), json_get_string(step, "task", NULL)); /* queued anew */
	json_object_array_add(s->steps, json_object_get(step));
}

static void see_cancel(struct sim *s, struct json_object *nodes)
{
	for (size_t i = 0; i < json_object_array_length(nodes); i++) {
		const char *node = json_object_get_string(json_object_array_get_idx(nodes, i));
		drop_step(s, node, NULL);
		json_object_object_del(s->waiting, node);
	}
}

static void see_checkpoint(struct sim *s, struct json_object *action)
{
	const char *node = json_get_string(action, "node", "");
	const char *key = arena_printf(&s->a, "%s/%d", node, (int)json_get_int(action, "revision", 0));
	ck_assert_msg(!json_get(s->seen, key), "checkpoint %s came twice", key);
	json_object_object_add(s->seen, key, json_object_new_boolean(true));
	if (!json_get_bool(action, "automatic", false))
		json_object_object_add(s->waiting, node, json_object_get(json_get(action, "revision")));
}

static void see(struct sim *s, struct json_object *action)
{
	const char *verb = json_get_string(action, "do", "");
	ck_assert_msg(!s->completed, "%s after the end", verb);
	if (!strcmp(verb, "step"))
		see_step(s, action);
	else if (!strcmp(verb, "cancel"))
		see_cancel(s, json_get(action, "nodes"));
	else if (!strcmp(verb, "checkpoint"))
		see_checkpoint(s, action);
	else if (!strcmp(verb, "fail"))
		s->failed = s->stopped = true;
	else if (!strcmp(verb, "pause"))
		s->paused = s->stopped = true;
	else if (!strcmp(verb, "complete"))
		s->completed = true;
	if (!strcmp(verb, "progress")) {
		int percent = (int)json_get_int(action, "percent", -1);
		ck_assert_int_gt(percent, s->progress);
		s->progress = percent;
	}
}

static struct json_object *documents_of(struct sim *s, struct json_object *ids)
{
	if (!json_object_is_type(ids, json_type_array))
		return json_object_get(json_get(s->documents, json_object_get_string(ids)));
	struct json_object *list = json_object_new_array();
	for (size_t i = 0; i < json_object_array_length(ids); i++)
		json_object_array_add(list, documents_of(s, json_object_array_get_idx(ids, i)));
	return list;
}

void sim_add_documents(struct sim *s, struct json_object *event)
{
	if (!s->g->condition_channels[0] || json_get(event, "documents"))
		return;
	struct json_object *channels = engine_channels(s->g, s->state), *documents = json_object_new_object();
	for (const char *const *c = s->g->condition_channels; *c; c++)
		if (json_get(channels, *c))
			json_object_object_add(documents, *c, documents_of(s, json_get(channels, *c)));
	json_object_object_add(event, "documents", documents);
	json_object_put(channels);
}

/* These go with a project that runs again. */
static bool starts_project(struct json_object *event)
{
	const char *kind = json_get_string(event, "kind", "");
	return !strcmp(kind, "retry") || !strcmp(kind, "resumed") || !strcmp(kind, "forked");
}

void sim_feed(struct sim *s, struct json_object *event)
{
	sim_add_documents(s, event);
	struct json_object *state, *again, *actions, *actions_again;
	const char *message = NULL;
	enum err err = engine_advance(&s->a, s->g, s->state, event, &state, &actions, &message);
	ck_assert_msg(!err, "%s after %s\n%s", message ? message : "", sim_text(s, event), sim_text(s, s->state));
	/* the same from what was stored: text and back */
	struct json_object *stored = s->state ? json_tokener_parse(s->text) : NULL;
	err = engine_advance(&s->a, s->g, stored, event, &again, &actions_again, &message);
	ck_assert(!err);
	free(s->text);
	s->text = strdup(json_object_to_json_string(state));
	ck_assert_str_eq(s->text, json_object_to_json_string(again));
	ck_assert_str_eq(json_object_to_json_string(actions), json_object_to_json_string(actions_again));
	json_object_put(stored);
	json_object_put(again);
	json_object_put(actions_again);
	json_object_put(s->state);
	json_object_put(s->actions);
	s->state = state;
	s->actions = actions;
	s->stopped = s->stopped && !starts_project(event);
	for (size_t i = 0; i < json_object_array_length(actions); i++)
		see(s, json_object_array_get_idx(actions, i));
	ck_assert_msg(!s->completed || s->progress == 100, "the end at %d per cent", s->progress);
	json_object_array_add(s->events, event);
}

void sim_event(struct sim *s, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	char *text = arena_vprintf(&s->a, format, ap);
	va_end(ap);
	sim_feed(s, sim_json(text));
}

void sim_start(struct sim *s, const char *stops)
{
	sim_event(s, "{'kind':'start','stops':[%s],'revision_limit':5}", stops);
}

struct json_object *sim_step(struct sim *s, const char *node, const char *task)
{
	for (size_t i = 0; i < json_object_array_length(s->steps); i++) {
		struct json_object *step = json_object_array_get_idx(s->steps, i);
		const char *t = json_get_string(step, "task", NULL);
		bool same = task ? t && !strcmp(t, task) : !t;
		if (!strcmp(json_get_string(step, "node", ""), node) && same)
			return step;
	}
	return NULL;
}

/* The event that ends a step. Owns: caller. */
static struct json_object *ending(struct sim *s, const char *kind, const char *node, const char *task)
{
	struct json_object *step = sim_step(s, node, task), *event = json_object_new_object();
	static const char *const keys[] = {"node", "task", "stage", "epoch"};
	ck_assert_msg(step != NULL, "%s %s is not at work; at work: %s", node, task ? task : "", sim_at_work(s));
	json_object_object_add(event, "kind", json_object_new_string(kind));
	for (size_t i = 0; i < 4; i++)
		json_object_object_add(event, keys[i], json_object_get(json_get(step, keys[i])));
	for (size_t i = 0; i < json_object_array_length(s->steps); i++)
		if (json_object_array_get_idx(s->steps, i) == step) {
			json_object_array_del_idx(s->steps, i, 1);
			break;
		}
	return event;
}

static void add_output(struct sim *s, struct json_object *event)
{
	char id[32];
	snprintf(id, sizeof id, "o%d", ++s->outputs);
	json_object_object_add(event, "output_id", json_object_new_string(id));
}

void sim_complete(struct sim *s, const char *node, const char *task, const char *document)
{
	struct json_object *event = ending(s, "completed", node, task);
	add_output(s, event);
	struct json_object *value = document ? sim_json(document) : json_object_new_object();
	json_object_object_add(event, "document", value);
	json_object_object_add(s->documents, json_get_string(event, "output_id", ""), json_object_get(value));
	sim_feed(s, event);
}

void sim_plan(struct sim *s, const char *node, const char *tasks)
{
	struct json_object *event = ending(s, "completed", node, NULL);
	add_output(s, event);
	json_object_object_add(event, "tasks", sim_json(tasks));
	sim_feed(s, event);
}

void sim_fail(struct sim *s, const char *node, const char *task)
{
	struct json_object *event = ending(s, "failed", node, task);
	json_object_object_add(event, "error", json_object_new_string("no answer"));
	json_object_object_add(event, "error_type", json_object_new_string("timeout"));
	sim_feed(s, event);
}

void sim_decide(struct sim *s, const char *node, const char *decision, const char *target)
{
	struct json_object *revision = json_object_get(json_get(s->waiting, node));
	ck_assert_msg(revision != NULL, "%s does not wait", node);
	json_object_object_del(s->waiting, node);
	const char *quoted = target ? arena_printf(&s->a, "'%s'", target) : "null";
	sim_event(s, "{'kind':'decided','node':'%s','revision':%d,'decision':'%s','decision_id':'d%d','target':%s}",
		node, json_object_get_int(revision), decision, ++s->decisions, quoted);
	json_object_put(revision);
}

void sim_lead(struct sim *s, const char *node)
{
	sim_plan(s, node, "[{'id':'a'},{'id':'b','depends':['a']}]");
	sim_complete(s, node, "a", NULL);
	sim_complete(s, node, "b", NULL);
	sim_complete(s, node, NULL, NULL);
}

int sim_count(struct sim *s, const char *verb)
{
	int count = 0;
	for (size_t i = 0; i < json_object_array_length(s->actions); i++)
		count += !strcmp(json_get_string(json_object_array_get_idx(s->actions, i), "do", ""), verb);
	return count;
}

struct json_object *sim_action(struct sim *s, const char *verb)
{
	for (size_t i = 0; i < json_object_array_length(s->actions); i++) {
		struct json_object *action = json_object_array_get_idx(s->actions, i);
		if (!strcmp(json_get_string(action, "do", ""), verb))
			return action;
	}
	ck_abort_msg("no action %s in %s", verb, sim_text(s, s->actions));
	return NULL;
}

const char *sim_at_work(struct sim *s)
{
	const char *text = "";
	for (size_t i = 0; i < s->g->node_count; i++)
		for (size_t k = 0; k < json_object_array_length(s->steps); k++) {
			struct json_object *step = json_object_array_get_idx(s->steps, k);
			const char *task = json_get_string(step, "task", NULL), *name = s->g->nodes[i].name;
			if (strcmp(json_get_string(step, "node", ""), name) != 0)
				continue;
			text = arena_printf(
				&s->a, "%s%s%s%s%s", text, *text ? " " : "", name, task ? "/" : "", task ? task : "");
		}
	return text;
}
