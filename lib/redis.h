/* SPDX-License-Identifier: ISC */
/*
 * Redis over hiredis: speed, never truth. One connection a process, opened after fork.
 *
 * After any error or time-out the connection is dropped and the next call opens a new one (at most one try a second while Redis
 * is away), since a late reply would answer the next command. Values are binary-safe. Time limits: 500 ms to connect, 500 ms a command.
 */
#ifndef LUD_REDIS_H
#define LUD_REDIS_H

#include "lib/err.h"

#include <stddef.h>

struct redis;
struct redisReply;

/* Where a Redis is, taken apart. */
struct redis_address {
	char host[256]; /* or a path, when port is 0 */
	char password[256];
	int port;
	int db;
};

/* In: a URL as redis_open takes it. Fails: ERR_INPUT. */
enum err redis_parse(const char *url, struct redis_address *address_r);

/* In: redis://[:password@]host:port[/db] or unix:/path[?db=n]. rediss:// is refused (ERR_INPUT). Does not connect yet. Owns: redis_close. */
enum err redis_open(const char *url, struct redis **redis_r);
void redis_close(struct redis *r);
/* One command of n arguments with their lengths (lengths NULL: strings). Out: *reply_r owned by the caller (freeReplyObject), may be passed NULL.
 * An error reply is ERR_UPSTREAM. Fails: ERR_UNAVAILABLE, also, with the reply, when Redis has no room or is starting. */
enum err redis_command(struct redis *r, int n, const char *const *args, const size_t *lengths, struct redisReply **reply_r);
/* A command whose reply is fetched later, so that something else can be waited for meanwhile. One at a time; other commands may come in between.
 * Fails: ERR_UNAVAILABLE: there is no reply to fetch. Blocks: as redis_command, to connect. */
enum err redis_send(struct redis *r, int n, const char *const *args);
/* The reply to it, as redis_command gives one. */
enum err redis_receive(struct redis *r, struct redisReply **reply_r);
/* PUBLISH; failure is logged once a minute and otherwise ignored: publishing is best effort. */
void redis_publish(struct redis *r, const char *channel, const char *message, size_t len);
enum err redis_ping(struct redis *r);

#endif
