/* SPDX-License-Identifier: ISC */
/*
 * A conversation with a model, without a vendor: what is said and which tools there are go in, one turn comes out.
 *
 * A dialect (chat_anthropic, chat_openai) knows how its API writes both. chat.c carries it: the call, the stream, what
 * each fault is for the step. Nothing of a turn counts before its last event has come: a cut one is a failure.
 * Keys stand in headers only; a key that the other side repeats, in an error or an answer, is blotted out.
 */
#ifndef LUD_WORKER_CHAT_H
#define LUD_WORKER_CHAT_H

#include "lib/arena.h"
#include "worker/answer.h"
#include "worker/fetch.h"

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CHAT_CALLS_MAX 32 /* tool calls of one turn */

struct chat_tool {
	const char *name, *description;
	struct json_object *schema; /* of its arguments; borrowed */
};

struct chat_call {
	const char *id, *name;
	const char *arguments; /* JSON text as the model wrote it; "" for none */
};

struct chat_result {
	const char *id, *text;
	bool error;
};

/* One side's word: of the model text and calls, of ours results (to the calls just before) and text. */
struct chat_message {
	bool from_model;
	const char *text; /* NULL: none */
	const struct chat_call *calls;
	size_t call_count;
	const struct chat_result *results;
	size_t result_count;
};

struct chat_ask {
	const char *url; /* of the API, without the dialect's path */
	const char *key; /* "": none */
	const char *model, *system;
	const struct chat_message *messages;
	size_t message_count;
	const struct chat_tool *tools;
	size_t tool_count;
	int max_tokens; /* of the answer */
	bool own_server; /* not the vendor's address: for what only they or only others understand */
};

enum chat_stop {
	CHAT_STOP_END,
	CHAT_STOP_TOOLS,
	CHAT_STOP_LENGTH, /* max_tokens, or the model's window */
	CHAT_STOP_REFUSED,
};

#define CHAT_TOKENS_MAX 1000000000 /* that a turn may have of a kind: a server may say anything */

struct chat_tokens {
	int64_t input; /* paid in full, those written to a cache too */
	int64_t cached; /* read from a cache; not among input */
	int64_t cache_written; /* among input */
	int64_t output;
	bool guessed; /* the server did not say */
};

struct chat_turn {
	enum answer_failure failure; /* FAIL_NONE: the rest holds; else error, retry, retry_after_ms do */
	const char *error;
	bool retry;
	int retry_after_ms;
	enum chat_stop stop;
	const char *text; /* "" for none */
	const struct chat_call *calls;
	size_t call_count;
	bool cut_call; /* a call was left out, since the answer ended in it */
	struct chat_tokens tokens; /* also of one that failed after it began */
	const char *model; /* that answered, as it says; "" when it does not */
	int64_t elapsed_ms;
};

struct chat;
/* In: the tool call that the model is writing, and its arguments so far; NULL while it says something else. */
typedef void chat_heard_fn(void *context, size_t bytes, const char *call, const char *arguments);
/* In: dead after the return. */
typedef void chat_done_fn(void *context, const struct chat_turn *turn);

/* What a dialect gathers while the stream comes in. */
struct chat_reader;

struct chat_dialect {
	const char *name;
	const char *path; /* "/v1/messages" */
	/* The request's body. In the arena. */
	char *(*body)(struct arena *a, const struct chat_ask *ask);
	/* Lines of headers, NULL-terminated, into lines_r, which holds 8. */
	void (*headers)(struct arena *a, const struct chat_ask *ask, const char **lines_r);
	/* One event of the stream. data NULL: no JSON (text has it). */
	void (*event)(struct chat_reader *r, const char *type, struct json_object *data, const char *text);
	/* An answer that did not come as a stream. */
	void (*whole)(struct chat_reader *r, struct json_object *root);
};

extern const struct chat_dialect chat_anthropic, chat_openai;

/* Owns: what is asked is copied. Fails: ERR_SYSTEM; done is not called then. */
enum err chat_start(struct fetch *fetch, const struct chat_dialect *dialect, const struct chat_ask *ask,
	const struct fetch_limits *limits, chat_heard_fn *heard, chat_done_fn *done, void *context,
	struct chat **chat_r);
/* A number of tokens as a server, or a kept turn, says it: none below 0, CHAT_TOKENS_MAX at most. In: usual where it
 * says none. */
int64_t chat_count(struct json_object *usage, const char *key, int64_t usual);
/* What the turn in flight has taken by what was heard, or guessed where the server has not said. */
struct chat_tokens chat_heard(const struct chat *chat);
/* The connection closes at once. */
void chat_cancel(struct chat *chat);

#endif
