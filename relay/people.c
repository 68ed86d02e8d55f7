/* SPDX-License-Identifier: ISC */
#include "relay/people.h"

#include "lib/clock.h"
#include "lib/log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SEEN_S 60

/* A notification that was told of, or that was there before its user came. */
struct seen {
	struct table_entry entry; /* first; key: UUID */
	int64_t at;
};

struct people {
	struct relay *relay;
	struct table seen;
	struct buf users; /* an array for a statement */
	bool looking;
};

struct people *people_new(struct relay *relay)
{
	struct people *p = calloc(1, sizeof(*p));
	if (!p)
		log_fatal("out of memory: people");
	p->relay = relay;
	buf_init(&p->users, 64u << 20);
	return p;
}

void people_free(struct people *p)
{
	if (!p)
		return;
	table_free(&p->seen, free);
	buf_free(&p->users);
	free(p);
}

bool people_address(struct conn *c, const char *text)
{
	int most = c->relay->conf->relay_address_connections;
	if (!*text)
		return true;
	struct address *a = (struct address *)table_find(&c->relay->addresses, text);
	if (!a) {
		a = calloc(1, sizeof(*a));
		if (!a)
			return false;
		table_add(&c->relay->addresses, &a->entry, text);
	}
	if (most && a->count >= most) {
		c->relay->metrics->refused++;
		return false;
	}
	a->count++;
	c->address = a;
	return true;
}

static struct user *user_of(struct relay *relay, const char *id)
{
	struct user *u = (struct user *)table_find(&relay->users, id);
	if (u)
		return u;
	u = calloc(1, sizeof(*u));
	if (!u)
		log_fatal("out of memory: user");
	table_add(&relay->users, &u->entry, id);
	return u;
}

static void forget_user(struct relay *relay, struct user *u)
{
	if (u->count)
		return;
	table_remove(&relay->users, &u->entry);
	free(u);
}

bool people_join(struct conn *c, const char *id)
{
	int most = c->relay->conf->relay_user_connections;
	struct user *u = user_of(c->relay, id);
	if (most && u->count >= most) {
		c->relay->metrics->refused++;
		return false;
	}
	u->count++;
	c->user = u;
	c->user_prev = NULL;
	c->user_next = u->conns;
	if (u->conns)
		u->conns->user_prev = c;
	u->conns = c;
	return true;
}

static void leave_user(struct conn *c)
{
	struct user *u = c->user;
	if (c->user_prev)
		c->user_prev->user_next = c->user_next;
	else
		u->conns = c->user_next;
	if (c->user_next)
		c->user_next->user_prev = c->user_prev;
	c->user = NULL;
	u->count--;
	forget_user(c->relay, u);
}

void people_leave(struct conn *c)
{
	if (c->user)
		leave_user(c);
	if (!c->address)
		return;
	if (!--c->address->count) {
		table_remove(&c->relay->addresses, &c->address->entry);
		free(c->address);
	}
	c->address = NULL;
}

/* Notifications */

static bool is_new(struct people *p, const char *id)
{
	struct seen *s = (struct seen *)table_find(&p->seen, id);
	if (s)
		return false;
	s = calloc(1, sizeof(*s));
	if (!s)
		log_fatal("out of memory: notification");
	s->at = clock_monotonic_ms() / 1000;
	table_add(&p->seen, &s->entry, id);
	return true;
}

static void forget_seen(struct table_entry *entry, void *context)
{
	struct people *p = context;
	if (clock_monotonic_ms() / 1000 - ((struct seen *)entry)->at < SEEN_S)
		return;
	table_remove(&p->seen, entry);
	free(entry);
}

static void prime(struct table_entry *entry, void *context)
{
	struct user *u = (struct user *)entry;
	(void)context;
	u->primed = u->primed || u->asked;
}

/* Streams are about a project; this is about a person. */
static void tell(struct user *u, const char *json)
{
	for (struct conn *c = u->conns; c; c = c->user_next)
		if (c->wire != WIRE_SSE)
			conn_say(c, "notification:created", json);
}

static void on_notifications(void *context, const PGresult *r)
{
	struct people *p = context;
	p->looking = false;
	for (int i = 0; r && i < PQntuples(r); i++) {
		struct user *u = (struct user *)table_find(&p->relay->users, pg_text(r, i, "user", ""));
		if (u && u->in_doubt) /* it comes up again */
			continue;
		bool fresh = is_new(p, pg_text(r, i, "id", ""));
		if (u && u->primed && fresh)
			tell(u, pg_text(r, i, "data", "{}"));
	}
	if (r)
		table_each(&p->relay->users, prime, NULL);
	table_each(&p->seen, forget_seen, p);
}

static void add_user(struct table_entry *entry, void *context)
{
	struct people *p = context;
	((struct user *)entry)->asked = true;
	buf_printf(&p->users, "%s%s", p->users.len > 1 ? "," : "", entry->key);
}

void people_notify(struct relay *relay)
{
	struct people *p = relay->people;
	if (p->looking || !relay->users.count)
		return;
	buf_clear(&p->users);
	buf_puts(&p->users, "{");
	table_each(&relay->users, add_user, p);
	buf_puts(&p->users, "}");
	p->looking = true;
	pg_call(relay->live, "notifications", 1, (const char *[]){p->users.data}, on_notifications, p);
}
