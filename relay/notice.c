/* SPDX-License-Identifier: ISC */
#include "relay/notice.h"

#include "lib/log.h"
#include "relay/people.h"

#include <stdlib.h>
#include <string.h>

struct notice {
	struct relay *relay;
	int64_t version; /* that people were told of; -1: none yet */
	bool active;
	char *json; /* the payload; NULL until it was asked for */
};

struct notice *notice_new(struct relay *relay)
{
	struct notice *n = calloc(1, sizeof *n);
	if (!n)
		log_fatal("out of memory: notice");
	n->relay = relay;
	n->version = -1;
	return n;
}

void notice_free(struct notice *n)
{
	if (n)
		free(n->json);
	free(n);
}

static void tell(struct conn *c)
{
	if (c->state == CONN_OPEN && (c->wire != WIRE_SSE || c->streaming))
		conn_say(c, "system:maintenance", c->relay->notice->json);
}

static void tell_user(struct table_entry *entry, void *context)
{
	(void)context;
	for (struct conn *c = ((struct user *)entry)->conns; c; c = c->user_next)
		tell(c);
}

static void on_maintenance(void *context, const PGresult *r)
{
	struct notice *n = context;
	if (!r || !PQntuples(r) || pg_int(r, 0, "version", 0) == n->version)
		return;
	char *json = strdup(pg_text(r, 0, "data", "{}"));
	bool first = n->version < 0, was = n->active;
	if (!json)
		log_fatal("out of memory: notice");
	free(n->json);
	n->json = json;
	n->version = pg_int(r, 0, "version", 0);
	n->active = pg_bool(r, 0, "active");
	if (n->active || (!first && was))
		table_each(&n->relay->users, tell_user, NULL);
}

void notice_check(struct relay *relay)
{
	pg_call(relay->live, "maintenance", 0, NULL, on_maintenance, relay->notice);
}

void notice_greet(struct conn *c)
{
	if (c->relay->notice->active)
		tell(c);
}
