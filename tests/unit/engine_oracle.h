/* SPDX-License-Identifier: ISC */
/*
 * What a run has to do, worked out a second time: from the graph's JSON, the stored state and the documents, with
 * nothing of the engine or the loader but which node comes before which.
 */
#ifndef LUD_ENGINE_ORACLE_H
#define LUD_ENGINE_ORACLE_H

#include "tests/unit/engine_sim.h"

struct oracle_choice {
	struct json_object *document; /* what the node made now, or NULL */
	const char *decision, *target; /* of a checkpoint */
};

/* Names that the node's edges lead to when it ends so, "end" among them. In: call before the event is fed. Owns:
 * caller. */
struct json_object *oracle_targets(struct sim *s, const char *node, const struct oracle_choice *choice);
/* Was each of them entered? In: the state before the event. Out: false when the event went round more than once, so
 * that it cannot be told. */
bool oracle_entered(struct sim *s, const char *from, struct json_object *targets, struct json_object *before);

/* Holds the state against what is known of the run: nothing is entered before all that has to arrive, nothing is lost,
 * no end while something is left. In: the state before the event. Out: how many joins fired. */
int oracle_check(struct sim *s, struct json_object *before);

#endif
