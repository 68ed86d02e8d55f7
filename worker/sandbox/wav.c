/* SPDX-License-Identifier: ISC */
#include "worker/sandbox/wav.h"

#include <string.h>

enum { HEAD = 44, SAMPLE = 2, FORMAT_PCM = 1, CHANNELS = 1 };

size_t wav_length(size_t samples)
{
	return HEAD + samples * SAMPLE;
}

static uint8_t *put(uint8_t *out, uint32_t value, int bytes)
{
	for (int i = 0; i < bytes; i++)
		*out++ = (uint8_t)(value >> 8 * i);
	return out;
}

static uint8_t *put_tag(uint8_t *out, const char *tag)
{
	memcpy(out, tag, 4);
	return out + 4;
}

void wav_encode(uint32_t rate, const int16_t *samples, size_t count, uint8_t *out)
{
	uint32_t bytes = (uint32_t)(count * SAMPLE);

	out = put(put_tag(out, "RIFF"), HEAD - 8 + bytes, 4);
	out = put(put_tag(put_tag(out, "WAVE"), "fmt "), 16, 4);
	out = put(put(out, FORMAT_PCM, 2), CHANNELS, 2);
	out = put(put(out, rate, 4), rate * SAMPLE * CHANNELS, 4);
	out = put(put(out, SAMPLE * CHANNELS, 2), 8 * SAMPLE, 2);
	out = put(put_tag(out, "data"), bytes, 4);
	for (size_t i = 0; i < count; i++)
		out = put(out, (uint16_t)samples[i], SAMPLE);
}
