/* SPDX-License-Identifier: ISC */
/* Conditions of edges: `when` to structs. */
#include "lib/graph_private.h"

#include "lib/json.h"

#include <string.h>

#define LEAF "channel", "pointer"
#define OPS "equals", "not_equals", "less", "at_most", "greater", "at_least", "exists", "all", "any", "not"

static const char *const fields[] = {LEAF, OPS, NULL};
static const char *const decision_fields[] = {"decision", "target", LEAF, OPS, NULL};
static const char *const ops[] = {OPS, NULL}; /* by enum graph_op */
static const char *const decisions[] = {"approved", "rejected", "changes_requested", "not_approved", NULL};

struct when_reader {
	struct graph_reader *r;
	const struct graph *g;
	int left; /* conditions that this `when` may still have */
};

static bool has(struct json_object *obj, const char *key)
{
	return json_object_object_get_ex(obj, key, NULL);
}

static bool is_plain(struct json_object *value)
{
	enum json_type type = json_object_get_type(value);
	return type != json_type_null && type != json_type_array && type != json_type_object;
}

static bool is_comparable(struct json_object *value)
{
	size_t n = json_object_is_type(value, json_type_array) ? json_object_array_length(value) : 0;
	if (!n)
		return is_plain(value);
	for (size_t i = 0; i < n; i++)
		if (!is_plain(json_object_array_get_idx(value, i)))
			return false;
	return n <= 20;
}

static const char *wrong_value(enum graph_op op, struct json_object *value)
{
	if (op == GRAPH_EXISTS)
		return json_object_is_type(value, json_type_boolean) ? NULL : "has to be true or false";
	if (op == GRAPH_EQUALS || op == GRAPH_NOT_EQUALS)
		return is_comparable(value)
			       ? NULL
			       : "has to be a text, a number, true or false, or a list of 1 to 20 of these";
	bool number = json_object_is_type(value, json_type_int) || json_object_is_type(value, json_type_double);
	return number ? NULL : "has to be a number";
}

static const char *wrong_pointer(const char *s)
{
	if (*s != '/')
		return "has to begin with /, as RFC 6901 says";
	for (; *s; s++)
		if (*s == '~' && s[1] != '0' && s[1] != '1')
			return "~ has to be written ~0 and / in a name ~1, as RFC 6901 says";
	return NULL;
}

/* Which of the comparisons, or all, any, not, this is. Out: false when it is not just one. */
static bool read_op(struct graph_reader *r, struct json_object *obj, const char *at, enum graph_op *op_r)
{
	int count = 0;
	for (size_t i = 0; ops[i]; i++)
		if (has(obj, ops[i])) {
			*op_r = (enum graph_op)i;
			count++;
		}
	if (count != 1)
		graph_problem_add(r, at,
			"needs just one of equals, not_equals, less, at_most, greater, at_least, exists, all, any, "
			"not; join several by all");
	return count == 1;
}

static void read_comparison(struct when_reader *w, struct json_object *obj, const char *at, struct graph_condition *c)
{
	struct graph_reader *r = w->r;
	const char *op = ops[c->op], *channel = graph_name(r, obj, at, "channel", false);
	bool whole = c->op == GRAPH_EXISTS && channel && !has(obj, "pointer");
	const char *pointer = graph_text(r, obj, at, "pointer", !whole);
	const char *wrong = pointer ? wrong_pointer(pointer) : NULL;
	c->pointer = pointer ? pointer : "";
	if (wrong)
		graph_problem_add(r, arena_printf(r->a, "%s/pointer", at), "%s", wrong);
	c->value = json_get(obj, op);
	wrong = wrong_value(c->op, c->value);
	if (wrong)
		graph_problem_add(r, arena_printf(r->a, "%s/%s", at, op), "%s", wrong);
	c->channel_name = channel;
	c->channel = channel ? graph_find_channel(w->g, channel) : -1;
	if (c->channel >= 0)
		((struct graph_channel *)w->g->channels)[c->channel].watched = true;
	else if (channel)
		graph_problem_add(
			r, arena_printf(r->a, "%s/channel", at), "no node writes the channel \"%s\"", channel);
}

static void read_condition(
	struct when_reader *w, struct json_object *obj, const char *at, int depth, struct graph_condition *c);

/* all and any have a list, not has one condition. */
static void read_parts(
	struct when_reader *w, struct json_object *obj, const char *at, int depth, struct graph_condition *c)
{
	struct graph_reader *r = w->r;
	struct json_object *value = json_get(obj, ops[c->op]);
	const char *here = arena_printf(r->a, "%s/%s", at, ops[c->op]);
	bool one = c->op == GRAPH_NOT;
	size_t n = one ? 1 : json_object_is_type(value, json_type_array) ? json_object_array_length(value) : 0;
	if (has(obj, "pointer") || has(obj, "channel"))
		graph_problem_add(r, at, "pointer and channel belong into the conditions of %s", ops[c->op]);
	if (n < 1 || n > 10) {
		graph_problem_add(r, here, "has to be a list of 1 to 10 conditions");
		return;
	}
	if (depth >= GRAPH_WHEN_DEPTH) {
		graph_problem_add(
			r, here, "all, any and not may stand in each other %d deep at most", GRAPH_WHEN_DEPTH);
		return;
	}
	struct graph_condition *parts = arena_array(r->a, n, sizeof *parts);
	for (size_t i = 0; i < n; i++)
		read_condition(w, one ? value : json_object_array_get_idx(value, i),
			one ? here : arena_printf(r->a, "%s/%zu", here, i), depth + 1, &parts[i]);
	c->parts = parts;
	c->part_count = n;
}

static void read_body(
	struct when_reader *w, struct json_object *obj, const char *at, int depth, struct graph_condition *c)
{
	c->at = at;
	c->channel = -1;
	if (w->left-- == 0)
		graph_problem_add(w->r, at, "has more than %d conditions; an edge more says it too", GRAPH_WHEN_MAX);
	if (w->left < 0 || !read_op(w->r, obj, at, &c->op))
		return;
	if (c->op >= GRAPH_ALL)
		read_parts(w, obj, at, depth, c);
	else
		read_comparison(w, obj, at, c);
}

static void read_condition(
	struct when_reader *w, struct json_object *obj, const char *at, int depth, struct graph_condition *c)
{
	if (!json_object_is_type(obj, json_type_object)) {
		graph_problem_add(w->r, at, "has to be an object: a condition");
		return;
	}
	graph_only(w->r, obj, at, fields);
	read_body(w, obj, at, depth, c);
}

static void read_decision(struct graph_reader *r, struct json_object *when, const char *at, struct graph_edge *e)
{
	const char *decision = graph_text(r, when, at, "decision", true);
	graph_only(r, when, at, decision_fields);
	e->target = graph_name(r, when, at, "target", false);
	for (size_t i = 0; decision && decisions[i]; i++)
		if (!strcmp(decisions[i], decision))
			e->decision = decisions[i];
	if (decision && !e->decision)
		graph_problem_add(r, arena_printf(r->a, "%s/decision", at),
			"unknown decision; use approved, rejected, changes_requested or not_approved");
}

void graph_read_when(
	struct graph_reader *r, const struct graph *g, struct json_object *when, const char *at, struct graph_edge *e)
{
	struct when_reader w = {r, g, GRAPH_WHEN_MAX};
	if (!when)
		return;
	e->conditional = true;
	if (!json_object_is_type(when, json_type_object)) {
		graph_problem_add(r, at, "has to be an object");
		return;
	}
	struct graph_condition *c = arena_new(r->a, struct graph_condition);
	if (!has(when, "decision")) {
		read_condition(&w, when, at, 1, c);
		e->condition = c;
		return;
	}
	read_decision(r, when, at, e);
	if (json_object_object_length(when) <= 1 + has(when, "target"))
		return;
	read_body(&w, when, at, 1, c);
	e->condition = c;
}
