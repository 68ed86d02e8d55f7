/* SPDX-License-Identifier: ISC */
#include "lib/buf.h"

#include "lib/log.h"
#include "lib/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 64
#define FIRST 1024 /* what most answers and values fit in */

/* What an empty buffer points at; cap 0 says that it is not ours to write. */
static char empty[1];

void buf_init(struct buf *b, size_t max)
{
	*b = (struct buf){.data = empty, .max = max};
}

void buf_free(struct buf *b)
{
	if (b->cap)
		free(b->data);
	buf_init(b, b->max);
}

void buf_clear(struct buf *b)
{
	b->len = 0;
	b->comma = 0;
	b->depth = 0;
	b->after_key = false;
	if (b->cap)
		b->data[0] = '\0';
}

/* Makes room for `more` bytes and the NUL. */
static void reserve(struct buf *b, size_t more)
{
	size_t cap;
	char *data;

	if (more > b->max || b->len > b->max - more)
		log_fatal("buffer is full: %zu of %zu bytes used, %zu wanted", b->len, b->max, more);
	if (b->cap > b->len + more)
		return;
	cap = b->cap ? b->cap : FIRST;
	while (cap <= b->len + more) {
		if (__builtin_mul_overflow(cap, (size_t)2, &cap))
			log_fatal("buffer: %zu bytes wanted", more);
	}
	data = realloc(b->cap ? b->data : NULL, cap);
	if (!data)
		log_fatal("out of memory: %zu bytes for a buffer", cap);
	b->data = data;
	b->cap = cap;
}

void buf_put(struct buf *b, const void *bytes, size_t len)
{
	if (len == 0)
		return;
	reserve(b, len);
	memcpy(b->data + b->len, bytes, len);
	b->len += len;
	b->data[b->len] = '\0';
}

void buf_puts(struct buf *b, const char *s)
{
	buf_put(b, s, strlen(s));
}

void buf_printf(struct buf *b, const char *format, ...)
{
	va_list ap;
	int len;

	va_start(ap, format);
	len = vsnprintf(NULL, 0, format, ap);
	va_end(ap);
	if (len < 0)
		log_fatal("buffer: format failed");
	reserve(b, (size_t)len);
	va_start(ap, format);
	vsnprintf(b->data + b->len, (size_t)len + 1, format, ap);
	va_end(ap);
	b->len += (size_t)len;
}

/* Writes the comma that is due before a key or value. */
static void separate(struct buf *b)
{
	uint64_t bit;

	if (b->after_key || b->depth == 0) {
		b->after_key = false;
		return;
	}
	bit = UINT64_C(1) << (b->depth - 1);
	if (b->comma & bit)
		buf_put(b, ",", 1);
	b->comma |= bit;
}

void buf_json_open(struct buf *b, char bracket)
{
	separate(b);
	if (b->depth == DEPTH_MAX)
		log_fatal("buffer: JSON nested deeper than %d", DEPTH_MAX);
	b->depth++;
	b->comma &= ~(UINT64_C(1) << (b->depth - 1));
	buf_put(b, &bracket, 1);
}

void buf_json_close(struct buf *b, char bracket)
{
	if (b->depth == 0 || b->after_key)
		log_fatal("buffer: JSON closed without being open");
	b->depth--;
	buf_put(b, &bracket, 1);
}

/* Copies what needs no escape in one piece. */
static void quote(struct buf *b, const char *s, size_t len)
{
	size_t start = 0, n;
	char escape[8];

	buf_put(b, "\"", 1);
	for (size_t i = utf8_plain(s, len); i < len; i += n, i += utf8_plain(s + i, len - i)) {
		size_t wide;

		n = utf8_length(s + i, len - i);
		if (n == 0) {
			/* What was cut in mid-character must not spoil the whole text. */
			n = 1;
			wide = 6;
			memcpy(escape, "\\ufffd", wide);
		} else {
			wide = utf8_json_escape(s + i, n, escape);
		}
		if (wide == 0)
			continue;
		buf_put(b, s + start, i - start);
		buf_put(b, escape, wide);
		start = i + n;
	}
	buf_put(b, s + start, len - start);
	buf_put(b, "\"", 1);
}

void buf_json_key(struct buf *b, const char *key)
{
	separate(b);
	quote(b, key, strlen(key));
	buf_put(b, ":", 1);
	b->after_key = true;
}

void buf_json_member(struct buf *b, const char *text, size_t len)
{
	separate(b);
	buf_put(b, text, len);
	b->after_key = true;
}

void buf_json_string_n(struct buf *b, const char *s, size_t len)
{
	separate(b);
	quote(b, s, len);
}

void buf_json_string(struct buf *b, const char *s)
{
	if (s)
		buf_json_string_n(b, s, strlen(s));
	else
		buf_json_null(b);
}

void buf_json_int(struct buf *b, int64_t n)
{
	char text[24], *p = text + sizeof(text);
	uint64_t rest = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;

	separate(b);
	do
		*--p = (char)('0' + rest % 10);
	while (rest /= 10);
	if (n < 0)
		*--p = '-';
	buf_put(b, p, (size_t)(text + sizeof(text) - p));
}

void buf_json_bool(struct buf *b, bool v)
{
	separate(b);
	buf_puts(b, v ? "true" : "false");
}

void buf_json_null(struct buf *b)
{
	separate(b);
	buf_puts(b, "null");
}

void buf_json_raw(struct buf *b, const char *text, size_t len)
{
	separate(b);
	buf_put(b, text, len);
}
