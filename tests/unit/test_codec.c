/* SPDX-License-Identifier: ISC */
#include "lib/codec.h"
#include "lib/utf8.h"

#include "tests/unit/unit.h"

#include <string.h>

static struct arena a;

static enum err plain(const char *text)
{
	unsigned char *bytes;
	size_t len;

	return codec_base64_decode(&a, text, strlen(text), &bytes, &len);
}

static enum err url(const char *text)
{
	unsigned char *bytes;
	size_t len;

	return codec_base64url_decode(&a, text, strlen(text), &bytes, &len);
}

START_TEST(rfc_4648_section_10)
{
	static const char *const pairs[][2] = {{"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"},
		{"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}};

	arena_init(&a, 1 << 20);
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		unsigned char *bytes = NULL;
		size_t len = 99;

		ck_assert_str_eq(codec_base64(&a, pairs[i][0], strlen(pairs[i][0])), pairs[i][1]);
		ck_assert_int_eq(codec_base64_decode(&a, pairs[i][1], strlen(pairs[i][1]), &bytes, &len), ERR_OK);
		ck_assert_uint_eq(len, strlen(pairs[i][0]));
		ck_assert_str_eq((char *)bytes, pairs[i][0]);
	}
	ck_assert_str_eq(codec_base64(&a, "\xfb\xff\xfe", 3), "+//+");
	ck_assert_str_eq(codec_base64url(&a, "\xfb\xff\xfe\xff", 4), "-__-_w");
	arena_done(&a);
}
END_TEST

START_TEST(every_length_comes_back)
{
	unsigned char in[256], *out;
	size_t len;

	arena_init(&a, 1 << 20);
	for (size_t i = 0; i < sizeof(in); i++)
		in[i] = (unsigned char)(i * 37);
	for (size_t n = 0; n < sizeof(in); n++) {
		char *text = codec_base64url(&a, in, n);

		ck_assert_int_eq(codec_base64url_decode(&a, text, strlen(text), &out, &len), ERR_OK);
		ck_assert_uint_eq(len, n);
		ck_assert_int_eq(memcmp(in, out, n), 0);
	}
	arena_done(&a);
}
END_TEST

START_TEST(one_text_a_value_and_no_other_alphabet)
{
	static const char *const bad_plain[] = {"Zg", "Zg=", "Zh==", "Zm9=", "Zg==\n", " Zg==", "Z===", "====", "=",
		"Zg==Zg==", "-_-_", "Zm9vY", "Zm=v", "Zm9v====", "Zm\xc3\xa9", "Zg==="};
	static const char *const bad_url[] = {
		"Zg==", "Zm8=", "Zh", "Zm9", "Z", "+//+", "Zm9v ", "Zm9v\n", "Zm 9v", "Zm9vZ", "="};

	arena_init(&a, 1 << 20);
	for (size_t i = 0; i < sizeof(bad_plain) / sizeof(bad_plain[0]); i++)
		ck_assert_msg(plain(bad_plain[i]) == ERR_INPUT, "accepted: %s", bad_plain[i]);
	for (size_t i = 0; i < sizeof(bad_url) / sizeof(bad_url[0]); i++)
		ck_assert_msg(url(bad_url[i]) == ERR_INPUT, "accepted: %s", bad_url[i]);
	arena_done(&a);
}
END_TEST

START_TEST(hex_is_lower_case)
{
	char text[9];

	codec_hex("\x00\x9f\xAB\xff", 4, text);
	ck_assert_str_eq(text, "009fabff");
}
END_TEST

START_TEST(utf8_is_rfc_3629)
{
	static const char *const good[] = {"", "a", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf",
		"\xee\x80\x80", "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"};
	static const char *const bad[] = {"\x80", "\xbf", "\xc0\xaf", "\xc1\xbf", "\xc2", "\xc2\x41", "\xe0\x80\xaf",
		"\xe0\x9f\xbf", "\xed\xa0\x80", "\xed\xbf\xbf", "\xe2\x80", "\xf0\x80\x80\x80", "\xf0\x8f\xbf\xbf",
		"\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xf8\x88\x80\x80\x80", "\xfe", "\xff", "\xf0\x9f\x8e"};

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		ck_assert_msg(utf8_valid(good[i], strlen(good[i])), "refused: %zu", i);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(!utf8_valid(bad[i], strlen(bad[i])), "accepted: %zu", i);
	ck_assert_uint_eq(utf8_count("a\xc3\xa9\xf0\x9f\x8e\xae", 7), 3);
}
END_TEST

UNIT_MAIN("codec", 20, rfc_4648_section_10, every_length_comes_back, one_text_a_value_and_no_other_alphabet,
	hex_is_lower_case, utf8_is_rfc_3629)
