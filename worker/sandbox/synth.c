/* SPDX-License-Identifier: ISC */
#include "worker/sandbox/synth.h"

enum {
	PEAK = 32767,
	FULL = 255,
	NOISE_SEED = 0x2545f491,
	NOISE_SHIFT = 28, /* noise takes a new value 16 times a period */
	CENT_SHIFT = 20,
	CENT_FACTOR = 606, /* 2^20 * ln 2 / 1200: a cent, where an octave is near enough to straight */
};

/* Phases are fractions of a period in 32 bits; they wrap by themselves. */
struct voice {
	uint32_t phase, vibrato, noise;
	int32_t noise_level;
};

static uint32_t step_of(uint64_t hz100, uint32_t rate)
{
	return (uint32_t)((hz100 << 32) / ((uint64_t)rate * 100));
}

/* A sine near enough for vibrato: two parabolas, -2^15 to 2^15. */
static int32_t wobble(uint32_t phase)
{
	int32_t x = (int32_t)(phase >> 16) - 32768;
	int32_t size = x < 0 ? -x : x;

	return (int32_t)((int64_t)x * (32768 - size) / 8192);
}

static uint64_t pitch(const struct synth_note *note, const struct voice *voice, uint64_t i, uint64_t total)
{
	int64_t from = note->hz100, to = note->to_hz100;
	int64_t hz100 = from + (to - from) * (int64_t)i / (int64_t)total;

	if (note->vibrato_cents > 0)
		hz100 += hz100 * ((int64_t)note->vibrato_cents * CENT_FACTOR * wobble(voice->vibrato) / 32768) >>
			 CENT_SHIFT;
	return hz100 > 0 ? (uint64_t)hz100 : 0;
}

static int32_t held_level(const struct synth_note *note, uint64_t i)
{
	int64_t sustain = note->sustain;

	if (i < note->attack)
		return (int32_t)(FULL * 256 * i / note->attack);
	i -= note->attack;
	if (i < note->decay)
		return (int32_t)(FULL * 256 - (FULL - sustain) * 256 * (int64_t)i / note->decay);
	return (int32_t)(sustain * 256);
}

/* Out: 0 to 255 * 256. */
static int32_t level(const struct synth_note *note, uint64_t i)
{
	if (i < note->length)
		return held_level(note, i);
	return (int32_t)((int64_t)held_level(note, note->length) *
			 (int64_t)(note->length + (uint64_t)note->release - i) / note->release);
}

static int32_t noise(struct voice *voice, uint32_t next_phase)
{
	if (voice->phase >> NOISE_SHIFT != next_phase >> NOISE_SHIFT) {
		voice->noise ^= voice->noise << 13;
		voice->noise ^= voice->noise >> 17;
		voice->noise ^= voice->noise << 5;
		voice->noise_level = (int32_t)(voice->noise >> 16) - 32768;
		if (voice->noise_level < -PEAK)
			voice->noise_level = -PEAK;
	}
	return voice->noise_level;
}

/* Out: -PEAK to PEAK. */
static int32_t wave(const struct synth_note *note, struct voice *voice, uint32_t next_phase)
{
	int32_t x = (int32_t)(voice->phase >> 16);

	switch (note->wave) {
	case SYNTH_SQUARE:
		return x < 32768 ? PEAK : -PEAK;
	case SYNTH_PULSE:
		return x < (int32_t)note->duty * 512 ? PEAK : -PEAK;
	case SYNTH_TRIANGLE:
		return x < 32768 ? 2 * x - PEAK : 2 * (65535 - x) - PEAK;
	case SYNTH_SAW:
		return x == 0 ? -PEAK : x - 32768;
	case SYNTH_NOISE:
		return noise(voice, next_phase);
	}
	return 0;
}

void synth_add(uint32_t rate, const struct synth_note *note, int32_t *mix, size_t count)
{
	struct voice voice = {.noise = NOISE_SEED ^ note->at};
	uint64_t total = (uint64_t)note->length + note->release;
	uint32_t vibrato = step_of(note->vibrato_hz100, rate);

	if (voice.noise == 0)
		voice.noise = NOISE_SEED;
	for (uint64_t i = 0; i < total && note->at + i < count; i++) {
		uint32_t next = voice.phase + step_of(pitch(note, &voice, i, total), rate);
		int64_t sample = (int64_t)wave(note, &voice, next) * level(note, i) * note->volume;

		mix[note->at + i] += (int32_t)(sample / (FULL * 256 * FULL));
		voice.phase = next;
		voice.vibrato += vibrato;
	}
}

void synth_finish(const int32_t *mix, size_t count, int16_t *out)
{
	for (size_t i = 0; i < count; i++) {
		int32_t sample = mix[i] > PEAK ? PEAK : mix[i];

		out[i] = (int16_t)(sample < -PEAK ? -PEAK : sample);
	}
}
