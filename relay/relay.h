/* SPDX-License-Identifier: ISC */
/*
 * What the parts of one relay process share. One thread; everything hangs on struct relay.
 *
 * Who knows whom: server (sockets, time) → upgrade (HTTP) → client (what people say) → channel (who follows what) ←
 * feed (what is new). conn (bytes of one socket) is known to all and knows frames, blob and, by callback, the rest.
 */
#ifndef LUD_RELAY_RELAY_H
#define LUD_RELAY_RELAY_H

#include "lib/arena.h"
#include "lib/conf.h"
#include "lib/token.h"
#include "relay/blob.h"
#include "relay/bus.h"
#include "relay/loop.h"
#include "relay/metrics.h"
#include "relay/pg.h"
#include "relay/table.h"

#define RELAY_SUBSCRIPTIONS 100 /* most of one connection */
#define RELAY_SOFT (128u << 10) /* bytes that may wait; with more a client gets nothing new until it has read them */
#define RELAY_SLOW_S 5 /* over that, with nothing read */
#define RELAY_SLOW_MAX_S 60 /* over that, at all */
#define RELAY_HEAD_S 10 /* for the head of a request, and for the first message with a token */
#define RELAY_PING_S 25
#define RELAY_PONG_S 20
#define RELAY_COMMENT_S 15 /* SSE */
#define RELAY_CLOSE_S 5 /* for the peer's part of closing */
#define RELAY_CUT_S 20 /* the same for one that read too slowly */
#define RELAY_EXPIRING_S 60 /* a token is asked anew this long before it ends */
#define RELAY_RATE 20 /* messages a second of one client, with a burst of */
#define RELAY_BURST 120

struct access;
struct feed;
struct notice;
struct people;
struct wheel;

struct relay {
	const struct conf *conf;
	struct loop *loop;
	struct token_keys *keys;
	struct pg *live, *ask; /* what is new and who may; what single clients ask for */
	struct bus *bus;
	struct arena arena; /* of one message or answer: emptied at its end */
	struct buf buf; /* likewise: what is being written */
	struct table users, addresses, channels;
	struct feed *feed;
	struct people *people;
	struct access *access;
	struct notice *notice;
	struct wheel *wheel;
	struct conn *dirty, *dead; /* to be flushed, to be freed at the end of the turn */
	int connections;
	struct metrics *metrics; /* this process's */
	const struct metrics *all; /* those of every process, METRICS_SLOTS of them */
	bool stopping;
};

#endif
