/* SPDX-License-Identifier: ISC */
/*
 * The provider `script`: answers by a file (script.h), soon, slowly or never, rightly or as badly as the file wants.
 * For tests and benches; no worker has it unless provider.script_path names a file.
 *
 * Its ledger has one line of JSON a call, and one when a call is cancelled: what was asked of a provider, told by the
 * provider.
 */
#include "lib/clock.h"
#include "lib/json.h"
#include "lib/log.h"
#include "worker/provider.h"
#include "worker/script.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define RAW_MAX 65536 /* of an answer that could not be used */
#define ANSWER_ARENA (512u << 20)

struct script_provider {
	struct script script;
	int ledger; /* -1: none */
};

struct provider_call {
	struct script_provider *provider;
	const struct step_input *input;
	struct script_choice choice;
	struct loop *loop;
	struct loop_timer *timer; /* NULL: never */
	int64_t started_ms;
	provider_done_fn *done;
	void *context;
};

static const char *version(void *state, const struct step_input *input)
{
	const struct script_provider *p = state;
	(void)input;
	return p->script.version;
}

static void put(struct json_object *o, const char *key, const char *text)
{
	json_object_object_add(o, key, text ? json_object_new_string(text) : NULL);
}

/* One write, so that lines of several processes do not mix. */
static enum err write_ledger(const struct provider_call *call, const char *what)
{
	const struct step_input *in = call->input;
	if (call->provider->ledger < 0)
		return ERR_OK;
	struct json_object *line = json_object_new_object();
	char at[CLOCK_ISO_SIZE];
	clock_iso(clock_wall_us(), at);
	put(line, "at", at);
	put(line, "what", what);
	put(line, "do", script_do_name(call->choice.what));
	json_object_object_add(line, "pid", json_object_new_int(getpid()));
	put(line, "project", in->project_id);
	put(line, "run", in->run_id);
	put(line, "node", in->node->name);
	put(line, "task", in->task_id);
	put(line, "stage", in->stage);
	json_object_object_add(line, "epoch", json_object_new_int64(in->epoch));
	json_object_object_add(line, "revision", json_object_new_int64(in->revision));
	json_object_object_add(line, "attempt", json_object_new_int(in->attempt));
	json_object_object_add(line, "retries", json_object_new_int(in->retries));
	json_object_object_add(line, "delay_ms", json_object_new_int64(call->choice.delay_ms));
	put(line, "hash", in->hash);
	const char *text = arena_printf(in->arena, "%s\n", json_text(in->arena, line));
	size_t len = strlen(text);
	json_object_put(line);
	if (write(call->provider->ledger, text, len) == (ssize_t)len)
		return ERR_OK;
	log_error("the script's ledger cannot be written: %s", strerror(errno));
	return ERR_SYSTEM;
}

static _Noreturn void die(int number)
{
	signal(number, SIG_DFL);
	kill(getpid(), number);
	_exit(1); /* it was a signal that ends nobody */
}

/* A document whose text has SCRIPT_HUGE letters. Out: NULL without memory; owned. */
static char *huge_text(size_t *len_r)
{
	static const char head[] = "{\"document\":{\"text\":\"", tail[] = "\"}}";
	char *text = malloc(SCRIPT_HUGE + sizeof(head) + sizeof(tail));
	if (!text)
		return NULL;
	memcpy(text, head, sizeof(head) - 1);
	memset(text + sizeof(head) - 1, 'a', SCRIPT_HUGE);
	memcpy(text + sizeof(head) - 1 + SCRIPT_HUGE, tail, sizeof(tail));
	*len_r = sizeof(head) - 1 + SCRIPT_HUGE + sizeof(tail) - 1;
	return text;
}

/* Text of the turn. Owns: *owned_r is freed by the caller when it is not NULL. */
static void make_text(struct arena *a, const struct provider_call *call, struct provider_turn *turn, char **owned_r)
{
	switch (call->choice.what) {
	case SCRIPT_HUGE_ANSWER:
		turn->text = *owned_r = huge_text(&turn->len);
		turn->failure = turn->text ? FAIL_NONE : FAIL_INTERNAL;
		turn->error = "no memory for a huge answer";
		return;
	case SCRIPT_NOT_UTF8:
		turn->text = "{\"document\":{\"text\":\"\xff\xfe\xc0\x80\"}}";
		break;
	case SCRIPT_BAD_DOCUMENT:
		turn->text = "{\"document\":[\"no\",\"object\"]}";
		break;
	default:
		turn->text = script_answer(a, call->choice.rule, call->input);
		break;
	}
	turn->len = strlen(turn->text);
}

static void on_due(void *context)
{
	struct provider_call *call = context;
	const struct script_choice *choice = &call->choice;
	struct provider_turn turn = {.input_tokens = choice->rule->input_tokens,
		.output_tokens = choice->rule->output_tokens,
		.duration_ms = (int)(clock_monotonic_ms() - call->started_ms)};
	struct arena a;
	char *owned = NULL;
	arena_init(&a, ANSWER_ARENA);
	call->timer = NULL;
	if (choice->what == SCRIPT_DIE)
		die(choice->signal);
	if (choice->what == SCRIPT_FAIL || choice->what == SCRIPT_FAIL_FOR_GOOD) {
		turn.failure = choice->failure;
		turn.error = arena_printf(&a, "the script says %s", script_do_name(choice->what));
		turn.retry = choice->what == SCRIPT_FAIL;
	} else {
		make_text(&a, call, &turn, &owned);
	}
	call->done(call->context, &turn);
	free(owned);
	arena_done(&a);
	free(call);
}

static enum err start(void *state, struct loop *loop, const struct provider_ask *ask, provider_done_fn *done,
	void *context, struct provider_call **call_r)
{
	struct script_provider *p = state;
	const struct step_input *input = ask->input;
	struct provider_call *call = calloc(1, sizeof(*call));
	if (!call)
		return ERR_SYSTEM;
	*call = (struct provider_call){.provider = p,
		.input = input,
		.loop = loop,
		.started_ms = clock_monotonic_ms(),
		.done = done,
		.context = context};
	script_choose(&p->script, input, &call->choice);
	enum err err = write_ledger(call, "called");
	if (err) {
		free(call);
		return err;
	}
	if (call->choice.what != SCRIPT_NEVER)
		call->timer = loop_timer(loop, call->choice.delay_ms, on_due, call);
	*call_r = call;
	return ERR_OK;
}

static void cancel(struct provider_call *call)
{
	loop_timer_stop(call->loop, call->timer);
	write_ledger(call, "cancelled");
	free(call);
}

static void read_files(struct answer *answer, struct json_object *files)
{
	size_t n = files ? json_object_array_length(files) : 0;
	for (size_t i = 0; i < n && !answer->failure; i++) {
		struct json_object *file = json_object_array_get_idx(files, i);
		const char *path = json_get_string(file, "path", ""), *text = json_get_string(file, "text", "");
		if (answer_file(answer, path, arena_strdup(answer->arena, text), strlen(text)))
			answer_fail(answer, FAIL_INVALID, false, "file \"%.100s\" of the answer cannot be taken", path);
	}
}

static enum provider_next read_answer(void *state, const struct provider_ask *ask, struct answer *answer_r)
{
	const struct step_input *input = ask->input;
	const char *text = ask->turns[0].text;
	size_t len = ask->turns[0].len;
	struct json_problem problem = {.message = "is no JSON"};
	struct json_object *root = NULL;
	(void)state;
	answer_init(answer_r, input->arena);
	if (json_parse(text, len, &json_limits_trust, &problem, &root)) {
		answer_fail(answer_r, FAIL_INVALID, false, "the answer is no JSON: %s at byte %zu", problem.message,
			problem.offset);
	} else {
		answer_r->document = json_object_get(json_get(root, "document"));
		answer_r->summary = "by script";
		read_files(answer_r, json_get(root, "files"));
	}
	if (answer_r->failure) {
		answer_r->raw_len = len < RAW_MAX ? len : RAW_MAX;
		answer_r->raw = arena_strndup(input->arena, text, answer_r->raw_len);
	}
	json_object_put(root);
	return PROVIDER_ANSWERED;
}

static void script_free(void *state)
{
	struct script_provider *p = state;
	script_done(&p->script);
	if (p->ledger >= 0)
		close(p->ledger);
	free(p);
}

enum err provider_script_open(
	struct arena *a, const struct conf *conf, struct provider *provider_r, const char **message_r)
{
	struct script_provider *p = calloc(1, sizeof(*p));
	if (!p)
		return ERR_SYSTEM;
	p->ledger = -1;
	enum err err = script_load(a, conf->provider_script, &p->script, message_r);
	if (!err && p->script.ledger) {
		p->ledger = open(p->script.ledger, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0640);
		if (p->ledger < 0) {
			*message_r = arena_printf(a, "%s: %s", p->script.ledger, strerror(errno));
			err = ERR_INPUT;
		}
	}
	if (err) {
		script_free(p);
		return err;
	}
	*provider_r = (struct provider){.name = "script",
		.state = p,
		.version = version,
		.cheap = true,
		.start = start,
		.cancel = cancel,
		.read = read_answer,
		.free = script_free};
	return ERR_OK;
}
