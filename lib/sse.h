/* SPDX-License-Identifier: ISC */
/*
 * Server-Sent Events as they come in: bytes in any pieces, whole events out.
 *
 * Lines end in LF, CR or CRLF; a line or an event's data over the limit ends the stream with ERR_TOO_LARGE. `id` and
 * `retry` are not for us and are passed over, comments too. An event without its empty line at the end of the stream is
 * none (it was cut). Order: sse_init, sse_feed for each piece, sse_done.
 */
#ifndef LUD_SSE_H
#define LUD_SSE_H

#include "lib/buf.h"
#include "lib/err.h"

#include <stdbool.h>
#include <stddef.h>

#define SSE_TYPE_SIZE 64 /* of an event's name; a longer one is cut */

/* In: type is "message" where the stream names none; data ends in NUL and lives until the return. Out: false to hear no
 * more. */
typedef bool sse_event_fn(void *context, const char *type, const char *data, size_t len);

struct sse {
	struct buf line, data;
	size_t max;
	char type[SSE_TYPE_SIZE];
	bool any_data, after_cr, begun;
	sse_event_fn *event;
	void *context;
};

/* In: max bytes of a line and of an event's data. */
void sse_init(struct sse *s, size_t max, sse_event_fn *event, void *context);
/* Fails: ERR_TOO_LARGE; ERR_CONFLICT when the callback wanted no more. Nothing may be fed after a failure. */
enum err sse_feed(struct sse *s, const char *bytes, size_t len);
void sse_done(struct sse *s);

#endif
