/* SPDX-License-Identifier: ISC */
/*
 * Providers: who answers an agent's step. `offline` is a studio of scripts; `anthropic` and `openai` are models;
 * `script` is for tests.
 *
 * A step's request is the JSON of docs/families.md, made by the shell from struct step_input and the same for all
 * providers. A provider makes turns: `start` asks for the next one, `done` brings its raw answer, which the shell
 * stores before anything else, and `read` looks at all turns of the step and gives an answer, or wants another turn. A
 * resumed step goes straight to `read` with the stored turns, so `read` is pure.
 */
#ifndef LUD_WORKER_PROVIDER_H
#define LUD_WORKER_PROVIDER_H

#include "lib/arena.h"
#include "lib/conf.h"
#include "lib/err.h"
#include "worker/answer.h"
#include "worker/input.h"
#include "worker/loop.h"

#include <json-c/json.h>

struct provider_call;
struct tools_memo;

struct provider_turn {
	const char *text; /* raw answer; NULL when the call failed */
	size_t len;
	int64_t input_tokens, cached_input_tokens, output_tokens; /* of a failed call what was heard of it */
	double cost_usd; /* the same */
	bool unpriced; /* the cost is not known */
	const char *log; /* what was done in it, for the agent's log; NULL: nothing to say */
	int duration_ms;
	/* when text is NULL */
	enum answer_failure failure;
	const char *error;
	bool retry;
	int retry_after_ms;
};

/* In: the turn is dead after the callback. Never called from start or after cancel. */
typedef void provider_done_fn(void *context, const struct provider_turn *turn);

/* A turn that is stored. */
struct provider_past {
	const char *text;
	size_t len;
};

struct provider_ask {
	const struct step_input *input;
	struct json_object *request; /* borrowed until done or cancel */
	const struct provider_past *turns; /* in order; the same */
	size_t turn_count;
	const char *recording; /* where a replayed project's turns come from: an address in the store; NULL: nowhere */
	bool replayed; /* comments have other ids than when it was recorded */
	struct tools_memo *memo; /* what tools found out in this step; in the input's arena */
	const char *key; /* of the project's owner, for this provider; NULL: none. Borrowed during start only */
};

enum provider_next { PROVIDER_ANSWERED, PROVIDER_AGAIN, PROVIDER_WAITS };

struct provider {
	const char *name; /* offline, … */
	bool cheap; /* to ask again costs nothing: its turns are not kept */
	bool replays; /* its turns are those of a recording */
	bool talks; /* several turns; what was answered before a failure is used again. Users may have keys for it */
	void *state;
	/* The model that answers this step; NULL: there is none. Out: in the arena or longer. */
	const char *(*model)(void *state, const struct step_input *input);
	/* As `model` for a step that names none. NULL: there is none. */
	const char *(*usual)(void *state);
	/* Version of prompt and material that this step's answer comes from: part of the input hash. Out: in the arena.
	 */
	const char *(*version)(void *state, const struct step_input *input);
	/* What the next turn costs at most, in US dollars; below 0: nobody knows. NULL: nothing. */
	double (*worst)(void *state, const struct provider_ask *ask);
	/* Fails: ERR_SYSTEM; done is not called then. */
	enum err (*start)(void *state, struct loop *loop, const struct provider_ask *ask, provider_done_fn *done,
		void *context, struct provider_call **call_r);
	/* Asks the least there is to ask, with this key and model (NULL: those of start); done as for start. NULL: there is
	 * nobody to ask. */
	enum err (*probe)(void *state, struct loop *loop, const char *key, const char *model, provider_done_fn *done,
		void *context, struct provider_call **call_r);
	/* What the turn in flight has cost so far, in US dollars, by what was heard. NULL: nothing. */
	double (*heard)(struct provider_call *call);
	void (*cancel)(struct provider_call *call);
	/* In: one turn at least. Out: with PROVIDER_ANSWERED an answer, or one that failed, with the raw text; with
	 * PROVIDER_WAITS one whose document is {question, options}, for a person. */
	enum provider_next (*read)(void *state, const struct provider_ask *ask, struct answer *answer_r);
	void (*free)(void *state);
};

/* The model that answers where none is named; "" for none. */
const char *provider_usual_model(const struct provider *provider);
const char *provider_model_name(const struct provider *provider, const struct step_input *input);

/* The offline provider over <graphs_dir>/<graph>/offline. Fails: ERR_INPUT with *message_r (in the arena) naming the
 * file that is wrong. */
enum err provider_offline_open(struct arena *a, const struct conf *conf, const char *graph_name,
	struct provider *provider_r, const char **message_r);
/* Composes once with every family, in the sandbox. Fails: ERR_INPUT with *message_r. Blocks: some seconds at most. */
enum err provider_offline_check(struct arena *a, const struct provider *provider, const char **message_r);
/* The provider of tests and benches over the file provider.script_path. Fails: ERR_INPUT with *message_r. */
enum err provider_script_open(
	struct arena *a, const struct conf *conf, struct provider *provider_r, const char **message_r);
/* The provider `anthropic` or `openai`, with the models of <graphs_dir>/models.json. Fails: ERR_INPUT with *message_r.
 */
enum err provider_model_open(struct arena *a, const struct conf *conf, const char *name, struct provider *provider_r,
	const char **message_r);
/* The provider `replay`: a recording's turns, at no cost. Fails: ERR_SYSTEM. */
enum err provider_replay_open(struct provider *provider_r);
void provider_done(struct provider *provider);

#endif
