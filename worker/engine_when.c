/* SPDX-License-Identifier: ISC */
/* Does an edge's condition hold? Over the node's own document, and over what stands in channels now. */
#include "worker/engine_private.h"

#include "lib/json.h"

#include <string.h>

bool engine_is_current(const struct run *r, int node)
{
	return r->nodes[node].output && !r->nodes[node].stale;
}

/* Out: how many documents the channel holds by the state; *given_r how many the event brought. */
static size_t count_given(
	const struct run *r, const struct graph_channel *c, struct json_object *value, size_t *given_r)
{
	size_t current = 0;
	for (size_t i = 0; i < c->writer_count; i++)
		current += engine_is_current(r, c->writers[i]);
	*given_r = c->reducer == GRAPH_REPLACE			 ? 1
		   : json_object_is_type(value, json_type_array) ? json_object_array_length(value)
								 : 0;
	return current;
}

enum err engine_read_documents(struct run *r, struct json_object *event)
{
	struct json_object *documents = json_get(event, "documents");
	for (size_t i = 0; i < r->g->channel_count; i++) {
		const struct graph_channel *c = &r->g->channels[i];
		struct json_object *value = NULL;
		size_t given, at = 0;
		if (!c->watched)
			continue;
		bool there = json_object_is_type(documents, json_type_object) &&
			     json_object_object_get_ex(documents, c->name, &value);
		size_t current = count_given(r, c, value, &given);
		if (current && (!there || given != current)) {
			engine_bug(r, "what happened has to bring the documents of channel %s (%zu)", c->name, current);
			return ERR_INPUT;
		}
		for (size_t k = 0; k < c->writer_count; k++)
			if (engine_is_current(r, c->writers[k]))
				r->documents[c->writers[k]] =
					c->reducer == GRAPH_REPLACE ? value : json_object_array_get_idx(value, at++);
	}
	return ERR_OK;
}

/* Out: borrowed; NULL when nothing current was written. */
static struct json_object *channel_document(struct run *r, const struct graph_channel *c)
{
	struct json_object **documents = arena_array(r->a, c->writer_count, sizeof(struct json_object *));
	size_t count = 0;
	for (size_t i = 0; i < c->writer_count; i++)
		if (engine_is_current(r, c->writers[i]))
			documents[count++] = r->documents[c->writers[i]];
	if (!count)
		return NULL;
	return c->reducer == GRAPH_REPLACE ? documents[0] : engine_lend(r, graph_reduce(c->reducer, documents, count));
}

static bool is_number(struct json_object *x)
{
	return json_object_is_type(x, json_type_int) || json_object_is_type(x, json_type_double);
}

/* Out: below 0, 0, above 0, as x to y, which are numbers. */
static int compare(struct json_object *x, struct json_object *y)
{
	if (json_object_is_type(x, json_type_int) && json_object_is_type(y, json_type_int)) {
		int64_t m = json_object_get_int64(x), n = json_object_get_int64(y);
		return (m > n) - (m < n);
	}
	double d = json_object_get_double(x), e = json_object_get_double(y);
	return (d > e) - (d < e);
}

static bool same_value(struct json_object *x, struct json_object *y)
{
	return is_number(x) && is_number(y) ? compare(x, y) == 0 : json_object_equal(x, y);
}

static bool is_one_of(struct json_object *value, struct json_object *wanted)
{
	if (!json_object_is_type(wanted, json_type_array))
		return same_value(value, wanted);
	for (size_t i = 0; i < json_object_array_length(wanted); i++)
		if (same_value(value, json_object_array_get_idx(wanted, i)))
			return true;
	return false;
}

static bool comparison_holds(struct run *r, const struct graph_condition *c, struct json_object *own)
{
	struct json_object *document = c->channel < 0 ? own : channel_document(r, &r->g->channels[c->channel]);
	struct json_object *value = json_at(document, c->pointer);
	if (c->op == GRAPH_EXISTS)
		return (value != NULL) == (bool)json_object_get_boolean(c->value);
	if (c->op == GRAPH_EQUALS || c->op == GRAPH_NOT_EQUALS)
		return is_one_of(value, c->value) == (c->op == GRAPH_EQUALS);
	if (!is_number(value))
		return false;
	int order = compare(value, c->value);
	switch (c->op) {
	case GRAPH_LESS:
		return order < 0;
	case GRAPH_AT_MOST:
		return order <= 0;
	case GRAPH_GREATER:
		return order > 0;
	default:
		return order >= 0;
	}
}

/* No deeper than GRAPH_WHEN_DEPTH. */
static bool condition_holds(struct run *r, const struct graph_condition *c, struct json_object *own)
{
	if (c->op < GRAPH_ALL)
		return comparison_holds(r, c, own);
	for (size_t i = 0; i < c->part_count; i++)
		if (condition_holds(r, &c->parts[i], own) != (c->op == GRAPH_ALL))
			return c->op == GRAPH_ANY;
	return c->op != GRAPH_ANY;
}

static bool decision_matches(const struct graph_edge *e, const struct choice *c)
{
	if (!c->decision || (e->target && (!c->target || strcmp(e->target, c->target) != 0)))
		return false;
	if (!strcmp(e->decision, "not_approved"))
		return strcmp(c->decision, "approved") != 0;
	return !strcmp(e->decision, c->decision);
}

bool engine_holds(struct run *r, const struct graph_edge *e, const struct choice *c)
{
	if (e->limit_id >= 0 && r->counts[e->limit_id] >= e->limit)
		return false;
	if (e->decision && !decision_matches(e, c))
		return false;
	return !e->condition || condition_holds(r, e->condition, c->document);
}
