/* SPDX-License-Identifier: ISC */
#include "cgi/tally.h"

#include <stddef.h>

#define MINUTE_BITS 18
#define MINUTE_MASK ((1u << MINUTE_BITS) - 1)

struct state {
	uint32_t minute, told_at, n, untold;
};

static struct state unpack(uint64_t word)
{
	return (struct state){.minute = (uint32_t)(word >> 46),
		.told_at = (uint32_t)(word >> 40 & 63),
		.n = (uint32_t)(word >> 20) & TALLY_MAX,
		.untold = (uint32_t)word & TALLY_MAX};
}

static uint64_t pack(struct state s)
{
	return (uint64_t)s.minute << 46 | (uint64_t)s.told_at << 40 | (uint64_t)s.n << 20 | s.untold;
}

static uint32_t minute_of(int64_t now)
{
	return (uint32_t)(now / 60) & MINUTE_MASK;
}

/* 64 of a UUID's 122 random bits, and the kind. Out: never 0. */
static uint64_t name(const char *uuid, bool write)
{
	uint64_t id[2] = {0, 0};
	int n = 0;
	for (const char *p = uuid; *p && n < 32; p++)
		if (*p != '-') {
			uint64_t digit = (uint64_t)(*p <= '9' ? *p - '0' : (*p | 32) - 'a' + 10);
			id[n / 16] = id[n / 16] << 4 | digit;
			n++;
		}
	return ((id[0] ^ id[1] << 8) | 3) ^ (uint64_t)write;
}

/* Fibonacci hashing: Knuth, The Art of Computer Programming, volume 3, section 6.4. */
static struct tally_place *place(struct tally *t, uint64_t who, size_t i)
{
	return &t->places[(who * UINT64_C(0x9e3779b97f4a7c15) >> (64 - TALLY_BITS)) ^ i];
}

/* Out: the account's place, or NULL. */
static struct tally_place *find(struct tally *t, uint64_t who)
{
	for (size_t i = 0; i < 2; i++)
		if (atomic_load(&place(t, who, i)->who) == who)
			return place(t, who, i);
	return NULL;
}

/* Takes a place that nobody has used in this minute. Who used it until now may still count in it: then this one's count
 * is a few too high, or theirs begins anew. */
static struct tally_place *take(struct tally *t, uint64_t who, uint32_t minute)
{
	for (size_t i = 0; i < 2; i++) {
		struct tally_place *p = place(t, who, i);
		uint64_t before = atomic_load(&p->who);
		if (before && unpack(atomic_load(&p->state)).minute == minute)
			continue;
		if (atomic_compare_exchange_strong(&p->who, &before, who) || before == who)
			return p;
	}
	return NULL;
}

/* Is Redis to be told of this request now? In: s counts it already. */
static bool due(const struct state *s, uint32_t second, uint32_t most)
{
	return s->n <= most && (s->told_at != second || s->n > most - most / 4);
}

struct tally_count tally_add(struct tally *t, const char *user, bool write, int64_t now, uint32_t most)
{
	uint64_t who = name(user, write);
	uint32_t minute = minute_of(now), second = (uint32_t)(now % 60);
	struct tally_place *p = find(t, who);
	struct state s;
	bool tell;
	if (!p)
		p = take(t, who, minute);
	if (!p)
		return (struct tally_count){.n = 1, .tell = 1};
	uint64_t old = atomic_load(&p->state), new;
	do {
		s = unpack(old);
		if (s.minute != minute)
			s = (struct state){.minute = minute, .told_at = 63};
		s.n += s.n < TALLY_MAX;
		s.untold += s.untold < TALLY_MAX;
		tell = due(&s, second, most);
		struct state after = s;
		if (tell) {
			after.untold = 0;
			after.told_at = second;
		}
		new = pack(after);
	} while (!atomic_compare_exchange_weak(&p->state, &old, new));
	return (struct tally_count){.n = s.n, .tell = tell ? s.untold : 0};
}

uint32_t tally_heard(struct tally *t, const char *user, bool write, int64_t now, uint32_t n)
{
	struct tally_place *p = find(t, name(user, write));
	if (!p)
		return n;
	uint64_t old = atomic_load(&p->state);
	struct state s;
	do {
		s = unpack(old);
		if (s.minute != minute_of(now))
			return n;
		uint32_t all = n > TALLY_MAX - s.untold ? TALLY_MAX : n + s.untold;
		if (all <= s.n)
			return s.n;
		s.n = all;
	} while (!atomic_compare_exchange_weak(&p->state, &old, pack(s)));
	return s.n;
}
