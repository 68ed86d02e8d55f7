/* SPDX-License-Identifier: ISC */
#include "worker/sandbox/png.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum {
	PIXEL = 4,
	COLOURS = 256,
	SLOTS = 1024,
	ROW_MAX = PNG_SIDE_MAX * PIXEL,
	FILTERS = 5,
	TYPE_PALETTE = 3,
	TYPE_RGBA = 6
};

static const uint8_t signature[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

/* Colours in the order of their first pixel; slots is an open hash table of their numbers plus one. */
struct palette {
	uint32_t colours[COLOURS];
	uint16_t slots[SLOTS];
	uint32_t count;
};

size_t png_bound(uint32_t width, uint32_t height)
{
	size_t raw = ((size_t)width * PIXEL + 1) * height;

	return compressBound(raw) + 4096;
}

static void put32(uint8_t *out, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		out[i] = (uint8_t)(value >> (24 - 8 * i));
}

/* Closes a chunk whose data was written at out + 8. Out: where the next chunk begins. */
static uint8_t *chunk_close(uint8_t *out, const char *type, size_t length)
{
	put32(out, (uint32_t)length);
	memcpy(out + 4, type, 4);
	put32(out + 8 + length, (uint32_t)crc32(0, out + 4, (uInt)(length + 4)));
	return out + 12 + length;
}

/* Out: the colour's number, or COLOURS when the palette is full. */
static uint32_t palette_find(struct palette *palette, const uint8_t *pixel)
{
	uint32_t colour, slot;

	memcpy(&colour, pixel, sizeof colour);
	slot = (uint32_t)((uint64_t)colour * 2654435761U >> 8) % SLOTS;
	for (; palette->slots[slot] != 0; slot = (slot + 1) % SLOTS)
		if (palette->colours[palette->slots[slot] - 1U] == colour)
			return palette->slots[slot] - 1U;
	if (palette->count == COLOURS)
		return COLOURS;
	palette->colours[palette->count++] = colour;
	palette->slots[slot] = (uint16_t)palette->count;
	return palette->count - 1;
}

static bool palette_fill(struct palette *palette, const uint8_t *rgba, size_t pixels)
{
	for (size_t i = 0; i < pixels; i++)
		if (palette_find(palette, rgba + i * PIXEL) == COLOURS)
			return false;
	return true;
}

static uint8_t *palette_write(const struct palette *palette, uint8_t *out)
{
	size_t alphas = 0;

	for (size_t i = 0; i < palette->count; i++) {
		memcpy(out + 8 + 3 * i, &palette->colours[i], 3);
		if (((const uint8_t *)&palette->colours[i])[3] != 255)
			alphas = i + 1;
	}
	out = chunk_close(out, "PLTE", 3UL * palette->count);
	if (alphas == 0)
		return out;
	for (size_t i = 0; i < alphas; i++)
		out[8 + i] = ((const uint8_t *)&palette->colours[i])[3];
	return chunk_close(out, "tRNS", alphas);
}

static int paeth(int left, int up, int corner)
{
	int to_left = abs(up - corner), to_up = abs(left - corner), to_corner = abs(left + up - 2 * corner);

	if (to_left <= to_up && to_left <= to_corner)
		return left;
	return to_up <= to_corner ? up : corner;
}

static uint32_t filter_row(int filter, const uint8_t *row, const uint8_t *above, size_t length, uint8_t *out)
{
	uint32_t sum = 0;

	*out++ = (uint8_t)filter;
	for (size_t i = 0; i < length; i++) {
		int left = i >= PIXEL ? row[i - PIXEL] : 0, up = above ? above[i] : 0;
		int corner = above && i >= PIXEL ? above[i - PIXEL] : 0;
		int guess[FILTERS] = {0, left, up, (left + up) / 2, paeth(left, up, corner)};

		out[i] = (uint8_t)(row[i] - guess[filter]);
		sum += out[i] < 128 ? out[i] : 256U - out[i];
	}
	return sum;
}

static const uint8_t *best_row(const uint8_t *row, const uint8_t *above, size_t length)
{
	static uint8_t rows[FILTERS][1 + ROW_MAX];
	uint32_t least = UINT32_MAX;
	int best = 0;

	for (int filter = 0; filter < FILTERS; filter++) {
		uint32_t sum = filter_row(filter, row, above, length, rows[filter]);

		if (sum < least) {
			least = sum;
			best = filter;
		}
	}
	return rows[best];
}

static const uint8_t *palette_row(struct palette *palette, const uint8_t *row, uint32_t width)
{
	static uint8_t indices[1 + PNG_SIDE_MAX];

	for (uint32_t x = 0; x < width; x++)
		indices[1 + x] = (uint8_t)palette_find(palette, row + (size_t)x * PIXEL);
	return indices;
}

/* In: palette is NULL for RGBA. Out: bytes of the stream, 0 when zlib had no memory. */
static size_t compress_rows(
	uint32_t width, uint32_t height, const uint8_t *rgba, struct palette *palette, uint8_t *out, size_t room)
{
	size_t stride = (size_t)width * PIXEL, length = palette ? width : stride;
	z_stream stream = {.next_out = out, .avail_out = (uInt)room};

	if (deflateInit(&stream, 9) != Z_OK)
		return 0;
	for (uint32_t y = 0; y < height; y++) {
		const uint8_t *row = rgba + y * stride;

		row = palette ? palette_row(palette, row, width) : best_row(row, y ? row - stride : NULL, length);
		stream.next_in = (Bytef *)(uintptr_t)row;
		stream.avail_in = (uInt)(length + 1);
		if (deflate(&stream, y + 1 == height ? Z_FINISH : Z_NO_FLUSH) == Z_STREAM_ERROR)
			break;
	}
	deflateEnd(&stream);
	return stream.total_out;
}

size_t png_encode(uint32_t width, uint32_t height, const uint8_t *rgba, uint8_t *out)
{
	struct palette palette = {.count = 0};
	bool flat = palette_fill(&palette, rgba, (size_t)width * height);
	uint8_t *at = out + sizeof signature;
	size_t length;

	memcpy(out, signature, sizeof signature);
	put32(at + 8, width);
	put32(at + 12, height);
	memcpy(at + 16, (const uint8_t[]){8, flat ? TYPE_PALETTE : TYPE_RGBA, 0, 0, 0}, 5);
	at = chunk_close(at, "IHDR", 13);
	if (flat)
		at = palette_write(&palette, at);
	length = compress_rows(width, height, rgba, flat ? &palette : NULL, at + 8,
		png_bound(width, height) - (size_t)(at - out) - 32);
	if (length == 0)
		return 0;
	at = chunk_close(at, "IDAT", length);
	at = chunk_close(at, "IEND", 0);
	return (size_t)(at - out);
}
