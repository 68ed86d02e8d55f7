/* SPDX-License-Identifier: ISC */
#include "lib/utf8.h"

#include <string.h>

static bool tail(const unsigned char *p, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return false;
	}
	return true;
}

/* RFC 3629 section 4: what the second byte may be depends on the first. */
static bool second_fits(unsigned char first, unsigned char second)
{
	switch (first) {
	case 0xe0:
		return second >= 0xa0;
	case 0xed:
		return second <= 0x9f;
	case 0xf0:
		return second >= 0x90;
	case 0xf4:
		return second <= 0x8f;
	default:
		return true;
	}
}

size_t utf8_length(const char *s, size_t len)
{
	const unsigned char *p = (const unsigned char *)s;
	size_t n;

	if (len == 0)
		return 0;
	if (p[0] < 0x80)
		return 1;
	if (p[0] >= 0xc2 && p[0] <= 0xdf)
		n = 2;
	else if ((p[0] & 0xf0) == 0xe0)
		n = 3;
	else if (p[0] >= 0xf0 && p[0] <= 0xf4)
		n = 4;
	else
		return 0;
	if (n > len || !tail(p, n) || !second_fits(p[0], p[1]))
		return 0;
	return n;
}

#define EACH(byte) (UINT64_MAX / 255 * (byte))

/* Bytes of zero set the top bit of theirs, and perhaps that of bytes above them; without one the result is 0. */
static uint64_t zeros(uint64_t w)
{
	return (w - EACH(1)) & ~w & EACH(0x80);
}

/* Whether all eight bytes are plain. */
static bool plain_eight(const char *s)
{
	uint64_t w, below_space;

	memcpy(&w, s, sizeof(w));
	below_space = (w - EACH(0x20)) & ~w;
	return !((w | below_space) & EACH(0x80)) &&
	       !(zeros(w ^ EACH('"')) | zeros(w ^ EACH('\\')) | zeros(w ^ EACH('<')) | zeros(w ^ EACH(0x7f)));
}

size_t utf8_plain(const char *s, size_t len)
{
	size_t i = 0;

	while (len - i >= 8 && plain_eight(s + i))
		i += 8;
	while (i < len && s[i] >= 0x20 && s[i] < 0x7f && s[i] != '"' && s[i] != '\\' && s[i] != '<')
		i++;
	return i;
}

bool utf8_valid(const char *s, size_t len)
{
	for (size_t i = 0, n; i < len; i += n) {
		n = utf8_length(s + i, len - i);
		if (n == 0)
			return false;
	}
	return true;
}

size_t utf8_count(const char *s, size_t len)
{
	size_t count = 0;

	for (size_t i = 0; i < len; i++)
		count += ((unsigned char)s[i] & 0xc0) != 0x80;
	return count;
}

static size_t escape_hex(unsigned code, char *text_r)
{
	static const char digits[] = "0123456789abcdef";

	memcpy(text_r, "\\u", 2);
	for (int i = 0; i < 4; i++)
		text_r[2 + i] = digits[(code >> (12 - 4 * i)) & 15];
	return 6;
}

static size_t escape_short(char letter, char *text_r)
{
	text_r[0] = '\\';
	text_r[1] = letter;
	return 2;
}

size_t utf8_json_escape(const char *s, size_t n, char text_r[8])
{
	unsigned char c = (unsigned char)s[0];

	/* JavaScript before 2019 takes U+2028 and U+2029 for line ends in a string. */
	if (n == 3 && c == 0xe2 && (unsigned char)s[1] == 0x80 && ((unsigned char)s[2] | 1) == 0xa9)
		return escape_hex((unsigned char)s[2] == 0xa8 ? 0x2028 : 0x2029, text_r);
	if (n != 1)
		return 0;
	switch (c) {
	case '"':
	case '\\':
		return escape_short((char)c, text_r);
	case '\n':
		return escape_short('n', text_r);
	case '\r':
		return escape_short('r', text_r);
	case '\t':
		return escape_short('t', text_r);
	default:
		return c < 0x20 || c == 0x7f || c == '<' ? escape_hex(c, text_r) : 0;
	}
}

size_t utf8_encode(uint32_t code, char bytes_r[4])
{
	if (code < 0x80) {
		bytes_r[0] = (char)code;
		return 1;
	}
	if (code < 0x800) {
		bytes_r[0] = (char)(0xc0 | (code >> 6));
		bytes_r[1] = (char)(0x80 | (code & 63));
		return 2;
	}
	if (code < 0x10000) {
		bytes_r[0] = (char)(0xe0 | (code >> 12));
		bytes_r[1] = (char)(0x80 | ((code >> 6) & 63));
		bytes_r[2] = (char)(0x80 | (code & 63));
		return 3;
	}
	bytes_r[0] = (char)(0xf0 | (code >> 18));
	bytes_r[1] = (char)(0x80 | ((code >> 12) & 63));
	bytes_r[2] = (char)(0x80 | ((code >> 6) & 63));
	bytes_r[3] = (char)(0x80 | (code & 63));
	return 4;
}
