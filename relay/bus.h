/* SPDX-License-Identifier: ISC */
/*
 * Redis over hiredis' asynchronous contexts: bells on channels, and single commands. Speed, never truth.
 *
 * hiredis' context is gone with its connection: a new one is opened, ever more slowly (up to 5 s), and every channel is
 * subscribed to again. What was published in between is not heard; the feed heals that (feed.h), so on_up tells it.
 * One channel of our own stays subscribed always, and a message to it comes round every 5 s: a connection that is
 * silent for 12 s is dropped.
 */
#ifndef LUD_RELAY_BUS_H
#define LUD_RELAY_BUS_H

#include "relay/loop.h"

#include <stddef.h>

struct bus;

typedef void bus_message_fn(void *context, const char *channel, const char *text, size_t len);
/* In: text NULL when there is no such value, or Redis is away (up false). */
typedef void bus_reply_fn(void *context, bool up, const char *text, size_t len);

/* In: url was checked by redis_parse. Owns: bus_free. */
struct bus *bus_new(struct loop *loop, const char *url, bus_message_fn *on_message, loop_fn *on_up, void *context);
void bus_free(struct bus *bus);
bool bus_up(const struct bus *bus);
/* Names are copied. Calls are counted: a channel is left with its last unsubscribe. */
void bus_subscribe(struct bus *bus, const char *channel);
void bus_unsubscribe(struct bus *bus, const char *channel);
/* GETDEL: reads a value and removes it. fn is called exactly once, later or at once. */
void bus_take(struct bus *bus, const char *key, bus_reply_fn *fn, void *context);

#endif
