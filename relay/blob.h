/* SPDX-License-Identifier: ISC */
/*
 * Bytes to send, made once and shared by all who wait for them; and how each wire writes what it says.
 *
 * A blob holds whole frames (or SSE records), one or many, ready for the socket. It is freed with its last holder.
 * blob_* for the three wires: plain {"event","data"} over WebSocket, Socket.IO packets over WebSocket, SSE records.
 */
#ifndef LUD_RELAY_BLOB_H
#define LUD_RELAY_BLOB_H

#include "lib/buf.h"

#include <stdint.h>

enum wire { WIRE_PLAIN, WIRE_SIO, WIRE_SSE, WIRE_COUNT };

struct blob {
	unsigned refs;
	size_t len;
	char bytes[];
};

/* Owns: one reference, the caller's. blob_put(NULL) does nothing. */
struct blob *blob_new(const void *bytes, size_t len);
struct blob *blob_get(struct blob *blob);
void blob_put(struct blob *blob);
/* Bytes in all blobs that are waited for. */
size_t blob_total(void);

/* A numbered event or a log line. data is a JSON object; the members `number` names are appended to it. */
struct blob_event {
	const char *type;
	const char *data;
	size_t data_len;
	int64_t seq, prev; /* seq 0: not numbered */
	int64_t log; /* not 0: logId */
};

/* Appends one event as the wire writes it. */
void blob_event(struct buf *b, enum wire wire, const struct blob_event *event);
/* Appends a message without a number: event name and JSON. */
void blob_message(struct buf *b, enum wire wire, const char *event, const char *json);
/* Appends an acknowledgement. In: id as the client wrote it (a JSON value; digits for Socket.IO), NULL when it gave
 * none: then Socket.IO sends nothing. */
void blob_ack(struct buf *b, enum wire wire, const char *id, const char *json);
/* Appends a WebSocket frame. */
void blob_frame(struct buf *b, unsigned opcode, const void *bytes, size_t len);
/* Appends a close frame. */
void blob_close(struct buf *b, int code, const char *reason);

#endif
