/* SPDX-License-Identifier: ISC */
/*
 * One blocking HTTP exchange by libcurl, for tools. Only http and https, no redirects, no proxy from the environment, bounded answer.
 * $LUDWRIGHT_CA_FILE names a certificate to trust besides none other, for an installation with one of its own.
 * (Providers use curl's multi interface in the worker; this is for ludctl.)
 */
#ifndef LUD_HTTP_H
#define LUD_HTTP_H

#include "lib/arena.h"
#include "lib/err.h"

#include <stddef.h>

struct http_request {
	const char *method;
	const char *url;
	const char *bearer;         /* token, or NULL */
	const char *const *headers; /* further "Name: value" lines, NULL-terminated, or NULL */
	const char *body;           /* JSON text, or NULL */
	size_t max_answer;          /* bytes; 0: 16 MiB */
	long timeout_ms;            /* 0: 30 s */
	int file;                   /* descriptor that takes the answer instead of memory; -1: none */
};

struct http_answer {
	long status;
	char *body; /* in the arena, NUL-terminated; "" when it went to a file */
	size_t length;
	const char *message; /* why it failed, or NULL */
};

/* Fails: ERR_UNAVAILABLE (no connection), ERR_TIMEOUT, ERR_TOO_LARGE, ERR_INPUT (a bad address); any status is ERR_OK. Blocks: timeout_ms. */
enum err http_perform(struct arena *a, const struct http_request *request, struct http_answer *answer_r);

#endif
