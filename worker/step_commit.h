/* SPDX-License-Identifier: ISC */
/* Between the files that commit steps: step_commit.c (one), step_batch.c (several in one transaction), step_texts.c
 * (what they say). */
#ifndef LUD_WORKER_STEP_COMMIT_H
#define LUD_WORKER_STEP_COMMIT_H

#include "worker/step.h"

#define COMMIT_PARAMS 31
#define COMMIT_DONE_DATA COMMIT_PARAMS /* what "commits" has instead of `done`: the data of its event */

/* The engine's actions as step_commit takes them. */
struct acts {
	struct json_object *steps, *others, *told, *ends; /* arrays; owned */
	struct json_object *leader,
		*review; /* the one that says how far a leader is, the one checkpoint; owned, or NULL */
	int64_t percent, phase; /* -1: none */
	int step_count, reviews;
};

/* What one try works with. Its texts are in the step's arena. */
struct commit {
	struct step *step;
	struct json_object *event, *next, *actions; /* owned; next NULL: the engine found a bug, and its state stays */
	const char *cause;
	int64_t version; /* of the run, that next was made from */
	struct acts acts;
	int take_more; /* of the worker's places, set aside until commit_drop */
	struct db_param params[COMMIT_PARAMS + 1]; /* of the statement "commit", and COMMIT_DONE_DATA */
};

/* Asks the engine what follows, and makes the parameters. Blocks: a statement for what the process does not know of the
 * run. Fails: ERR_LOST; what the database says. Owns: commit_drop, then also. */
enum err commit_prepare(struct step *s, struct commit *c);
/* It is committed, and the database answered this row: the process's own knowledge follows, and others are told. */
void commit_done(struct commit *c, const PGresult *rows, int row);
void commit_drop(struct commit *c);

/* --- worker/step_texts.c --- */

/* What the statement "commit" says of an output, from `output` to `done`. Out: COMMIT_OUTPUT_VALUES texts, in the arena
 * or the step, NULL for none. */
#define COMMIT_OUTPUT_VALUES 9
void commit_output_values(struct step *s, const char **values);

/* What does not change from one try to the next, however long the database is away, into the step; once. */
void commit_texts(struct step *s);
/* [{path, sha256, bytes, maker | media_type}]. Owns: caller. */
struct json_object *commit_files(const struct answer *answer, bool with_type);
/* The first ANSWER_SUMMARY_MAX code points of the answer's. In the arena. */
const char *commit_summary(struct step *s);
/* "design completed": snapshots.cause. In the arena. */
const char *commit_cause(struct step *s);

#endif
