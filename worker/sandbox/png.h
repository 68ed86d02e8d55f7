/* SPDX-License-Identifier: ISC
 *
 * png: a PNG (ISO/IEC 15948) from RGBA pixels, the same bytes for the same pixels.
 *
 * Up to 256 colours become a palette with 8 bits a pixel, unfiltered: flat drawings come out a third of the size. More
 * colours stay RGBA, each row with the filter that gives the smallest sum of differences. zlib level 9, no time stamp.
 */
#ifndef LUD_SANDBOX_PNG_H
#define LUD_SANDBOX_PNG_H

#include <stddef.h>
#include <stdint.h>

enum { PNG_SIDE_MAX = 2048 };

/* The most bytes that a picture of that size can take. */
size_t png_bound(uint32_t width, uint32_t height);

/* In: 1 to PNG_SIDE_MAX each way; rgba of width * height * 4; out has room for png_bound.
 * Out: the bytes written, 0 when zlib had no memory. */
size_t png_encode(uint32_t width, uint32_t height, const uint8_t *rgba, uint8_t *out);

#endif
