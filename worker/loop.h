/* SPDX-License-Identifier: ISC */
/*
 * The event loop of a worker process: descriptors and timers, one thread.
 *
 * Callbacks run one after another from loop_turn and may add and remove watches and timers, their own too. A removed one is not called
 * again, even when it was ready in the same turn. Callbacks may block for a short database transaction, not longer.
 * All waiting happens in one place, through loop->wait, so that curl_multi_poll can take poll's place.
 */
#ifndef LUD_WORKER_LOOP_H
#define LUD_WORKER_LOOP_H

#include "lib/err.h"

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

struct loop;
struct loop_watch;
struct loop_timer;

typedef void loop_fd_fn(void *context, short revents);
typedef void loop_timer_fn(void *context);
/* Waits like poll(2); the one call that may sleep. */
typedef int loop_wait_fn(void *context, struct pollfd *fds, nfds_t n, int timeout_ms);

struct loop *loop_new(void);
/* Watches and timers that are left are freed, without a call. */
void loop_free(struct loop *loop);
/* In: wait NULL sets poll again. */
void loop_set_wait(struct loop *loop, loop_wait_fn *wait, void *context);

/* In: events POLLIN, POLLOUT; the descriptor stays the caller's. */
struct loop_watch *loop_watch(struct loop *loop, int fd, short events, loop_fd_fn *fn, void *context);
/* Stops watching; to be called before the descriptor is closed. NULL does nothing. */
void loop_unwatch(struct loop *loop, struct loop_watch *watch);
/* Calls once after ms milliseconds. A timer is gone once it was called. */
struct loop_timer *loop_timer(struct loop *loop, int64_t ms, loop_timer_fn *fn, void *context);
/* NULL does nothing; not for a timer that was called. */
void loop_timer_stop(struct loop *loop, struct loop_timer *timer);

/* Waits for something to happen, max_ms at most (-1: no limit), and calls back. Fails: ERR_SYSTEM. A signal ends the wait early. */
enum err loop_turn(struct loop *loop, int max_ms);

#endif
