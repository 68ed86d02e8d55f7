/* SPDX-License-Identifier: ISC
 *
 * text: characters between UTF-8 and what duktape keeps.
 *
 * Outside, text is UTF-8. Inside duktape a character above U+FFFF has to be two surrogates of three bytes each
 * (CESU-8), so that indices and lengths are those of ECMAScript; duktape lets scripts make strings that are neither.
 * Reading is tolerant (one character at a time, U+FFFD for what is none), checking is strict. Nothing here allocates.
 */
#ifndef LUD_SANDBOX_TEXT_H
#define LUD_SANDBOX_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Reads one character of UTF-8 or CESU-8; a surrogate pair is one character.
 * In: n > 0. Out: the number of bytes used, at least 1; U+FFFD where the bytes are no character. */
size_t text_next(const uint8_t *p, size_t n, uint32_t *code_r);

/* Writes one character as UTF-8. Out: 1 to 4 bytes. */
size_t text_put(uint32_t code, uint8_t *out);

/* Is it UTF-8 in the strict sense of RFC 3629? Out: where the first bad byte stands. */
bool text_is_utf8(const uint8_t *p, size_t n, size_t *bad_r);

/* From UTF-8 to what duktape keeps. In: out has room for n + n / 2 bytes. Out: bytes written. */
size_t text_to_duktape(const uint8_t *p, size_t n, uint8_t *out);

/* From duktape to UTF-8. In: out has room for 3 * n bytes, or is NULL to count only. Out: bytes written. */
size_t text_to_utf8(const uint8_t *p, size_t n, uint8_t *out);

#endif
