/* SPDX-License-Identifier: ISC */
#include "lib/buf.h"
#include "lib/utf8.h"
#include "lib/clock.h"

#include "tests/unit/unit.h"

#include <string.h>

START_TEST(bytes_are_kept_and_terminated)
{
	struct buf b;

	buf_init(&b, 100000);
	ck_assert_str_eq(b.data, "");
	buf_clear(&b);
	for (int i = 0; i < 5000; i++)
		buf_put(&b, "a\0b", 3);
	ck_assert_uint_eq(b.len, 15000);
	ck_assert_int_eq(b.data[15000], 0);
	ck_assert_int_eq(memcmp(b.data + 14997, "a\0b", 3), 0);
	buf_free(&b);
	ck_assert_str_eq(b.data, "");
	buf_printf(&b, "%s %d", "again", 5);
	ck_assert_str_eq(b.data, "again 5");
	buf_free(&b);
}
END_TEST

START_TEST(commas_stand_where_they_are_due)
{
	struct buf b;

	buf_init(&b, 1000);
	buf_json_open(&b, '{');
	buf_json_key(&b, "a");
	buf_json_open(&b, '[');
	buf_json_int(&b, INT64_MIN);
	buf_json_bool(&b, true);
	buf_json_open(&b, '{');
	buf_json_close(&b, '}');
	buf_json_null(&b);
	buf_json_close(&b, ']');
	buf_json_key(&b, "b");
	buf_json_string(&b, NULL);
	buf_json_key(&b, "c");
	buf_json_raw(&b, "[1]", 3);
	buf_json_key(&b, "d");
	buf_json_open(&b, '[');
	buf_json_close(&b, ']');
	buf_json_close(&b, '}');
	ck_assert_str_eq(b.data, "{\"a\":[-9223372036854775808,true,{},null],\"b\":null,\"c\":[1],\"d\":[]}");
	buf_free(&b);
}
END_TEST

START_TEST(strings_are_escaped)
{
	struct buf b;

	buf_init(&b, 1000);
	buf_json_string_n(&b, "\"\\\n\x01\x7f</script>\xe2\x80\xa8\xe2\x80\xa9\xe2\x80\xaa\xf0\x9f\x8e\xae\0z", 29);
	ck_assert_str_eq(b.data,
		"\"\\\"\\\\\\n\\u0001\\u007f\\u003c/script>\\u2028\\u2029\xe2\x80\xaa\xf0\x9f\x8e\xae\\u0000z\"");
	buf_free(&b);
}
END_TEST

static void nest(int n)
{
	struct buf b;

	buf_init(&b, 10000);
	for (int i = 0; i < n; i++)
		buf_json_open(&b, '[');
	buf_json_int(&b, 1);
	buf_json_int(&b, 2);
	for (int i = 0; i < n; i++)
		buf_json_close(&b, ']');
	ck_assert_uint_eq(b.len, 2 * (size_t)n + 3);
	buf_free(&b);
}

START_TEST(limits_end_the_process)
{
	struct buf b;

	buf_init(&b, 10);
	ck_assert(unit_exits(0, buf_puts(&b, "0123456789")));
	ck_assert(unit_exits(70, buf_puts(&b, "0123456789x")));
	ck_assert(unit_exits(70, buf_printf(&b, "%11d", 1)));
	ck_assert(unit_exits(70, buf_json_close(&b, ']')));
	nest(64);
	ck_assert(unit_exits(70, nest(65)));
}
END_TEST

START_TEST(times_are_written_in_utc_with_milliseconds)
{
	char text[CLOCK_ISO_SIZE];

	clock_iso(INT64_C(1705329000123456), text);
	ck_assert_str_eq(text, "2024-01-15T14:30:00.123Z");
	clock_iso(-1, text);
	ck_assert_str_eq(text, "1969-12-31T23:59:59.999Z");
	clock_iso(INT64_MAX, text);
	ck_assert_str_eq(text, "9999-12-31T23:59:59.999Z");
	clock_iso(INT64_MIN, text);
	ck_assert_str_eq(text, "0000-01-01T00:00:00.000Z");
	ck_assert_int_ge(clock_wall_us(), INT64_C(1705329000123456));
	ck_assert_int_gt(clock_monotonic_ms(), 0);
}
END_TEST

START_TEST(plain_text_ends_at_what_needs_care)
{
	for (int c = 0; c < 256; c++)
		for (size_t at = 0; at < 20; at++) {
			char text[21] = "abcdefghijklmnopqrst";
			bool plain = c >= 0x20 && c < 0x7f && !strchr("\"\\<", c);

			text[at] = (char)c;
			ck_assert_uint_eq(utf8_plain(text, 20), plain ? 20 : at);
		}
}
END_TEST

UNIT_MAIN("buf", 20, plain_text_ends_at_what_needs_care, bytes_are_kept_and_terminated, commas_stand_where_they_are_due,
	strings_are_escaped, limits_end_the_process, times_are_written_in_utc_with_milliseconds)
