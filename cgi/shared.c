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
