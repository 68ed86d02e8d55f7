/* SPDX-License-Identifier: ISC */
#include "relay/blob.h"

#include "lib/log.h"
#include "relay/frames.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEADER_ROOM 10
#define REASON_MAX 120

static size_t total;

struct blob *blob_new(const void *bytes, size_t len)
{
	struct blob *blob = malloc(sizeof(*blob) + len);
	if (!blob)
		log_fatal("out of memory: message of %zu bytes", len);
	blob->refs = 1;
	blob->len = len;
	memcpy(blob->bytes, bytes, len);
	total += len;
	return blob;
}

struct blob *blob_get(struct blob *blob)
{
	blob->refs++;
	return blob;
}

void blob_put(struct blob *blob)
{
	if (!blob || --blob->refs)
		return;
	total -= blob->len;
	free(blob);
}

size_t blob_total(void)
{
	return total;
}

/* A frame's header stands before a payload whose length is known only later: room is left, and what is too much of it
 * is closed again. Out: where the frame begins. */
static size_t frame_begin(struct buf *b)
{
	size_t at = b->len;
	buf_put(b, "\0\0\0\0\0\0\0\0\0", HEADER_ROOM);
	return at;
}

static void frame_end(struct buf *b, size_t at, unsigned opcode)
{
	unsigned char header[HEADER_ROOM];
	size_t len = b->len - at - HEADER_ROOM, n = frames_header(opcode, len, header);
	memcpy(b->data + at, header, n);
	memmove(b->data + at + n, b->data + at + HEADER_ROOM, len);
	b->len = at + n + len;
	b->data[b->len] = '\0';
}

void blob_frame(struct buf *b, unsigned opcode, const void *bytes, size_t len)
{
	unsigned char header[HEADER_ROOM];
	buf_put(b, header, frames_header(opcode, len, header));
	buf_put(b, bytes, len);
}

void blob_close(struct buf *b, int code, const char *reason)
{
	char payload[2 + REASON_MAX];
	size_t len = strlen(reason) < REASON_MAX ? strlen(reason) : REASON_MAX;
	payload[0] = (char)(code >> 8);
	payload[1] = (char)code;
	memcpy(payload + 2, reason, len);
	blob_frame(b, FRAME_CLOSE, payload, 2 + len);
}

/* The payload with its numbers: they go in before the closing brace. */
static void put_data(struct buf *b, const struct blob_event *e)
{
	size_t len = e->data_len;
	char numbers[96];
	int n = 0;
	while (len && e->data[len - 1] != '}')
		len--;
	if (e->log)
		n = snprintf(numbers, sizeof numbers, ",\"logId\":%" PRId64 "}", e->log);
	else if (e->seq)
		n = snprintf(numbers, sizeof numbers, ",\"seq\":%" PRId64 ",\"prev\":%" PRId64 "}", e->seq, e->prev);
	if (!n || !len) {
		buf_put(b, e->data, e->data_len);
		return;
	}
	buf_put(b, e->data, len - 1);
	buf_put(b, numbers + (len == 2), (size_t)n - (len == 2));
}

static void event_sse(struct buf *b, const struct blob_event *e)
{
	if (e->seq)
		buf_printf(b, "id: %" PRId64 "\n", e->seq);
	buf_puts(b, "event: ");
	buf_puts(b, e->type);
	buf_puts(b, "\ndata: ");
	put_data(b, e);
	buf_puts(b, "\n\n");
}

void blob_event(struct buf *b, enum wire wire, const struct blob_event *e)
{
	if (wire == WIRE_SSE) {
		event_sse(b, e);
		return;
	}
	size_t at = frame_begin(b);
	buf_puts(b, wire == WIRE_PLAIN ? "{\"event\":\"" : "42[\"");
	buf_puts(b, e->type);
	buf_puts(b, wire == WIRE_PLAIN ? "\",\"data\":" : "\",");
	put_data(b, e);
	buf_puts(b, wire == WIRE_PLAIN ? "}" : "]");
	frame_end(b, at, FRAME_TEXT);
}

void blob_message(struct buf *b, enum wire wire, const char *event, const char *json)
{
	blob_event(b, wire, &(struct blob_event){.type = event, .data = json, .data_len = strlen(json)});
}

void blob_ack(struct buf *b, enum wire wire, const char *id, const char *json)
{
	if (wire == WIRE_SSE || (wire == WIRE_SIO && !id))
		return;
	size_t at = frame_begin(b);
	if (wire == WIRE_PLAIN)
		buf_puts(b, "{\"event\":\"ack\",");
	else
		buf_puts(b, "43");
	if (wire == WIRE_PLAIN && id)
		buf_puts(b, "\"id\":");
	if (id)
		buf_puts(b, id);
	if (wire == WIRE_PLAIN && id)
		buf_puts(b, ",");
	buf_puts(b, wire == WIRE_PLAIN ? "\"data\":" : "[");
	buf_puts(b, json);
	buf_puts(b, wire == WIRE_PLAIN ? "}" : "]");
	frame_end(b, at, FRAME_TEXT);
}
