/* SPDX-License-Identifier: ISC */
#include "relay/bus_link.h"

#include "lib/log.h"

#include <stdio.h>

#define AGAIN_MIN_MS 100
#define AGAIN_MAX_MS 5000
#define CONNECT_MS 3000

static void try_again(void *context);

static void later(struct bus_link *link)
{
	link->again_ms = !link->again_ms		     ? AGAIN_MIN_MS
			 : link->again_ms * 2 > AGAIN_MAX_MS ? AGAIN_MAX_MS
							     : link->again_ms * 2;
	loop_timer_stop(link->loop, link->timer);
	link->timer = loop_timer(link->loop, link->again_ms, try_again, link);
}

static void gone(struct bus_link *link, const char *why)
{
	if (!link->logged)
		log_warn("redis (%s): %s", link->name, why && *why ? why : "connection lost");
	link->logged = true;
	link->up = false;
	link->redis = NULL;
	loop_remove(link->loop, &link->watch);
	later(link);
}

/* hiredis frees the context after this. */
static void on_disconnect(const redisAsyncContext *redis, int status)
{
	struct bus_link *link = redis->data;
	(void)status;
	if (link)
		gone(link, redis->errstr);
}

static void on_greeted(redisAsyncContext *redis, void *reply, void *context)
{
	struct bus_link *link = context;
	redisReply *r = reply;
	if (!r || redis != link->redis)
		return;
	if (r->type == REDIS_REPLY_ERROR) {
		bus_link_drop(link, r->str);
		return;
	}
	loop_timer_stop(link->loop, link->timer);
	link->timer = NULL;
	link->up = true;
	link->again_ms = 0;
	if (link->logged)
		log_info("redis (%s): connected again", link->name);
	link->logged = false;
	if (link->on_up)
		link->on_up(link->context);
}

/* AUTH's refusal shows in what follows it: NOAUTH. */
static void on_connect(const redisAsyncContext *redis, int status)
{
	struct bus_link *link = redis->data;
	redisAsyncContext *c = link->redis;
	if (status != REDIS_OK) { /* hiredis frees it, and calls no on_disconnect */
		gone(link, redis->errstr);
		return;
	}
	if (*link->at->password)
		redisAsyncCommand(c, NULL, NULL, "AUTH %s", link->at->password);
	redisAsyncCommand(c, on_greeted, link, "SELECT %d", link->at->db);
}

/* The adapter: hiredis says what to wait for. */
static void want(struct bus_link *link, uint32_t set, uint32_t clear)
{
	loop_change(link->loop, &link->watch, (link->watch.events | set) & ~clear);
}

static void add_read(void *p)
{
	want(p, EPOLLIN, 0);
}

static void del_read(void *p)
{
	want(p, 0, EPOLLIN);
}

static void add_write(void *p)
{
	want(p, EPOLLOUT, 0);
}

static void del_write(void *p)
{
	want(p, 0, EPOLLOUT);
}

static void cleanup(void *p)
{
	struct bus_link *link = p;
	loop_remove(link->loop, &link->watch);
}

static void on_event(void *context, uint32_t events)
{
	struct bus_link *link = context;
	redisAsyncContext *redis = link->redis;
	if (events & (EPOLLIN | EPOLLHUP | EPOLLERR))
		redisAsyncHandleRead(redis);
	if (link->redis == redis && redis && events & EPOLLOUT)
		redisAsyncHandleWrite(redis);
}

static void on_limit(void *context)
{
	struct bus_link *link = context;
	link->timer = NULL;
	bus_link_drop(link, "no answer in time");
}

static bool attach(struct bus_link *link, redisAsyncContext *redis)
{
	redis->data = link;
	redis->ev.data = link;
	redis->ev.addRead = add_read;
	redis->ev.delRead = del_read;
	redis->ev.addWrite = add_write;
	redis->ev.delWrite = del_write;
	redis->ev.cleanup = cleanup;
	link->watch.fn = on_event;
	link->watch.context = link;
	return loop_add(link->loop, &link->watch, redis->c.fd, 0);
}

void bus_link_open(struct bus_link *link)
{
	const struct redis_address *at = link->at;
	redisAsyncContext *redis = at->port ? redisAsyncConnect(at->host, at->port) : redisAsyncConnectUnix(at->host);
	if (!redis || redis->err || !attach(link, redis)) {
		char why[128];
		snprintf(why, sizeof why, "%s", redis ? redis->errstr : "out of memory");
		if (redis) {
			redis->data = NULL;
			redisAsyncFree(redis);
		}
		gone(link, why);
		return;
	}
	link->redis = redis;
	loop_timer_stop(link->loop, link->timer);
	link->timer = loop_timer(link->loop, CONNECT_MS, on_limit, link);
	redisAsyncSetDisconnectCallback(redis, on_disconnect);
	redisAsyncSetConnectCallback(redis, on_connect);
}

static void try_again(void *context)
{
	struct bus_link *link = context;
	link->timer = NULL;
	bus_link_open(link);
}

static void let_go(struct bus_link *link)
{
	redisAsyncContext *redis = link->redis;
	link->redis = NULL;
	link->up = false;
	loop_remove(link->loop, &link->watch);
	if (!redis)
		return;
	redis->data = NULL;
	redisAsyncFree(redis);
}

void bus_link_drop(struct bus_link *link, const char *why)
{
	char text[128];
	snprintf(text, sizeof text, "%s", why);
	let_go(link);
	gone(link, text);
}

void bus_link_close(struct bus_link *link)
{
	let_go(link);
	loop_timer_stop(link->loop, link->timer);
	link->timer = NULL;
}
