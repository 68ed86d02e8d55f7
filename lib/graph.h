/* SPDX-License-Identifier: ISC */
/*
 * A graph as data: nodes, edges, conditions, joins, checkpoints, retry policies, read from graph.json and checked in
 * full.
 *
 * graph_load takes the JSON text (a file, or the `graph` column of graph_versions) and gives an immutable struct graph
 * in an arena, or every problem it found with the JSON pointer: unknown field, unknown node, unreachable node, missing
 * join, a cycle without a checkpoint or bound. graph_bundle makes the one document that is stored: graph.json with each
 * node's prompt and schema inlined. Engine and shell know no node by name.
 */
#ifndef LUD_GRAPH_H
#define LUD_GRAPH_H

#include "lib/arena.h"
#include "lib/err.h"

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>

enum graph_kind { GRAPH_AGENT, GRAPH_LEADER, GRAPH_CHECKPOINT, GRAPH_JOIN, GRAPH_BUILTIN };

/* One condition on a node's document. */
struct graph_test {
	const char *pointer; /* RFC 6901 */
	struct json_object
		*equals; /* borrowed; what must be there: string, number or boolean, or an array: one of these */
};

struct graph_edge {
	int from, to; /* node indices; to == GRAPH_END ends the run */
	int index; /* in the file: /edges/<index> */
	int group; /* edges of one group are taken together: a `to` that is a list; unconditional ones have group -1 */
	bool back; /* a way back: to a node of the same or a lower order */
	bool conditional; /* has a `when`; a node's conditional groups are tried in order, the first that holds is taken
			     alone */
	const struct graph_test *tests; /* all must hold */
	size_t test_count;
	const char *decision; /* for checkpoints: approved, rejected, changes_requested, or "not_approved" */
	const char *target; /* for checkpoints: taken when the reviewer chose this target; NULL: any */
	int limit; /* most times it may be taken between two human decisions; 0: no limit */
	int limit_id; /* which counter: edges with the same `limit_key` share one; -1: none */
	bool automatic; /* a way back whose round passes checkpoints by itself, up to the next join or the node it began
			   at */
	const char *label; /* for drawing: approved, revise, fix, … */
};

#define GRAPH_END (-1)
#define GRAPH_NODES_MAX 200
#define GRAPH_EDGES_MAX 1000 /* after lists are taken apart */
#define GRAPH_PROBLEMS_MAX 100

struct graph_retry {
	int max; /* tries after the first */
	int base_ms, max_ms; /* delay: base * 2^n, at most max, with jitter */
};

struct graph_node {
	const char *name;
	enum graph_kind kind;
	int phase;
	const char *channel; /* where its document goes (concept_document); NULL for checkpoints and joins */
	const char *output_type; /* concept_doc; NULL for checkpoints and joins */
	int order; /* as in the file; nodes stand in this order */
	const char *title; /* English; clients translate by name */
	const char *const *reads; /* channels given to the agent, NULL-terminated */
	const char *prompt; /* text, or NULL */
	struct json_object *schema; /* of `document`, borrowed, or NULL */
	const char *program; /* for builtin: which one (integrate, test) */
	const char *provider, *model; /* NULL: the project's */
	struct graph_retry retry;
	int time_limit_s;
	int token_limit;
	int weight; /* for progress */
	/* leaders */
	const char *worker; /* type of its sub-agents (code_worker) */
	const char *tasks; /* channel and pointer of its tasks: "task_breakdown/code_tasks" */
	const char *worker_prompt;
	struct json_object *worker_schema;
	const char *worker_output_type;
	/* checkpoints */
	const char *checkpoint_type; /* concept_review */
	int reviews; /* node index of the agent that is reviewed; -1 for others */
	const struct graph_edge *edges; /* its outgoing edges, in the file's order */
	size_t edge_count;
};

struct graph {
	const char *name;
	const char *const *phases; /* names by number - 1 */
	size_t phase_count;
	const struct graph_node *nodes;
	size_t node_count;
	int entry;
	int revision_limit;
	const char *const *limit_keys; /* names of the counters, by limit_id */
	size_t limit_count;
	const unsigned char
		*reach; /* node_count * node_count: forward edges lead from row to column; see graph_reaches */
};

struct graph_problem {
	const char *pointer;
	const char *message; /* what is wrong and what to do */
	struct graph_problem *next;
};

/* In: root is kept by the graph and must outlive it. Fails: ERR_INPUT with every problem found (at most
 * GRAPH_PROBLEMS_MAX). */
enum err graph_load(
	struct arena *a, struct json_object *root, const struct graph **graph_r, struct graph_problem **problems_r);
/* Reads <dir>/graph.json and the prompt and schema files that it names, inlines them, and checks the whole with
 * graph_load. The file's name is in each problem's message. Owns: caller puts *bundle_r. Fails: ERR_INPUT. Blocks: on
 * files. */
enum err graph_bundle(
	struct arena *a, const char *dir, struct json_object **bundle_r, struct graph_problem **problems_r);
/* Do forward edges (no ways back) lead from one node to the other? A node reaches itself. */
bool graph_reaches(const struct graph *g, int from, int to);
/* Index of the node that writes this channel, or -1. */
int graph_writer(const struct graph *g, const char *channel);
/* Index by name, or -1. */
int graph_find(const struct graph *g, const char *name);
const char *graph_kind_name(enum graph_kind kind);

#endif
