/* SPDX-License-Identifier: ISC */
/* One asynchronous connection of hiredis on our event loop, opened again when it is lost. For relay/bus.c alone. */
#ifndef LUD_RELAY_BUS_LINK_H
#define LUD_RELAY_BUS_LINK_H

#include "lib/redis.h"
#include "relay/loop.h"

#include <hiredis/async.h>

struct bus_link {
	struct loop *loop;
	struct loop_watch watch;
	struct loop_timer *timer; /* to connect again, or the limit of connecting */
	const struct redis_address *at;
	redisAsyncContext *redis; /* NULL while away */
	bool up; /* connected, signed in */
	bool logged;
	int again_ms;
	const char *name; /* for the log */
	loop_fn *on_up; /* connected: to subscribe now */
	void *context;
};

void bus_link_open(struct bus_link *link);
/* Ends the connection; it is opened again later. */
void bus_link_drop(struct bus_link *link, const char *why);
void bus_link_close(struct bus_link *link);

#endif
