/* SPDX-License-Identifier: ISC */
#include "relay/loop.h"

#include "lib/clock.h"
#include "lib/log.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BATCH 256
#define WAIT_MAX_MS 1000

/* In the order of their time; there are a handful at most. */
struct loop_timer {
	struct loop_timer *next;
	int64_t at;
	loop_fn *fn;
	void *context;
};

struct loop {
	int epoll;
	int64_t now;
	struct loop_timer *timers;
	loop_fn *after;
	void *after_context;
	struct epoll_event events[BATCH];
};

struct loop *loop_new(void)
{
	struct loop *loop = calloc(1, sizeof(*loop));
	if (!loop || (loop->epoll = epoll_create1(EPOLL_CLOEXEC)) < 0)
		log_fatal("no event loop: %s", strerror(errno));
	loop->now = clock_monotonic_ms();
	return loop;
}

void loop_free(struct loop *loop)
{
	if (!loop)
		return;
	for (struct loop_timer *next; loop->timers; loop->timers = next) {
		next = loop->timers->next;
		free(loop->timers);
	}
	close(loop->epoll);
	free(loop);
}

void loop_after(struct loop *loop, loop_fn *fn, void *context)
{
	loop->after = fn;
	loop->after_context = context;
}

bool loop_add(struct loop *loop, struct loop_watch *watch, int fd, uint32_t events)
{
	struct epoll_event event = {.events = events, .data.ptr = watch};
	watch->fd = fd;
	watch->events = events;
	return epoll_ctl(loop->epoll, EPOLL_CTL_ADD, fd, &event) == 0;
}

void loop_change(struct loop *loop, struct loop_watch *watch, uint32_t events)
{
	struct epoll_event event = {.events = events, .data.ptr = watch};
	if (!watch->fn || watch->events == events)
		return;
	watch->events = events;
	if (epoll_ctl(loop->epoll, EPOLL_CTL_MOD, watch->fd, &event) < 0)
		log_error("epoll: %s", strerror(errno));
}

void loop_remove(struct loop *loop, struct loop_watch *watch)
{
	if (!watch->fn)
		return;
	watch->fn = NULL;
	epoll_ctl(loop->epoll, EPOLL_CTL_DEL, watch->fd, NULL);
}

struct loop_timer *loop_timer(struct loop *loop, int64_t ms, loop_fn *fn, void *context)
{
	struct loop_timer *timer = calloc(1, sizeof(*timer)), **place = &loop->timers;
	if (!timer)
		log_fatal("out of memory: timer");
	*timer = (struct loop_timer){.at = clock_monotonic_ms() + ms, .fn = fn, .context = context};
	while (*place && (*place)->at <= timer->at)
		place = &(*place)->next;
	timer->next = *place;
	*place = timer;
	return timer;
}

void loop_timer_stop(struct loop *loop, struct loop_timer *timer)
{
	for (struct loop_timer **place = &loop->timers; timer && *place; place = &(*place)->next) {
		if (*place == timer) {
			*place = timer->next;
			free(timer);
			return;
		}
	}
}

int64_t loop_now(const struct loop *loop)
{
	return loop->now;
}

static void run_timers(struct loop *loop)
{
	while (loop->timers && loop->timers->at <= loop->now) {
		struct loop_timer *timer = loop->timers;
		loop_fn *fn = timer->fn;
		void *context = timer->context;
		loop->timers = timer->next;
		free(timer);
		fn(context);
	}
}

static int wait_ms(const struct loop *loop)
{
	int64_t left = loop->timers ? loop->timers->at - clock_monotonic_ms() : WAIT_MAX_MS;
	return left < 0 ? 0 : left > WAIT_MAX_MS ? WAIT_MAX_MS : (int)left;
}

void loop_turn(struct loop *loop)
{
	int n = epoll_wait(loop->epoll, loop->events, BATCH, wait_ms(loop));
	loop->now = clock_monotonic_ms();
	for (int i = 0; i < n; i++) {
		struct loop_watch *watch = loop->events[i].data.ptr;
		if (watch->fn)
			watch->fn(watch->context, loop->events[i].events);
	}
	run_timers(loop);
	if (loop->after)
		loop->after(loop->after_context);
}
