/* SPDX-License-Identifier: ISC */
/*
 * Providers: who answers an agent's step. `offline` is a studio of scripts; `script` is for tests.
 *
 * A step's request is the JSON of docs/families.md, made by the shell from struct step_input and the same for all
 * providers. A provider makes turns: `start` asks, `done` brings the raw answer of one turn, which the shell stores
 * before anything else, and `read` turns that text into an answer. A resumed step goes straight to `read` with the
 * stored text, so `read` is pure.
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

struct provider_turn {
	const char *text; /* raw answer; NULL when the call failed */
	size_t len;
	int64_t input_tokens, cached_input_tokens, output_tokens;
	int duration_ms;
	/* when text is NULL */
	enum answer_failure failure;
	const char *error;
	bool retry;
	int retry_after_ms;
};

/* In: the turn is dead after the callback. Never called from start or after cancel. */
typedef void provider_done_fn(void *context, const struct provider_turn *turn);

struct provider {
	const char *name; /* offline, … */
	const char *model; /* "" when there is none */
	bool cheap; /* to ask again costs nothing: its turns are not kept */
	void *state;
	/* Version of prompt and material that this step's answer comes from: part of the input hash. Out: in the arena.
	 */
	const char *(*version)(void *state, const struct step_input *input);
	/* In: request is borrowed until done or cancel. Fails: ERR_SYSTEM; done is not called then. */
	enum err (*start)(void *state, struct loop *loop, const struct step_input *input, struct json_object *request,
		provider_done_fn *done, void *context, struct provider_call **call_r);
	void (*cancel)(struct provider_call *call);
	/* In: text of a turn. Out: an answer, or one that failed with FAIL_INVALID and the raw text. */
	void (*read)(
		void *state, const struct step_input *input, const char *text, size_t len, struct answer *answer_r);
	void (*free)(void *state);
};

/* The offline provider over <graphs_dir>/<graph>/offline. Fails: ERR_INPUT with *message_r (in the arena) naming the
 * file that is wrong. */
enum err provider_offline_open(struct arena *a, const struct conf *conf, const char *graph_name,
	struct provider *provider_r, const char **message_r);
/* Composes once with every family, in the sandbox. Fails: ERR_INPUT with *message_r. Blocks: some seconds at most. */
enum err provider_offline_check(struct arena *a, const struct provider *provider, const char **message_r);
/* The provider of tests and benches over the file provider.script_path. Fails: ERR_INPUT with *message_r. */
enum err provider_script_open(
	struct arena *a, const struct conf *conf, struct provider *provider_r, const char **message_r);
void provider_done(struct provider *provider);

#endif
