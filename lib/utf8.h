/* SPDX-License-Identifier: ISC */
/*
 * UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing above U+10FFFF. And the one rule for escaping a
 * character in JSON, which the JSON writer and the log share.
 */
#ifndef LUD_UTF8_H
#define LUD_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Out: bytes (1-4) of the well-formed character at s, 0 when there is none in the len bytes. */
size_t utf8_length(const char *s, size_t len);
/* Out: how many of the first bytes are ASCII that stands for itself in JSON: most of any text, and quick to find. */
size_t utf8_plain(const char *s, size_t len);
bool utf8_valid(const char *s, size_t len);
/* In: valid UTF-8. Out: code points. */
size_t utf8_count(const char *s, size_t len);
/* In: n is what utf8_length said of s. Out: length of the escape in text_r, or 0 when the character stands for itself.
 */
size_t utf8_json_escape(const char *s, size_t n, char text_r[8]);
/* In: a code point, not a surrogate. Out: its length in bytes. */
size_t utf8_encode(uint32_t code, char bytes_r[4]);

#endif
