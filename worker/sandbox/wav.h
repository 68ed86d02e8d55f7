/* SPDX-License-Identifier: ISC
 *
 * wav: RIFF WAVE, PCM, 16 bits, one channel, little endian.
 */
#ifndef LUD_SANDBOX_WAV_H
#define LUD_SANDBOX_WAV_H

#include <stddef.h>
#include <stdint.h>

enum { WAV_RATE_MIN = 8000, WAV_RATE_MAX = 48000, WAV_SECONDS_MAX = 30 };

/* Bytes of the file for that many samples. */
size_t wav_length(size_t samples);

/* In: rate in samples a second; out has room for wav_length(count). */
void wav_encode(uint32_t rate, const int16_t *samples, size_t count, uint8_t *out);

#endif
