/* SPDX-License-Identifier: ISC */
/*
 * What a model may do in a step: list and read what the step was given, write and patch files, check and play the game
 * that they make, hand in.
 *
 * A closed set over the step's input and what was written in this conversation. Nothing here touches a database, and no
 * argument names a project: there is only this step's. A sub-agent writes its task's file and no other. The same calls
 * in the same order give the same results, so that a stored conversation can be played again.
 * To play takes a sandbox and time: what is not in the memo yet is left as `work` for whoever drives the conversation,
 * who does it, adds what came of it (tools_worked) and plays the conversation again. The same files give the same play.
 * Order: tools_init, tools_run for each call, tools_take when `submitted` is set; tools_done.
 */
#ifndef LUD_WORKER_TOOLS_H
#define LUD_WORKER_TOOLS_H

#include "worker/answer.h"
#include "worker/chat.h"
#include "lib/hash.h"
#include "lib/json.h"
#include "worker/input.h"
#include "worker/sandbox_client.h"

#define TOOLS_FILES_MAX 60
#define TOOLS_FILE_MAX (2u << 20) /* bytes of a file: what a whole game may have */
#define TOOLS_QUESTIONS_MAX 3 /* to a person, in a step */
#define TOOLS_PLAYS_MAX 48 /* of the core, in a step */
#define TOOLS_READ_MAX 24000 /* bytes that one read gives */

struct tools_file {
	const char *path;
	const unsigned char *bytes;
	size_t len;
};

/* A play of the core that a tool asked for. Names and bytes are in the tools' arena. */
struct tools_work {
	bool wanted;
	char key[HASH_HEX_SIZE];
	const char *bot;
	int64_t seed;
	int ticks;
	struct sandbox_file files[3];
};

/* What came of plays in this step. */
struct tools_memo {
	struct {
		char key[HASH_HEX_SIZE];
		const char *text;
	} plays[TOOLS_PLAYS_MAX];
	size_t count;
};

/* A text of the store that was read in this conversation. */
struct tools_text {
	struct tools_text *next;
	const char *sha256, *bytes;
	size_t len;
};

struct tools {
	struct arena *a;
	struct tools_text *texts;
	const struct step_input *input;
	const struct tools_memo *memo; /* NULL: nothing can be played here */
	bool replayed; /* comments have other ids now: they need no answers */
	struct tools_work work; /* the first play that is not in the memo */
	struct tools_file files[TOOLS_FILES_MAX];
	size_t file_count;
	struct json_object *question; /* owned: {question, options}, that waits for a person */
	int questions; /* asked so far */
	struct json_object *submitted; /* owned: a submission that was accepted */
	struct json_object *last; /* owned: the latest that was refused */
	int refusals; /* submissions that were */
	const char *problems; /* of the latest refused one */
};

/* Of a call's arguments, and of text that may be calls: a model's, or anybody's by way of a recording. */
extern const struct json_limits tools_limits;

/* In: memo outlives the tools. */
void tools_init(struct tools *t, struct arena *a, const struct step_input *input, const struct tools_memo *memo);
/* Begins the work. Fails: as sandbox_start. */
enum err tools_work_start(const struct tools_work *work, struct loop *loop, const char *sandbox, sandbox_done_fn *done,
	void *context, struct sandbox_call **call_r);
/* Adds what came of a play. In: a holds what the memo keeps. */
void tools_worked(struct tools_memo *memo, struct arena *a, const char *key, const struct sandbox_result *result);
void tools_done(struct tools *t);
/* The tools as the model is told of them. Owns: caller puts *schemas_r, which holds what the list borrows. */
const struct chat_tool *tools_list(
	struct arena *a, const struct step_input *input, size_t *n_r, struct json_object **schemas_r);
/* Whether there is a tool of that name. */
bool tools_known(const char *name);
/* Does what a call says. Out: what the model is told, in the arena; never fails otherwise. */
struct chat_result tools_run(struct tools *t, const struct chat_call *call);
/* A text for a model or for people, without bytes that are no UTF-8: a name that was cut to fit may end within a
 * character. Out: text itself, or a copy in the arena. */
const char *tools_whole(struct arena *a, const char *text);
/* The accepted submission as an answer, with every file that was written; nothing of it lives in the tools' arena. */
void tools_take(struct tools *t, struct answer *answer_r);

#endif
