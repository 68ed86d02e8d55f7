/* SPDX-License-Identifier: ISC */
/*
 * A job in flight, from claim to commit. One arena holds all of it and is emptied in one place, step_done.
 *
 *   step_new → step_begin_new → [input loaded] → reused | turn found | provider or builtin at work → answer → files
 * stored → committed → [the step that follows, leased in the same commit]
 *
 * Any way out passes step_finish and step_ended (committed, tried again later, or given up because somebody else has
 * the job) or step_abort. The database decides who owns a job: every statement here names job and lease, and "lost" ends the step
 * without a trace.
 */
#ifndef LUD_WORKER_STEP_H
#define LUD_WORKER_STEP_H

#include "lib/arena.h"
#include "lib/id.h"
#include "lib/log.h"
#include "worker/answer.h"
#include "worker/builtin.h"
#include "worker/gatekeeper.h"
#include "worker/input.h"
#include "worker/tools.h"
#include "worker/worker.h"

#include <json-c/json.h>
#include <stdbool.h>
#include <stdint.h>

#define STEP_ARENA_MAX (768u << 20)
#define STEP_READ_MAX ((size_t)64 << 20) /* of documents that a step reads: all of them stand in its request */
#define STEP_COMMIT_AGAIN_MS 500 /* while the database is away */
#define STEP_ROOM_AGAIN_MS 3000 /* while the disk is full: a try writes */
#define STEP_ROOM_TRIES 20 /* a minute: then the step gives its place to others, and comes again after another */
#define STEP_ROOM_TRIES_PAID 1200 /* an hour: the same while it has a turn that would be paid for again */
#define STEP_ALONE_ATTEMPT 3 /* from this claim on a job is alone in its process, so that its neighbours are not blamed */
#define STEP_COMMIT_TRIES 50 /* times that the state may have moved on under a commit */

struct step {
	struct worker *worker;
	struct step *next;
	struct arena arena;
	bool begun;

	/* the job */
	int64_t job, lease;
	int attempt, retries;
	enum { STEP_STEP, STEP_ADVANCE, STEP_NOOP, STEP_PROBE } kind;
	char project_id[ID_UUID_SIZE], run_id[ID_UUID_SIZE], agent_id[ID_UUID_SIZE], graph_version_id[ID_UUID_SIZE];
	const char *payload_text;
	struct json_object *payload; /* owned; made from payload_text unless it is there already */
	bool taken; /* leased by the commit of the step before: its agent is at work already */

	/* the work */
	const struct graph *graph;
	const struct graph_node *node;
	const char *graph_sha256;
	struct step_input input;
	struct json_object *row, *request,
		*memory, *people; /* owned: what input borrows from; the provider's request; a stored output; answers */
	struct provider_turn turn; /* that waits for the database to be stored; its text is in the arena */
	const char *turn_row; /* of that turn, as the database takes it; NULL until made */
	struct provider_past *turns; /* stored, in order; in the arena */
	size_t turn_count, turn_cap;
	struct tools_memo memo; /* what tools found out */
	const char *recording; /* of a project that is replayed: an address in the store, or NULL */
	int64_t turn_number; /* of the latest turn that this agent stored for these inputs */
	const char *model; /* "" for none */
	struct json_object *hashes, *shares; /* borrowed from row: hashes of what is read, and what input's files borrow from */
	size_t file_cap, read_bytes; /* of input.files; of all outputs that are read */
	bool anew; /* the project's first run: nothing can be stored from before */
	const struct provider *provider;
	char gate_scope[GATEKEEPER_SCOPE]; /* of the call that is out */
	const char *material; /* version of prompt and material */
	struct provider_call *call;
	bool answered; /* a turn came that is paid for and not stored yet */
	bool reserved; /* what a turn may cost is set aside under this lease, and not told of yet */
	const struct builtin *builtin;
	struct builtin_run *run;
	struct loop_timer *time_limit;
	int64_t started_ms, progress_ms;
	int progress;
	char progress_text[160]; /* of the latest that was told; "" for none */
	bool telling; /* how far it is waits for step_tell_all */

	struct answer answer;
	bool checked; /* the document was held against its schema */
	bool settled; /* and its files are stored */
	bool full; /* it waits for room in the store, which was said */
	int full_tries; /* since then */
	const char *reused_output; /* id, or NULL */
	const char *reused_summary;
	bool reused_is_own; /* it is this agent's; another's is copied */
	struct json_object *reused_document; /* borrowed from memory */
	char output_id[ID_UUID_SIZE];
	const char *content_text, *done_text, *more_text; /* of the commit; NULL until made */
	bool texts_made;
	bool unknown; /* a commit's outcome was not known */
	bool ending; /* its end waits for step_commit_all */
	bool refused; /* the database refused the commit for good; its failure is committed instead */
	bool gave_next; /* its commit took the step that follows, which has its place in a limit too */
};

/* Adds a step to the worker's list; the caller fills the job. step_begin_new begins it. */
struct step *step_new(struct worker *w);
/* Begins steps that were added and not begun: a few at a time, see step_waiting. */
void step_begin_new(struct worker *w);
/* Commits what has come to its end, several in one transaction where that is possible. Blocks: until the database
 * answers. */
void step_commit_all(struct worker *w);
/* Tells how far steps are, several in one transaction. Blocks: until the database answers. */
void step_tell_all(struct worker *w);
/* Whether one could begin at once. */
bool step_waiting(const struct worker *w);
/* Whether one has come to its end, so that step_commit_all has work. */
bool step_has_ended(const struct worker *w);
/* Whether nothing else may be at work beside it in this process. */
bool step_alone(const struct step *s);
/* Frees a step whose end is committed. */
void step_done(struct step *s);
/* Cancels what is at work and frees; the database is not told. */
void step_abort(struct step *s, const char *why);
/* As step_abort, and hands the job back, without counting the attempt. */
void step_release(struct step *s);
/* As step_release, and nobody takes it before that time has passed. In: why for people, or NULL. Fails: what the
 * database says; then the step is as it was. */
enum err step_snooze(struct step *s, int ms, const char *why);

/* --- between the files of this module --- */

/* Fills graph, node, input, from what the process knows and a statement for what it does not. Fails: ERR_LOST when the job is gone; ERR_BUG, ERR_INPUT
 * with a failed answer. */
enum err step_load(struct step *s);
/* Makes the provider's request and the input's hash. */
void step_hash(struct step *s);
/* The documents of a channel's outputs as an event has them, into `documents`. In: value an output id, a list of them,
 * or NULL. */
enum err step_channel(struct step *s, const char *channel, struct json_object *value, struct json_object *documents);
/* The task list of a leader. Borrowed; NULL when it is not there. */
struct json_object *step_tasks(struct step *s);
/* The schema of the step's document, or NULL. Borrowed. */
struct json_object *step_schema(const struct step *s);
/* Looks for a stored output with the same hash, and for turns since the job was queued. */
enum err step_remember(struct step *s);
/* Adds a turn to those that the provider is shown. In: text lives in the arena. */
void step_add_turn(struct step *s, const char *text, size_t len);
/* The key that the project's owner has for the step's provider. Out: "" for none. Owns: caller wipes it. */
enum err step_owner_key(struct step *s, char **key_r);
/* The key in a row with id and value of a secret. Owns: as step_owner_key. */
enum err step_open_key(struct step *s, const PGresult *row, char **key_r);
/* Looks for the project's recording. */
enum err step_recording(struct step *s);
/* Sets the worst case of a turn aside. Out: *outcome_r ok, over (the project is paused), held (it is not at work).
 * Fails: ERR_LOST; what the database says. */
enum err step_reserve(struct step *s, const char *usd, const char **outcome_r);
/* Asks the provider for the next turn, and goes on from there until the step has an answer. */
void step_ask(struct step *s);
/* Goes on from the turns so far: to the answer, to a person who is asked, or, with `again`, to the next turn. */
void step_read(struct step *s, void (*again)(struct step *s));
/* Loads what people answered in this step. */
enum err step_answers(struct step *s);
/* Hands the job back until a person has answered what the answer's document asks. */
void step_wait_for_people(struct step *s);
/* The answer is complete. The one way out of a step that was not aborted. */
void step_finish(struct step *s);
/* Waits for something of this step, for as long as its node allows. */
void step_set_time_limit(struct step *s);
/* Whether the same may go well when the database is back, or when the store has room. */
bool step_waits(struct step *s, enum err err);
/* Whether it has waited for room for `most` tries, and was handed back for later, with the reason, and freed. */
bool step_waited_out(struct step *s, int most);
/* After how long it is tried again. */
int step_wait_ms(const struct step *s);
void step_say(const struct step *s, enum log_level level, const char *message, const char *detail);
/* Says what a turn without an answer cost, where something was set aside for it. Best effort: what is not told counts
 * as the worst case. */
void step_cut(struct step *s, double usd);
/* Stores request and answer of a turn, numbered after those before; again is harmless. Fails: ERR_LOST; ERR_FULL, ERR_SYSTEM, when the store cannot
 * be written; what the database says. */
enum err step_store_turn(struct step *s, const struct provider_turn *turn);
/* Puts the answer's files into the store. */
enum err step_store_files(struct step *s);
/* Checks the document against the schema of its node; a bad one fails the answer with FAIL_INVALID. */
void step_check(struct step *s);
/* The envelope of an output. Owns: caller. */
struct json_object *step_envelope(struct step *s);
/* Advances the engine and commits, again when the state has moved on. Fails: ERR_LOST and what the database says. */
enum err step_commit(struct step *s);
/* What came of its commit: the step is freed, or waits and tries again. */
void step_ended(struct step *s, enum err err);
/* What edges' conditions and task lists look at: the answer's document, or that of the output that is reused. Borrowed.
 */
struct json_object *step_document(struct step *s);
/* Rings the bells of the project and of the agent. */
void step_publish(struct step *s, int64_t seq);
/* Calls a statement of the form (job, lease, …) that answers one row, outcome text first. Out: *seq_r of its events, or
 * 0. Fails: ERR_LOST. */
enum err step_call(struct step *s, const char *statement, int n, const struct db_param *more, int64_t *seq_r);

#endif
