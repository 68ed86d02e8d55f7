/* SPDX-License-Identifier: ISC */
#include "lib/id.h"

#include "lib/hash.h"

#include <stdio.h>
#include <string.h>

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Reads exactly 32 digits, with dashes at 8-4-4-4-12 or without any, to the end of the text. */
static bool read_digits(const char *text, bool dashes, unsigned char bytes_r[16])
{
	for (int i = 0; i < 16; i++) {
		int high, low;

		if (dashes && (i == 4 || i == 6 || i == 8 || i == 10) && *text++ != '-')
			return false;
		high = hex_digit(text[0]);
		low = high < 0 ? -1 : hex_digit(text[1]);
		if (low < 0)
			return false;
		bytes_r[i] = (unsigned char)(high << 4 | low);
		text += 2;
	}
	return *text == '\0';
}

bool id_parse(const char *prefix, const char *text, char uuid_r[ID_UUID_SIZE])
{
	size_t n = strlen(prefix);
	unsigned char bytes[16];
	bool ok;

	if (strncmp(text, prefix, n) == 0 && text[n] == '_')
		ok = read_digits(text + n + 1, false, bytes);
	else
		ok = read_digits(text, true, bytes);
	if (ok)
		id_from_bytes(bytes, uuid_r);
	return ok;
}

void id_format(const char *prefix, const char *uuid, char text_r[ID_TEXT_SIZE])
{
	size_t n = strnlen(prefix, ID_TEXT_SIZE - 34);

	memcpy(text_r, prefix, n);
	text_r[n++] = '_';
	for (; *uuid && n < ID_TEXT_SIZE - 1; uuid++) {
		if (*uuid != '-')
			text_r[n++] = *uuid;
	}
	text_r[n] = '\0';
}

void id_from_bytes(const unsigned char bytes[16], char uuid_r[ID_UUID_SIZE])
{
	static const char digits[] = "0123456789abcdef";

	for (int i = 0; i < 16; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			*uuid_r++ = '-';
		*uuid_r++ = digits[bytes[i] >> 4];
		*uuid_r++ = digits[bytes[i] & 15];
	}
	*uuid_r = '\0';
}

void id_random(char uuid_r[ID_UUID_SIZE])
{
	unsigned char bytes[16];

	hash_random(bytes, sizeof(bytes));
	bytes[6] = (unsigned char)((bytes[6] & 0x0f) | 0x40);
	bytes[8] = (unsigned char)((bytes[8] & 0x3f) | 0x80);
	id_from_bytes(bytes, uuid_r);
}
