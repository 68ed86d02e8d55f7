/* SPDX-License-Identifier: ISC */
/* What time does to a connection: limits on silence, heartbeats, tokens that run out, slow readers. */
#include "lib/clock.h"
#include "relay/client.h"
#include "relay/conn.h"
#include "relay/frames.h"
#include "relay/upgrade.h"

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static void heartbeat(struct conn *c)
{
	struct buf *b = &c->relay->buf;
	if (c->wire == WIRE_SSE)
		buf_puts(b, ": \n\n");
	else if (c->wire == WIRE_SIO)
		blob_frame(b, FRAME_TEXT, "2", 1);
	else
		blob_frame(b, FRAME_PING, "", 0);
	conn_send_buf(c);
}

/* Asks for a new token before the old one ends. Out: seconds until there is something to do again; 0: it was closed. */
static int64_t watch_token(struct conn *c)
{
	int64_t left = c->expires - clock_wall_us() / 1000000;
	if (!c->expires)
		return RELAY_PING_S;
	if (left <= 0) {
		client_expired(c);
		return 0;
	}
	if (left > RELAY_EXPIRING_S)
		return left - RELAY_EXPIRING_S;
	if (!c->asked_anew)
		client_expiring(c, left);
	c->asked_anew = true;
	return left;
}

static void tick_open(struct conn *c, int64_t now)
{
	int64_t every = c->wire == WIRE_SSE ? RELAY_COMMENT_S : RELAY_PING_S, silent = now - c->heard;
	if (!c->user && c->wire != WIRE_SSE) {
		conn_close(c, 4401, "no token came");
		return;
	}
	if (c->slow_first && (now - c->slow_since >= RELAY_SLOW_S || now - c->slow_first >= RELAY_SLOW_MAX_S)) {
		conn_cut(c);
		return;
	}
	if (c->wire != WIRE_SSE && silent >= RELAY_PING_S + RELAY_PONG_S) {
		conn_kill(c);
		return;
	}
	int64_t token = watch_token(c);
	if (!token)
		return;
	if (c->wire == WIRE_SSE ? c->streaming : silent >= every)
		heartbeat(c);
	int64_t next = least(every, token);
	if (c->wire != WIRE_SSE && silent < every)
		next = least(next, every - silent);
	else if (c->wire != WIRE_SSE)
		next = least(next, RELAY_PONG_S);
	conn_due(c, c->slow_first ? least(next, RELAY_SLOW_S) : next);
}

void conn_tick(struct conn *c)
{
	int64_t now = loop_now(c->relay->loop) / 1000;
	if (c->state == CONN_HEAD && !c->sees_end)
		upgrade_refuse(c, 408, NULL);
	else if (c->state == CONN_OPEN)
		tick_open(c, now);
	else
		conn_kill(c);
}
