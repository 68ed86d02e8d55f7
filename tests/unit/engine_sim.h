/* SPDX-License-Identifier: ISC */
/*
 * A run without database and workers: feeds the engine with what happened and keeps the steps that it asked for.
 *
 * Each event goes through the engine twice, the second time from the state's text, and both results have to be equal
 * byte for byte. Checked with every event: no step is asked for twice, progress only rises, nothing comes after the
 * end.
 */
#ifndef LUD_ENGINE_SIM_H
#define LUD_ENGINE_SIM_H

#include "worker/engine.h"

#include <check.h>
#include <json-c/json.h>

struct sim {
	struct arena a;
	struct json_object *root; /* of the graph */
	const struct graph *g;
	struct json_object *state;
	char *text; /* the state as it is stored; owned */
	struct json_object *actions; /* of the last event */
	struct json_object *steps; /* asked for and not ended */
	struct json_object *waiting; /* checkpoint node -> revision */
	struct json_object *documents; /* output id -> document */
	struct json_object *seen; /* keys of all steps so far */
	struct json_object *events; /* all that were fed */
	int progress, outputs, decisions;
	bool completed, failed, paused;
	bool stopped; /* the last that was said of the project is fail or pause: it does not run */
};

struct json_object *sim_json(const char *text);
/* In: name of a file below the top of the source tree. */
struct json_object *sim_file(const char *name);
/* Owns: root goes to the sim. */
void sim_open(struct sim *s, struct json_object *root);
void sim_close(struct sim *s);
/* A run of its own that stands where the other one stands; feed it `forked`. */
void sim_fork(struct sim *s, struct sim *from);

/* Adds the documents that conditions look at to an event, as the worker does. */
void sim_add_documents(struct sim *s, struct json_object *event);
/* Feeds one event, JSON with ' for ". */
void sim_event(struct sim *s, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The same for an event that is there already. Owns: it goes to the sim. */
void sim_feed(struct sim *s, struct json_object *event);
/* In: stops in single quotes, as "'checkpoint_final'", or "". */
void sim_start(struct sim *s, const char *stops);

/* The step of a node (and task, or NULL) that was asked for and has not ended; NULL when there is none. */
struct json_object *sim_step(struct sim *s, const char *node, const char *task);
/* Ends that step well. In: document or list of tasks with ' for ", or NULL. */
void sim_complete(struct sim *s, const char *node, const char *task, const char *document);
void sim_plan(struct sim *s, const char *node, const char *tasks);
void sim_fail(struct sim *s, const char *node, const char *task);
void sim_decide(struct sim *s, const char *node, const char *decision, const char *target);
/* Runs a leader from its plan to its end, with two tasks. */
void sim_lead(struct sim *s, const char *node);

/* How many actions of the last event are of that kind; and the first of them. */
int sim_count(struct sim *s, const char *verb);
struct json_object *sim_action(struct sim *s, const char *verb);
/* Nodes whose steps are at work, in order: "code_leader asset_leader". Owns: the arena. */
const char *sim_at_work(struct sim *s);
const char *sim_text(struct sim *s, struct json_object *value);

#define SIM_AT_WORK(s, names) ck_assert_str_eq(sim_at_work(s), names)

#endif
