/* SPDX-License-Identifier: ISC
 *
 * sha256: FIPS 180-4, in one go. Own code, because libcrypto doubles the program's start (1.1 ms to 2.1 ms) and reads
 * its configuration from a file.
 */
#ifndef LUD_SANDBOX_SHA256_H
#define LUD_SANDBOX_SHA256_H

#include <stddef.h>
#include <stdint.h>

enum { SHA256_HEX = 64 };

/* Out: 64 lower-case hexadecimal digits, no NUL. */
void sha256_hex(const uint8_t *p, size_t n, char out[static SHA256_HEX]);

#endif
