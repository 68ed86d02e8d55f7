/* SPDX-License-Identifier: ISC
 *
 * base64: RFC 4648 section 4, with padding, without line breaks.
 */
#ifndef LUD_SANDBOX_BASE64_H
#define LUD_SANDBOX_BASE64_H

#include <stddef.h>
#include <stdint.h>

/* Length of the text for n bytes; there is no NUL at its end. */
size_t base64_length(size_t n);

/* In: out has room for base64_length(n). */
void base64_encode(const uint8_t *p, size_t n, char *out);

#endif
