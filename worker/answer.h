/* SPDX-License-Identifier: ISC */
/*
 * What a step's maker (a provider or a builtin program) gives back: a document with its files and remarks, or a
 * failure.
 *
 * Everything but json_objects lives in the arena the maker was given; json_objects are owned by the answer and put by
 * answer_done. Files are added through answer_file only, which refuses unsafe paths, so that a file in an answer may be
 * stored as it is. Order: answer_init, then fill, or answer_fail; answer_done after the commit.
 */
#ifndef LUD_WORKER_ANSWER_H
#define LUD_WORKER_ANSWER_H

#include "lib/arena.h"
#include "lib/err.h"

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>

#define ANSWER_FILES_MAX 512
#define ANSWER_FILE_MAX (64u << 20) /* bytes of one file */
#define ANSWER_SUMMARY_MAX 300 /* code points; longer ones are cut */
#define ANSWER_LOGS_MAX 200

/* Kinds of failure, as agents.error_type has them. FAIL_NONE: the answer is good. */
enum answer_failure {
	FAIL_NONE,
	FAIL_RATE_LIMIT, /* rate_limit_exceeded */
	FAIL_SERVER, /* server_error */
	FAIL_TIMEOUT, /* timeout */
	FAIL_CONNECTION, /* connection_error */
	FAIL_INVALID, /* invalid_output: it answered, and the answer cannot be used */
	FAIL_TRUNCATED, /* truncated */
	FAIL_BUDGET, /* budget */
	FAIL_CANCELLED, /* cancelled: aborted from our side; never stored */
	FAIL_INTERNAL, /* internal: our own material, program or machine is at fault */
};

struct answer_file {
	const char *path; /* relative, [A-Za-z0-9._/-], 255 bytes and 40 levels at most */
	const unsigned char *bytes; /* NULL when sha256 names a content that is in the store already */
	size_t len;
	const char *media_type; /* by the path's extension */
	const char *maker; /* "code_worker/render" of a file taken over from another output; else NULL */
	char sha256[65]; /* set by the shell when stored, or by answer_file_stored */
};

struct answer_log {
	const char *level; /* DEBUG, INFO, WARN, ERROR */
	const char *message;
};

struct answer {
	struct arena *arena;
	struct json_object *document; /* an object; checked against the node's schema by the shell */
	const char *summary;
	struct json_object *assumptions, *unclear, *feedback_answers, *unhandled_feedback,
		*warnings; /* arrays, or NULL for none */
	struct answer_file *files;
	size_t file_count;
	struct answer_log *logs;
	size_t log_count;

	enum answer_failure failure;
	const char *error; /* for people, one sentence; set when failure is not FAIL_NONE */
	bool retry; /* the same again may succeed: try again by the node's policy */
	bool stuck; /* the same again would only cost: the project pauses until a person goes on */
	int retry_after_ms; /* what the other side asked for; 0: nothing */
	const char *raw; /* text that could not be used, kept for people; NULL: none */
	size_t raw_len;
};

void answer_init(struct answer *answer, struct arena *a);
/* Puts the json_objects. The arena is the caller's. */
void answer_done(struct answer *answer);

/* Adds a file. In: bytes live in the arena or longer. Fails: ERR_INPUT for an unsafe path or one that is there already,
 * ERR_TOO_LARGE. */
enum err answer_file(struct answer *answer, const char *path, const void *bytes, size_t len);
/* Adds a file whose content is in the store. */
enum err answer_file_stored(struct answer *answer, const char *path, const char *sha256, size_t len);
/* In: level DEBUG, INFO, WARN or ERROR; message is copied, cut at 8 KiB; past ANSWER_LOGS_MAX lines are dropped. */
void answer_log(struct answer *answer, const char *level, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* Adds a sentence to warnings, which reviewers see. */
void answer_warn(struct answer *answer, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Turns the answer into a failure; what it held is dropped, logs stay. */
void answer_fail(struct answer *answer, enum answer_failure failure, bool retry, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* The name in agents.error_type ("invalid_output"); NULL for FAIL_NONE. */
const char *answer_failure_name(enum answer_failure failure);
/* Whether a path may be stored: see struct answer_file. */
bool answer_path_safe(const char *path);
/* By extension; application/octet-stream for an unknown one. Static text. */
const char *answer_media_type(const char *path);

#endif
