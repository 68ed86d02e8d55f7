/* SPDX-License-Identifier: ISC */
#include "worker/sandbox/text.h"

enum { REPLACEMENT = 0xfffd };

static bool continues(const uint8_t *p, size_t n, size_t count)
{
	if (n <= count)
		return false;
	for (size_t i = 1; i <= count; i++)
		if ((p[i] & 0xc0) != 0x80)
			return false;
	return true;
}

/* One code point, surrogates included. Out: bytes used, 0 when it is none. */
static size_t decode(const uint8_t *p, size_t n, uint32_t *code_r)
{
	if (p[0] < 0x80) {
		*code_r = p[0];
		return 1;
	}
	if (p[0] >= 0xc2 && p[0] < 0xe0 && continues(p, n, 1)) {
		*code_r = (uint32_t)(p[0] & 0x1f) << 6 | (p[1] & 0x3f);
		return 2;
	}
	if (p[0] >= 0xe0 && p[0] < 0xf0 && continues(p, n, 2)) {
		*code_r = (uint32_t)(p[0] & 0x0f) << 12 | (uint32_t)(p[1] & 0x3f) << 6 | (p[2] & 0x3f);
		return *code_r >= 0x800 ? 3 : 0;
	}
	if (p[0] >= 0xf0 && p[0] < 0xf5 && continues(p, n, 3)) {
		*code_r = (uint32_t)(p[0] & 0x07) << 18 | (uint32_t)(p[1] & 0x3f) << 12 | (uint32_t)(p[2] & 0x3f) << 6 |
			  (p[3] & 0x3f);
		return *code_r >= 0x10000 && *code_r <= 0x10ffff ? 4 : 0;
	}
	return 0;
}

size_t text_next(const uint8_t *p, size_t n, uint32_t *code_r)
{
	uint32_t low = 0;
	size_t used = decode(p, n, code_r);

	if (used == 0) {
		*code_r = REPLACEMENT;
		return 1;
	}
	if (*code_r < 0xd800 || *code_r > 0xdfff)
		return used;
	if (*code_r < 0xdc00 && n > used && decode(p + used, n - used, &low) == 3 && low >= 0xdc00 && low <= 0xdfff) {
		*code_r = 0x10000 + ((*code_r - 0xd800) << 10) + (low - 0xdc00);
		return used + 3;
	}
	*code_r = REPLACEMENT;
	return used;
}

size_t text_put(uint32_t code, uint8_t *out)
{
	if (code < 0x80) {
		out[0] = (uint8_t)code;
		return 1;
	}
	if (code < 0x800) {
		out[0] = (uint8_t)(0xc0 | code >> 6);
		out[1] = (uint8_t)(0x80 | (code & 0x3f));
		return 2;
	}
	if (code < 0x10000) {
		out[0] = (uint8_t)(0xe0 | code >> 12);
		out[1] = (uint8_t)(0x80 | (code >> 6 & 0x3f));
		out[2] = (uint8_t)(0x80 | (code & 0x3f));
		return 3;
	}
	out[0] = (uint8_t)(0xf0 | code >> 18);
	out[1] = (uint8_t)(0x80 | (code >> 12 & 0x3f));
	out[2] = (uint8_t)(0x80 | (code >> 6 & 0x3f));
	out[3] = (uint8_t)(0x80 | (code & 0x3f));
	return 4;
}

bool text_is_utf8(const uint8_t *p, size_t n, size_t *bad_r)
{
	uint32_t code = 0;

	for (size_t i = 0; i < n;) {
		size_t used = decode(p + i, n - i, &code);

		*bad_r = i;
		if (used == 0 || (code >= 0xd800 && code <= 0xdfff))
			return false;
		i += used;
	}
	return true;
}

size_t text_to_duktape(const uint8_t *p, size_t n, uint8_t *out)
{
	size_t written = 0;
	uint32_t code = 0;

	for (size_t i = 0, used = 0; i < n; i += used) {
		used = text_next(p + i, n - i, &code);

		if (code >= 0x10000) {
			written += text_put(0xd800 + ((code - 0x10000) >> 10), out + written);
			written += text_put(0xdc00 + ((code - 0x10000) & 0x3ff), out + written);
		} else {
			for (size_t k = 0; k < used; k++)
				out[written++] = p[i + k];
		}
	}
	return written;
}

size_t text_to_utf8(const uint8_t *p, size_t n, uint8_t *out)
{
	uint8_t scratch[4];
	size_t written = 0;
	uint32_t code = 0;

	for (size_t i = 0; i < n;) {
		i += text_next(p + i, n - i, &code);
		written += text_put(code, out ? out + written : scratch);
	}
	return written;
}
