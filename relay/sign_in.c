/* SPDX-License-Identifier: ISC */
#include "relay/sign_in.h"

#include "lib/clock.h"
#include "lib/id.h"
#include "lib/log.h"
#include "lib/ticket.h"
#include "relay/access.h"
#include "relay/client.h"
#include "relay/notice.h"
#include "relay/people.h"
#include "relay/upgrade.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ID_ROOM 160 /* an id of a message, escaped */

/* A sign-in whose answer is on its way. */
struct arrival {
	struct conn *conn; /* pinned */
	struct access_question question;
	char id[ID_ROOM];
	char user[37], session[37];
	int64_t expires;
	sign_in_fn *then; /* streams */
	void (*drop)(void *);
	void *context;
};

static enum err verify(struct relay *relay, const char *token, struct token_claims *claims_r)
{
	return token_verify(relay->keys, token, clock_wall_us() / 1000000, claims_r);
}

/* Socket.IO calls a refused sign-in a connect error. */
static void say_connect_error(struct conn *c, const char *code, const char *message)
{
	char text[320];
	int n = snprintf(text, sizeof text, "44{\"message\":\"%s\",\"data\":{\"code\":\"%s\"}}", message, code);
	blob_frame(&c->relay->buf, 1, text, (size_t)n);
	conn_send_buf(c);
}

static void refuse(struct conn *c, const char *id, int close_code, const char *code, const char *message)
{
	if (c->wire == WIRE_SSE) {
		upgrade_refuse(c, close_code == 4401 ? 401 : close_code == 1008 ? 429 : 503, message);
		return;
	}
	if (c->wire == WIRE_SIO && !c->user)
		say_connect_error(c, code, message);
	else
		client_error(c, id, code, message);
	if (!c->user)
		conn_close(c, close_code, message);
}

static void welcome(struct conn *c, const struct arrival *a)
{
	char id[ID_TEXT_SIZE], text[256], at[CLOCK_ISO_SIZE], sid[ID_UUID_SIZE];
	id_format("user", a->user, id);
	clock_iso(a->expires * 1000000, at);
	if (c->wire == WIRE_SIO && !*a->id && !c->expires) {
		id_random(sid);
		int n = snprintf(text, sizeof text, "40{\"sid\":\"%s\"}", sid);
		blob_frame(&c->relay->buf, 1, text, (size_t)n);
		conn_send_buf(c);
	} else {
		snprintf(text, sizeof text, "{\"ok\":true,\"userId\":\"%s\",\"expiresAt\":\"%s\"}", id, at);
		conn_ack(c, *a->id ? a->id : NULL, text);
	}
}

/* Who it is is known, and their session lives. */
static void arrive(struct conn *c, struct arrival *a)
{
	if (!c->user && !people_join(c, a->user)) {
		refuse(c, a->id, 1008, "RATE_LIMITED", "This account has too many connections.");
		return;
	}
	if (!a->then)
		welcome(c, a);
	memcpy(c->session, a->session, sizeof c->session);
	c->expires = a->expires;
	c->asked_anew = false;
	conn_due(c, 1);
	if (a->then) {
		a->then(c, a->context);
		a->context = NULL;
	}
	notice_greet(c);
}

static void end_arrival(struct arrival *a)
{
	struct conn *c = a->conn;
	if (a->context)
		a->drop(a->context);
	free(a);
	c->authing = false;
	client_release(c, c->user != NULL);
	conn_unpin(c);
}

static void ask_session(struct arrival *a);

static void on_session(void *context, const PGresult *r)
{
	struct arrival *a = context;
	struct conn *c = a->conn;
	bool outdated = access_answered(&a->question);
	const char *id = *a->id ? a->id : NULL;
	bool awaited = c->state == CONN_OPEN;
	if (awaited && r && outdated) {
		ask_session(a);
		return;
	}
	if (!awaited)
		;
	else if (!r)
		refuse(c, id, 1013, "UNAVAILABLE", "The service cannot do this right now; try again shortly.");
	else if (!PQntuples(r) || !pg_bool(r, 0, "alive"))
		refuse(c, id, 4401, "UNAUTHENTICATED", "This session has ended. Sign in again.");
	else
		arrive(c, a);
	end_arrival(a);
}

static void ask_session(struct arrival *a)
{
	char user[ID_UUID_SIZE + 2], session[ID_UUID_SIZE + 2];
	snprintf(user, sizeof user, "{%s}", a->user);
	snprintf(session, sizeof session, "{%s}", a->session);
	access_ask(a->conn->relay, &a->question, a->user);
	pg_call(a->conn->relay->ask, "session", 2, (const char *[]){user, session}, on_session, a);
}

static struct arrival *begin(struct conn *c, const char *id)
{
	struct arrival *a = calloc(1, sizeof(*a));
	if (!a)
		log_fatal("out of memory: sign-in");
	a->conn = c;
	snprintf(a->id, sizeof a->id, "%s", id ? id : "");
	c->authing = true;
	conn_pin(c);
	return a;
}

/* Out: whether the token is good; otherwise it was refused. */
static bool take_token(struct arrival *a, const char *token)
{
	struct token_claims claims;
	struct conn *c = a->conn;
	const char *id = *a->id ? a->id : NULL;
	enum err err = verify(c->relay, token, &claims);
	if (err == ERR_OUTDATED)
		refuse(c, id, 4401, "TOKEN_EXPIRED", "The access token has expired; refresh it.");
	else if (err)
		refuse(c, id, 4401, "UNAUTHENTICATED", "This is no valid access token.");
	if (err)
		return false;
	memcpy(a->user, claims.user, sizeof a->user);
	memcpy(a->session, claims.session, sizeof a->session);
	a->expires = claims.expires;
	return true;
}

void sign_in_token(struct conn *c, const char *id, const char *token)
{
	if (c->authing) {
		client_error(c, id, "STATE_CONFLICT", "A sign-in is under way.");
		return;
	}
	struct arrival *a = begin(c, id);
	if (!take_token(a, token)) {
		end_arrival(a);
	} else if (c->user && strcmp(c->user->entry.key, a->user) != 0) {
		client_error(c, id, "FORBIDDEN", "This connection is another account's.");
		conn_close(c, 4403, "another account");
		end_arrival(a);
	} else {
		ask_session(a);
	}
}

static void on_ticket(void *context, bool up, const char *text, size_t len)
{
	struct arrival *a = context;
	struct ticket ticket;
	bool good = text && ticket_read(text, len, &ticket);
	if (a->conn->state == CONN_OPEN && good) {
		memcpy(a->user, ticket.user, sizeof a->user);
		memcpy(a->session, ticket.session, sizeof a->session);
		a->expires = ticket.expires;
		ask_session(a);
		return;
	}
	if (a->conn->state == CONN_OPEN && up)
		refuse(a->conn, NULL, 4401, "UNAUTHENTICATED", "This ticket was used, or is too old.");
	else if (a->conn->state == CONN_OPEN)
		refuse(a->conn, NULL, 1013, "UNAVAILABLE", "The service cannot do this right now; try again shortly.");
	end_arrival(a);
}

void sign_in_stream(
	struct conn *c, const char *token, const char *ticket, sign_in_fn *then, void (*drop)(void *), void *context)
{
	struct arrival *a = begin(c, NULL);
	char key[TICKET_KEY_SIZE];
	a->then = then;
	a->drop = drop;
	a->context = context;
	if (ticket && ticket_key(ticket, key)) {
		bus_take(c->relay->bus, key, on_ticket, a);
	} else if (token && take_token(a, token)) {
		ask_session(a);
	} else {
		if (!token)
			refuse(c, NULL, 4401, "UNAUTHENTICATED", "This is no ticket.");
		end_arrival(a);
	}
}
