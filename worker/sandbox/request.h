/* SPDX-License-Identifier: ISC
 *
 * request: the one request, read from standard input to its end (docs/sandbox.md).
 *
 * The head is JSON; duktape's own parser reads it before any script has run. Every field has a range, a field that
 * nobody knows is refused, and every text but scripts is checked to be UTF-8 here.
 */
#ifndef LUD_SANDBOX_REQUEST_H
#define LUD_SANDBOX_REQUEST_H

#include <duktape.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "worker/sandbox/report.h"

enum request_mode { REQUEST_COMPOSE, REQUEST_PLAY };
enum request_kind { REQUEST_SCRIPT, REQUEST_TEMPLATE, REQUEST_REQUEST, REQUEST_INPUTS };
enum request_bot { REQUEST_CHECK, REQUEST_IDLE, REQUEST_RANDOM, REQUEST_SWEEP, REQUEST_GREEDY, REQUEST_SOLVER, REQUEST_REPLAY };
enum { REQUEST_HEAD = 65536, REQUEST_FILES = 256, REQUEST_NAME = 256, REQUEST_BYTES = 32 << 20 };

extern const char *const request_bots[];

struct request_file {
	char name[REQUEST_NAME];
	enum request_kind kind;
	const char *text; /* bytes long, no NUL at its end */
	size_t bytes;
};

struct request_input {
	uint32_t mask, ticks;
};

struct request {
	enum request_mode mode;
	struct request_file files[REQUEST_FILES];
	size_t file_count;
	uint32_t cpu_seconds, heap_bytes, result_bytes;
	enum request_bot bot;
	uint32_t seed, ticks;
	struct request_input *inputs; /* of replay */
	size_t input_count;
};

/* Reads and checks the request, and tightens processor time and heap as it says.
 * In: a context in which no script has run. Owns: files' text and inputs stay until the process ends. */
bool request_read(duk_context *ctx, struct request *request, struct report *report);

/* Out: the only file of that kind, or NULL. */
const struct request_file *request_find(const struct request *request, enum request_kind kind);

#endif
