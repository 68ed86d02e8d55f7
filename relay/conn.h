/* SPDX-License-Identifier: ISC */
/*
 * One client's socket: bytes in, blobs out, time limits. The only file that reads and writes clients' sockets.
 *
 * States: HEAD (the HTTP head is being read), OPEN (a wire was chosen), CLOSING (nothing is read any more but the
 * peer's close frame; what waits is still sent), DEAD (freed at the end of the turn, when nobody has it pinned). A
 * connection in OPEN reads through frames.h and hands texts to client_text. Sending appends to its queue; the end of
 * the turn writes all of it at once. Events of the only subscription need no queue where nothing waits. An idle
 * connection holds no buffer, no frames and no queue.
 */
#ifndef LUD_RELAY_CONN_H
#define LUD_RELAY_CONN_H

#include "relay/relay.h"

#include <stdbool.h>
#include <stdint.h>

enum conn_state { CONN_HEAD, CONN_OPEN, CONN_CLOSING, CONN_DEAD };

struct out;
struct frames;
struct head;

struct conn {
	struct relay *relay;
	struct loop_watch watch;
	enum wire wire;
	enum conn_state state;
	struct out *out_first, *out_last;
	uint32_t queued, sent; /* bytes that wait; of the first blob, bytes that are written */
	struct head *head; /* while in HEAD */
	struct frames *frames; /* while one is incomplete */
	struct user *user; /* NULL before sign-in */
	struct address *address;
	struct sub *subs;
	struct held *held; /* messages that came during sign-in */
	struct wish *wishes; /* subscriptions that are being asked for */
	unsigned subs_count, held_count, pins;
	char session[37];
	int64_t expires; /* of the token, seconds since 1970; 0: none */
	int64_t due, heard; /* monotonic seconds */
	int64_t slow_first,
		slow_since; /* over the soft limit since; when it last read anything of that. 0: it is not over */
	uint32_t rate_left; /* messages that may come now */
	int64_t rate_at;
	bool is_dirty, authing, asked_anew, wants_room, sees_end, streaming;
	struct conn *next_dirty, *next_dead, *user_next, *user_prev, *wheel_next, *wheel_prev;
};

/* Takes over fd. In: address text of the peer ("" for a local socket). */
void conn_new(struct relay *relay, int fd, const char *address);
/* The head was read: what comes now is wire's. */
void conn_open(struct conn *c, enum wire wire);
/* Queues a blob (its own reference is taken). Over the limits the client is cut. */
void conn_send(struct conn *c, struct blob *blob);
/* The same, for what is likely to be all that it gets in this turn: written at once where nothing waits before it. */
void conn_send_now(struct conn *c, struct blob *blob);
/* Queues what stands in relay->buf, and empties that. */
void conn_send_buf(struct conn *c);
/* A message without a number. */
void conn_say(struct conn *c, const char *event, const char *json);
void conn_ack(struct conn *c, const char *id, const char *json);
/* Says goodbye: a close frame with the code, the end of a stream. What is queued goes out first. Subscriptions end. */
void conn_close(struct conn *c, int code, const char *reason);
/* Drops what waits, tells the client to start over from its last number, and closes with 1013. */
void conn_cut(struct conn *c);
/* Ends it at once. */
void conn_kill(struct conn *c);
/* While pinned its memory stays, in DEAD too: for answers that are on their way. */
void conn_pin(struct conn *c);
void conn_unpin(struct conn *c);
/* The end of a turn: writes what waits, frees the dead. */
void conn_flush_all(struct relay *relay);
/* Sets when conn_tick is called next, in seconds from now. */
void conn_due(struct conn *c, int64_t seconds);
/* Its time has come. */
void conn_tick(struct conn *c);

/* A wheel of seconds; each connection is in it once. */
struct wheel *wheel_new(void);
void wheel_free(struct wheel *wheel);
void wheel_put(struct wheel *wheel, struct conn *c);
void wheel_take(struct wheel *wheel, struct conn *c);
/* Calls conn_tick for all whose time has come. */
void wheel_turn(struct wheel *wheel, int64_t now);
/* Calls fn for all connections. */
void wheel_each(struct wheel *wheel, void (*fn)(struct conn *c, void *context), void *context);

#endif
