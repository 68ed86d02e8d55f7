/* SPDX-License-Identifier: ISC */
#include "lib/hash.h"
#include "lib/ticket.h"
#include "relay/blob.h"
#include "relay/frames.h"
#include "relay/http.h"
#include "relay/message.h"
#include "relay/metrics.h"
#include "relay/table.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

static enum http_parse parse(const char *text, struct http_request *r)
{
	static char bytes[20000];
	size_t used = 0;
	memcpy(bytes, text, strlen(text) + 1);
	return http_parse(bytes, strlen(text), r, &used);
}

START_TEST(a_head_is_read_whole_or_not_at_all)
{
	static const char head[] = "GET /ws?a=1 HTTP/1.1\r\nHost: h\r\nOrigin:\thttp://o \r\nX-Other: y\r\nconnection: "
				   "keep-alive, Upgrade\r\n\r\n";
	struct http_request r;
	char bytes[sizeof head + 8];
	size_t used = 0;
	for (size_t n = 0; n + 1 < sizeof head; n++) {
		memcpy(bytes, head, sizeof head);
		ck_assert_int_eq(http_parse(bytes, n, &r, &used), HTTP_MORE);
	}
	memcpy(bytes, head, sizeof head - 1);
	memcpy(bytes + sizeof head - 1, "rest", 4);
	ck_assert_int_eq(http_parse(bytes, sizeof head - 1 + 4, &r, &used), HTTP_OK);
	ck_assert_uint_eq(used, sizeof head - 1);
	ck_assert_str_eq(r.path, "/ws");
	ck_assert_str_eq(r.query, "a=1");
	ck_assert_str_eq(r.origin, "http://o");
	ck_assert(http_has_word(r.connection, "upgrade") && !http_has_word(r.connection, "grade"));
	ck_assert_ptr_null(r.upgrade);
}
END_TEST

START_TEST(what_is_no_head_is_refused_as_early_as_it_shows)
{
	struct http_request r;
	ck_assert_int_eq(parse(" GET", &r), HTTP_BAD);
	ck_assert_int_eq(parse("GET / HTTP/1.1\nHost: a", &r), HTTP_BAD);
	ck_assert_int_eq(parse("GET / HTTP/1.1\r\n\r\n", &r), HTTP_BAD);
	ck_assert_int_eq(parse("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", &r), HTTP_BAD);
	ck_assert_int_eq(parse("GET / HTTP/1.1\r\nHost: a\r\n b\r\n\r\n", &r), HTTP_BAD);
	ck_assert_int_eq(parse("GET / HTTP/1.0\r\nHost: a\r\n\r\n", &r), HTTP_BAD);
	ck_assert_int_eq(parse("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n", &r), HTTP_BODY);
	ck_assert_int_eq(parse("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", &r), HTTP_OK);
}
END_TEST

START_TEST(parameters_are_decoded_once_and_only_when_sound)
{
	char text[8];
	ck_assert(http_parameter("a=1&after=%32%30&b", "after", text, sizeof text));
	ck_assert_str_eq(text, "20");
	ck_assert(http_parameter("a=%2541", "a", text, sizeof text));
	ck_assert_str_eq(text, "%41");
	static const char *const bad[] = {"b=1", "aa=1", "a=1&a=2", "a=%", "a=%4", "a=%4x", "a=%00", "a=12345678", ""};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		ck_assert_msg(!http_parameter(bad[i], "a", text, sizeof text), "taken: %s", bad[i]);
		ck_assert_str_eq(text, "");
	}
}
END_TEST

START_TEST(the_accept_is_that_of_the_rfc)
{
	char accept[HTTP_ACCEPT_SIZE];
	http_accept("dGhlIHNhbXBsZSBub25jZQ==", accept);
	ck_assert_str_eq(accept, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}
END_TEST

START_TEST(frames_have_the_shortest_length)
{
	static const size_t lengths[] = {0, 125, 126, 65535, 65536}, heads[] = {2, 2, 4, 4, 10};
	unsigned char header[10];
	for (size_t i = 0; i < 5; i++)
		ck_assert_uint_eq(frames_header(FRAME_TEXT, lengths[i], header), heads[i]);
}
END_TEST

static void wire_is(enum wire wire, const char *expected)
{
	struct buf b;
	struct blob_event e = {.type = "a:b", .data = "{\"x\": 1}", .data_len = 8, .seq = 7, .prev = 5};
	buf_init(&b, 4096);
	blob_event(&b, wire, &e);
	ck_assert_str_eq(b.data + (wire == WIRE_SSE ? 0 : 2), expected);
	buf_clear(&b);
	e.data = "{}";
	e.data_len = 2;
	blob_event(&b, wire, &e);
	ck_assert_ptr_nonnull(strstr(b.data, "{\"seq\":7,\"prev\":5}"));
	buf_free(&b);
}

START_TEST(each_wire_writes_an_event_its_own_way)
{
	wire_is(WIRE_PLAIN, "{\"event\":\"a:b\",\"data\":{\"x\": 1,\"seq\":7,\"prev\":5}}");
	wire_is(WIRE_SIO, "42[\"a:b\",{\"x\": 1,\"seq\":7,\"prev\":5}]");
	wire_is(WIRE_SSE, "id: 7\nevent: a:b\ndata: {\"x\": 1,\"seq\":7,\"prev\":5}\n\n");
}
END_TEST

#define ID "0f8fad5bd9cb469fa16570867728950e"

static struct message say(bool sio, const char *text)
{
	static struct arena arena;
	struct message m;
	if (!arena.max)
		arena_init(&arena, 1u << 20);
	(sio ? message_sio : message_plain)(&arena, text, strlen(text), &m);
	return m;
}

START_TEST(both_wires_say_the_same)
{
	struct message plain = say(false, "{\"event\":\"subscribe:project\",\"data\":{\"projectId\":\"proj_" ID
					  "\",\"after\":3},\"id\":9}"),
		       sio = say(true, "429[\"subscribe:project\",{\"projectId\":\"proj_" ID "\",\"after\":3}]");
	ck_assert_int_eq(plain.kind, MESSAGE_SUBSCRIBE);
	ck_assert_int_eq(sio.kind, MESSAGE_SUBSCRIBE);
	ck_assert_str_eq(plain.project, sio.project);
	ck_assert_int_eq(plain.after, 3);
	ck_assert_int_eq(sio.after, 3);
	ck_assert_str_eq(plain.id, "9");
	ck_assert_str_eq(sio.id, "9");
	ck_assert_str_eq(say(false, "{\"event\":\"ping\",\"id\":\"a\\\"b\"}").id, "\"a\\\"b\"");
}
END_TEST

START_TEST(packets_of_engine_and_socket_io_are_told_apart)
{
	static const struct {
		const char *text;
		enum message_kind kind;
	} rows[] = {{"2", MESSAGE_EIO_PING}, {"3", MESSAGE_EIO_PONG}, {"1", MESSAGE_EIO_CLOSE},
		{"6", MESSAGE_EIO_IGNORED}, {"40", MESSAGE_SIO_CONNECT}, {"40{\"token\":\"t\"}", MESSAGE_SIO_CONNECT},
		{"41", MESSAGE_SIO_DISCONNECT}, {"40/a,{\"token\":\"t\"}", MESSAGE_SIO_NAMESPACE},
		{"42[\"x\"]", MESSAGE_UNKNOWN}, {"42[\"auth\",{\"token\":\"t\"}]", MESSAGE_AUTH}, {"", MESSAGE_BAD},
		{"0", MESSAGE_BAD}, {"4", MESSAGE_BAD}, {"451-[\"x\",{\"_placeholder\":true}]", MESSAGE_BAD},
		{"2probe", MESSAGE_BAD}, {"42", MESSAGE_BAD}, {"42{}", MESSAGE_BAD}, {"42[1]", MESSAGE_BAD},
		{"429999999999999999999[\"x\"]", MESSAGE_BAD}, {"40/\"", MESSAGE_BAD}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		ck_assert_msg(say(true, rows[i].text).kind == rows[i].kind, "%s", rows[i].text);
}
END_TEST

START_TEST(a_table_finds_what_is_in_it)
{
	struct table t = {0};
	static struct table_entry entries[1000];
	char key[16];
	for (int i = 0; i < 1000; i++) {
		snprintf(key, sizeof key, "k%d", i);
		table_add(&t, &entries[i], key);
	}
	for (int i = 0; i < 1000; i += 2)
		table_remove(&t, &entries[i]);
	for (int i = 0; i < 1000; i++) {
		snprintf(key, sizeof key, "k%d", i);
		ck_assert_ptr_eq(table_find(&t, key), i % 2 ? &entries[i] : NULL);
	}
	ck_assert_uint_eq(t.count, 500);
	table_free(&t, NULL);
}
END_TEST

START_TEST(a_ticket_is_told_from_other_text)
{
	char key[TICKET_KEY_SIZE], text[TICKET_SIZE];
	struct ticket t;
	memset(text, 'a', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	ck_assert(ticket_key(text, key));
	ck_assert_uint_eq(strlen(key), 7 + 64);
	text[5] = '*';
	ck_assert(!ticket_key(text, key));
	ck_assert(!ticket_key("short", key));
	static const char value[] =
		"0f8fad5b-d9cb-469f-a165-70867728950e 1f8fad5b-d9cb-469f-a165-70867728950e 1700000000";
	ck_assert(ticket_read(value, strlen(value), &t));
	ck_assert_int_eq(t.expires, 1700000000);
	ck_assert_str_eq(t.session, "1f8fad5b-d9cb-469f-a165-70867728950e");
	ck_assert(!ticket_read(value, 40, &t));
}
END_TEST

START_TEST(figures_are_sums_over_processes)
{
	static struct metrics slots[2];
	struct buf b;
	buf_init(&b, 65536);
	slots[0].events = 3;
	slots[1].events = 4;
	metrics_lag(&slots[0], 0.004);
	metrics_lag(&slots[1], 9);
	metrics_print(slots, 2, &b);
	ck_assert_ptr_nonnull(strstr(b.data, "\nludwright_relay_events_total 7\n"));
	ck_assert_ptr_nonnull(strstr(b.data, "_bucket{le=\"0.0025\"} 0\n"));
	ck_assert_ptr_nonnull(strstr(b.data, "_bucket{le=\"0.005\"} 1\n"));
	ck_assert_ptr_nonnull(strstr(b.data, "_bucket{le=\"+Inf\"} 2\n"));
	buf_free(&b);
}
END_TEST

UNIT_MAIN("relay", 20, a_head_is_read_whole_or_not_at_all, what_is_no_head_is_refused_as_early_as_it_shows,
	parameters_are_decoded_once_and_only_when_sound, the_accept_is_that_of_the_rfc, frames_have_the_shortest_length,
	each_wire_writes_an_event_its_own_way, both_wires_say_the_same, packets_of_engine_and_socket_io_are_told_apart,
	a_table_finds_what_is_in_it, a_ticket_is_told_from_other_text, figures_are_sums_over_processes)
