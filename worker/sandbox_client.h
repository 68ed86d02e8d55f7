/* SPDX-License-Identifier: ISC */
/*
 * Runs ludwright-sandbox (docs/sandbox.md) as a child of the event loop: request out, answer in, limits held, death explained.
 *
 * One call is one child. Nothing blocks: the request is written and the answer read as the pipes allow. When wall_ms are over, the child is
 * killed with its group. Several calls may run at once; who wants an order starts the next from the callback of the one before.
 */
#ifndef LUD_WORKER_SANDBOX_CLIENT_H
#define LUD_WORKER_SANDBOX_CLIENT_H

#include "lib/arena.h"
#include "lib/err.h"
#include "worker/loop.h"

#include <json-c/json.h>
#include <stddef.h>

enum sandbox_kind { SANDBOX_SCRIPT, SANDBOX_TEMPLATE, SANDBOX_REQUEST, SANDBOX_INPUTS };

struct sandbox_file {
	const char *name;
	const void *bytes; /* copied by sandbox_start */
	size_t len;
	enum sandbox_kind kind;
};

struct sandbox_limits {
	int cpu_seconds;     /* 0: 5 */
	long heap_bytes;     /* 0: 128 MiB */
	long result_bytes;   /* 0: 8 MiB; the answer as text */
	int wall_ms;         /* 0: 4 × cpu_seconds */
};

struct sandbox_request {
	const char *mode;         /* compose, play */
	const struct sandbox_file *files;
	size_t file_count;
	struct json_object *play; /* borrowed; for mode play, else NULL */
	struct sandbox_limits limits;
};

/* Why there is no answer. The first five are what the sandbox says itself, the others how it died. */
enum sandbox_failure {
	SANDBOX_OK,
	SANDBOX_SYNTAX,
	SANDBOX_EXCEPTION,
	SANDBOX_CONTRACT,
	SANDBOX_LIMIT,
	SANDBOX_REQUEST_BAD, /* "request": our request was wrong */
	SANDBOX_CPU,    /* SIGXCPU, or SIGKILL by the CPU limit */
	SANDBOX_MEMORY, /* the program said so, or could not grow */
	SANDBOX_SIGNAL, /* any other signal: a crash, or a refused system call */
	SANDBOX_TIME,   /* wall time */
	SANDBOX_BROKEN, /* it could not be started, or ended without a readable answer */
};

struct sandbox_result {
	enum sandbox_failure failure;
	const char *file, *message; /* for failures; file may be NULL, message never is; line 0: not known */
	long line;
	struct json_object *answer; /* member `answer` (compose) or `run` (play); borrowed: json_object_get to keep it beyond the callback */
	const char *text;           /* the whole answer as it came; dead after the callback */
	size_t len;
	int exit_code;              /* as spawn_wait gives it */
	long elapsed_ms;
};

struct sandbox_call;

typedef void sandbox_done_fn(void *context, const struct sandbox_result *result);

/* In: path of ludwright-sandbox. Out: *call_r for sandbox_cancel, dead once done was called. done is never called from here.
 * Fails: ERR_SYSTEM when the program cannot be started, ERR_TOO_LARGE when the head is over 64 KiB; done is not called then. */
enum err sandbox_start(struct loop *loop, const char *path, const struct sandbox_request *request, sandbox_done_fn *done, void *context,
	struct sandbox_call **call_r);
/* Kills the child; done is not called any more. NULL does nothing. */
void sandbox_cancel(struct sandbox_call *call);
/* "cpu", "memory", … as docs/sandbox.md names them. Never NULL. */
const char *sandbox_failure_name(enum sandbox_failure failure);
/* Reads the text of an answer. Out: failure and json_object *root_r (owned by the caller, may be NULL) whose parts result_r borrows. */
void sandbox_read(struct arena *a, const char *text, size_t len, struct sandbox_result *result_r, struct json_object **root_r);

#endif
