/* SPDX-License-Identifier: ISC
 *
 * The native helpers, without duktape.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "worker/sandbox/base64.h"
#include "worker/sandbox/png.h"
#include "worker/sandbox/sha256.h"
#include "worker/sandbox/synth.h"
#include "worker/sandbox/text.h"
#include "worker/sandbox/wav.h"

static void expect_base64(const char *text, const char *expected)
{
	char out[64] = {0};

	ck_assert_uint_eq(base64_length(strlen(text)), strlen(expected));
	base64_encode((const uint8_t *)text, strlen(text), out);
	ck_assert_str_eq(out, expected);
}

START_TEST(base64_vectors)
{
	expect_base64("", "");
	expect_base64("f", "Zg==");
	expect_base64("fo", "Zm8=");
	expect_base64("foo", "Zm9v");
	expect_base64("foob", "Zm9vYg==");
	expect_base64("fooba", "Zm9vYmE=");
	expect_base64("foobar", "Zm9vYmFy");
	expect_base64("\xfb\xff\xfe", "+//+");
}
END_TEST

static void expect_sha256(const char *text, size_t length, const char *expected)
{
	char out[SHA256_HEX + 1] = {0};

	sha256_hex((const uint8_t *)text, length, out);
	ck_assert_str_eq(out, expected);
}

START_TEST(sha256_vectors)
{
	static char million[1000000];

	memset(million, 'a', sizeof million);
	expect_sha256("", 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	expect_sha256("abc", 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	expect_sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56,
		"248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
	expect_sha256(million, sizeof million, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}
END_TEST

static uint32_t get32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* A small reader of what png_encode writes: checks every chunk, undoes filters and palette. */
struct picture {
	uint32_t width, height;
	uint8_t type, palette[768], alpha[256], *pixels;
	size_t palette_length;
};

static int predict(int filter, int left, int up, int corner)
{
	int guess = left + up - corner, a = abs(guess - left), b = abs(guess - up), c = abs(guess - corner);
	int paeth = a <= b && a <= c ? left : b <= c ? up : corner;

	return (int[]){0, left, up, (left + up) / 2, paeth}[filter];
}

static void unfilter(struct picture *picture, const uint8_t *raw)
{
	size_t unit = picture->type == 3 ? 1 : 4, stride = picture->width * unit;

	picture->pixels = calloc(picture->height, stride);
	for (size_t y = 0; y < picture->height; y++) {
		uint8_t *row = picture->pixels + y * stride;
		const uint8_t *from = raw + y * (stride + 1);

		ck_assert_uint_le(from[0], 4);
		for (size_t x = 0; x < stride; x++) {
			int left = x >= unit ? row[x - unit] : 0, up = y ? row[x - stride] : 0;
			int corner = y && x >= unit ? row[(ptrdiff_t)(x - stride - unit)] : 0;

			row[x] = (uint8_t)(from[1 + x] + predict(from[0], left, up, corner));
		}
	}
}

static void read_chunk(struct picture *picture, const uint8_t *p)
{
	uint32_t length = get32(p);

	ck_assert_uint_eq(get32(p + 8 + length), crc32(0, p + 4, length + 4));
	if (memcmp(p + 4, "IHDR", 4) == 0) {
		picture->width = get32(p + 8);
		picture->height = get32(p + 12);
		ck_assert_uint_eq(p[16], 8);
		picture->type = p[17];
	} else if (memcmp(p + 4, "PLTE", 4) == 0) {
		memcpy(picture->palette, p + 8, picture->palette_length = length);
	} else if (memcmp(p + 4, "tRNS", 4) == 0) {
		memcpy(picture->alpha, p + 8, length);
	} else if (memcmp(p + 4, "IDAT", 4) == 0) {
		uLongf room = (picture->width * 4UL + 1) * picture->height;
		uint8_t *raw = malloc(room);

		ck_assert_int_eq(uncompress(raw, &room, p + 8, length), Z_OK);
		ck_assert_uint_eq(room, (picture->width * (picture->type == 3 ? 1UL : 4UL) + 1) * picture->height);
		unfilter(picture, raw);
		free(raw);
	}
}

static struct picture read_png(const uint8_t *p, size_t length)
{
	struct picture picture = {.width = 0};

	memset(picture.alpha, 255, sizeof picture.alpha);
	ck_assert_mem_eq(p, "\x89PNG\r\n\x1a\n", 8);
	for (size_t at = 8; at < length; at += 12 + get32(p + at))
		read_chunk(&picture, p + at);
	ck_assert_mem_eq(p + length - 8, "IEND", 4);
	return picture;
}

static uint8_t expand(const struct picture *picture, size_t i)
{
	uint8_t index = picture->pixels[i / 4];

	if (picture->type == 6)
		return picture->pixels[i];
	ck_assert_uint_lt(index * 3U, picture->palette_length);
	return i % 4 == 3 ? picture->alpha[index] : picture->palette[index * 3 + i % 4];
}

static void expect_png(uint32_t width, uint32_t height, const uint8_t *rgba, int type)
{
	uint8_t *out = malloc(png_bound(width, height)), *again = malloc(png_bound(width, height));
	size_t length = png_encode(width, height, rgba, out);
	struct picture picture = read_png(out, length);

	ck_assert_uint_gt(length, 0);
	ck_assert_uint_eq(picture.width, width);
	ck_assert_uint_eq(picture.height, height);
	ck_assert_int_eq(picture.type, type);
	for (size_t i = 0; i < (size_t)width * height * 4; i++)
		ck_assert_uint_eq(expand(&picture, i), rgba[i]);
	ck_assert_uint_eq(png_encode(width, height, rgba, again), length);
	ck_assert_mem_eq(out, again, length);
	free(picture.pixels);
	free(out);
	free(again);
}

static void fill(uint8_t *rgba, size_t bytes, uint32_t colours)
{
	uint32_t x = 1;

	for (size_t i = 0; i < bytes; i += 4) {
		x = x * 1664525 + 1013904223;
		uint32_t colour = (x >> 8) % colours * 2654435761U;
		memcpy(rgba + i, &colour, 4);
	}
}

START_TEST(png_gives_the_pixels_back)
{
	static uint8_t rgba[61 * 47 * 4];
	static const uint32_t colours[] = {1, 2, 17, 256};

	for (size_t i = 0; i < sizeof colours / sizeof *colours; i++) {
		fill(rgba, sizeof rgba, colours[i]);
		expect_png(61, 47, rgba, 3);
	}
	fill(rgba, sizeof rgba, 257);
	expect_png(61, 47, rgba, 6);
	fill(rgba, sizeof rgba, 100000);
	expect_png(61, 47, rgba, 6);
	for (size_t i = 0; i < sizeof rgba; i++)
		rgba[i] = (uint8_t)(i / 244 * (i % 4 + 1) + i % 244);
	expect_png(61, 47, rgba, 6);
}
END_TEST

START_TEST(png_of_the_extreme_sizes)
{
	uint8_t *rgba = calloc(PNG_SIDE_MAX * (size_t)PNG_SIDE_MAX, 4);

	expect_png(1, 1, rgba, 3);
	expect_png(PNG_SIDE_MAX, 1, rgba, 3);
	expect_png(1, PNG_SIDE_MAX, rgba, 3);
	fill(rgba, PNG_SIDE_MAX * 64UL * 4, 1000000);
	expect_png(PNG_SIDE_MAX, 64, rgba, 6);
	free(rgba);
}
END_TEST

START_TEST(wav_header_and_samples)
{
	static const int16_t samples[] = {0, 1, -1, 32767, -32768};
	static const uint8_t expected[] =
		"RIFF\x2e\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x22\x56\0\0\x44\xac\0\0\x02\0\x10\0"
		"data\x0a\0\0\0\0\0\x01\0\xff\xff\xff\x7f\0\x80";
	uint8_t out[sizeof expected - 1];

	ck_assert_uint_eq(wav_length(5), sizeof out);
	wav_encode(22050, samples, 5, out);
	ck_assert_mem_eq(out, expected, sizeof out);
}
END_TEST

enum { RATE = 22050, COUNT = 4410 };

/* Of the noise and the sliding saw below; it changes only when the sound is meant to. */
#define SYNTH_SUM 3133890862U

static void render(const struct synth_note *notes, size_t note_count, int16_t *out)
{
	static int32_t mix[COUNT];

	memset(mix, 0, sizeof mix);
	for (size_t i = 0; i < note_count; i++)
		synth_add(RATE, &notes[i], mix, COUNT);
	synth_finish(mix, COUNT, out);
}

static struct synth_note note_of(enum synth_wave wave)
{
	return (struct synth_note){.wave = wave,
		.length = 2000,
		.hz100 = 44100,
		.to_hz100 = 44100,
		.volume = 255,
		.sustain = 255,
		.duty = 32};
}

START_TEST(synth_saturates_both_ways)
{
	struct synth_note notes[3] = {note_of(SYNTH_SQUARE), note_of(SYNTH_SQUARE), note_of(SYNTH_SQUARE)};
	int16_t out[COUNT];

	render(notes, 3, out);
	ck_assert_int_eq(out[0], 32767);
	ck_assert_int_eq(out[30], -32767);
}
END_TEST

START_TEST(synth_waves_have_their_pitch)
{
	int16_t out[COUNT];

	for (int wave = SYNTH_SQUARE; wave <= SYNTH_SAW; wave++) {
		struct synth_note note = note_of((enum synth_wave)wave);
		int rises = 0;

		render(&note, 1, out);
		for (int i = 1; i < 2000; i++)
			rises += out[i - 1] < 0 && out[i] >= 0;
		ck_assert_int_ge(rises, 38);
		ck_assert_int_le(rises, 41);
		ck_assert_int_eq(out[2000], 0);
	}
}
END_TEST

START_TEST(synth_envelope_rises_holds_and_falls)
{
	struct synth_note note = note_of(SYNTH_PULSE);
	int16_t out[COUNT];

	note.hz100 = note.to_hz100 = 0;
	note.attack = 100;
	note.decay = 100;
	note.sustain = 127;
	note.release = 200;
	render(&note, 1, out);
	ck_assert_int_eq(out[0], 0);
	ck_assert_int_eq(out[50], 16383);
	ck_assert_int_eq(out[100], 32767);
	ck_assert_int_eq(out[1000], 16319);
	ck_assert_int_eq(out[2100], 8159);
	ck_assert_int_eq(out[2200], 0);
}
END_TEST

START_TEST(synth_is_the_same_each_time_and_in_any_order)
{
	struct synth_note notes[2] = {note_of(SYNTH_NOISE), note_of(SYNTH_SAW)}, turned[2];
	int16_t out[COUNT], again[COUNT];
	uint32_t sum = 0;

	notes[1].vibrato_cents = 50;
	notes[1].vibrato_hz100 = 600;
	notes[1].to_hz100 = 88200;
	notes[0].volume = 100;
	turned[0] = notes[1];
	turned[1] = notes[0];
	render(notes, 2, out);
	render(turned, 2, again);
	ck_assert_mem_eq(out, again, sizeof out);
	for (int i = 0; i < COUNT; i++)
		sum = sum * 31 + (uint16_t)out[i];
	ck_assert_uint_eq(sum, SYNTH_SUM);
}
END_TEST

START_TEST(synth_survives_the_ranges)
{
	struct synth_note note = {.wave = SYNTH_NOISE,
		.at = UINT32_MAX,
		.length = 1440000,
		.release = 1440000,
		.attack = 1440000,
		.decay = 1440000,
		.hz100 = SYNTH_HZ100_MAX,
		.volume = 255,
		.duty = 127,
		.vibrato_cents = SYNTH_CENTS_MAX,
		.vibrato_hz100 = SYNTH_HZ100_MAX};
	int16_t out[COUNT];

	render(&note, 1, out);
	for (note.wave = SYNTH_SQUARE; note.wave <= SYNTH_NOISE; note.wave++) {
		note.at = 0;
		render(&note, 1, out);
		note.length = 0;
		render(&note, 1, out);
		note.release = 0;
		render(&note, 1, out);
		note.length = note.release = 1440000;
	}
}
END_TEST

static void expect_utf8(const char *inside, const char *outside)
{
	uint8_t out[64];
	size_t length = text_to_utf8((const uint8_t *)inside, strlen(inside), out);

	ck_assert_uint_eq(length, strlen(outside));
	ck_assert_mem_eq(out, outside, length);
}

START_TEST(text_leaves_as_utf8)
{
	expect_utf8("a\xc3\xa4\xe6\x97\xa5", "a\xc3\xa4\xe6\x97\xa5");
	expect_utf8("\xed\xa0\xbc\xed\xbe\xae", "\xf0\x9f\x8e\xae");
	expect_utf8("\xf0\x9f\x8e\xae", "\xf0\x9f\x8e\xae");
	expect_utf8("\xed\xa0\xbc", "\xef\xbf\xbd");
	expect_utf8("\xed\xbe\xaex", "\xef\xbf\xbdx");
	expect_utf8("\xed\xa0\xbc\xed\xa0\xbc", "\xef\xbf\xbd\xef\xbf\xbd");
	expect_utf8("\xff\xc0\xaf\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
	expect_utf8("\xe6\x97", "\xef\xbf\xbd\xef\xbf\xbd");
}
END_TEST

START_TEST(text_check_is_strict)
{
	static const char *const good[] = {"", "a", "\xc2\x80", "\xef\xbf\xbf", "\xf4\x8f\xbf\xbf", "\xef\xbf\xbd"};
	static const char *const bad[] = {"x\x80", "x\xc0\xaf", "x\xc3", "x\xe0\x80\x80", "x\xed\xa0\x80",
		"x\xf0\x80\x80\x80", "x\xf4\x90\x80\x80", "x\xf8\x88\x80\x80\x80", "x\xff", "x\xe6\x97"};
	size_t at = 0;

	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		ck_assert(text_is_utf8((const uint8_t *)good[i], strlen(good[i]), &at));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		ck_assert(!text_is_utf8((const uint8_t *)bad[i], strlen(bad[i]), &at));
		ck_assert_uint_eq(at, 1);
	}
}
END_TEST

START_TEST(text_enters_as_pairs)
{
	uint8_t out[16];

	ck_assert_uint_eq(text_to_duktape((const uint8_t *)"a\xf0\x9f\x8e\xae", 5, out), 7);
	ck_assert_mem_eq(out, "a\xed\xa0\xbc\xed\xbe\xae", 7);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("natives");
	TCase *all = tcase_create("all");
	SRunner *runner;
	int failed;

	tcase_add_test(all, base64_vectors);
	tcase_add_test(all, sha256_vectors);
	tcase_add_test(all, png_gives_the_pixels_back);
	tcase_add_test(all, png_of_the_extreme_sizes);
	tcase_add_test(all, wav_header_and_samples);
	tcase_add_test(all, synth_saturates_both_ways);
	tcase_add_test(all, synth_waves_have_their_pitch);
	tcase_add_test(all, synth_envelope_rises_holds_and_falls);
	tcase_add_test(all, synth_is_the_same_each_time_and_in_any_order);
	tcase_add_test(all, synth_survives_the_ranges);
	tcase_add_test(all, text_leaves_as_utf8);
	tcase_add_test(all, text_check_is_strict);
	tcase_add_test(all, text_enters_as_pairs);
	tcase_set_timeout(all, 60);
	suite_add_tcase(suite, all);
	runner = srunner_create(suite);
	srunner_set_tap(runner, "-");
	srunner_run_all(runner, CK_SILENT);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
