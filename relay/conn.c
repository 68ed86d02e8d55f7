/* SPDX-License-Identifier: ISC */
#include "relay/conn.h"

#include "lib/log.h"
#include "relay/channel.h"
#include "relay/client.h"
#include "relay/frames.h"
#include "relay/http.h"
#include "relay/message.h"
#include "relay/people.h"
#include "relay/upgrade.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#define READ_SIZE 65536
#define PARTS_MAX 64
#define HEAD_FIRST 2048

/* A blob that waits in a queue. */
struct out {
	struct out *next;
	struct blob *blob;
};

struct head {
	size_t len, cap;
	char *bytes;
};

static struct out *spare_outs;
static char scratch[READ_SIZE];

static void on_socket(void *context, uint32_t events);

static int64_t now_s(const struct conn *c)
{
	return loop_now(c->relay->loop) / 1000;
}

void conn_due(struct conn *c, int64_t seconds)
{
	if (c->state == CONN_DEAD)
		return;
	wheel_take(c->relay->wheel, c);
	c->due = now_s(c) + (seconds < 1 ? 1 : seconds);
	wheel_put(c->relay->wheel, c);
}

void conn_new(struct relay *relay, int fd, const char *address)
{
	struct conn *c = calloc(1, sizeof(*c));
	if (!c) {
		close(fd);
		return;
	}
	*c = (struct conn){.relay = relay, .watch = {.fn = on_socket, .context = c}, .rate_left = RELAY_BURST};
	c->heard = c->rate_at = now_s(c);
	c->due = c->heard + RELAY_HEAD_S;
	wheel_put(relay->wheel, c);
	relay->connections++;
	relay->metrics->accepted++;
	if (!loop_add(relay->loop, &c->watch, fd, EPOLLIN) || !people_address(c, address))
		conn_kill(c);
}

void conn_open(struct conn *c, enum wire wire)
{
	c->state = CONN_OPEN;
	c->wire = wire;
	c->relay->metrics->connections[wire]++;
	conn_due(c, wire == WIRE_SSE ? RELAY_COMMENT_S : RELAY_HEAD_S);
}

static void drop_queue(struct conn *c, struct out *from)
{
	while (from) {
		struct out *next = from->next;
		c->queued -= (uint32_t)from->blob->len;
		blob_put(from->blob);
		from->next = spare_outs;
		spare_outs = from;
		from = next;
	}
}

void conn_kill(struct conn *c)
{
	struct relay *relay = c->relay;
	if (c->state == CONN_DEAD)
		return;
	if (c->state != CONN_HEAD)
		relay->metrics->connections[c->wire]--;
	channel_leave_all(c);
	client_release(c, false);
	people_leave(c);
	wheel_take(relay->wheel, c);
	c->state = CONN_DEAD;
	loop_remove(relay->loop, &c->watch);
	close(c->watch.fd);
	drop_queue(c, c->out_first);
	c->out_first = c->out_last = NULL;
	frames_free(c->frames);
	c->frames = NULL;
	if (c->head)
		free(c->head->bytes);
	free(c->head);
	c->head = NULL;
	relay->connections--;
	c->next_dead = relay->dead;
	relay->dead = c;
}

void conn_pin(struct conn *c)
{
	c->pins++;
}

void conn_unpin(struct conn *c)
{
	c->pins--;
}

static void free_dead(struct relay *relay)
{
	for (struct conn **place = &relay->dead; *place;) {
		struct conn *c = *place;
		if (c->pins || c->is_dirty) {
			place = &c->next_dead;
			continue;
		}
		*place = c->next_dead;
		free(c);
	}
}

static struct out *new_out(void)
{
	struct out *o = spare_outs;
	if (o)
		spare_outs = o->next;
	else if (!(o = malloc(sizeof(*o))))
		log_fatal("out of memory: queue");
	return o;
}

static void mark_dirty(struct conn *c)
{
	if (c->is_dirty)
		return;
	c->is_dirty = true;
	c->next_dirty = c->relay->dirty;
	c->relay->dirty = c;
}

static void enqueue(struct conn *c, struct blob *blob)
{
	struct out *o = new_out();
	*o = (struct out){.blob = blob_get(blob)};
	if (c->out_last)
		c->out_last->next = o;
	else
		c->out_first = o;
	c->out_last = o;
	c->queued += (uint32_t)blob->len;
	mark_dirty(c);
}

void conn_send(struct conn *c, struct blob *blob)
{
	if (c->state <= CONN_OPEN)
		enqueue(c, blob);
}

void conn_send_now(struct conn *c, struct blob *blob)
{
	ssize_t sent = 0;
	if (c->state != CONN_OPEN)
		return;
	if (!c->out_first && !c->is_dirty)
		sent = send(c->watch.fd, blob->bytes, blob->len, MSG_NOSIGNAL | MSG_DONTWAIT);
	if (sent == (ssize_t)blob->len)
		return;
	enqueue(c, blob);
	c->sent = sent > 0 ? (uint32_t)sent : c->sent;
}

void conn_send_buf(struct conn *c)
{
	struct buf *b = &c->relay->buf;
	if (b->len && c->state <= CONN_OPEN) {
		struct blob *blob = blob_new(b->data, b->len);
		enqueue(c, blob);
		blob_put(blob);
	}
	buf_clear(b);
}

void conn_say(struct conn *c, const char *event, const char *json)
{
	blob_message(&c->relay->buf, c->wire, event, json);
	conn_send_buf(c);
}

void conn_ack(struct conn *c, const char *id, const char *json)
{
	blob_ack(&c->relay->buf, c->wire, id, json);
	conn_send_buf(c);
}

void conn_close(struct conn *c, int code, const char *reason)
{
	if (c->state == CONN_HEAD) {
		conn_kill(c);
	} else if (c->state == CONN_OPEN) {
		if (c->wire != WIRE_SSE)
			blob_close(&c->relay->buf, code, reason);
		else
			c->sees_end = true;
		conn_send_buf(c);
		c->state = CONN_CLOSING;
		channel_leave_all(c);
		conn_due(c, RELAY_CLOSE_S);
		mark_dirty(c);
	}
}

void conn_cut(struct conn *c)
{
	if (c->state != CONN_OPEN)
		return;
	if (c->out_first) { /* it may be written in part: it has to stay whole */
		drop_queue(c, c->out_first->next);
		c->out_first->next = NULL;
		c->out_last = c->out_first;
	}
	c->relay->metrics->slow++;
	c->relay->metrics->resyncs++;
	conn_say(c, "resync", "{\"reason\":\"slow\"}");
	conn_close(c, 1013, "read too slowly; go on from your last number");
	conn_due(c, RELAY_CUT_S);
}

/* Takes what was written off the queue. */
static void advance(struct conn *c, size_t n)
{
	while (n) {
		struct out *o = c->out_first;
		size_t left = o->blob->len - c->sent;
		if (n < left) {
			c->sent += (uint32_t)n;
			return;
		}
		n -= left;
		c->sent = 0;
		c->out_first = o->next;
		if (!c->out_first)
			c->out_last = NULL;
		o->next = NULL;
		drop_queue(c, o);
	}
}

/* Writes as much as the socket takes. Out: false when the connection is broken. */
static bool write_some(struct conn *c)
{
	while (c->out_first) {
		struct iovec parts[PARTS_MAX];
		struct msghdr message = {.msg_iov = parts};
		size_t n = 0;
		for (struct out *o = c->out_first; o && n < PARTS_MAX; o = o->next, n++)
			parts[n] = (struct iovec){o->blob->bytes, o->blob->len};
		parts[0].iov_base = (char *)parts[0].iov_base + c->sent;
		parts[0].iov_len -= c->sent;
		message.msg_iovlen = n;
		ssize_t written = sendmsg(c->watch.fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (written < 0)
			return errno == EAGAIN || errno == EINTR || errno == ENOBUFS;
		advance(c, (size_t)written);
	}
	return true;
}

/* Who is over the soft limit gets nothing new until it has read what waits; who reads nothing for a while is cut. */
static void check_slow(struct conn *c, bool progress)
{
	if (c->queued - c->sent <= RELAY_SOFT) {
		c->slow_since = c->slow_first = 0;
	} else if (c->state == CONN_OPEN) {
		if (!c->slow_first) {
			c->slow_first = now_s(c);
			channel_slow(c);
			conn_due(c, RELAY_SLOW_S);
		}
		if (progress || !c->slow_since)
			c->slow_since = now_s(c);
	}
}

static void flush(struct conn *c)
{
	uint32_t before = c->queued - c->sent;
	if (c->state == CONN_DEAD)
		return;
	if (!write_some(c)) {
		conn_kill(c);
		return;
	}
	loop_change(c->relay->loop, &c->watch, c->out_first ? EPOLLIN | EPOLLOUT : EPOLLIN);
	check_slow(c, c->queued - c->sent < before);
	if (!c->out_first && c->state == CONN_CLOSING && c->sees_end)
		shutdown(c->watch.fd, SHUT_WR);
	if (!c->out_first && c->wants_room) {
		c->wants_room = false;
		channel_room(c);
	}
}

void conn_flush_all(struct relay *relay)
{
	while (relay->dirty) {
		struct conn *c = relay->dirty;
		relay->dirty = c->next_dirty;
		c->is_dirty = false;
		flush(c);
	}
	free_dead(relay);
}

/* What frames.h hands out. */

static bool on_text(void *context, char *text, size_t len)
{
	struct conn *c = context;
	if (c->state != CONN_OPEN)
		return true;
	int64_t now = now_s(c), more = (now - c->rate_at) * RELAY_RATE;
	c->rate_at = now;
	c->rate_left = c->rate_left + more > RELAY_BURST ? RELAY_BURST : (uint32_t)(c->rate_left + more);
	c->relay->metrics->received++;
	if (!c->rate_left) {
		conn_close(c, 1008, "too many messages");
		return true;
	}
	c->rate_left--;
	client_text(c, text, len);
	return true;
}

static bool on_ping(void *context, const void *bytes, size_t len)
{
	struct conn *c = context;
	if (c->state == CONN_OPEN && c->queued <= RELAY_SOFT) {
		blob_frame(&c->relay->buf, FRAME_PONG, bytes, len);
		conn_send_buf(c);
	}
	return true;
}

static bool on_pong(void *context)
{
	(void)context;
	return true;
}

static bool on_close(void *context, int code)
{
	struct conn *c = context;
	conn_close(c, code, "");
	c->sees_end = true;
	mark_dirty(c);
	return false;
}

static const struct frames_handler handler = {.text = on_text, .ping = on_ping, .pong = on_pong, .close = on_close};

static void take_frames(struct conn *c, const char *bytes, size_t len)
{
	static const char *const words[] = {
		"protocol error", "only text is understood", "", "", "", "bad UTF-8", "", "too long"};
	if (c->sees_end)
		return; /* what still comes is read and dropped until the peer ends */
	int code = frames_feed(&c->frames, bytes, len, MESSAGE_MAX, &handler, c);
	if (code) {
		conn_close(c, code, words[code - 1002]);
		c->sees_end = true;
		mark_dirty(c);
	}
}

/* HEAD: what came joins what came before; a head that comes in one piece is never copied. */
static void take_head(struct conn *c, char *bytes, size_t len)
{
	struct http_request request;
	size_t used = 0;
	if (c->head) {
		struct head *h = c->head;
		if (h->len + len > h->cap && h->len + len <= HTTP_HEAD_MAX + READ_SIZE) {
			h->cap = h->len + len;
			h->bytes = realloc(h->bytes, h->cap);
			if (!h->bytes)
				log_fatal("out of memory: head");
		}
		memcpy(h->bytes + h->len, bytes, len);
		bytes = h->bytes;
		len = h->len += len;
	}
	enum http_parse result = http_parse(bytes, len, &request, &used);
	if (result == HTTP_OK) {
		upgrade_request(c, &request);
		if (c->state == CONN_OPEN && c->wire != WIRE_SSE && len > used)
			take_frames(c, bytes + used, len - used);
	} else if (result != HTTP_MORE) {
		upgrade_refuse(c, -(int)result, NULL);
	} else if (!c->head && (c->head = calloc(1, sizeof *c->head))) {
		c->head->cap = len < HEAD_FIRST ? HEAD_FIRST : len;
		c->head->bytes = malloc(c->head->cap);
		if (!c->head->bytes)
			log_fatal("out of memory: head");
		memcpy(c->head->bytes, bytes, len);
		c->head->len = len;
	}
	if (result != HTTP_MORE && c->head) {
		free(c->head->bytes);
		free(c->head);
		c->head = NULL;
	}
}

static void on_socket(void *context, uint32_t events)
{
	struct conn *c = context;
	if (events & EPOLLOUT)
		mark_dirty(c);
	if (!(events & (EPOLLIN | EPOLLHUP | EPOLLERR)))
		return;
	ssize_t n = recv(c->watch.fd, scratch, sizeof scratch, MSG_DONTWAIT);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		conn_kill(c);
		return;
	}
	c->heard = now_s(c);
	if (c->state == CONN_HEAD)
		take_head(c, scratch, (size_t)n);
	else if (c->wire != WIRE_SSE && c->state != CONN_DEAD)
		take_frames(c, scratch, (size_t)n);
}
