/* SPDX-License-Identifier: ISC */
/*
 * HTTP posts of a worker process, hundreds at once, on its loop: libcurl's multi interface, HTTP/2 where TLS offers it.
 *
 * A call hears headers and bytes as they come and its end once. Only http and https, no redirects, no proxy or netrc of
 * the environment. $LUDWRIGHT_CA_FILE names a certificate to trust besides none other. What a call is given is copied,
 * and wiped when it ends, since headers hold keys; no text made here holds a header or a body.
 * Order: fetch_open after fork, fetch_post, and for each call its end or fetch_cancel; fetch_close last.
 */
#ifndef LUD_WORKER_FETCH_H
#define LUD_WORKER_FETCH_H

#include "lib/err.h"
#include "worker/loop.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fetch;
struct fetch_call;

enum fetch_outcome {
	FETCH_ANSWERED, /* to the end, with any status */
	FETCH_REFUSED, /* no connection: name, address, TLS */
	FETCH_LATE, /* a time limit */
	FETCH_CUT, /* the connection ended before the answer did */
	FETCH_TOO_LARGE,
	FETCH_UNWANTED, /* on_bytes wanted no more */
	FETCH_BAD, /* not an address that may be called */
};

struct fetch_limits {
	int connect_ms;
	int first_byte_ms; /* from the start to the answer's first header */
	int silence_ms; /* between two pieces of the answer */
	int total_ms;
	size_t bytes; /* of the answer's body */
};

struct fetch_result {
	enum fetch_outcome outcome;
	long status; /* 0: none came */
	const char *message; /* for people; static text, or libcurl's */
	int64_t elapsed_ms;
	bool sent; /* something of the body was taken to be sent */
};

/* Neither may call fetch_cancel. In: not terminated; until the return. on_bytes: false to hear no more. */
typedef void fetch_header_fn(void *context, const char *name, size_t name_len, const char *value, size_t value_len);
typedef bool fetch_bytes_fn(void *context, const char *bytes, size_t len);
/* The call is gone. */
typedef void fetch_done_fn(void *context, const struct fetch_result *result);

struct fetch_request {
	const char *url;
	const char *const *headers; /* "Name: value", NULL-terminated */
	const char *body;
	size_t len;
	struct fetch_limits limits;
	fetch_header_fn *on_header;
	fetch_bytes_fn *on_bytes;
	fetch_done_fn *done; /* never from fetch_post or after fetch_cancel */
	void *context;
};

/* Out: NULL without memory. */
struct fetch *fetch_open(struct loop *loop);
/* All calls have ended. NULL does nothing. */
void fetch_close(struct fetch *fetch);
/* Fails: ERR_SYSTEM. */
enum err fetch_post(struct fetch *fetch, const struct fetch_request *request, struct fetch_call **call_r);
/* Whether something of its body was taken to be sent: till then nobody can have read it. */
bool fetch_sent(const struct fetch_call *call);
/* The connection closes at once (the stream, where it is shared). */
void fetch_cancel(struct fetch_call *call);

#endif
