/* SPDX-License-Identifier: ISC */
/* Server-Sent Events, cut at every place. */
#include "tests/unit/unit.h"

#include "lib/sse.h"

#include <stdio.h>
#include <string.h>

struct seen {
	char text[1024];
	int left; /* events to take */
};

static bool on_event(void *context, const char *type, const char *data, size_t len)
{
	struct seen *seen = context;
	size_t at = strlen(seen->text);
	ck_assert_uint_eq(strlen(data), len);
	snprintf(seen->text + at, sizeof(seen->text) - at, "[%s|%s]", type, data);
	return --seen->left > 0;
}

static enum err feed(struct seen *seen, const char *stream, size_t first, size_t piece, size_t max, int events)
{
	struct sse sse;
	enum err err = ERR_OK;
	size_t len = strlen(stream), at = 0, n = first < len ? first : len;
	*seen = (struct seen){.left = events};
	sse_init(&sse, max, on_event, seen);
	while (at < len && !err) {
		err = sse_feed(&sse, stream + at, n);
		at += n;
		n = at + piece < len ? piece : len - at;
	}
	sse_done(&sse);
	return err;
}

static const char stream[] =
	"\xef\xbb\xbf"
	"event: start\r\ndata: {\"a\":1}\r\n\r\n: keep\n\n"
	"data:one\rdata: two\r\rdata\n\nid: 7\nretry: 3\nevent: x\n\ndata:  y\nnonsense\n\nevent: cut\ndata: z\n";
static const char events[] = "[start|{\"a\":1}][message|one\ntwo][message|][message| y]";

START_TEST(any_pieces)
{
	struct seen seen;
	for (size_t first = 1; first < sizeof(stream); first++)
		for (size_t piece = 1; piece < 12; piece++) {
			ck_assert_int_eq(feed(&seen, stream, first, piece, 100, 100), ERR_OK);
			ck_assert_str_eq(seen.text, events);
		}
}
END_TEST

START_TEST(limits)
{
	struct seen seen;
	ck_assert_int_eq(feed(&seen, "data: 12345\n\n", 1, 1, 11, 9), ERR_OK);
	ck_assert_str_eq(seen.text, "[message|12345]");
	ck_assert_int_eq(feed(&seen, "data: 123456\n\n", 1, 1, 11, 9), ERR_TOO_LARGE);
	ck_assert_int_eq(feed(&seen, "data: 12345\ndata: 1234\ndata: 5\n\n", 3, 3, 11, 9), ERR_TOO_LARGE);
	ck_assert_str_eq(seen.text, "");
	ck_assert_int_eq(feed(&seen, "data: 12345\n\ndata: 12345\n\n", 90, 90, 11, 9), ERR_OK);
	ck_assert_str_eq(seen.text, "[message|12345][message|12345]");
}
END_TEST

START_TEST(no_more)
{
	struct seen seen;
	ck_assert_int_eq(feed(&seen, "data: 1\n\ndata: 2\n\ndata: 3\n\n", 90, 90, 90, 2), ERR_CONFLICT);
	ck_assert_str_eq(seen.text, "[message|1][message|2]");
}
END_TEST

UNIT_MAIN("sse", 30, any_pieces, limits, no_more)
