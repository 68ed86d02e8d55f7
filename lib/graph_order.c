/* SPDX-License-Identifier: ISC */
/*
 * Channels and the order of work: whoever reads a channel, an agent or a condition, has to come before or after those
 * that write it. What two branches do at the same time has no order, so what one writes the other cannot read.
 */
#include "lib/graph_private.h"

#include "lib/json.h"

#include <string.h>

struct order {
	struct graph_reader *r;
	const struct graph *g;
	unsigned char *parallel; /* node_count * node_count: 0 when not known yet, 1 no, 2 yes */
};

struct ways {
	size_t to_x, to_y, to_both;
};

static void count_way(const struct graph *g, const struct graph_edge *e, int x, int y, struct ways *ways)
{
	bool is_x = e->to != GRAPH_END && graph_reaches(g, e->to, x);
	bool is_y = e->to != GRAPH_END && graph_reaches(g, e->to, y);
	ways->to_x += is_x;
	ways->to_y += is_y;
	ways->to_both += is_x && is_y;
}

/* One edge to x and another one to y? */
static bool part(const struct ways *w)
{
	return w->to_x && w->to_y && !(w->to_x == 1 && w->to_y == 1 && w->to_both == 1);
}

/* Does this node start both at once? Edges of a list stand together; those without a condition are taken together. */
static bool starts_both(const struct graph *g, const struct graph_node *n, int x, int y)
{
	struct ways plain = {0}, list = {0};
	for (size_t k = 0; k < n->edge_count; k++) {
		const struct graph_edge *e = &n->edges[k];
		if (e->group < 0) {
			count_way(g, e, x, y, &plain);
			continue;
		}
		if (k == 0 || e->group != n->edges[k - 1].group)
			list = (struct ways){0};
		count_way(g, e, x, y, &list);
		if (part(&list))
			return true;
	}
	return part(&plain);
}

static bool find_parallel(const struct graph *g, int x, int y)
{
	if (graph_reaches(g, x, y) || graph_reaches(g, y, x))
		return false;
	for (size_t i = 0; i < g->node_count; i++)
		if (starts_both(g, &g->nodes[i], x, y))
			return true;
	return false;
}

static bool parallel(const struct order *o, int x, int y)
{
	unsigned char *known = &o->parallel[(size_t)x * o->g->node_count + (size_t)y];
	if (!*known)
		*known = find_parallel(o->g, x, y) ? 2 : 1;
	return *known == 2;
}

/* Over all edges, ways back too. Each pass finds at least one node more. */
static bool leads_to(const struct order *o, int from, int to)
{
	bool *seen = arena_array(o->r->a, o->g->node_count, sizeof *seen);
	seen[from] = true;
	for (bool more = true; more && !seen[to];) {
		more = false;
		for (size_t i = 0; i < o->g->node_count; i++)
			for (size_t k = 0; seen[i] && k < o->g->nodes[i].edge_count; k++) {
				int next = o->g->nodes[i].edges[k].to;
				if (next != GRAPH_END && !seen[next])
					more = seen[next] = true;
			}
	}
	return seen[to];
}

/* In: reader looks at the channel; `condition` when an edge of it does, which comes to nothing when all writers come
 * later, since what comes later is stale when the reader runs again. */
static void check_reader(const struct order *o, int reader, int channel, const char *at, bool condition)
{
	const struct graph *g = o->g;
	const struct graph_channel *c = &g->channels[channel];
	bool before = false, after = false, apart = true;
	for (size_t i = 0; i < c->writer_count; i++) {
		int w = c->writers[i];
		if (parallel(o, w, reader)) {
			graph_problem_add(o->r, at,
				"%s, which writes %s, may be at work at the same time as %s; put a join between them, "
				"or do without",
				g->nodes[w].name, c->name, g->nodes[reader].name);
			return;
		}
		before = before || graph_reaches(g, w, reader);
		after = after || graph_reaches(g, reader, w);
		apart = apart && !before && !after && !leads_to(o, w, reader);
	}
	const char *name = g->nodes[c->writers[0]].name;
	if (apart)
		graph_problem_add(
			o->r, at, "%s, which writes %s, never comes before %s", name, c->name, g->nodes[reader].name);
	else if (after && !before && condition)
		graph_problem_add(o->r, at, "%s, which writes %s, comes after %s, so there is nothing yet to look at",
			name, c->name, g->nodes[reader].name);
}

static void check_condition(const struct order *o, const struct graph_node *n, const struct graph_condition *c)
{
	int node = (int)(n - o->g->nodes);
	if (c->op >= GRAPH_ALL) {
		for (size_t i = 0; i < c->part_count; i++)
			check_condition(o, n, &c->parts[i]);
		return;
	}
	if (c->channel >= 0)
		check_reader(o, node, c->channel, arena_printf(o->r->a, "%s/channel", c->at), true);
	else if (!n->channel)
		graph_problem_add(o->r, c->at, "a %s has no document of its own to look at; name a channel",
			graph_kind_name(n->kind));
}

static void check_reads(const struct order *o, int node)
{
	const struct graph *g = o->g;
	const struct graph_node *n = &g->nodes[node];
	for (size_t k = 0; n->reads[k]; k++) {
		const char *at = arena_printf(o->r->a, "/nodes/%s/reads/%zu", n->name, k);
		if (n->read_channels[k] < 0)
			graph_problem_add(o->r, at, "no node writes the channel \"%s\"", n->reads[k]);
		else
			check_reader(o, node, n->read_channels[k], at, false);
	}
	const char *slash = n->tasks ? strchr(n->tasks, '/') : NULL;
	if (!slash)
		return;
	const char *at = arena_printf(o->r->a, "/nodes/%s/tasks", n->name);
	int channel = graph_find_channel(g, arena_strndup(o->r->a, n->tasks, (size_t)(slash - n->tasks)));
	if (channel < 0)
		graph_problem_add(o->r, at, "no node writes the channel of \"%.80s\"", n->tasks);
	else
		check_reader(o, node, channel, at, false);
}

static void check_writers(struct graph_reader *r, const struct graph *g, const struct graph_channel *c)
{
	if (c->reducer != GRAPH_REPLACE)
		return;
	for (size_t i = 1; i < c->writer_count; i++)
		graph_problem_add(r, arena_printf(r->a, "/nodes/%s/channel", g->nodes[c->writers[i]].name),
			"%s and %s both write the channel %s; use another one, or give it the reducer merge or append "
			"in channels",
			g->nodes[c->writers[0]].name, g->nodes[c->writers[i]].name, c->name);
}

void graph_check_order(struct graph_reader *r, const struct graph *g)
{
	struct order o = {r, g, arena_array(r->a, g->node_count * g->node_count, 1)};
	for (size_t i = 0; i < g->channel_count; i++)
		check_writers(r, g, &g->channels[i]);
	for (size_t i = 0; i < g->node_count; i++) {
		const struct graph_node *n = &g->nodes[i];
		check_reads(&o, (int)i);
		for (size_t k = 0; k < n->edge_count; k++)
			if (n->edges[k].condition && (k == 0 || n->edges[k].index != n->edges[k - 1].index))
				check_condition(&o, n, n->edges[k].condition);
	}
}
