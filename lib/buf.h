/* SPDX-License-Identifier: ISC */
/*
 * A growing byte buffer and a JSON writer on top of it.
 *
 * Always NUL-terminated at data[len]. Growth past `max` or out of memory ends the process (see arena.h for why that is safe).
 * buf_free leaves an empty buffer that may be used again. The JSON writer keeps track of commas; the caller keeps the order:
 * an object is a sequence of buf_key, value; nesting 64 at most.
 */
#ifndef LUD_BUF_H
#define LUD_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf {
	char *data; /* never NULL after buf_init */
	size_t len;
	size_t cap;
	size_t max;
	uint64_t comma; /* JSON writer: one bit a level, set when a comma is due */
	unsigned depth;
	bool after_key;
};

void buf_init(struct buf *b, size_t max);
void buf_free(struct buf *b);
void buf_clear(struct buf *b);
void buf_put(struct buf *b, const void *bytes, size_t len);
void buf_puts(struct buf *b, const char *s);
void buf_printf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));

void buf_json_open(struct buf *b, char bracket);  /* '{' or '[' */
void buf_json_close(struct buf *b, char bracket); /* '}' or ']' */
void buf_json_key(struct buf *b, const char *key);
/* As buf_json_key. In: the key as JSON with its colon, made once for many rows. */
void buf_json_member(struct buf *b, const char *text, size_t len);
/* In: UTF-8 that was checked before; control characters, quotes, `<`, U+2028 and U+2029 are escaped. s NULL writes null. */
void buf_json_string(struct buf *b, const char *s);
void buf_json_string_n(struct buf *b, const char *s, size_t len);
void buf_json_int(struct buf *b, int64_t n);
void buf_json_bool(struct buf *b, bool v);
void buf_json_null(struct buf *b);
/* In: text that is one valid JSON value, taken as it is. */
void buf_json_raw(struct buf *b, const char *text, size_t len);

#endif
