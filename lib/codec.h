/* SPDX-License-Identifier: ISC */
/* base64 (RFC 4648 section 4), base64url without padding (section 5), hex. Decoding is strict: no white space, no other alphabet, canonical tail bits. */
#ifndef LUD_CODEC_H
#define LUD_CODEC_H

#include "lib/arena.h"
#include "lib/err.h"

#include <stddef.h>

char *codec_base64(struct arena *a, const void *bytes, size_t len);
char *codec_base64url(struct arena *a, const void *bytes, size_t len);
/* Out: bytes in the arena with a NUL after them. Fails: ERR_INPUT. */
enum err codec_base64_decode(struct arena *a, const char *text, size_t len, unsigned char **bytes_r, size_t *len_r);
enum err codec_base64url_decode(struct arena *a, const char *text, size_t len, unsigned char **bytes_r, size_t *len_r);
void codec_hex(const void *bytes, size_t len, char *text_r); /* 2 * len characters and NUL */

#endif
