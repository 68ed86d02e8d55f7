/* SPDX-License-Identifier: ISC */
#include "lib/codec.h"

#include "lib/log.h"

#include <stdbool.h>
#include <stdint.h>

static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char urlsafe[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/* RFC 4648 sections 4 and 5. */
static char *encode(struct arena *a, const char *alphabet, bool pad, const unsigned char *in, size_t len)
{
	char *text, *p;

	if (len > SIZE_MAX / 2)
		log_fatal("base64: %zu bytes to encode", len);
	text = p = arena_alloc(a, (len + 2) / 3 * 4 + 1);
	for (size_t i = 0; i < len; i += 3) {
		size_t left = len - i;
		unsigned v =
			(unsigned)in[i] << 16 | (left > 1 ? (unsigned)in[i + 1] << 8 : 0) | (left > 2 ? in[i + 2] : 0);

		*p++ = alphabet[v >> 18];
		*p++ = alphabet[v >> 12 & 63];
		if (left > 1)
			*p++ = alphabet[v >> 6 & 63];
		else if (pad)
			*p++ = '=';
		if (left > 2)
			*p++ = alphabet[v & 63];
		else if (pad)
			*p++ = '=';
	}
	return text;
}

static int digit(char c, const char *alphabet)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == alphabet[62])
		return 62;
	return c == alphabet[63] ? 63 : -1;
}

/* In: text without padding. The bits that the last digit has too many must be zero, so that each value has one text
 * only. */
static enum err decode(
	struct arena *a, const char *alphabet, const char *text, size_t len, unsigned char **bytes_r, size_t *len_r)
{
	unsigned char *out;
	unsigned bits = 0, value = 0;
	size_t n = 0;

	if (len % 4 == 1)
		return ERR_INPUT;
	out = arena_alloc(a, len / 4 * 3 + 3);
	for (size_t i = 0; i < len; i++) {
		int d = digit(text[i], alphabet);

		if (d < 0)
			return ERR_INPUT;
		value = (value << 6 | (unsigned)d) & 0xffff;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			out[n++] = (unsigned char)(value >> bits & 0xff);
		}
	}
	if (value & ((1U << bits) - 1))
		return ERR_INPUT;
	*bytes_r = out;
	*len_r = n;
	return ERR_OK;
}

char *codec_base64(struct arena *a, const void *bytes, size_t len)
{
	return encode(a, plain, true, bytes, len);
}

char *codec_base64url(struct arena *a, const void *bytes, size_t len)
{
	return encode(a, urlsafe, false, bytes, len);
}

enum err codec_base64_decode(struct arena *a, const char *text, size_t len, unsigned char **bytes_r, size_t *len_r)
{
	if (len % 4 != 0)
		return ERR_INPUT;
	if (len && text[len - 1] == '=')
		len -= text[len - 2] == '=' ? 2 : 1;
	return decode(a, plain, text, len, bytes_r, len_r);
}

enum err codec_base64url_decode(struct arena *a, const char *text, size_t len, unsigned char **bytes_r, size_t *len_r)
{
	return decode(a, urlsafe, text, len, bytes_r, len_r);
}

void codec_hex(const void *bytes, size_t len, char *text_r)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *p = bytes;

	for (size_t i = 0; i < len; i++) {
		*text_r++ = digits[p[i] >> 4];
		*text_r++ = digits[p[i] & 15];
	}
	*text_r = '\0';
}
