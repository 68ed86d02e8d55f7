/* SPDX-License-Identifier: ISC */
#include "worker/sandbox_client.h"
#include "lib/buf.h"
#include "lib/clock.h"
#include "lib/json.h"
#include "lib/log.h"
#include "lib/spawn.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HEAD_MAX (64u << 10)
#define RESULT_BYTES (8L << 20)
#define HEAP_BYTES (128L << 20)
#define ENVELOPE_BYTES 4096 /* around the answer */

struct sandbox_call {
	struct loop *loop;
	struct spawn_child child;
	struct loop_watch *in, *out;
	struct loop_timer *timer;
	struct arena arena; /* for reading the answer */
	struct buf request, answer;
	size_t written;
	size_t result_max;
	int64_t started;
	int wall_ms;
	enum sandbox_failure killed; /* why we killed it; SANDBOX_OK: we did not */
	sandbox_done_fn *done;
	void *context;
};

static const char *const kind_names[] = {"script", "template", "request", "inputs"};

static const struct {
	const char *name, *message;
} failures[] = {
	[SANDBOX_OK] = {"ok", ""},
	[SANDBOX_SYNTAX] = {"syntax", "a script does not parse"},
	[SANDBOX_EXCEPTION] = {"exception", "a script threw an exception"},
	[SANDBOX_CONTRACT] = {"contract", "the game does not keep the contract"},
	[SANDBOX_LIMIT] = {"limit", "a limit was reached"},
	[SANDBOX_REQUEST_BAD] = {"request", "the sandbox did not understand the request"},
	[SANDBOX_CPU] = {"cpu", "it used up its CPU time: an endless loop?"},
	[SANDBOX_MEMORY] = {"memory", "it used up its memory"},
	[SANDBOX_SIGNAL] = {"signal", "it was ended by a signal"},
	[SANDBOX_TIME] = {"time", "it was not ready in time"},
	[SANDBOX_BROKEN] = {"broken", "the sandbox ended without a readable answer"},
};

const char *sandbox_failure_name(enum sandbox_failure failure)
{
	return failures[failure].name;
}

static void call_free(struct sandbox_call *call)
{
	loop_unwatch(call->loop, call->in);
	loop_unwatch(call->loop, call->out);
	loop_timer_stop(call->loop, call->timer);
	spawn_end(&call->child);
	buf_free(&call->request);
	buf_free(&call->answer);
	arena_done(&call->arena);
	free(call);
}

void sandbox_cancel(struct sandbox_call *call)
{
	if (call)
		call_free(call);
}

static enum sandbox_failure failure_by_name(const char *name)
{
	for (size_t i = SANDBOX_SYNTAX; i < sizeof(failures) / sizeof(failures[0]); i++)
		if (!strcmp(failures[i].name, name))
			return (enum sandbox_failure)i;
	return SANDBOX_EXCEPTION;
}

void sandbox_read(struct arena *a, const char *text, size_t len, struct sandbox_result *result_r, struct json_object **root_r)
{
	struct json_problem problem;
	result_r->text = text;
	result_r->len = len;
	result_r->failure = SANDBOX_BROKEN;
	result_r->message = failures[SANDBOX_BROKEN].message;
	*root_r = NULL;
	if (len == 0)
		return;
	if (json_parse(text, len, &json_limits_trust, &problem, root_r)) {
		result_r->message = arena_printf(a, "the sandbox's answer is no JSON: %s at byte %zu", problem.message, problem.offset);
		return;
	}
	if (json_get_bool(*root_r, "ok", false)) {
		struct json_object *body = json_get(*root_r, "answer");
		result_r->answer = body ? body : json_get(*root_r, "run");
		if (json_object_is_type(result_r->answer, json_type_object)) {
			result_r->failure = SANDBOX_OK;
			result_r->message = "";
		}
		return;
	}
	struct json_object *error = json_get(*root_r, "error");
	const char *kind = json_get_string(error, "kind", NULL);
	if (!kind)
		return;
	result_r->failure = failure_by_name(kind);
	result_r->file = json_get_string(error, "file", NULL);
	result_r->line = (long)json_get_int(error, "line", 0);
	result_r->message = json_get_string(error, "message", failures[result_r->failure].message);
}

/* A child that died told us nothing: the signal says what it was. */
static void explain_death(struct sandbox_call *call, struct sandbox_result *result)
{
	int signal_number = result->exit_code - 128;
	enum sandbox_failure failure = SANDBOX_BROKEN;
	if (call->killed)
		failure = call->killed;
	else if (signal_number == SIGXCPU || signal_number == SIGKILL)
		failure = SANDBOX_CPU;
	else if (signal_number > 0)
		failure = SANDBOX_SIGNAL;
	result->failure = failure;
	result->message = failures[failure].message;
	if (failure == SANDBOX_SIGNAL)
		result->message = arena_printf(&call->arena, "it was ended by signal %d (%s)", signal_number, strsignal(signal_number));
	else if (failure == SANDBOX_TIME)
		result->message = arena_printf(&call->arena, "it was not ready within %d ms", call->wall_ms);
	else if (failure == SANDBOX_LIMIT)
		result->message = arena_printf(&call->arena, "its answer is larger than %zu bytes", call->result_max);
	else if (failure == SANDBOX_BROKEN)
		result->message = arena_printf(&call->arena, "the sandbox ended with code %d and no answer", result->exit_code);
}

static void finish(struct sandbox_call *call)
{
	struct sandbox_result result = {.elapsed_ms = (long)(clock_monotonic_ms() - call->started)};
	struct json_object *root = NULL;
	loop_unwatch(call->loop, call->in);
	loop_unwatch(call->loop, call->out);
	loop_timer_stop(call->loop, call->timer);
	call->in = call->out = NULL;
	call->timer = NULL;
	if (call->killed)
		spawn_end(&call->child);
	else
		result.exit_code = spawn_wait(&call->child);
	if (!call->killed)
		sandbox_read(&call->arena, call->answer.data, call->answer.len, &result, &root);
	if (call->killed || (result.failure == SANDBOX_BROKEN && call->answer.len == 0))
		explain_death(call, &result);
	call->done(call->context, &result);
	json_object_put(root);
	call_free(call);
}

static void on_time(void *context)
{
	struct sandbox_call *call = context;
	call->timer = NULL;
	call->killed = SANDBOX_TIME;
	finish(call);
}

static void on_writable(void *context, short revents)
{
	struct sandbox_call *call = context;
	(void)revents;
	while (call->written < call->request.len) {
		ssize_t n = write(call->child.in, call->request.data + call->written, call->request.len - call->written);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			return;
		if (n < 0)
			break; /* it died or reads no more: its answer or its death says why */
		call->written += (size_t)n;
	}
	loop_unwatch(call->loop, call->in);
	call->in = NULL;
	close(call->child.in);
	call->child.in = -1;
	buf_free(&call->request);
}

static void on_readable(void *context, short revents)
{
	struct sandbox_call *call = context;
	static char chunk[64 << 10];
	(void)revents;
	for (;;) {
		ssize_t n = read(call->child.out, chunk, sizeof(chunk));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			return;
		if (n <= 0) {
			finish(call);
			return;
		}
		if (call->answer.len + (size_t)n > call->result_max) {
			call->killed = SANDBOX_LIMIT;
			finish(call);
			return;
		}
		buf_put(&call->answer, chunk, (size_t)n);
	}
}

static void put_limits(struct buf *b, const struct sandbox_limits *limits)
{
	buf_json_key(b, "limits");
	buf_json_open(b, '{');
	buf_json_key(b, "cpu_seconds");
	buf_json_int(b, limits->cpu_seconds);
	buf_json_key(b, "heap_bytes");
	buf_json_int(b, limits->heap_bytes);
	buf_json_key(b, "result_bytes");
	buf_json_int(b, limits->result_bytes);
	buf_json_close(b, '}');
}

static enum err put_request(struct buf *b, struct arena *a, const struct sandbox_request *request, const struct sandbox_limits *limits)
{
	buf_json_open(b, '{');
	buf_json_key(b, "mode");
	buf_json_string(b, request->mode);
	buf_json_key(b, "files");
	buf_json_open(b, '[');
	for (size_t i = 0; i < request->file_count; i++) {
		buf_json_open(b, '{');
		buf_json_key(b, "name");
		buf_json_string(b, request->files[i].name);
		buf_json_key(b, "bytes");
		buf_json_int(b, (int64_t)request->files[i].len);
		buf_json_key(b, "kind");
		buf_json_string(b, kind_names[request->files[i].kind]);
		buf_json_close(b, '}');
	}
	buf_json_close(b, ']');
	put_limits(b, limits);
	if (request->play) {
		char *text = json_text(a, request->play);
		buf_json_key(b, "play");
		buf_json_raw(b, text, strlen(text));
	}
	buf_json_close(b, '}');
	buf_puts(b, "\n");
	if (b->len > HEAD_MAX)
		return ERR_TOO_LARGE;
	for (size_t i = 0; i < request->file_count; i++)
		buf_put(b, request->files[i].bytes, request->files[i].len);
	return ERR_OK;
}

static struct sandbox_limits with_defaults(struct sandbox_limits limits)
{
	if (!limits.cpu_seconds)
		limits.cpu_seconds = 5;
	if (!limits.heap_bytes)
		limits.heap_bytes = HEAP_BYTES;
	if (!limits.result_bytes)
		limits.result_bytes = RESULT_BYTES;
	if (!limits.wall_ms)
		limits.wall_ms = 4000 * limits.cpu_seconds;
	return limits;
}

enum err sandbox_start(struct loop *loop, const char *path, const struct sandbox_request *request, sandbox_done_fn *done, void *context,
	struct sandbox_call **call_r)
{
	struct sandbox_limits limits = with_defaults(request->limits);
	const char *const argv[] = {path, NULL};
	struct sandbox_call *call = calloc(1, sizeof(*call));
	if (!call)
		return ERR_SYSTEM;
	*call = (struct sandbox_call){.loop = loop, .child = {.pid = -1, .in = -1, .out = -1}, .done = done, .context = context};
	call->result_max = (size_t)limits.result_bytes + ENVELOPE_BYTES;
	call->wall_ms = limits.wall_ms;
	arena_init(&call->arena, 16u << 20);
	buf_init(&call->request, 256u << 20);
	buf_init(&call->answer, call->result_max + 1);
	enum err err = put_request(&call->request, &call->arena, request, &limits);
	if (!err)
		err = spawn_start(argv, NULL, false, &call->child);
	if (err) {
		call_free(call);
		return err;
	}
	call->started = clock_monotonic_ms();
	call->in = loop_watch(loop, call->child.in, POLLOUT, on_writable, call);
	call->out = loop_watch(loop, call->child.out, POLLIN, on_readable, call);
	call->timer = loop_timer(loop, limits.wall_ms, on_time, call);
	*call_r = call;
	return ERR_OK;
}
