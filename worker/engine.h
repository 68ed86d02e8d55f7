/* SPDX-License-Identifier: ISC */
/*
 * The graph engine: pure. A state and something that happened go in; the next state and a list of actions come out.
 *
 * It touches no database, clock or network and knows no node by name. docs/steps.md lists what can happen and the
 * actions, in the JSON form that is stored and executed. The state is JSON too (kept with each snapshot), versioned by
 * its member `v`.
 *
 * Tokens: a node that is queued, at work, fanned out, or waiting for a decision holds a token. A join fires once an
 * epoch, when at least one branch arrived and no token is left from which the join can be reached. A run without any
 * token that has not reached the end is a bug and fails loudly. An event that does not fit the state (an old epoch, a
 * decided checkpoint) changes nothing and gives no action.
 */
#ifndef LUD_ENGINE_H
#define LUD_ENGINE_H

#include "lib/arena.h"
#include "lib/err.h"
#include "lib/graph.h"

#include <json-c/json.h>

/* In: state NULL or {} before `start`; event as in docs/steps.md. Out: *state_r a new object, which
 * shares with the old one what did not change (so change neither), *actions_r an array; both owned by the caller
 * (json_object_put). Fails: ERR_INPUT when the event is malformed, ERR_BUG with *message_r when an
 * invariant does not hold. */
enum err engine_advance(struct arena *a, const struct graph *g, struct json_object *state, struct json_object *event,
	struct json_object **state_r, struct json_object **actions_r, const char **message_r);

/* Channels with a current output, for snapshots: {"concept_document": output id, …}; stale ones are left out. A channel
 * with the reducer merge or append has an array of output ids, in the order of its writers. Owns: caller. */
struct json_object *engine_channels(const struct graph *g, struct json_object *state);

#endif
