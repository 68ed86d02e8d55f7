/* SPDX-License-Identifier: ISC */
#include "relay/bus.h"

#include "lib/log.h"
#include "relay/bus_link.h"
#include "relay/table.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ECHO_MS 5000
#define SILENT_MS 12000

struct topic {
	struct table_entry entry; /* first; key: the channel's name */
	unsigned count;
};

struct take {
	bus_reply_fn *fn;
	void *context;
};

struct bus {
	struct loop *loop;
	struct redis_address at;
	struct bus_link ears, mouth; /* a connection that subscribes takes no commands */
	struct table topics;
	char own[64]; /* the channel that is never left */
	int64_t heard; /* when something last came */
	struct loop_timer *echo;
	bus_message_fn *on_message;
	loop_fn *on_up;
	void *context;
};

/* Replies to SUBSCRIBE and messages come here: [kind, channel, text]. */
static void on_reply(redisAsyncContext *redis, void *reply, void *context)
{
	struct bus *bus = context;
	redisReply *r = reply;
	(void)redis;
	if (!r || r->type != REDIS_REPLY_ARRAY || r->elements != 3)
		return;
	bus->heard = loop_now(bus->loop);
	if (strcmp(r->element[0]->str, "message") != 0 || r->element[2]->type != REDIS_REPLY_STRING)
		return;
	if (strcmp(r->element[1]->str, bus->own) != 0)
		bus->on_message(bus->context, r->element[1]->str, r->element[2]->str, r->element[2]->len);
}

static void send_subscribe(struct bus *bus, const char *channel)
{
	if (bus->ears.up)
		redisAsyncCommand(bus->ears.redis, on_reply, bus, "SUBSCRIBE %s", channel);
}

static void subscribe_one(struct table_entry *entry, void *context)
{
	send_subscribe(context, entry->key);
}

static void on_ears_up(void *context)
{
	struct bus *bus = context;
	bus->heard = loop_now(bus->loop);
	send_subscribe(bus, bus->own);
	table_each(&bus->topics, subscribe_one, bus);
	bus->on_up(bus->context);
}

static void on_echo(void *context)
{
	struct bus *bus = context;
	bus->echo = loop_timer(bus->loop, ECHO_MS, on_echo, bus);
	if (bus->mouth.up)
		redisAsyncCommand(bus->mouth.redis, NULL, NULL, "PUBLISH %s 1", bus->own);
	if (bus->ears.up && bus->mouth.up && loop_now(bus->loop) - bus->heard > SILENT_MS) {
		bus_link_drop(&bus->ears, "silent");
		bus_link_drop(&bus->mouth, "silent");
	}
}

struct bus *bus_new(struct loop *loop, const char *url, bus_message_fn *on_message, loop_fn *on_up, void *context)
{
	struct bus *bus = calloc(1, sizeof(*bus));
	if (!bus || redis_parse(url, &bus->at))
		log_fatal("no bus");
	bus->loop = loop;
	bus->on_message = on_message;
	bus->on_up = on_up;
	bus->context = context;
	snprintf(bus->own, sizeof bus->own, "ludwright:relay:%d:%" PRId64, (int)getpid(), loop_now(loop));
	bus->ears = (struct bus_link){
		.loop = loop, .at = &bus->at, .name = "channels", .on_up = on_ears_up, .context = bus};
	bus->mouth = (struct bus_link){.loop = loop, .at = &bus->at, .name = "commands"};
	bus_link_open(&bus->ears);
	bus_link_open(&bus->mouth);
	bus->echo = loop_timer(loop, ECHO_MS, on_echo, bus);
	return bus;
}

void bus_free(struct bus *bus)
{
	if (!bus)
		return;
	bus_link_close(&bus->ears);
	bus_link_close(&bus->mouth);
	loop_timer_stop(bus->loop, bus->echo);
	table_free(&bus->topics, free);
	explicit_bzero(&bus->at, sizeof bus->at);
	free(bus);
}

bool bus_up(const struct bus *bus)
{
	return bus->ears.up;
}

void bus_subscribe(struct bus *bus, const char *channel)
{
	struct topic *t = (struct topic *)table_find(&bus->topics, channel);
	if (!t) {
		t = calloc(1, sizeof(*t));
		if (!t)
			log_fatal("out of memory: channel");
		table_add(&bus->topics, &t->entry, channel);
		send_subscribe(bus, channel);
	}
	t->count++;
}

void bus_unsubscribe(struct bus *bus, const char *channel)
{
	struct topic *t = (struct topic *)table_find(&bus->topics, channel);
	if (!t || --t->count)
		return;
	if (bus->ears.up)
		redisAsyncCommand(bus->ears.redis, NULL, NULL, "UNSUBSCRIBE %s", channel);
	table_remove(&bus->topics, &t->entry);
	free(t);
}

static void on_taken(redisAsyncContext *redis, void *reply, void *context)
{
	struct take *take = context;
	redisReply *r = reply;
	bool text = r && r->type == REDIS_REPLY_STRING;
	(void)redis;
	take->fn(take->context, r && r->type != REDIS_REPLY_ERROR, text ? r->str : NULL, text ? r->len : 0);
	free(take);
}

void bus_take(struct bus *bus, const char *key, bus_reply_fn *fn, void *context)
{
	struct take *take = calloc(1, sizeof(*take));
	if (!take)
		log_fatal("out of memory: command");
	*take = (struct take){.fn = fn, .context = context};
	if (bus->mouth.up && redisAsyncCommand(bus->mouth.redis, on_taken, take, "GETDEL %s", key) == REDIS_OK)
		return;
	free(take);
	fn(context, false, NULL, 0);
}
