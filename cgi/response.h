/* SPDX-License-Identifier: ISC */
/*
 * An answer in the making: status, headers, body; and the one error format.
 *
 * A handler fills status and body, or returns an enum err after it has said more with response_problem. response_send
 * writes everything at once, with X-Request-Id, no-store and nosniff on every answer; HEAD gets the headers only. Two
 * tables translate: SQLSTATE -> err in lib/db.c, err -> HTTP here.
 */
#ifndef LUD_CGI_RESPONSE_H
#define LUD_CGI_RESPONSE_H

#include "cgi/request.h"
#include "lib/buf.h"
#include "lib/db.h"
#include "lib/err.h"

#include <stdint.h>

struct response {
	int status; /* 200 when a handler leaves it 0 */
	struct buf head; /* header lines, each ended by CRLF */
	struct buf body;
	/* Bytes that follow the body, given by write_more; they are no part of it. */
	uint64_t more;
	enum err (*write_more)(void *context, const struct request *req);
	void *context;
	const char *type; /* media type of the body; NULL is JSON */
	const char *cache; /* Cache-Control; NULL is no-store */
	const char *code; /* of an error, when it is not the usual one for its err */
	const char *message; /* for people */
	struct buf details; /* items of the array `details`: the JSON writer is inside the array */
	int field_count; /* that were named, also those that there was no room for */
};

void response_init(struct response *res);
void response_clear(struct response *res);
void response_free(struct response *res);
/* A header line. In: name; the value may not hold CR or LF (the line is left out then). */
void response_header(struct response *res, const char *name, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* The same of a whole number that is not negative. */
void response_number(struct response *res, const char *name, long long number);
/* Says what went wrong and returns err, so that a handler can `return response_problem(…)`. In: code NULL: the usual
 * one; texts are static or in the arena. */
enum err response_problem(struct response *res, enum err err, const char *code, const char *message);
/* One wrong field for `details`, which holds the first 100. */
void response_field(struct response *res, const char *field, const char *message);
/* Takes over what a refusing statement said: message, and its detail as an item of `details`. Of what is not there it says
 * nothing: that answer is the same for ids that are foreign, missing and malformed. */
enum err response_refusal(struct response *res, enum err err, const struct db_error *said);
/* Makes the error answer for err. */
void response_error(struct response *res, const struct request *req, enum err err);
/* Makes it 304 when this is a GET whose If-None-Match names the ETag that was put into res (RFC 9110, 13.1.2). */
void response_same(struct response *res, const struct request *req);
/* Fails: ERR_SYSTEM when the peer is gone. */
enum err response_send(struct response *res, const struct request *req);
/* The status and code of an err, for documents. */
int response_status(enum err err);
const char *response_code(enum err err);

#endif
