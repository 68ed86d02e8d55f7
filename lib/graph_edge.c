/* SPDX-License-Identifier: ISC */
/* Edges of a graph file: fields to structs. */
#include "lib/graph_private.h"

#include "lib/json.h"

#include <string.h>

static const char *const edge_fields[] = {
	"from", "to", "when", "limit", "limit_key", "automatic", "label", "about", NULL};

struct edge_list {
	struct graph_edge *edges;
	size_t count;
	const char **keys; /* of counters */
	int *limits; /* by counter */
	bool *lasts; /* by counter: an edge for a decision has it */
	size_t key_count;
};

static int read_flag(struct graph_reader *r, struct json_object *obj, const char *at, const char *key)
{
	struct json_object *value = json_get(obj, key);
	if (value && !json_object_is_type(value, json_type_boolean))
		graph_problem_add(r, arena_printf(r->a, "%s/%s", at, key), "has to be true or false");
	return json_get_bool(obj, key, false);
}

static void read_limit(
	struct graph_reader *r, struct json_object *obj, const char *at, struct edge_list *l, struct graph_edge *e)
{
	const char *key = graph_name(r, obj, at, "limit_key", false);
	e->limit_id = -1;
	e->limit = graph_int(r, obj, at, "limit", 1, 100, 0);
	if (!e->limit) {
		if (key)
			graph_problem_add(r, arena_printf(r->a, "%s/limit_key", at), "says nothing without a limit");
		return;
	}
	for (size_t i = 0; key && i < l->key_count; i++)
		if (!strcmp(l->keys[i], key)) {
			e->limit_id = (int)i;
			l->lasts[i] = l->lasts[i] || e->decision;
			if (l->limits[i] != e->limit)
				graph_problem_add(r, arena_printf(r->a, "%s/limit", at),
					"another edge with this limit_key has limit %d; they have to be the same",
					l->limits[i]);
			return;
		}
	e->limit_id = (int)l->key_count;
	l->limits[l->key_count] = e->limit;
	l->lasts[l->key_count] = e->decision;
	l->keys[l->key_count++] = key ? key : arena_printf(r->a, "edge %d", e->index);
}

static bool resolve(
	struct graph_reader *r, const struct graph *g, struct json_object *value, const char *at, int *node_r)
{
	const char *name = json_object_is_type(value, json_type_string) ? json_object_get_string(value) : NULL;
	if (!name) {
		graph_problem_add(r, at, "has to be the name of a node");
		return false;
	}
	*node_r = graph_find(g, name);
	if (*node_r >= 0)
		return true;
	graph_problem_add(r, at, "no node is called \"%.80s\"", name);
	return false;
}

static void add_edge(struct graph_reader *r, const struct graph *g, struct edge_list *l, struct graph_edge e,
	struct json_object *to, const char *at)
{
	if (l->count >= GRAPH_EDGES_MAX) {
		if (l->count++ == GRAPH_EDGES_MAX)
			graph_problem_add(r, "/edges", "more than %d edges", GRAPH_EDGES_MAX);
		return;
	}
	e.to = GRAPH_END;
	bool end = json_object_is_type(to, json_type_string) && !strcmp(json_object_get_string(to), "end");
	if (!end && !resolve(r, g, to, at, &e.to))
		return;
	e.back = !end && e.to <= e.from;
	l->edges[l->count++] = e;
}

static void read_edge(
	struct graph_reader *r, const struct graph *g, struct json_object *obj, int index, struct edge_list *l)
{
	const char *at = arena_printf(r->a, "/edges/%d", index);
	struct graph_edge e = {.index = index, .group = -1};
	if (!json_object_is_type(obj, json_type_object)) {
		graph_problem_add(r, at, "has to be an object");
		return;
	}
	graph_only(r, obj, at, edge_fields);
	e.label = graph_text(r, obj, at, "label", false);
	e.automatic = read_flag(r, obj, at, "automatic");
	graph_read_when(r, g, json_get(obj, "when"), arena_printf(r->a, "%s/when", at), &e);
	read_limit(r, obj, at, l, &e);
	if (e.conditional)
		e.group = index;
	if (!resolve(r, g, json_get(obj, "from"), arena_printf(r->a, "%s/from", at), &e.from))
		return;
	struct json_object *to = json_get(obj, "to");
	const char *to_at = arena_printf(r->a, "%s/to", at);
	if (!json_object_is_type(to, json_type_array)) {
		add_edge(r, g, l, e, to, to_at);
		return;
	}
	size_t n = json_object_array_length(to);
	if (n < 1 || n > GRAPH_NODES_MAX)
		graph_problem_add(r, to_at, "has to name 1 to %d nodes", GRAPH_NODES_MAX);
	for (size_t i = 0; i < n && n <= GRAPH_NODES_MAX; i++)
		add_edge(r, g, l, e, json_object_array_get_idx(to, i), arena_printf(r->a, "%s/%zu", to_at, i));
}

/* Gives each node its slice, in the file's order. */
static void hand_out(struct arena *a, struct graph *g, struct graph_node *nodes, const struct edge_list *l)
{
	struct graph_edge *sorted = arena_array(a, l->count + 1, sizeof *sorted);
	size_t n = 0;
	for (size_t i = 0; i < g->node_count; i++) {
		nodes[i].edges = sorted + n;
		for (size_t k = 0; k < l->count; k++)
			if (l->edges[k].from == (int)i)
				sorted[n++] = l->edges[k];
		nodes[i].edge_count = (size_t)(sorted + n - nodes[i].edges);
	}
}

void graph_read_edges(struct graph_reader *r, struct json_object *root, struct graph *g)
{
	struct json_object *all = json_get(root, "edges");
	size_t n = json_object_is_type(all, json_type_array) ? json_object_array_length(all) : 0;
	if (n < 1 || n > GRAPH_EDGES_MAX) {
		graph_problem_add(r, "/edges", "has to be a list of 1 to %d edges", GRAPH_EDGES_MAX);
		return;
	}
	struct edge_list l = {0};
	l.edges = arena_array(r->a, GRAPH_EDGES_MAX, sizeof *l.edges);
	l.keys = arena_array(r->a, n, sizeof *l.keys);
	l.limits = arena_array(r->a, n, sizeof *l.limits);
	l.lasts = arena_array(r->a, n, sizeof *l.lasts);
	for (size_t i = 0; i < n; i++)
		read_edge(r, g, json_object_array_get_idx(all, i), (int)i, &l);
	if (l.count > GRAPH_EDGES_MAX)
		l.count = GRAPH_EDGES_MAX;
	hand_out(r->a, g, (struct graph_node *)g->nodes, &l);
	g->limit_keys = l.keys;
	g->limit_lasts = l.lasts;
	g->limit_count = l.key_count;
}
