/* SPDX-License-Identifier: ISC */
#include "relay/client.h"

#include "lib/clock.h"
#include "lib/id.h"
#include "lib/log.h"
#include "relay/message.h"
#include "relay/sign_in.h"
#include "relay/subscribe.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HELD_MAX 8

void client_error(struct conn *c, const char *id, const char *code, const char *message)
{
	struct buf json;
	buf_init(&json, 4096);
	buf_json_open(&json, '{');
	buf_json_key(&json, "ok");
	buf_json_bool(&json, false);
	buf_json_key(&json, "error");
	buf_json_open(&json, '{');
	buf_json_key(&json, "code");
	buf_json_string(&json, code);
	buf_json_key(&json, "message");
	buf_json_string(&json, message);
	buf_json_close(&json, '}');
	buf_json_close(&json, '}');
	conn_ack(c, id, json.data);
	buf_free(&json);
}

void client_expiring(struct conn *c, int64_t seconds)
{
	char json[48];
	snprintf(json, sizeof json, "{\"expiresIn\":%d}", (int)seconds);
	conn_say(c, "auth:expiring", json);
}

void client_expired(struct conn *c)
{
	conn_close(c, 4401, "the token has expired");
}

/* Source: Engine.IO protocol 4, Socket.IO protocol 5: packets of their own, in text frames. */
static void say_packet(struct conn *c, const char *text)
{
	blob_frame(&c->relay->buf, 1, text, strlen(text));
	conn_send_buf(c);
}

static void refuse_namespace(struct conn *c, const char *name)
{
	char text[160];
	snprintf(text, sizeof text, "44%s,{\"message\":\"Invalid namespace\"}", name);
	say_packet(c, text);
}

static void take_bad(struct conn *c, const struct message *m)
{
	if (c->wire == WIRE_SIO && !m->id)
		conn_close(c, 1008, m->error);
	else
		client_error(c, m->id, "VALIDATION_ERROR", m->error);
}

/* Before sign-in nothing else is heard. Out: whether the message may pass. */
static bool known(struct conn *c, const struct message *m)
{
	if (c->user)
		return true;
	client_error(c, m->id, "UNAUTHENTICATED", "The first message has to be auth.");
	conn_close(c, 4401, "sign in first");
	return false;
}

static void take_event(struct conn *c, const struct message *m)
{
	if (!known(c, m))
		return;
	if (m->kind == MESSAGE_SUBSCRIBE)
		subscribe_ask(c, m);
	else if (m->kind == MESSAGE_UNSUBSCRIBE)
		subscribe_end(c, m);
	else if (m->kind == MESSAGE_PING)
		conn_ack(c, m->id, "{\"ok\":true}");
	else if (m->kind == MESSAGE_UNKNOWN)
		client_error(c, m->id, "NOT_FOUND", "There is no such event.");
	else
		take_bad(c, m);
}

static void take_packet(struct conn *c, const struct message *m)
{
	switch (m->kind) {
	case MESSAGE_EIO_PING:
		say_packet(c, "3");
		break;
	case MESSAGE_EIO_PONG:
	case MESSAGE_EIO_IGNORED:
		break;
	case MESSAGE_EIO_CLOSE:
	case MESSAGE_SIO_DISCONNECT:
		conn_close(c, 1000, "");
		break;
	case MESSAGE_SIO_NAMESPACE:
		refuse_namespace(c, m->id);
		break;
	case MESSAGE_SIO_CONNECT:
		if (c->user)
			conn_close(c, 1008, "connected already");
		else
			sign_in_token(c, NULL, m->token ? m->token : "");
		break;
	default:
		take_event(c, m);
	}
}

/* A message that came while it is being found out who speaks. */
struct held {
	struct held *next;
	size_t len;
	char text[];
};

static void hold(struct conn *c, const char *text, size_t len)
{
	struct held **place = &c->held, *h = c->held_count < HELD_MAX ? malloc(sizeof(*h) + len + 1) : NULL;
	if (!h) {
		conn_close(c, 1008, "too much before sign-in");
		return;
	}
	h->next = NULL;
	h->len = len;
	memcpy(h->text, text, len);
	h->text[len] = '\0';
	while (*place)
		place = &(*place)->next;
	*place = h;
	c->held_count++;
}

void client_release(struct conn *c, bool hear)
{
	while (c->held) {
		struct held *h = c->held;
		c->held = h->next;
		c->held_count--;
		if (hear && c->state == CONN_OPEN)
			client_text(c, h->text, h->len);
		free(h);
	}
}

void client_text(struct conn *c, char *text, size_t len)
{
	struct arena *a = &c->relay->arena;
	struct message m;
	if (c->authing && !c->user) {
		hold(c, text, len);
		return;
	}
	if (c->wire == WIRE_SIO)
		message_sio(a, text, len, &m);
	else
		message_plain(a, text, len, &m);
	if (m.kind == MESSAGE_AUTH)
		sign_in_token(c, m.id, m.token);
	else if (m.kind == MESSAGE_BAD && !c->user && c->wire == WIRE_PLAIN)
		known(c, &m);
	else
		take_packet(c, &m);
	arena_reset(a);
}
