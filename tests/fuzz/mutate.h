/* SPDX-License-Identifier: ISC */
/* Changed copies of a harness's own examples, the same for the same seed. Included by the harnesses that `make check`
 * runs without libFuzzer: mutate_begin, then mutate for each input. */
#ifndef LUD_FUZZ_MUTATE_H
#define LUD_FUZZ_MUTATE_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static uint64_t chance_state;

static size_t chance(size_t n)
{
	chance_state = chance_state * 6364136223846793005u + 1442695040888963407u;
	return (size_t)(chance_state >> 33) % n;
}

/* In: seed is a number as text; NULL or "": 1. */
static void mutate_begin(const char *seed)
{
	chance_state = seed && *seed ? strtoull(seed, NULL, 10) : 1;
}

/* In: examples NULL where there are fewer; bytes has room for three of them and a little. Out: how many bytes. Some
 * bytes of an example changed, cut out, doubled or joined with another's. */
static size_t mutate(const char *const examples[4], uint8_t *bytes)
{
	size_t len = 0;
	for (size_t parts = 1 + chance(3); parts; parts--) {
		const char *example = examples[chance(4)];
		size_t n = example ? strlen(example) : 0;
		memcpy(bytes + len, example ? example : "", n);
		len += n;
	}
	for (size_t changes = chance(6); changes && len; changes--) {
		size_t at = chance(len), span = 1 + chance(8);
		switch (chance(4)) {
		case 0:
			bytes[at] = (uint8_t)chance(256);
			break;
		case 1:
			span = span > len - at ? len - at : span;
			memmove(bytes + at, bytes + at + span, len - at - span);
			len -= span;
			break;
		case 2:
			bytes[at] ^= (uint8_t)(1u << chance(8));
			break;
		default:
			memmove(bytes + at + 1, bytes + at, len - at);
			bytes[at] = "\r\n\0:\"{}\\\x80\xff"[chance(10)];
			len++;
		}
	}
	return len;
}

#endif
