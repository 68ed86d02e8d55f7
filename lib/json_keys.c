/* SPDX-License-Identifier: ISC */
#include "lib/json_keys.h"

#include "lib/hash.h"
#include "lib/log.h"
#include "lib/utf8.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct json_key {
	const char *text; /* NULL: free slot */
	size_t len;
	uint64_t hash;
	unsigned object;
};

/* Reads a checked string character by character, escapes resolved. */
struct reader {
	const char *p, *end;
};

static unsigned hex4(const char *p)
{
	char text[5];

	memcpy(text, p, 4);
	text[4] = '\0';
	return (unsigned)strtoul(text, NULL, 16);
}

static uint32_t read_escape(struct reader *r)
{
	static const char letters[] = "bfnrt", meant[] = "\b\f\n\r\t";
	char letter = *r->p++;
	const char *known = strchr(letters, letter);
	uint32_t code;

	if (letter != 'u')
		return (unsigned char)(known ? meant[known - letters] : letter);
	code = hex4(r->p);
	r->p += 4;
	if (code >= 0xd800 && code <= 0xdbff) {
		code = 0x10000 + ((code - 0xd800) << 10) + (hex4(r->p + 2) - 0xdc00);
		r->p += 6;
	}
	return code;
}

/* Out: bytes of the next character, 0 at the end. */
static size_t next(struct reader *r, char bytes_r[4])
{
	size_t n;

	if (r->p == r->end)
		return 0;
	if (*r->p == '\\') {
		r->p++;
		return utf8_encode(read_escape(r), bytes_r);
	}
	n = utf8_length(r->p, (size_t)(r->end - r->p));
	memcpy(bytes_r, r->p, n);
	r->p += n;
	return n;
}

static bool same(const char *a, size_t a_len, const char *b, size_t b_len)
{
	struct reader ra = {a, a + a_len}, rb = {b, b + b_len};
	char ca[4], cb[4];
	size_t na, nb;

	do {
		na = next(&ra, ca);
		nb = next(&rb, cb);
		if (na != nb || memcmp(ca, cb, na) != 0)
			return false;
	} while (na);
	return true;
}

static uint64_t mix(uint64_t h)
{
	h ^= h >> 33;
	h *= UINT64_C(0xff51afd7ed558ccd);
	h ^= h >> 33;
	return h;
}

static uint64_t hash_key(unsigned object, const char *key, size_t len)
{
	static uint64_t seed;
	struct reader r = {key, key + len};
	char c[4] = {0};
	uint64_t h;

	if (!seed)
		hash_random(&seed, sizeof(seed));
	h = mix(seed ^ object);
	for (size_t n = next(&r, c); n; n = next(&r, c)) {
		uint32_t code = 0;

		memcpy(&code, c, n);
		h = mix(h ^ code) + seed;
	}
	return h;
}

static struct json_key *find(const struct json_keys *k, const struct json_key *wanted)
{
	for (size_t i = wanted->hash & (k->size - 1);; i = (i + 1) & (k->size - 1)) {
		struct json_key *s = &k->slots[i];

		if (!s->text)
			return s;
		if (s->hash == wanted->hash && s->object == wanted->object &&
			same(s->text, s->len, wanted->text, wanted->len))
			return s;
	}
}

static void grow(struct json_keys *k)
{
	struct json_keys larger = {.size = k->size ? k->size * 2 : 64, .count = k->count, .objects = k->objects};

	larger.slots = calloc(larger.size, sizeof(*larger.slots));
	if (!larger.slots)
		log_fatal("out of memory: %zu keys of JSON", larger.size);
	for (size_t i = 0; i < k->size; i++) {
		if (k->slots[i].text)
			*find(&larger, &k->slots[i]) = k->slots[i];
	}
	free(k->slots);
	*k = larger;
}

unsigned json_keys_object(struct json_keys *k)
{
	return ++k->objects;
}

bool json_keys_add(struct json_keys *k, unsigned object, const char *key, size_t len)
{
	struct json_key wanted = {.text = key, .len = len, .object = object, .hash = hash_key(object, key, len)};
	struct json_key *slot;

	if (k->count >= k->size / 2)
		grow(k);
	slot = find(k, &wanted);
	if (slot->text)
		return false;
	*slot = wanted;
	k->count++;
	return true;
}

void json_keys_free(struct json_keys *k)
{
	free(k->slots);
	*k = (struct json_keys){0};
}
