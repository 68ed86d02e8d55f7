/* SPDX-License-Identifier: ISC */
#include "relay/access.h"

#include "lib/log.h"
#include "relay/channel.h"
#include "relay/channel_private.h"
#include "relay/people.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AGAIN_MS 1000

/* Arrays for statements, pairwise. */
struct pairs {
	struct buf users, things;
};

struct access {
	struct relay *relay;
	struct access_question *questions;
	struct loop_timer *again;
	uint64_t checks; /* made so far */
	struct pairs sessions, projects;
};

/* A check whose answers are on their way. */
struct check {
	struct access *access;
	uint64_t number;
	char user[ID_UUID_SIZE]; /* "": of several */
	bool failed;
};

static void pairs_init(struct pairs *p)
{
	buf_init(&p->users, 64u << 20);
	buf_init(&p->things, 64u << 20);
}

static void pairs_free(struct pairs *p)
{
	buf_free(&p->users);
	buf_free(&p->things);
}

static void pairs_begin(struct pairs *p)
{
	buf_clear(&p->users);
	buf_clear(&p->things);
	buf_puts(&p->users, "{");
	buf_puts(&p->things, "{");
}

static void pairs_add(struct pairs *p, const char *user, const char *thing)
{
	buf_printf(&p->users, "%s%s", p->users.len > 1 ? "," : "", user);
	buf_printf(&p->things, "%s%s", p->things.len > 1 ? "," : "", thing);
}

static void pairs_ask(struct pairs *p, const char *statement, pg_fn *fn, struct check *check)
{
	buf_puts(&p->users, "}");
	buf_puts(&p->things, "}");
	pg_call(check->access->relay->live, statement, 2, (const char *[]){p->users.data, p->things.data}, fn, check);
}

struct access *access_new(struct relay *relay)
{
	struct access *a = calloc(1, sizeof(*a));
	if (!a)
		log_fatal("out of memory: access");
	a->relay = relay;
	pairs_init(&a->sessions);
	pairs_init(&a->projects);
	return a;
}

void access_free(struct access *a)
{
	if (!a)
		return;
	loop_timer_stop(a->relay->loop, a->again);
	pairs_free(&a->sessions);
	pairs_free(&a->projects);
	free(a);
}

/* Questions */

void access_ask(struct relay *relay, struct access_question *q, const char *user)
{
	struct access_question **first = &relay->access->questions;
	snprintf(q->user, sizeof q->user, "%s", user);
	q->outdated = false;
	q->place = first;
	q->next = *first;
	if (q->next)
		q->next->place = &q->next;
	*first = q;
}

bool access_answered(struct access_question *q)
{
	*q->place = q->next;
	if (q->next)
		q->next->place = q->place;
	return q->outdated;
}

/* Checks */

static void on_again(void *context);

/* The database did not say. When its connection was lost, the next begins with a check. */
static void doubt(struct table_entry *entry, void *context)
{
	struct check *check = context;
	struct access *a = check->access;
	struct user *u = (struct user *)entry;
	if (u->check != check->number) /* a later one will tell */
		return;
	bool tried = pg_ready(a->relay->live);
	u->in_doubt = true;
	u->tries += tried;
	for (struct conn *c = u->conns; c; c = c->user_next) {
		channel_slow(c);
		if (u->tries >= ACCESS_TRIES)
			conn_close(c, 1013, "the service cannot do this right now");
	}
	if (tried && !a->again)
		a->again = loop_timer(a->relay->loop, AGAIN_MS, on_again, a);
}

static void trust(struct table_entry *entry, void *context)
{
	struct check *check = context;
	struct user *u = (struct user *)entry;
	if (u->check != check->number)
		return;
	u->tries = 0;
	if (!u->in_doubt)
		return;
	u->in_doubt = false;
	for (struct conn *c = u->conns; c; c = c->user_next)
		channel_room(c);
}

static void each_user(struct relay *relay, const char *id, table_fn *fn, void *context)
{
	struct table_entry *user = *id ? table_find(&relay->users, id) : NULL;
	if (user)
		fn(user, context);
	else if (!*id)
		table_each(&relay->users, fn, context);
}

static void end_session(struct relay *relay, const char *user, const char *session)
{
	struct user *u = (struct user *)table_find(&relay->users, user);
	for (struct conn *c = u ? u->conns : NULL; c; c = c->user_next)
		if (!strcmp(c->session, session))
			conn_close(c, 4403, "the session has ended");
}

static void on_sessions(void *context, const PGresult *r)
{
	struct check *check = context;
	check->failed = !r;
	for (int i = 0; r && i < PQntuples(r); i++)
		if (!pg_bool(r, i, "alive"))
			end_session(check->access->relay, pg_text(r, i, "user", ""), pg_text(r, i, "session", ""));
}

/* The last of a check's answers. */
static void on_projects(void *context, const PGresult *r)
{
	struct check *check = context;
	struct relay *relay = check->access->relay;
	for (int i = 0; r && i < PQntuples(r); i++)
		channel_end(relay, pg_text(r, i, "project", ""), pg_text(r, i, "user", ""));
	each_user(relay, check->user, r && !check->failed ? trust : doubt, check);
	free(check);
}

static void add_user(struct table_entry *entry, void *context)
{
	struct access *a = context;
	struct user *u = (struct user *)entry;
	u->check = a->checks;
	for (struct conn *c = u->conns; c; c = c->user_next) {
		pairs_add(&a->sessions, u->entry.key, c->session);
		for (struct sub *s = c->subs; s; s = s->next_of_conn)
			pairs_add(&a->projects, u->entry.key, s->channel->entry.key);
	}
}

static void add_doubted(struct table_entry *entry, void *context)
{
	if (((struct user *)entry)->in_doubt)
		add_user(entry, context);
}

static void check(struct access *a, const char *user, table_fn *add)
{
	struct check *check = calloc(1, sizeof(*check));
	if (!check)
		log_fatal("out of memory: check");
	*check = (struct check){.access = a, .number = ++a->checks};
	snprintf(check->user, sizeof check->user, "%s", user);
	pairs_begin(&a->sessions);
	pairs_begin(&a->projects);
	each_user(a->relay, user, add, a);
	if (a->sessions.users.len == 1) { /* nobody is here */
		free(check);
		return;
	}
	pairs_ask(&a->sessions, "session", on_sessions, check);
	pairs_ask(&a->projects, "access", on_projects, check);
}

static void on_again(void *context)
{
	struct access *a = context;
	a->again = NULL;
	if (pg_ready(a->relay->live))
		check(a, "", add_doubted);
}

void access_changed(struct relay *relay, const char *user)
{
	for (struct access_question *q = relay->access->questions; q; q = q->next)
		if (!user || !strcmp(user, q->user))
			q->outdated = true;
	check(relay->access, user ? user : "", add_user);
}
