/* SPDX-License-Identifier: ISC */
/*
 * The agent's side of a conversation: what a model is told, what its turns come to, and what is said next.
 *
 * Pure over the step's input and its stored turns: the same turns give the same messages and the same answer, so that a
 * step that was cut off goes on where it was. A turn is kept as JSON: {stop, text, calls [{id, name, arguments}], cut,
 * usage {input, cached, cache_written, output, guessed}, model, told}, where told is what it was an answer to, for
 * people to read: {text, results [{id, text, error}]}, and before the first turn {system, text}.
 */
#ifndef LUD_WORKER_TALK_H
#define LUD_WORKER_TALK_H

#include "worker/chat.h"
#include "worker/provider.h"
#include "worker/tools.h"

#define TALK_VERSION 2 /* rises when what is said to a model changes */
#define TALK_TURNS_MAX 60
#define TALK_REPEATS_MAX 3 /* the same turns so often in a row are a loop */
#define TALK_LOOP_MAX 3 /* turns in one round of a loop that is seen */
#define TALK_NUDGES_MAX 3 /* turns without a call */
#define TALK_CUTS_MAX 3 /* answers that their limit cut off */
#define TALK_REFUSALS_MAX 2 /* submissions that cannot be taken: one is mended */

struct talk {
	struct arena *a;
	const struct step_input *input;
	struct tools tools;
	struct chat_message *messages;
	size_t message_count, message_cap;
	const char *words[TALK_REPEATS_MAX * TALK_LOOP_MAX]; /* the model's latest, newest first; NULL: none yet */
	int nudges, cuts;
	int64_t tokens; /* of all turns, cached ones apart */
	const char *raw; /* its latest word */
	bool stuck; /* it failed since the model repeats itself */
	enum answer_failure failure; /* FAIL_NONE: it goes on, or something was accepted */
	const char *error;
};

/* Plays the turns. Owns: talk_done. */
void talk_play(struct talk *t, struct arena *a, const struct provider_ask *ask);
void talk_done(struct talk *t);
/* What the model is and how it works here. In the arena. */
const char *talk_system(struct arena *a, const struct step_input *input);
/* What the next turn will be an answer to, as a turn's `told`. Owns: caller. */
struct json_object *talk_told(const struct talk *t, const char *system);
/* A turn as it is kept. In: told is borrowed. In the arena. */
char *talk_keep(struct arena *a, const struct chat_turn *turn, struct json_object *told);
/* What a model is at, for people. In: language en or ja; call NULL: none; its arguments may be a part of them. */
void talk_words(const char *language, const char *call, const char *arguments, char *text_r, size_t size);
/* What was done in a turn, for the agent's log. In the arena. */
const char *talk_log(struct arena *a, size_t number, const struct chat_turn *turn);
/* Calls that stand as JSON in a text, for models that know no better. Out: how many, CHAT_CALLS_MAX at most; in the
 * arena. */
size_t talk_calls_in(struct arena *a, const char *text, struct chat_call calls_r[CHAT_CALLS_MAX]);

/* provider.version and provider.read of whoever talks. In: state is not looked at. */
const char *talk_version(void *state, const struct step_input *input);
enum provider_next talk_read(void *state, const struct provider_ask *ask, struct answer *answer_r);

#endif
