/* SPDX-License-Identifier: ISC */
#include "cgi/shared.h"

#include "lib/clock.h"

#include <stddef.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define WAIT_MS 1000

static int least(int a, int b)
{
	return a < b ? a : b;
}

struct shared *shared_new(int slots, int children)
{
	int half = children / 2 > 1 ? children / 2 : 1;
	struct shared *s = mmap(NULL, sizeof *s, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (s == MAP_FAILED)
		return NULL;
	s->hash_slots = slots < 1 ? 1 : least(slots, half);
	s->hash_waiters = least(s->hash_slots * SHARED_WAIT_FACTOR, half - s->hash_slots);
	return s;
}

void shared_free(struct shared *s)
{
	if (s)
		munmap(s, sizeof *s);
}

/* Takes a free slot of [from, to). */
static int take(struct shared *s, int from, int to)
{
	for (int i = from; i < to; i++) {
		pid_t none = 0;
		if (atomic_compare_exchange_strong(&s->hashing[i], &none, getpid()))
			return i;
	}
	return -1;
}

bool shared_hash_room(struct shared *s)
{
	for (int i = 0; i < s->hash_slots + s->hash_waiters; i++)
		if (!atomic_load(&s->hashing[i]))
			return true;
	return false;
}

int shared_hash_begin(struct shared *s)
{
	int slot = take(s, 0, s->hash_slots);
	if (slot >= 0)
		return slot;
	int waiting = take(s, s->hash_slots, s->hash_slots + s->hash_waiters);
	if (waiting < 0)
		return -1;
	int64_t until = clock_monotonic_ms() + WAIT_MS;
	while (slot < 0 && clock_monotonic_ms() < until) {
		nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
		slot = take(s, 0, s->hash_slots);
	}
	shared_hash_end(s, waiting);
	return slot;
}

void shared_hash_end(struct shared *s, int slot)
{
	if (slot >= 0)
		atomic_store(&s->hashing[slot], 0);
}

/* 128 bits of a UUID's text. */
static void read_id(const char *uuid, uint64_t id_r[2])
{
	int n = 0;
	id_r[0] = id_r[1] = 0;
	for (const char *p = uuid; *p && n < 32; p++)
		if (*p != '-') {
			uint64_t digit = (uint64_t)(*p <= '9' ? *p - '0' : (*p | 32) - 'a' + 10);
			id_r[n / 16] = id_r[n / 16] << 4 | digit;
			n++;
		}
}

static uint64_t turned(uint64_t state)
{
	return state << 32 | state >> 32;
}

/* Until when (ms), of which epoch, admin or not: 40, 23 and 1 bits. */
static uint64_t make_state(int64_t until, uint32_t epoch, bool admin)
{
	return (uint64_t)until << 24 | (uint64_t)(epoch & 0x7fffff) << 1 | admin;
}

static bool lives(const struct shared_session *e, const uint64_t id[2], uint32_t epoch, uint64_t *state_r)
{
	uint64_t state = atomic_load(&e->state);
	*state_r = state;
	return (atomic_load(&e->id[0]) ^ state) == id[0] && (atomic_load(&e->id[1]) ^ turned(state)) == id[1] &&
	       (state >> 1 & 0x7fffff) == (epoch & 0x7fffff) && (int64_t)(state >> 24) > clock_monotonic_ms();
}

/* Two places an id. */
static struct shared_session *place(struct shared *s, const uint64_t id[2], size_t i)
{
	return &s->sessions[(id[0] ^ i) & (SHARED_SESSIONS - 1)];
}

bool shared_session_find(struct shared *s, const char *uuid, bool *admin_r)
{
	uint64_t id[2], state = 0;
	uint32_t epoch = atomic_load(&s->session_epoch);
	read_id(uuid, id);
	bool found = lives(place(s, id, 0), id, epoch, &state) || lives(place(s, id, 1), id, epoch, &state);
	*admin_r = found && state & 1;
	return found;
}

void shared_session_put(struct shared *s, const char *uuid, uint32_t epoch, bool admin)
{
	uint64_t id[2], state = make_state(clock_monotonic_ms() + SHARED_SESSION_MS, epoch, admin);
	read_id(uuid, id);
	/* the place whose time is over sooner */
	struct shared_session *e = place(s, id, 0), *other = place(s, id, 1);
	if (atomic_load(&other->state) < atomic_load(&e->state))
		e = other;
	atomic_store(&e->id[0], id[0] ^ state);
	atomic_store(&e->id[1], id[1] ^ turned(state));
	atomic_store(&e->state, state);
}

void shared_forget(struct shared *s, pid_t pid)
{
	for (size_t i = 0; i < sizeof s->hashing / sizeof *s->hashing; i++) {
		pid_t holder = pid;
		atomic_compare_exchange_strong(&s->hashing[i], &holder, 0);
	}
	for (size_t i = 0; i < sizeof s->children / sizeof *s->children; i++)
		if (atomic_load(&s->children[i].pid) == pid) {
			atomic_store(&s->children[i].busy_since, 0);
			atomic_store(&s->children[i].pid, 0);
		}
}
