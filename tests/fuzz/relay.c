/* SPDX-License-Identifier: ISC */
/*
 * Fuzz harnesses of what the relay reads from strangers: the HTTP head, frames, messages of both WebSocket wires.
 *
 * With -DFUZZ_LIBFUZZER it is a harness for libFuzzer or drive.c (`make fuzz`), its target named by $FUZZ_TARGET
 * (http, frames, plain, sio). Otherwise it mutates examples of its own, seeded by $LUDWRIGHT_SEED, $FUZZ_RUNS times a
 * target, and speaks TAP. Besides not crashing: the same bytes in other portions mean the same, and what is parsed
 * points into what was given.
 */
#include "lib/hash.h"
#include "lib/log.h"
#include "relay/frames.h"
#include "relay/http.h"
#include "relay/message.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INPUT_MAX 20000

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
static void demand(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "does not hold: %s\n", what);
	abort();
}

static void inside(const char *text, const char *bytes, size_t len)
{
	demand(!text || (text >= bytes && text + strlen(text) <= bytes + len) || !*text,
		"a header points into the head");
}

static void fuzz_http(const uint8_t *data, size_t size)
{
	struct http_request whole, part;
	size_t used = 0, again = 0;
	char text[64], *one = malloc(size + 1), *two = malloc(size + 1);
	memcpy(one, data, size);
	memcpy(two, data, size);
	enum http_parse result = http_parse(one, size, &whole, &used);
	if (result == HTTP_OK) {
		demand(used <= size, "the head is in the bytes");
		inside(whole.path, one, size);
		inside(whole.host, one, size);
		inside(whole.websocket_key, one, size);
		demand(http_parse(two, used, &part, &again) == HTTP_OK && again == used, "the head alone is a head");
		http_parameter(whole.query, "after", text, sizeof text);
		http_parameter(whole.query, "ticket", text, 8);
		int status;
		if (http_websocket(&whole, &status)) {
			char accept[HTTP_ACCEPT_SIZE];
			http_accept(whole.websocket_key, accept);
			demand(strlen(accept) == HTTP_ACCEPT_SIZE - 1, "an accept has 28 letters");
		}
	} else if (size) {
		enum http_parse earlier = http_parse(two, size - 1, &part, &again);
		demand(earlier == HTTP_MORE || earlier == HTTP_OK || earlier == result || result != HTTP_MORE,
			"what was refused is not taken up again");
	}
	free(one);
	free(two);
}

/* What a feed meant, as a running hash of what was handed out. */
struct heard {
	uint64_t sum;
	int calls;
	bool stopped;
};

static bool note(struct heard *h, int kind, const void *bytes, size_t len)
{
	const unsigned char *p = bytes;
	demand(!h->stopped, "nothing comes after a stop");
	h->sum = h->sum * 31 + (uint64_t)kind;
	for (size_t i = 0; i < len; i++)
		h->sum = (h->sum ^ p[i]) * 0x100000001b3u;
	h->calls++;
	return true;
}

static bool on_text(void *context, char *text, size_t len)
{
	demand(text[len] == '\0' && len <= MESSAGE_MAX, "a message ends and is not too long");
	return note(context, 1, text, len);
}

static bool on_ping(void *context, const void *bytes, size_t len)
{
	demand(len <= 125, "a ping is short");
	return note(context, 2, bytes, len);
}

static bool on_pong(void *context)
{
	return note(context, 3, "", 0);
}

static bool on_close(void *context, int code)
{
	demand(frames_code_valid((unsigned)code), "a close code may be sent back");
	note(context, 4, &code, sizeof code);
	((struct heard *)context)->stopped = true;
	return false;
}

static int feed(const uint8_t *data, size_t size, size_t step, struct heard *h)
{
	static const struct frames_handler handler = {on_text, on_ping, on_pong, on_close};
	struct frames *frames = NULL;
	int code = 0;
	*h = (struct heard){0};
	for (size_t at = 0; at < size && !code && !h->stopped; at += step)
		code = frames_feed(&frames, data + at, size - at < step ? size - at : step, MESSAGE_MAX, &handler, h);
	frames_free(frames);
	return code;
}

static void fuzz_frames(const uint8_t *data, size_t size)
{
	struct heard whole, bytes, pieces;
	if (!size)
		return;
	int code = feed(data, size, size, &whole);
	demand(feed(data, size, 1, &bytes) == code && bytes.sum == whole.sum, "byte by byte is the same");
	demand(feed(data, size, 7, &pieces) == code && pieces.sum == whole.sum, "in pieces it is the same");
}

static void fuzz_message(const uint8_t *data, size_t size, bool sio)
{
	static struct arena arena;
	struct message m;
	char *text = malloc(size + 1);
	if (!arena.max)
		arena_init(&arena, 4u << 20);
	memcpy(text, data, size);
	text[size] = '\0';
	if (size <= MESSAGE_MAX)
		(sio ? message_sio : message_plain)(&arena, text, size, &m);
	if (size <= MESSAGE_MAX && (m.kind == MESSAGE_SUBSCRIBE || m.kind == MESSAGE_UNSUBSCRIBE)) {
		demand((strlen(m.project) == 36) != (strlen(m.agent) == 36), "a subscription names one thing");
		demand(m.after >= -1, "after is a number or none");
	}
	if (size <= MESSAGE_MAX && m.kind == MESSAGE_BAD)
		demand(m.error != NULL, "what is wrong is said");
	arena_reset(&arena);
	free(text);
}

static void fuzz_plain(const uint8_t *data, size_t size)
{
	fuzz_message(data, size, false);
}

static void fuzz_sio(const uint8_t *data, size_t size)
{
	fuzz_message(data, size, true);
}

static const struct {
	const char *name;
	void (*run)(const uint8_t *data, size_t size);
	const char *examples[4];
} targets[] = {
	{"http", fuzz_http,
		{"GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: "
		 "13\r\n"
		 "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
			"GET /api/v1/logs/stream?project_id=x&after=1&ticket=a%20b HTTP/1.1\r\nHost: "
			"a\r\nLast-Event-ID: 7\r\n"
			"Authorization: Bearer x\r\n\r\n",
			"POST / HTTP/1.0\r\nContent-Length: 5\r\n\r\nhello"}},
	{"frames", fuzz_frames,
		{"\x81\x85\x01\x02\x03\x04iijhn", "\x01\x81\x01\x01\x01\x01`\x89\x80zzzz\x80\x81\x01\x01\x01\x01`",
			"\x88\x82\x01\x01\x01\x01\x02\xe9", "\x81\xfe\x01\x01\x01\x01\x01\x01"}},
	{"plain", fuzz_plain,
		{"{\"event\":\"subscribe:project\",\"data\":{\"projectId\":\"proj_0f8fad5bd9cb469fa16570867728950e\","
		 "\"after\":"
		 "12,\"logs\":false},\"id\":7}",
			"{\"event\":\"auth\",\"data\":{\"token\":\"a.b.c\"},\"id\":\"x\"}", "{\"event\":\"ping\"}"}},
	{"sio", fuzz_sio,
		{"40{\"token\":\"a.b.c\"}",
			"421[\"subscribe:agent\",{\"agentId\":\"agent_0f8fad5bd9cb469fa16570867728950e\"}]",
			"40/admin,{\"token\":\"x\"}", "2"}},
};
#define RUNS 20000
#include "tests/fuzz/targets.h"
