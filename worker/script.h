/* SPDX-License-Identifier: ISC */
/*
 * The script of the provider `script`: which step is answered how, read from one JSON file (docs/testing.md).
 *
 * A rule belongs to `node/task`, `node:stage`, `node` or a worker's type; the first of these that the file has counts,
 * else `default`. What a rule leaves to chance is a pure function of the step's input hash, its epoch, claims and
 * retries, and the file's seed: the same step gets the same answer in every process.
 * Order: script_load once, then script_choose and script_answer for each call. All of it lives in the arena but the
 * JSON, which script_done puts.
 */
#ifndef LUD_WORKER_SCRIPT_H
#define LUD_WORKER_SCRIPT_H

#include "lib/arena.h"
#include "lib/err.h"
#include "worker/answer.h"
#include "worker/input.h"

#include <json-c/json.h>
#include <stdint.h>

#define SCRIPT_FILE_MAX (1u << 20)
#define SCRIPT_HUGE (100u << 20) /* bytes of a `huge` answer */

enum script_do {
	SCRIPT_ANSWER,
	SCRIPT_FAIL, /* and may be tried again */
	SCRIPT_FAIL_FOR_GOOD,
	SCRIPT_NEVER, /* no answer until it is cancelled */
	SCRIPT_DIE, /* ends its own process by a signal */
	SCRIPT_HUGE_ANSWER,
	SCRIPT_NOT_UTF8,
	SCRIPT_BAD_DOCUMENT, /* fits no schema */
};

struct script_outcome {
	double p; /* 0 to 1 */
	enum script_do what;
	enum answer_failure failure;
	int signal;
};

struct script_rule {
	const char *key;
	int64_t delay_min, delay_max; /* ms */
	struct json_object *document; /* borrowed; NULL: a text of `bytes` bytes */
	struct json_object *tasks; /* borrowed: a number or a list; NULL: none */
	int64_t bytes, files;
	struct script_outcome *outcomes;
	size_t outcome_count;
	int64_t times; /* outcomes only in the first n tries of a step; 0: in all */
	int64_t epochs; /* … and only in the first n epochs of the run; 0: in all */
	int64_t input_tokens, output_tokens;
};

struct script {
	const char *ledger; /* path, or NULL */
	const char *version; /* of the rules and the seed */
	int64_t seed;
	struct script_rule *rules; /* the default is the first */
	size_t rule_count;
	struct json_object *root; /* owned: what rules borrow from */
};

/* What happens to one call. */
struct script_choice {
	const struct script_rule *rule;
	enum script_do what;
	enum answer_failure failure;
	int signal;
	int64_t delay_ms;
};

/* Fails: ERR_INPUT with *message_r (in the arena) naming the member that is wrong. Blocks: on the file. */
enum err script_load(struct arena *a, const char *path, struct script *script_r, const char **message_r);
void script_done(struct script *script);
void script_choose(const struct script *script, const struct step_input *input, struct script_choice *choice_r);
/* Text of a turn: {"document": …, "files": [{"path", "text"}]}. For a node whose channel holds the tasks of leaders,
 * the document has them. */
char *script_answer(struct arena *a, const struct script_rule *rule, const struct step_input *input);
const char *script_do_name(enum script_do what);

#endif
