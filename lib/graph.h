/* SPDX-License-Identifier: ISC */
/*
 * A graph as data: nodes, edges, conditions, joins, checkpoints, retry policies, read from graph.json and checked in
 * full.
 *
 * graph_load takes the JSON text (a file, or the `graph` column of graph_versions) and gives an immutable struct graph
 * in an arena, or every problem it found with the JSON pointer: unknown field, unknown node, unreachable node, missing
 * join, a cycle without a checkpoint or bound, a channel that two nodes write at once. graph_bundle makes the one
 * document that is stored: graph.json with each node's prompt and schema inlined. Engine and shell know no node by
 * name.
 */
#ifndef LUD_GRAPH_H
#define LUD_GRAPH_H

#include "lib/arena.h"
#include "lib/err.h"

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>

enum graph_kind { GRAPH_AGENT, GRAPH_LEADER, GRAPH_CHECKPOINT, GRAPH_JOIN, GRAPH_BUILTIN };

/* Several writers of one channel: replace has one; merge makes one object of theirs, append a list, in node order. */
enum graph_reducer { GRAPH_REPLACE, GRAPH_MERGE, GRAPH_APPEND };

struct graph_channel {
	const char *name;
	enum graph_reducer reducer;
	const int *writers; /* node indices, ascending */
	size_t writer_count; /* 1 for GRAPH_REPLACE */
	bool watched; /* a condition looks at it */
};

enum graph_op {
	GRAPH_EQUALS,
	GRAPH_NOT_EQUALS,
	GRAPH_LESS,
	GRAPH_AT_MOST,
	GRAPH_GREATER,
	GRAPH_AT_LEAST,
	GRAPH_EXISTS,
	GRAPH_ALL,
	GRAPH_ANY,
	GRAPH_NOT
};

/* A comparison, or several joined by GRAPH_ALL, GRAPH_ANY or GRAPH_NOT (of one), GRAPH_WHEN_DEPTH levels at most. */
struct graph_condition {
	enum graph_op op;
	const char *at; /* its JSON pointer in the file */
	const char *channel_name; /* NULL: the node's own document */
	int channel; /* index, or -1 */
	const char *pointer; /* RFC 6901; "": the whole document */
	struct json_object *value; /* borrowed; what is compared with: a plain value, an array of these, a boolean for
				      GRAPH_EXISTS */
	const struct graph_condition *parts;
	size_t part_count;
};

struct graph_edge {
	int from, to; /* node indices; to == GRAPH_END ends the run */
	int index; /* in the file: /edges/<index> */
	int group; /* edges of one group are taken together: a `to` that is a list; unconditional ones have group -1 */
	bool back; /* a way back: to a node of the same or a lower order */
	bool conditional; /* has a `when`; a node's conditional groups are tried in order, the first that holds is taken
			     alone */
	const struct graph_condition *condition; /* NULL: none, or only a decision */
	const char *decision; /* for checkpoints: approved, rejected, changes_requested, or "not_approved" */
	const char *target; /* for checkpoints: taken when the reviewer chose this target; NULL: any */
	int limit; /* most times it may be taken between two human decisions, or in the run if it is for a decision; 0:
		      no limit */
	int limit_id; /* which counter: edges with the same `limit_key` share one; -1: none */
	bool automatic; /* a way back whose round passes checkpoints by itself, up to the next join or the node it began
			   at */
	const char *label; /* for drawing: approved, revise, fix, … */
};

#define GRAPH_END (-1)
#define GRAPH_NODES_MAX 200
#define GRAPH_EDGES_MAX 1000 /* after lists are taken apart */
#define GRAPH_PROBLEMS_MAX 100
#define GRAPH_WHEN_DEPTH 4
#define GRAPH_WHEN_MAX 50 /* comparisons and their all, any, not in one `when` */

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
	const int *read_channels; /* the same as indices of channels */
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
	const struct graph_channel *channels; /* in the order of their first writers */
	size_t channel_count;
	const char *const *condition_channels; /* names of those that conditions look at, NULL-terminated: their
						  documents come with each event (docs/steps.md) */
	const char *const *limit_keys; /* names of the counters, by limit_id */
	const bool
		*limit_lasts; /* by limit_id: an edge for a decision counts here, so that decisions do not reset it */
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
/* What a channel of several writers holds. In: documents in the order of their writers. Out: for GRAPH_REPLACE the last
 * one (or NULL), for GRAPH_MERGE an object (the later member wins; what is no object is passed over), for GRAPH_APPEND
 * a list. Owns: caller. */
struct json_object *graph_reduce(enum graph_reducer reducer, struct json_object *const *documents, size_t count);
/* Index of a channel by name, or -1. */
int graph_find_channel(const struct graph *g, const char *channel);
/* Index of the first node that writes this channel, or -1. */
int graph_writer(const struct graph *g, const char *channel);
/* Index by name, or -1. */
int graph_find(const struct graph *g, const char *name);
const char *graph_kind_name(enum graph_kind kind);

#endif
