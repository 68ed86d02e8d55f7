/* SPDX-License-Identifier: ISC
 *
 * synth: notes of simple waves, mixed into samples of 16 bits. Integers only, so every machine makes the same bytes.
 *
 * A note is held for `length` samples: it rises from silence for `attack`, falls to `sustain` for `decay`, stays there;
 * when the hold ends it falls from where it is to silence for `release` more samples. What reaches past the end of the
 * mix is cut. Notes are added up in 32 bits and saturated once, at the end, so their order does not matter.
 */
#ifndef LUD_SANDBOX_SYNTH_H
#define LUD_SANDBOX_SYNTH_H

#include <stddef.h>
#include <stdint.h>

enum synth_wave { SYNTH_SQUARE, SYNTH_PULSE, SYNTH_TRIANGLE, SYNTH_SAW, SYNTH_NOISE };

/* As many notes as 32 bits hold at full volume, rounded down. */
enum { SYNTH_NOTES_MAX = 10000, SYNTH_HZ100_MAX = 2400000, SYNTH_CENTS_MAX = 1200 };

struct synth_note {
	enum synth_wave wave;
	uint32_t at, length; /* samples */
	uint32_t hz100, to_hz100; /* hundredths of hertz; a slide over the whole note, release included */
	uint32_t volume, sustain; /* 0 to 255 */
	uint32_t attack, decay, release; /* samples */
	uint32_t duty; /* pulse: 1 to 127 of 128 */
	uint32_t vibrato_hz100; /* how often */
	uint32_t vibrato_cents; /* how far, to each side */
};

/* Adds a note to the mix. In: rate in samples a second; fields within the ranges above. */
void synth_add(uint32_t rate, const struct synth_note *note, int32_t *mix, size_t count);

/* Saturates the mix. */
void synth_finish(const int32_t *mix, size_t count, int16_t *out);

#endif
