/* SPDX-License-Identifier: ISC */
#include "tests/unit/engine_oracle.h"

#include "lib/json.h"

#include <string.h>

static struct json_object *state_of(struct json_object *state, const char *node)
{
	return json_get(json_get(state, "nodes"), node);
}

static const char *status_of(struct json_object *state, const char *node)
{
	return json_get_string(state_of(state, node), "status", "idle");
}

static bool is_token(struct json_object *state, const char *node)
{
	const char *status = status_of(state, node);
	return strcmp(status, "idle") != 0 && strcmp(status, "done") != 0;
}

static struct json_object *output_of(struct sim *s, struct json_object *n)
{
	if (!json_get(n, "output") || json_get_bool(n, "stale", false))
		return NULL;
	return json_get(s->documents, json_get_string(n, "output", ""));
}

/* What the channel holds, `node` having just made its document. Owns: caller. */
static struct json_object *channel_value(
	struct sim *s, const char *channel, const char *node, const struct oracle_choice *c)
{
	struct json_object *definition = json_get(json_get(s->root, "channels"), channel), *whole = NULL;
	const char *reducer = json_get_string(definition, "reducer", "replace");
	for (size_t i = 0; i < s->g->node_count; i++) { /* by order */
		const char *name = s->g->nodes[i].name;
		struct json_object *def = json_get(json_get(s->root, "nodes"), name);
		if (strcmp(json_get_string(def, "channel", ""), channel) != 0)
			continue;
		struct json_object *made =
			c->document && !strcmp(name, node) ? c->document : output_of(s, state_of(s->state, name));
		if (!made)
			continue;
		if (!strcmp(reducer, "replace"))
			return json_object_get(made);
		bool list = !strcmp(reducer, "append");
		if (!whole)
			whole = list ? json_object_new_array() : json_object_new_object();
		if (list) {
			json_object_array_add(whole, json_object_get(made));
			continue;
		}
		json_object_object_foreach(made, key, value) json_object_object_add(whole, key, json_object_get(value));
	}
	return whole;
}

static bool number_holds(struct json_object *when, double x)
{
	struct json_object *y;
	if ((y = json_get(when, "less")))
		return x < json_object_get_double(y);
	if ((y = json_get(when, "at_most")))
		return x <= json_object_get_double(y);
	if ((y = json_get(when, "greater")))
		return x > json_object_get_double(y);
	return x >= json_get_double(when, "at_least", 0) && json_get(when, "at_least");
}

/* Numbers of these tests are small: as text with a fixed form they are equal when they are the same. */
static const char *form(struct sim *s, struct json_object *value)
{
	bool number = json_object_is_type(value, json_type_int) || json_object_is_type(value, json_type_double);
	return number ? arena_printf(&s->a, "%.3f", json_object_get_double(value)) : json_text(&s->a, value);
}

static bool equals(struct sim *s, struct json_object *value, struct json_object *wanted)
{
	if (!json_object_is_type(wanted, json_type_array))
		return value && !strcmp(form(s, value), form(s, wanted));
	for (size_t i = 0; i < json_object_array_length(wanted); i++)
		if (equals(s, value, json_object_array_get_idx(wanted, i)))
			return true;
	return false;
}

static bool compare(struct sim *s, struct json_object *when, struct json_object *document)
{
	struct json_object *value = json_at(document, json_get_string(when, "pointer", ""));
	if (json_get(when, "exists"))
		return json_get_bool(when, "exists", false) == (value != NULL);
	if (json_get(when, "equals"))
		return equals(s, value, json_get(when, "equals"));
	if (json_get(when, "not_equals"))
		return !equals(s, value, json_get(when, "not_equals"));
	bool number = json_object_is_type(value, json_type_int) || json_object_is_type(value, json_type_double);
	return number && number_holds(when, json_object_get_double(value));
}

static bool holds(struct sim *s, struct json_object *when, const char *node, const struct oracle_choice *c)
{
	struct json_object *all = json_get(when, "all"), *any = json_get(when, "any"), *list = all ? all : any;
	const char *channel = json_get_string(when, "channel", NULL);
	if (json_get(when, "not"))
		return !holds(s, json_get(when, "not"), node, c);
	if (list) {
		size_t count = 0, n = json_object_array_length(list);
		for (size_t i = 0; i < n; i++)
			count += holds(s, json_object_array_get_idx(list, i), node, c);
		return all ? count == n : count > 0;
	}
	struct json_object *document = channel ? channel_value(s, channel, node, c) : json_object_get(c->document);
	bool result = compare(s, when, document);
	json_object_put(document);
	return result;
}

static bool decided(struct json_object *when, const struct oracle_choice *c)
{
	const char *wanted = json_get_string(when, "decision", ""), *target = json_get_string(when, "target", NULL);
	bool no = !strcmp(wanted, "not_approved") && strcmp(c->decision, "approved") != 0;
	return (no || !strcmp(wanted, c->decision)) && (!target || (c->target && !strcmp(c->target, target)));
}

static bool taken(
	struct sim *s, size_t index, struct json_object *edge, const char *node, const struct oracle_choice *c)
{
	struct json_object *when = json_get(edge, "when");
	const char *key = json_get_string(edge, "limit_key", arena_printf(&s->a, "edge %zu", index));
	int64_t limit = json_get_int(edge, "limit", 0), count = json_get_int(json_get(s->state, "counts"), key, 0);
	if (limit && count >= limit)
		return false;
	if (!c->decision)
		return holds(s, when, node, c);
	bool bare = json_object_object_length(when) == 1 + (json_get(when, "target") != NULL);
	return decided(when, c) && (bare || holds(s, when, node, c));
}

static void add_targets(struct json_object *list, struct json_object *to)
{
	if (!json_object_is_type(to, json_type_array)) {
		json_object_array_add(list, json_object_get(to));
		return;
	}
	for (size_t i = 0; i < json_object_array_length(to); i++)
		json_object_array_add(list, json_object_get(json_object_array_get_idx(to, i)));
}

struct json_object *oracle_targets(struct sim *s, const char *node, const struct oracle_choice *choice)
{
	struct json_object *edges = json_get(s->root, "edges"), *list = json_object_new_array();
	for (int conditional = 1; conditional >= 0; conditional--)
		for (size_t i = 0; i < json_object_array_length(edges); i++) {
			struct json_object *edge = json_object_array_get_idx(edges, i);
			if (strcmp(json_get_string(edge, "from", ""), node) != 0 ||
				(json_get(edge, "when") != NULL) != conditional)
				continue;
			if (conditional && !taken(s, i, edge, node, choice))
				continue;
			add_targets(list, json_get(edge, "to"));
			if (conditional)
				return list;
		}
	ck_assert_msg(json_object_array_length(list) > 0, "no edge of %s", node);
	return list;
}

static int64_t number_of(struct json_object *state, const char *node, const char *key)
{
	return json_get_int(state_of(state, node), key, 0);
}

static bool acted(struct sim *s, const char *verb, const char *node)
{
	for (size_t i = 0; i < json_object_array_length(s->actions); i++) {
		struct json_object *action = json_object_array_get_idx(s->actions, i);
		if (!strcmp(json_get_string(action, "do", ""), verb) && !json_get(action, "task") &&
			!strcmp(json_get_string(action, "node", ""), node))
			return true;
	}
	return false;
}

static bool arrived(struct sim *s, const char *join, const char *from, struct json_object *before)
{
	struct json_object *list = json_get(state_of(s->state, join), "arrived");
	for (size_t i = 0; list && i < json_object_array_length(list); i++)
		if (!strcmp(json_object_get_string(json_object_array_get_idx(list, i)), from))
			return true;
	return number_of(s->state, join, "revision") > number_of(before, join, "revision");
}

/* What stands downstream of a way back was made from what is to come anew. */
static void check_stale(struct sim *s, int target)
{
	for (int i = 0; i < (int)s->g->node_count; i++) {
		struct json_object *n = state_of(s->state, s->g->nodes[i].name);
		if (graph_reaches(s->g, target, i) && json_get(n, "output"))
			ck_assert_msg(json_get_bool(n, "stale", false), "%s is not stale", s->g->nodes[i].name);
	}
}

bool oracle_entered(struct sim *s, const char *from, struct json_object *targets, struct json_object *before)
{
	const char *first = json_object_get_string(json_object_array_get_idx(targets, 0));
	bool back = strcmp(first, "end") != 0 && graph_find(s->g, first) <= graph_find(s->g, from);
	if (json_get_int(s->state, "epoch", 0) != json_get_int(before, "epoch", 0) + back)
		return false;
	for (size_t i = 0; i < json_object_array_length(targets); i++) {
		const char *name = json_object_get_string(json_object_array_get_idx(targets, i));
		int node = graph_find(s->g, name);
		bool good = node < 0					 ? s->completed
			    : s->g->nodes[node].kind == GRAPH_JOIN	 ? arrived(s, name, from, before)
			    : s->g->nodes[node].kind == GRAPH_CHECKPOINT ? acted(s, "checkpoint", name)
									 : acted(s, "step", name);
		if (back)
			check_stale(s, node);
		ck_assert_msg(good, "%s did not go on to %s: %s", from, name, sim_text(s, s->actions));
	}
	return true;
}

static void check_depends(struct json_object *tasks, struct json_object *task)
{
	struct json_object *depends = json_get(task, "depends");
	for (size_t i = 0; i < json_object_array_length(depends); i++) {
		int on = json_object_get_int(json_object_array_get_idx(depends, i));
		struct json_object *t = json_object_array_get_idx(tasks, (size_t)on);
		ck_assert_msg(!strcmp(json_get_string(t, "status", ""), "done"), "a task is at work before %s",
			json_get_string(t, "id", ""));
	}
}

/* The steps that the state has at work are those that were asked for and have not ended. Out: how many of this node. */
static size_t check_steps(struct sim *s, const char *name)
{
	struct json_object *n = state_of(s->state, name), *tasks = json_get(n, "tasks");
	const char *status = json_get_string(n, "status", "idle");
	size_t count = 0;
	if (!strcmp(status, "run") || !strcmp(status, "plan") || !strcmp(status, "gather")) {
		struct json_object *step = sim_step(s, name, NULL);
		ck_assert_msg(step && json_get_int(step, "epoch", 0) == json_get_int(n, "epoch", -1) &&
				      !strcmp(json_get_string(step, "stage", ""), status),
			"%s is not at work as the state says", name);
		count++;
	}
	for (size_t i = 0; !strcmp(status, "fan") && i < json_object_array_length(tasks); i++) {
		struct json_object *t = json_object_array_get_idx(tasks, i), *step;
		if (strcmp(json_get_string(t, "status", ""), "run") != 0)
			continue;
		step = sim_step(s, name, json_get_string(t, "id", ""));
		ck_assert_msg(step && json_get_int(step, "epoch", 0) == json_get_int(t, "epoch", -1),
			"a task of %s is not at work as the state says", name);
		check_depends(tasks, t);
		count++;
	}
	return count;
}

/* No token may come to another one, but at a join that waits; and such a join waits for one. */
static void check_token(struct sim *s, int node)
{
	bool join = s->g->nodes[node].kind == GRAPH_JOIN, awaited = false;
	for (int t = 0; t < (int)s->g->node_count; t++) {
		if (t == node || !is_token(s->state, s->g->nodes[t].name) || !graph_reaches(s->g, t, node))
			continue;
		awaited = true;
		ck_assert_msg(join, "%s was entered while %s may still come to it", s->g->nodes[node].name,
			s->g->nodes[t].name);
	}
	ck_assert_msg(!join || awaited, "join %s waits for nothing", s->g->nodes[node].name);
}

static void check_checkpoint(struct sim *s, const char *name)
{
	bool waits = !strcmp(status_of(s->state, name), "wait");
	struct json_object *revision = json_get(s->waiting, name);
	ck_assert_msg(waits == (revision != NULL), "%s waits, or not, against the state", name);
	if (waits)
		ck_assert_int_eq(json_object_get_int64(revision), number_of(s->state, name, "revision"));
}

/* Out: did it fire? */
static int check_join(struct sim *s, const char *name, struct json_object *before)
{
	int64_t fired = number_of(s->state, name, "revision") - number_of(before, name, "revision");
	int64_t epochs = json_get_int(s->state, "epoch", 0) - json_get_int(before, "epoch", 0);
	if (!fired)
		return 0;
	ck_assert_msg(fired > 0 && fired <= epochs + 1, "join %s fired %d times", name, (int)fired);
	ck_assert_msg(number_of(s->state, name, "epoch") > number_of(before, name, "epoch"),
		"join %s fired twice in an epoch", name);
	return (int)fired;
}

int oracle_check(struct sim *s, struct json_object *before)
{
	size_t tokens = 0, stopped = 0, steps = 0;
	int fired = 0;
	for (int i = 0; i < (int)s->g->node_count; i++) {
		const char *name = s->g->nodes[i].name, *status = status_of(s->state, name);
		steps += check_steps(s, name);
		stopped += !strcmp(status, "failed") || !strcmp(status, "held");
		if (s->g->nodes[i].kind == GRAPH_JOIN)
			fired += check_join(s, name, before);
		if (s->g->nodes[i].kind == GRAPH_CHECKPOINT)
			check_checkpoint(s, name);
		if (!is_token(s->state, name))
			continue;
		tokens++;
		check_token(s, i);
	}
	ck_assert_msg(steps == json_object_array_length(s->steps), "steps at work that the state does not know: %s",
		sim_at_work(s));
	ck_assert_msg(s->completed == !tokens, "%zu tokens at the end, or none before it", tokens);
	if (!s->completed && !steps && !json_object_object_length(s->waiting))
		ck_assert_msg(stopped && s->stopped, "the run hangs: %s", sim_text(s, s->state));
	return fired;
}
