/* SPDX-License-Identifier: ISC */
#include "worker/sandbox/base64.h"

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

size_t base64_length(size_t n)
{
	return (n + 2) / 3 * 4;
}

void base64_encode(const uint8_t *p, size_t n, char *out)
{
	for (; n > 0; p += 3) {
		uint32_t group = (uint32_t)p[0] << 16 | (n > 1 ? (uint32_t)p[1] << 8 : 0) | (n > 2 ? p[2] : 0);

		*out++ = digits[group >> 18];
		*out++ = digits[group >> 12 & 63];
		*out++ = n > 1 ? digits[group >> 6 & 63] : '=';
		*out++ = n > 2 ? digits[group & 63] : '=';
		n = n > 3 ? n - 3 : 0;
	}
}
