/* SPDX-License-Identifier: ISC */
/*
 * What a model may do in a step: list and read what the step was given, write and patch files, hand in.
 *
 * A closed set over the step's input and what was written in this conversation. Nothing here touches a database, and no
 * argument names a project: there is only this step's. A sub-agent writes its task's file and no other. The same calls
 * in the same order give the same results, so that a stored conversation can be played again.
 * Order: tools_init, tools_run for each call, tools_take when `submitted` is set; tools_done.
 */
#ifndef LUD_WORKER_TOOLS_H
#define LUD_WORKER_TOOLS_H

#include "worker/answer.h"
#include "worker/chat.h"
#include "worker/input.h"

#define TOOLS_FILES_MAX 60
#define TOOLS_FILE_MAX (2u << 20) /* bytes of a file: what a whole game may have */
#define TOOLS_READ_MAX 24000 /* bytes that one read gives */

struct tools_file {
	const char *path;
	const unsigned char *bytes;
	size_t len;
};

struct tools {
	struct arena *a;
	const struct step_input *input;
	struct tools_file files[TOOLS_FILES_MAX];
	size_t file_count;
	struct json_object *submitted; /* owned: a submission that was accepted */
	struct json_object *last; /* owned: the latest that was refused */
	int refusals; /* submissions that were */
	const char *problems; /* of the latest refused one */
};

void tools_init(struct tools *t, struct arena *a, const struct step_input *input);
void tools_done(struct tools *t);
/* The tools as the model is told of them. Owns: caller puts *schemas_r, which holds what the list borrows. */
const struct chat_tool *tools_list(
	struct arena *a, const struct step_input *input, size_t *n_r, struct json_object **schemas_r);
/* Whether there is a tool of that name. */
bool tools_known(const char *name);
/* Does what a call says. Out: what the model is told, in the arena; never fails otherwise. */
struct chat_result tools_run(struct tools *t, const struct chat_call *call);
/* The accepted submission as an answer, with every file that was written; nothing of it lives in the tools' arena. */
void tools_take(struct tools *t, struct answer *answer_r);

#endif
