/* SPDX-License-Identifier: ISC */
/*
 * What the parts of the graph loader share: graph.c (entry points), graph_node.c, graph_channel.c, graph_edge.c and
 * graph_when.c (fields to structs), graph_check.c and graph_order.c (does the whole make sense), graph_problem.c (what
 * is wrong, and reading single fields), graph_reduce.c.
 *
 * Order: nodes, channels, edges, then graph_check_* only when nothing was wrong so far, since they follow indices.
 */
#ifndef LUD_GRAPH_PRIVATE_H
#define LUD_GRAPH_PRIVATE_H

#include "lib/graph.h"

#define GRAPH_TEXT_MAX 1000
#define GRAPH_REQUIRED (-1000000)

struct graph_reader {
	struct arena *a;
	struct graph_problem *first;
	struct graph_problem **tail;
	size_t count;
	size_t bytes; /* of all files read (graph_bundle.c) */
};

void graph_reader_init(struct graph_reader *r, struct arena *a);
void graph_problem_add(struct graph_reader *r, const char *pointer, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Every member of obj that is not in the NULL-terminated list is a problem. */
void graph_only(struct graph_reader *r, struct json_object *obj, const char *at, const char *const *names);
/* Each reads one member of obj, at pointer `at`; a wrong one is a problem. NULL when absent. */
const char *graph_text(struct graph_reader *r, struct json_object *obj, const char *at, const char *key, bool required);
const char *graph_name(struct graph_reader *r, struct json_object *obj, const char *at, const char *key, bool required);
/* In: fallback GRAPH_REQUIRED makes an absent member a problem. */
int graph_int(struct graph_reader *r, struct json_object *obj, const char *at, const char *key, int min, int max,
	int fallback);
bool graph_is_name(const char *s);
/* A relative path of plain segments, none of which begins with a dot. */
bool graph_is_path(const char *s);

/* graph_node.c: nodes in their order. Out: the names of nodes may be looked up with graph_find afterwards. */
void graph_read_nodes(struct graph_reader *r, struct json_object *root, struct graph *g);
/* graph_channel.c: the channels that nodes write, with the reducers that the file gives them; resolves `reads`. */
void graph_read_channels(struct graph_reader *r, struct json_object *root, struct graph *g);
/* When the edges are read: names of the channels that conditions look at. */
void graph_list_watched(struct arena *a, struct graph *g);
/* graph_edge.c */
void graph_read_edges(struct graph_reader *r, struct json_object *root, struct graph *g);
/* graph_when.c: `when` of an edge, NULL when it has none. */
void graph_read_when(
	struct graph_reader *r, const struct graph *g, struct json_object *when, const char *at, struct graph_edge *e);
/* graph_order.c: is what is read, by agents or conditions, always written before or after, and not at the same time? */
void graph_check_order(struct graph_reader *r, const struct graph *g);
/* graph_check.c */
void graph_compute_reach(struct arena *a, struct graph *g);
void graph_check(struct graph_reader *r, const struct graph *g);

#endif
