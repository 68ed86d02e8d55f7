/* SPDX-License-Identifier: ISC */
/*
 * What the parts of the engine share: engine.c (dispatch), engine_state.c (JSON to structs and back), engine_action.c
 * (actions), engine_flow.c (tokens: entering nodes, taking edges, joins), engine_when.c (conditions),
 * engine_check.c (states that are believed), engine_back.c (ways back), engine_again.c (retries and forks),
 * engine_fan.c (leaders), engine_review.c (checkpoints).
 *
 * Everything lives in the arena of one call. JSON values that structs point to are borrowed from the old state or the
 * event. Nothing here recurses but conditions, as deep as the loader allows: nodes that a token reaches are put in a
 * queue (engine_queue) and worked off by engine_settle.
 */
#ifndef LUD_ENGINE_PRIVATE_H
#define LUD_ENGINE_PRIVATE_H

#include "worker/engine.h"

#include <stdbool.h>
#include <stddef.h>

#define ENGINE_TASKS_MAX 200
#define ENGINE_FEEDBACK_MAX 1000

enum node_status {
	NODE_IDLE,
	NODE_RUN, /* step queued or at work */
	NODE_PLAN, /* leaders: the same for stage plan */
	NODE_FAN, /* leaders: sub-agents at work */
	NODE_GATHER, /* leaders: stage gather */
	NODE_WAIT, /* checkpoint: for a decision; join: for the other branches */
	NODE_HELD, /* checkpoint: decided, but the revision limit is reached */
	NODE_FAILED,
	NODE_DONE,
	NODE_STATUS_COUNT
};

enum task_status { TASK_PENDING, TASK_RUN, TASK_FAILED, TASK_DONE, TASK_STATUS_COUNT };

struct task {
	const char *id;
	const char *title;
	enum task_status status;
	int epoch;
	const int *depends; /* indices of tasks */
	size_t depend_count;
	const char *error, *error_type; /* TASK_FAILED */
	struct json_object *output;
	struct json_object *previous; /* output of the task of that id in the revision before */
};

struct node_state {
	enum node_status status;
	enum node_status failed; /* NODE_FAILED: what it was */
	const char *error, *error_type; /* NODE_FAILED, but where tasks have them; or NULL */
	int epoch; /* when it was last entered */
	int revision;
	int variation;
	bool base; /* the next revision is built on the previous output */
	bool stale; /* its output is not current */
	int pass; /* checkpoints of a lower index pass by themselves in this round; 0: none */
	struct json_object *output; /* id of the last output, or NULL */
	struct json_object *inputs; /* channel -> output id, while at work */
	struct json_object *held; /* the decision that is held */
	struct json_object **feedback; /* decision ids, oldest first */
	size_t feedback_count;
	bool *arrived; /* joins: from which nodes, by index; NULL when from none */
	int rounds; /* checkpoints: decisions that were no approval */
	int grants; /* how many more were allowed by resuming */
	struct task *tasks;
	size_t task_count;
	struct json_object *stored; /* this node in the old state, or NULL */
};

struct arrival {
	int to, from;
	int pass;
	bool back;
};

struct run {
	struct arena *a;
	const struct graph *g;
	bool started, completed;
	int epoch, phase, progress, revision_limit;
	bool *stops; /* by node */
	int *counts; /* by limit_id */
	struct node_state *nodes;
	struct node_state *before; /* the same as they were in the old state; NULL when there was none */
	struct json_object **documents; /* by node, for those that write what conditions look at; borrowed */
	struct json_object *actions;
	struct json_object *made; /* array that owns the values made in this call */
	struct arrival *queue; /* filled and emptied in one call */
	size_t queue_len, queue_at, queue_cap;
	bool ended; /* a token reached the end */
	bool stopped; /* an action said fail or pause */
	const char *bug;
};

/* What an edge's condition is held against; all NULL for a node without a document. */
struct choice {
	struct json_object *document;
	const char *decision, *target;
	struct json_object *decision_id;
};

/* Marks the run as broken; the first message wins. */
void engine_bug(struct run *r, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Takes ownership of a value made in this call and lends it. */
struct json_object *engine_lend(struct run *r, struct json_object *value);
const char *engine_name(const struct run *r, int node);
bool engine_is_token(const struct run *r, int node);

/* engine_state.c. Fails: ERR_BUG, when the state is not one that engine_encode made for this graph. */
enum err engine_decode(struct run *r, struct json_object *state);
/* Owns: caller. */
struct json_object *engine_encode(const struct run *r);

/* engine_check.c. A decoded state that the engine did not make for this graph is a bug of the run. */
void engine_check(struct run *r);

/* engine_action.c */
void engine_act_step(struct run *r, int node, const char *stage);
void engine_act_task(struct run *r, int node, size_t task);
void engine_act_agent(struct run *r, int node, const char *task, const char *status);
/* How far a leader has come. */
void engine_act_leader(struct run *r, int node);
void engine_act_checkpoint(struct run *r, int node, bool automatic);
void engine_act_nodes(struct run *r, const char *verb, const bool *nodes);
void engine_act_phase(struct run *r, int phase);
void engine_act_pause(struct run *r, const char *reason);
void engine_act_fail(struct run *r, int node, const char *task, const char *error, const char *error_type);
void engine_act_progress(struct run *r);
void engine_act_complete(struct run *r);

/* engine_flow.c */
void engine_queue(struct run *r, struct arrival arrival);
/* The node is done: takes its edges. */
void engine_take(struct run *r, int node, const struct choice *choice);
/* A work node's document is there. */
void engine_finish(struct run *r, int node, struct json_object *output, struct json_object *document);
/* Works off what was queued. */
void engine_drain(struct run *r);
/* The same, fires joins, and sees to the end of the run. A run of which nothing is at work and that waits for nobody
 * fails again by what failed before, or pauses by the decision that is held: it never goes on without a word. */
void engine_settle(struct run *r);
/* Lowest node that holds a token, or -1. */
int engine_first_token(const struct run *r);

/* engine_when.c */
/* Is the node's last output what its channel holds? */
bool engine_is_current(const struct run *r, int node);
/* Takes the event's `documents`. Fails: ERR_INPUT (with a message by engine_bug) when one is missing. */
enum err engine_read_documents(struct run *r, struct json_object *event);
/* May the edge be taken? An edge without a condition always, until its limit is used up. */
bool engine_holds(struct run *r, const struct graph_edge *e, const struct choice *c);

/* engine_again.c. In: node -1 for everything that failed. When nothing did, what is at work begins again. */
void engine_retry(struct run *r, int node, const char *task);
/* In: from -1 to go on with what holds a token. Fails: ERR_INPUT, with a message by engine_bug. */
enum err engine_fork(struct run *r, int from);

/* engine_back.c. In: n ways back of one node that are taken together. */
void engine_go_back(struct run *r, const struct graph_edge *const *edges, size_t n, const struct choice *choice);

/* engine_fan.c */
void engine_fan_plan(struct run *r, int node, struct json_object *tasks);
void engine_fan_done(struct run *r, int node, size_t task, struct json_object *output);
void engine_fan_failed(struct run *r, int node, size_t task, const char *error, const char *error_type);
/* In: task NULL for all that failed. Out: how many were queued again. */
size_t engine_fan_retry(struct run *r, int node, const char *task);
/* What is at work begins again, in epochs of its own. In: task NULL for all. */
void engine_fan_again(struct run *r, int node, const char *task);
/* Is a task of the leader at work? */
bool engine_fan_at_work(const struct run *r, int node);
/* The lowest task that failed, or NULL. */
const struct task *engine_fan_failure(const struct run *r, int node);
/* Index of a task, or -1. */
int engine_fan_find(const struct run *r, int node, const char *id);
/* How much of a leader's work is done, 0 to 100. */
int engine_fan_percent(const struct run *r, int node);

/* engine_review.c */
void engine_review_reach(struct run *r, int node);
/* Asks once more for the decision that is waited for. In: anew for a revision of its own, for a person in any case. */
void engine_review_again(struct run *r, int node, bool anew);
/* Fails: ERR_INPUT for a decision that is none. */
enum err engine_review_decided(struct run *r, int node, struct json_object *event);
void engine_review_resumed(struct run *r, bool grant);

#endif
