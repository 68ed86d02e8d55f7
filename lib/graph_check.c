/* SPDX-License-Identifier: ISC */
/*
 * Does a graph make sense as a whole?
 *
 * A way back is an edge to a node of the same or a lower order; the other edges (forward ones) therefore make no cycle,
 * and a run can only go round by a way back. Each of those is bounded: a person's decision, or a limit.
 *
 * A missing join: from a node that sends its run on along several edges at once, two paths that share no node lead to a
 * node that is no join. By Menger's theorem there are two such paths unless one node lies on all of them (or there is
 * but one first edge).
 */
#include "lib/graph_private.h"

#include "lib/json.h"

#include <string.h>

bool graph_reaches(const struct graph *g, int from, int to)
{
	return g->reach[(size_t)from * g->node_count + (size_t)to];
}

/* Forward edges only lead to higher indices, so one pass from the end is enough. */
void graph_compute_reach(struct arena *a, struct graph *g)
{
	size_t n = g->node_count;
	unsigned char *reach = arena_array(a, n * n, 1);
	for (size_t i = n; i-- > 0;) {
		const struct graph_node *node = &g->nodes[i];
		reach[i * n + i] = 1;
		for (size_t k = 0; k < node->edge_count; k++) {
			const struct graph_edge *e = &node->edges[k];
			for (size_t j = 0; e->to != GRAPH_END && !e->back && j < n; j++)
				reach[i * n + j] |= reach[(size_t)e->to * n + j];
		}
	}
	g->reach = reach;
}

static const char *node_at(struct graph_reader *r, const struct graph_node *n)
{
	return arena_printf(r->a, "/nodes/%s", n->name);
}

static const char *edge_at(struct graph_reader *r, const struct graph_edge *e)
{
	return arena_printf(r->a, "/edges/%d", e->index);
}

static bool covers(const struct graph_node *n, const char *decision)
{
	for (size_t k = 0; k < n->edge_count; k++) {
		const struct graph_edge *e = &n->edges[k];
		if (!e->decision || e->target || e->limit || e->condition)
			continue;
		if (!strcmp(e->decision, decision) ||
			(!strcmp(e->decision, "not_approved") && strcmp(decision, "approved") != 0))
			return true;
	}
	return false;
}

/* Is every decision that b is for taken by a, which stands before it? */
static bool shadows(const struct graph_edge *a, const struct graph_edge *b)
{
	if (!a->decision || !b->decision || a->group == b->group || a->target || a->limit || a->condition)
		return false;
	return !strcmp(a->decision, b->decision) ||
	       (!strcmp(a->decision, "not_approved") && strcmp(b->decision, "approved") != 0);
}

static void check_shadowed(struct graph_reader *r, const struct graph_node *n)
{
	for (size_t k = 1; k < n->edge_count; k++)
		for (size_t i = 0; i < k; i++)
			if (shadows(&n->edges[i], &n->edges[k])) {
				graph_problem_add(r, edge_at(r, &n->edges[k]),
					"can never be taken: edge %d before it takes every such decision; change their "
					"order",
					n->edges[i].index);
				break;
			}
}

static void check_checkpoint(struct graph_reader *r, const struct graph *g, const struct graph_node *n)
{
	static const char *const all[] = {"approved", "rejected", "changes_requested"};
	for (size_t i = 0; i < 3; i++)
		if (!covers(n, all[i]))
			graph_problem_add(r, node_at(r, n),
				"no edge for the decision %s; add one without target, limit and condition", all[i]);
	for (size_t k = 0; k < n->edge_count; k++)
		if (!n->edges[k].decision)
			graph_problem_add(
				r, edge_at(r, &n->edges[k]), "edges of a checkpoint need a when with a decision");
	check_shadowed(r, n);
	if (n->reviews >= 0 && !graph_reaches(g, n->reviews, (int)(n - g->nodes)))
		graph_problem_add(
			r, arena_printf(r->a, "/nodes/%s/reviews", n->name), "does not lead to this checkpoint");
}

static void check_plain_edges(struct graph_reader *r, const struct graph_node *n)
{
	bool fallback = false;
	for (size_t k = 0; k < n->edge_count; k++) {
		const struct graph_edge *e = &n->edges[k];
		fallback = fallback || !e->conditional;
		if (e->decision)
			graph_problem_add(r, edge_at(r, e), "only checkpoints have decisions; use pointer and equals");
		if (!e->conditional && e->limit)
			graph_problem_add(r, edge_at(r, e), "only an edge with a when may have a limit");
	}
	if (!fallback)
		graph_problem_add(r, node_at(r, n), "no edge is left when no condition holds; add one without a when");
}

static void check_edge(struct graph_reader *r, const struct graph *g, const struct graph_edge *e)
{
	bool decided = e->decision && strcmp(e->decision, "approved") != 0;
	if (e->automatic && !e->back)
		graph_problem_add(r, arena_printf(r->a, "%s/automatic", edge_at(r, e)),
			"only a way back (to a node of the same or a lower order) begins a round that passes by "
			"itself");
	if (!e->back)
		return;
	if (!decided && !e->limit)
		graph_problem_add(r, edge_at(r, e),
			"a cycle without an end: give this way back a limit, or put a "
			"checkpoint before it");
	if (!graph_reaches(g, e->to, e->from))
		graph_problem_add(r, edge_at(r, e), "goes back to %s, from which no edges lead forward to %s again",
			g->nodes[e->to].name, g->nodes[e->from].name);
}

/* Edges that are taken together: no node twice, and all forward or all back. */
static void check_together(struct graph_reader *r, const struct graph_node *n)
{
	for (size_t i = 0; i < n->edge_count; i++)
		for (size_t k = 0; k < i; k++) {
			const struct graph_edge *x = &n->edges[k], *y = &n->edges[i];
			if (x->group != y->group)
				continue;
			if (x->to == y->to)
				graph_problem_add(r, edge_at(r, y), "leads to the same node twice at once");
			else if (x->back != y->back)
				graph_problem_add(r, edge_at(r, y), "goes back and forward at once; use two edges");
		}
}

/* Which nodes (and, at index node_count, the end) forward edges reach from `first`, without passing `without`. */
static void spread(const struct graph *g, const bool *first, int without, bool *seen)
{
	memcpy(seen, first, (g->node_count + 1) * sizeof *seen);
	for (size_t i = 0; i < g->node_count; i++) {
		const struct graph_node *n = &g->nodes[i];
		if ((int)i == without)
			seen[i] = false;
		for (size_t k = 0; seen[i] && k < n->edge_count; k++)
			if (!n->edges[k].back)
				seen[n->edges[k].to == GRAPH_END ? g->node_count : (size_t)n->edges[k].to] = true;
	}
}

static void report_meeting(
	struct graph_reader *r, const struct graph *g, const struct graph_node *fork, const bool *twice)
{
	for (size_t i = 0; i <= g->node_count; i++) {
		if (!twice[i] || (i < g->node_count && g->nodes[i].kind == GRAPH_JOIN))
			continue;
		const char *at = i < g->node_count ? node_at(r, &g->nodes[i]) : node_at(r, fork);
		const char *where = i < g->node_count ? g->nodes[i].name : "the end";
		graph_problem_add(r, at, "missing join: branches that part at %s meet at %s; put a join before it",
			fork->name, where);
		return;
	}
}

/* In: the edges of `fork` of one group are taken together. */
static void check_group(struct graph_reader *r, const struct graph *g, const struct graph_node *fork, int group)
{
	size_t size = g->node_count + 1, parallel = 0;
	bool *first = arena_array(r->a, size, sizeof *first), *full = arena_array(r->a, size, sizeof *full);
	bool *seen = arena_array(r->a, size, sizeof *seen), *twice = arena_array(r->a, size, sizeof *twice);
	for (size_t k = 0; k < fork->edge_count; k++)
		if (fork->edges[k].group == group) {
			first[fork->edges[k].to == GRAPH_END ? g->node_count : (size_t)fork->edges[k].to] = true;
			parallel++;
		}
	if (parallel < 2)
		return;
	spread(g, first, -1, full);
	memcpy(twice, full, size * sizeof *twice);
	for (size_t c = 0; c < size; c++) {
		if (!full[c])
			continue;
		if (first[c]) { /* a direct edge is one path; is there another? */
			first[c] = false;
			spread(g, first, -1, seen);
			first[c] = true;
			twice[c] = twice[c] && seen[c];
		}
		if (c == g->node_count)
			continue;
		spread(g, first, (int)c, seen);
		for (size_t i = 0; i < size; i++)
			twice[i] = twice[i] && (i == c || seen[i]);
	}
	report_meeting(r, g, fork, twice);
}

static void check_joins(struct graph_reader *r, const struct graph *g)
{
	for (size_t i = 0; i < g->node_count; i++) {
		const struct graph_node *n = &g->nodes[i];
		size_t in = 0;
		for (size_t f = 0; f < g->node_count; f++)
			for (size_t k = 0; k < g->nodes[f].edge_count; k++)
				in += g->nodes[f].edges[k].to == (int)i && !g->nodes[f].edges[k].back;
		if (n->kind == GRAPH_JOIN && in < 2)
			graph_problem_add(
				r, node_at(r, n), "a join needs two edges that lead forward to it, has %zu", in);
		check_group(r, g, n, -1);
		for (size_t k = 0; k < n->edge_count; k++)
			if (n->edges[k].group >= 0 && (k == 0 || n->edges[k].group != n->edges[k - 1].group))
				check_group(r, g, n, n->edges[k].group);
	}
}

/* Over all edges: what the entry reaches, and what reaches the end. Each pass finds at least one node more. */
static void check_connected(struct graph_reader *r, const struct graph *g)
{
	bool *in = arena_array(r->a, g->node_count, sizeof *in), *out = arena_array(r->a, g->node_count, sizeof *out);
	in[g->entry] = true;
	for (bool more = true; more;) {
		more = false;
		for (size_t i = 0; i < g->node_count; i++)
			for (size_t k = 0; k < g->nodes[i].edge_count; k++) {
				int to = g->nodes[i].edges[k].to;
				if (to != GRAPH_END && in[i] && !in[to])
					more = in[to] = true;
				if (!out[i] && (to == GRAPH_END || out[to]))
					more = out[i] = true;
			}
	}
	for (size_t i = 0; i < g->node_count; i++) {
		if (!in[i])
			graph_problem_add(
				r, node_at(r, &g->nodes[i]), "cannot be reached from the entry; add an edge to it");
		if (!out[i])
			graph_problem_add(r, node_at(r, &g->nodes[i]), "no path leads from here to the end");
	}
}

void graph_check(struct graph_reader *r, const struct graph *g)
{
	for (size_t i = 0; i < g->node_count; i++) {
		const struct graph_node *n = &g->nodes[i];
		if (!n->edge_count)
			graph_problem_add(
				r, node_at(r, n), "has no edge that leads on; add one, to end if it is the last");
		else if (n->kind == GRAPH_CHECKPOINT)
			check_checkpoint(r, g, n);
		else
			check_plain_edges(r, n);
		for (size_t k = 0; k < n->edge_count; k++)
			check_edge(r, g, &n->edges[k]);
		check_together(r, n);
	}
	graph_check_order(r, g);
	check_connected(r, g);
	check_joins(r, g);
}
