/* SPDX-License-Identifier: ISC */
#include "worker/loop.h"
#include "lib/clock.h"
#include "lib/log.h"

#include <errno.h>
#include <stdlib.h>

struct loop_watch {
	int fd;
	short events;
	loop_fd_fn *fn;
	void *context;
	bool dead;
};

struct loop_timer {
	int64_t at;
	loop_timer_fn *fn;
	void *context;
	bool dead;
};

struct loop {
	struct loop_watch **watches;
	size_t watch_count, watch_cap;
	struct loop_timer **timers; /* few: scanned, not sorted */
	size_t timer_count, timer_cap;
	struct pollfd *fds;
	size_t fds_cap;
	loop_wait_fn *wait;
	void *wait_context;
};

static void *must(void *p)
{
	if (!p) {
		log_error("out of memory in the event loop");
		abort();
	}
	return p;
}

static int wait_poll(void *context, struct pollfd *fds, nfds_t n, int timeout_ms)
{
	(void)context;
	return poll(fds, n, timeout_ms);
}

struct loop *loop_new(void)
{
	struct loop *loop = must(calloc(1, sizeof(*loop)));
	loop->wait = wait_poll;
	return loop;
}

void loop_free(struct loop *loop)
{
	if (!loop)
		return;
	for (size_t i = 0; i < loop->watch_count; i++)
		free(loop->watches[i]);
	for (size_t i = 0; i < loop->timer_count; i++)
		free(loop->timers[i]);
	free(loop->watches);
	free(loop->timers);
	free(loop->fds);
	free(loop);
}

void loop_set_wait(struct loop *loop, loop_wait_fn *wait, void *context)
{
	loop->wait = wait ? wait : wait_poll;
	loop->wait_context = context;
}

struct loop_watch *loop_watch(struct loop *loop, int fd, short events, loop_fd_fn *fn, void *context)
{
	struct loop_watch *watch = must(calloc(1, sizeof(*watch)));
	*watch = (struct loop_watch){.fd = fd, .events = events, .fn = fn, .context = context};
	if (loop->watch_count == loop->watch_cap) {
		loop->watch_cap = loop->watch_cap ? 2 * loop->watch_cap : 16;
		loop->watches = must(realloc(loop->watches, loop->watch_cap * sizeof(struct loop_watch *)));
	}
	loop->watches[loop->watch_count++] = watch;
	return watch;
}

void loop_unwatch(struct loop *loop, struct loop_watch *watch)
{
	(void)loop;
	if (watch)
		watch->dead = true;
}

struct loop_timer *loop_timer(struct loop *loop, int64_t ms, loop_timer_fn *fn, void *context)
{
	struct loop_timer *timer = must(calloc(1, sizeof(*timer)));
	*timer = (struct loop_timer){.at = clock_monotonic_ms() + ms, .fn = fn, .context = context};
	if (loop->timer_count == loop->timer_cap) {
		loop->timer_cap = loop->timer_cap ? 2 * loop->timer_cap : 16;
		loop->timers = must(realloc(loop->timers, loop->timer_cap * sizeof(struct loop_timer *)));
	}
	loop->timers[loop->timer_count++] = timer;
	return timer;
}

void loop_timer_stop(struct loop *loop, struct loop_timer *timer)
{
	(void)loop;
	if (timer)
		timer->dead = true;
}

/* The dead are freed here only, so that a callback may remove anything. */
static void sweep(struct loop *loop)
{
	size_t kept = 0;
	for (size_t i = 0; i < loop->watch_count; i++) {
		if (loop->watches[i]->dead)
			free(loop->watches[i]);
		else
			loop->watches[kept++] = loop->watches[i];
	}
	loop->watch_count = kept;
	kept = 0;
	for (size_t i = 0; i < loop->timer_count; i++) {
		if (loop->timers[i]->dead)
			free(loop->timers[i]);
		else
			loop->timers[kept++] = loop->timers[i];
	}
	loop->timer_count = kept;
}

static int next_timeout(const struct loop *loop, int max_ms)
{
	int64_t now = clock_monotonic_ms(), ms = max_ms;
	for (size_t i = 0; i < loop->timer_count; i++) {
		int64_t left = loop->timers[i]->at > now ? loop->timers[i]->at - now : 0;
		if (ms < 0 || left < ms)
			ms = left;
	}
	return ms > 3600000 ? 3600000 : (int)ms;
}

static void run_timers(struct loop *loop)
{
	int64_t now = clock_monotonic_ms();
	size_t n = loop->timer_count; /* those that callbacks add wait for the next turn */
	for (size_t i = 0; i < n; i++) {
		struct loop_timer *timer = loop->timers[i];
		if (timer->dead || timer->at > now)
			continue;
		timer->dead = true;
		timer->fn(timer->context);
	}
}

enum err loop_turn(struct loop *loop, int max_ms)
{
	sweep(loop);
	size_t n = loop->watch_count;
	if (n > loop->fds_cap) {
		loop->fds_cap = 2 * n;
		loop->fds = must(realloc(loop->fds, loop->fds_cap * sizeof(*loop->fds)));
	}
	for (size_t i = 0; i < n; i++)
		loop->fds[i] = (struct pollfd){.fd = loop->watches[i]->fd, .events = loop->watches[i]->events};
	int ready = loop->wait(loop->wait_context, loop->fds, (nfds_t)n, next_timeout(loop, max_ms));
	if (ready < 0 && errno != EINTR)
		return ERR_SYSTEM;
	for (size_t i = 0; ready > 0 && i < n; i++) {
		struct loop_watch *watch = loop->watches[i];
		if (loop->fds[i].revents && !watch->dead)
			watch->fn(watch->context, loop->fds[i].revents);
	}
	run_timers(loop);
	return ERR_OK;
}
