/* SPDX-License-Identifier: ISC */
/*
 * The event loop of a relay process: epoll, timers, one thread.
 *
 * A watch is part of its owner's struct, so that watching ten thousand sockets allocates nothing. Callbacks may add and
 * remove watches and timers, their own too. A removed watch is not called again, but its memory has to stay until the
 * turn is over: owners free themselves in the function that loop_after names, which runs at the end of each turn. That
 * function also flushes what the turn has queued: one write a socket and turn.
 */
#ifndef LUD_RELAY_LOOP_H
#define LUD_RELAY_LOOP_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/epoll.h>

typedef void loop_fd_fn(void *context, uint32_t events);
typedef void loop_fn(void *context);

struct loop_watch {
	loop_fd_fn *fn; /* NULL: not watched */
	void *context;
	int fd;
	uint32_t events; /* EPOLLIN, EPOLLOUT as they are watched now */
};

struct loop;
struct loop_timer;

struct loop *loop_new(void);
void loop_free(struct loop *loop);
/* What runs at the end of each turn. */
void loop_after(struct loop *loop, loop_fn *fn, void *context);

/* In: fn and context are set; the descriptor stays the caller's. Out: false when the kernel refused. */
bool loop_add(struct loop *loop, struct loop_watch *watch, int fd, uint32_t events);
/* Changes what is waited for; nothing happens when it is the same. */
void loop_change(struct loop *loop, struct loop_watch *watch, uint32_t events);
/* To be called before the descriptor is closed. Harmless on a watch that is not watched. */
void loop_remove(struct loop *loop, struct loop_watch *watch);

/* Calls once after ms milliseconds; gone once it was called. */
struct loop_timer *loop_timer(struct loop *loop, int64_t ms, loop_fn *fn, void *context);
/* NULL does nothing; not for a timer that was called. */
void loop_timer_stop(struct loop *loop, struct loop_timer *timer);

/* Monotonic milliseconds, as they were when the turn began. */
int64_t loop_now(const struct loop *loop);
/* One turn: waits for something to happen (a signal counts), calls back. */
void loop_turn(struct loop *loop);

#endif
