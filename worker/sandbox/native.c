/* SPDX-License-Identifier: ISC */
#include "worker/sandbox/native.h"

#include <stdbool.h>
#include <string.h>

#include "worker/sandbox/base64.h"
#include "worker/sandbox/png.h"
#include "worker/sandbox/sha256.h"
#include "worker/sandbox/synth.h"
#include "worker/sandbox/text.h"
#include "worker/sandbox/wav.h"

/* Unlike duk_error, the script's line gets the blame and not this file's. */
#define THROW(ctx, code, ...)                                                                                          \
	do {                                                                                                           \
		duk_push_error_object_raw(ctx, (code) | NO_BLAME, NULL, 0, __VA_ARGS__);                               \
		(void)duk_throw(ctx);                                                                                  \
	} while (0)

/* duktape's own flag beside an error's code; its header keeps it to itself. */
enum { NO_BLAME = 1 << 24 };

static uint32_t take_integer(duk_context *ctx, duk_idx_t at, const char *name, uint32_t min, uint32_t max)
{
	double number = duk_get_number(ctx, at);

	if (!duk_is_number(ctx, at) || !(number >= min && number <= max) || number != (double)(uint32_t)number)
		THROW(ctx, DUK_ERR_RANGE_ERROR, "%s is not an integer from %lu to %lu", name, (unsigned long)min,
			(unsigned long)max);
	return (uint32_t)number;
}

/* In: a typed array whose elements have that many bytes. Out: its own bytes; count in elements. */
static void *take_array(duk_context *ctx, duk_idx_t at, const char *name, size_t element, size_t *count_r)
{
	duk_size_t bytes = 0;
	void *data = duk_get_buffer_data(ctx, at, &bytes);
	size_t found = 0;

	if (duk_is_object(ctx, at)) {
		duk_get_prop_string(ctx, at, "BYTES_PER_ELEMENT");
		found = duk_get_uint_default(ctx, -1, 0);
		duk_pop(ctx);
	}
	if (found != element || (bytes > 0 && !data))
		THROW(ctx, DUK_ERR_TYPE_ERROR, "%s is not a typed array of %lu bytes an element", name,
			(unsigned long)element);
	*count_r = bytes / element;
	return data;
}

/* A string as UTF-8, or the bytes of a Uint8Array. */
static const uint8_t *take_bytes(duk_context *ctx, duk_idx_t at, size_t *bytes_r)
{
	const uint8_t *text;
	uint8_t *out;
	size_t length;

	if (!duk_is_string(ctx, at))
		return take_array(ctx, at, "the argument", 1, bytes_r);
	text = (const uint8_t *)duk_get_lstring(ctx, at, &length);
	*bytes_r = text_to_utf8(text, length, NULL);
	out = duk_push_fixed_buffer(ctx, *bytes_r + 1);
	text_to_utf8(text, length, out);
	return out;
}

static void push_base64(duk_context *ctx, const uint8_t *bytes, size_t count)
{
	size_t length = base64_length(count);
	char *out = duk_push_fixed_buffer(ctx, length + 1);

	base64_encode(bytes, count, out);
	duk_push_lstring(ctx, out, length);
}

static duk_ret_t base64(duk_context *ctx)
{
	size_t count;
	const uint8_t *bytes = take_bytes(ctx, 0, &count);

	push_base64(ctx, bytes, count);
	return 1;
}

static duk_ret_t sha256(duk_context *ctx)
{
	size_t count;
	const uint8_t *bytes = take_bytes(ctx, 0, &count);
	char hex[SHA256_HEX];

	sha256_hex(bytes, count, hex);
	duk_push_lstring(ctx, hex, sizeof hex);
	return 1;
}

static duk_ret_t utf8_length(duk_context *ctx)
{
	size_t length;
	const char *text = duk_require_lstring(ctx, 0, &length);

	duk_push_number(ctx, (double)text_to_utf8((const uint8_t *)text, length, NULL));
	return 1;
}

static duk_ret_t png(duk_context *ctx)
{
	uint32_t width = take_integer(ctx, 0, "width", 1, PNG_SIDE_MAX);
	uint32_t height = take_integer(ctx, 1, "height", 1, PNG_SIDE_MAX);
	size_t count, length;
	const uint8_t *rgba = take_array(ctx, 2, "rgba", 1, &count);
	uint8_t *out;

	if (count != (size_t)width * height * 4)
		THROW(ctx, DUK_ERR_RANGE_ERROR, "rgba has not width * height * 4 bytes");
	out = duk_push_fixed_buffer(ctx, png_bound(width, height));
	length = png_encode(width, height, rgba, out);
	if (length == 0)
		THROW(ctx, DUK_ERR_ERROR, "alloc failed");
	push_base64(ctx, out, length);
	return 1;
}

static duk_ret_t wav(duk_context *ctx)
{
	uint32_t rate = take_integer(ctx, 0, "rate", WAV_RATE_MIN, WAV_RATE_MAX);
	size_t count;
	const int16_t *samples = take_array(ctx, 1, "samples", 2, &count);
	uint8_t *out;

	if (count > (size_t)rate * WAV_SECONDS_MAX)
		THROW(ctx, DUK_ERR_RANGE_ERROR, "samples are longer than %d s", WAV_SECONDS_MAX);
	out = duk_push_fixed_buffer(ctx, wav_length(count));
	wav_encode(rate, samples, count, out);
	push_base64(ctx, out, wav_length(count));
	return 1;
}

/* A note's field. In: the note on top of the stack. */
static uint32_t field(duk_context *ctx, const char *key, uint32_t min, uint32_t max, uint32_t otherwise)
{
	uint32_t value = otherwise;

	if (duk_get_prop_string(ctx, -1, key) && !duk_is_null_or_undefined(ctx, -1))
		value = take_integer(ctx, -1, key, min, max);
	duk_pop(ctx);
	return value;
}

static enum synth_wave wave_field(duk_context *ctx)
{
	static const char *const waves[] = {"square", "pulse", "triangle", "saw", "noise"};
	const char *name;

	duk_get_prop_string(ctx, -1, "wave");
	name = duk_get_string_default(ctx, -1, "");
	duk_pop(ctx);
	for (size_t i = 0; i < sizeof waves / sizeof *waves; i++)
		if (strcmp(name, waves[i]) == 0)
			return (enum synth_wave)i;
	THROW(ctx, DUK_ERR_RANGE_ERROR, "wave is none of square, pulse, triangle, saw, noise");
	return SYNTH_SQUARE;
}

static struct synth_note take_note(duk_context *ctx, uint32_t longest)
{
	struct synth_note note = {
		.wave = wave_field(ctx),
		.at = field(ctx, "at", 0, UINT32_MAX, 0),
		.length = field(ctx, "length", 0, longest, 0),
		.hz100 = field(ctx, "hz100", 0, SYNTH_HZ100_MAX, 44000),
		.volume = field(ctx, "volume", 0, 255, 255),
		.attack = field(ctx, "attack", 0, longest, 0),
		.decay = field(ctx, "decay", 0, longest, 0),
		.sustain = field(ctx, "sustain", 0, 255, 255),
		.release = field(ctx, "release", 0, longest, 0),
		.duty = field(ctx, "duty", 1, 127, 64),
		.vibrato_hz100 = field(ctx, "vibrato_hz100", 0, SYNTH_HZ100_MAX, 0),
		.vibrato_cents = field(ctx, "vibrato_cents", 0, SYNTH_CENTS_MAX, 0),
	};

	note.to_hz100 = field(ctx, "to_hz100", 0, SYNTH_HZ100_MAX, note.hz100);
	return note;
}

static void push_int16(duk_context *ctx, const int32_t *mix, uint32_t length)
{
	int16_t *out = duk_push_fixed_buffer(ctx, (duk_size_t)length * sizeof *out);

	synth_finish(mix, length, out);
	duk_push_buffer_object(ctx, -1, 0, (duk_size_t)length * sizeof *out, DUK_BUFOBJ_INT16ARRAY);
}

static duk_ret_t synth(duk_context *ctx)
{
	uint32_t rate = take_integer(ctx, 0, "rate", WAV_RATE_MIN, WAV_RATE_MAX);
	uint32_t length = take_integer(ctx, 1, "length", 0, rate * WAV_SECONDS_MAX);
	int32_t *mix = duk_push_fixed_buffer(ctx, (duk_size_t)length * sizeof *mix + 1);
	duk_size_t count = duk_is_array(ctx, 2) ? duk_get_length(ctx, 2) : SYNTH_NOTES_MAX + 1;

	if (count > SYNTH_NOTES_MAX)
		THROW(ctx, DUK_ERR_RANGE_ERROR, "notes is not an array of at most %d notes", SYNTH_NOTES_MAX);
	for (duk_uarridx_t i = 0; i < count; i++) {
		struct synth_note note;

		if (!duk_get_prop_index(ctx, 2, i) || !duk_is_object(ctx, -1))
			THROW(ctx, DUK_ERR_TYPE_ERROR, "note %lu is not an object", (unsigned long)i);
		note = take_note(ctx, rate * WAV_SECONDS_MAX);
		synth_add(rate, &note, mix, length);
		duk_pop(ctx);
	}
	push_int16(ctx, mix, length);
	return 1;
}

void native_install(duk_context *ctx)
{
	static const duk_function_list_entry helpers[] = {
		{"png", png, 3},
		{"wav", wav, 2},
		{"synth", synth, 3},
		{"base64", base64, 1},
		{"sha256", sha256, 1},
		{"utf8_length", utf8_length, 1},
		{NULL, NULL, 0},
	};

	duk_push_object(ctx);
	duk_put_function_list(ctx, -1, helpers);
	duk_put_global_string(ctx, "native");
}
