/* SPDX-License-Identifier: ISC */
#include "relay/subscribe.h"

#include "lib/log.h"
#include "relay/access.h"
#include "relay/channel.h"
#include "relay/client.h"
#include "relay/people.h"
#include "relay/upgrade.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A subscription whose answer is on its way. */
struct wish {
	struct wish *next;
	struct conn *conn; /* pinned */
	struct access_question question;
	char *id; /* NULL: none */
	char project[ID_UUID_SIZE], agent[ID_UUID_SIZE];
	int64_t after;
	int level;
	bool logs, stream, cancelled;
};

static void refuse(struct wish *w, int status, const char *code, const char *message)
{
	if (w->stream)
		upgrade_refuse(w->conn, status, message);
	else
		client_error(w->conn, w->id, code, message);
}

static void answer(struct wish *w, int64_t last, const struct channel_place *place)
{
	char json[192], id[ID_TEXT_SIZE];
	int64_t seq = last < 0 ? place->head : last;
	if (w->stream)
		upgrade_stream(w->conn);
	snprintf(json, sizeof json, "{\"ok\":true,\"seq\":%" PRId64 "%s}", seq, last < 0 ? ",\"resync\":true" : "");
	conn_ack(w->conn, w->id, json);
	if (last >= 0)
		return;
	w->conn->relay->metrics->resyncs++;
	id_format("proj", place->project, id);
	snprintf(json, sizeof json, "{\"projectId\":\"%s\",\"seq\":%" PRId64 ",\"reason\":\"pruned\"}", id, seq);
	conn_say(w->conn, "resync", json);
}

/* Admins may follow every project; each look into a foreign one leaves a trace, as in the API. */
static void audit(struct wish *w, const char *project)
{
	struct conn *c = w->conn;
	pg_call(c->relay->ask, "admin_look", 3,
		(const char *[]){c->user->entry.key, project, c->address ? c->address->entry.key : NULL}, NULL, NULL);
}

static void join(struct wish *w, const PGresult *r)
{
	char project[ID_UUID_SIZE];
	snprintf(project, sizeof project, "%s", pg_text(r, 0, "project", ""));
	struct channel_place place = {.project = project,
		.agent = w->agent,
		.head = pg_int(r, 0, "head", 0),
		.pruned = pg_int(r, 0, "pruned", 0),
		.log = pg_int(r, 0, "log", 0),
		.agent_last = pg_int(r, 0, "agent_last", 0),
		.after = w->after,
		.logs = w->logs,
		.level = w->level};
	if (!pg_bool(r, 0, "member"))
		audit(w, project);
	answer(w, channel_join(w->conn, &place), &place);
	channel_begin(w->conn, project);
}

static void end_wish(struct wish *w)
{
	struct wish **place = &w->conn->wishes;
	while (*place != w)
		place = &(*place)->next;
	*place = w->next;
	conn_unpin(w->conn);
	free(w->id);
	free(w);
}

static void ask(struct wish *w);

static void on_place(void *context, const PGresult *r)
{
	struct wish *w = context;
	bool outdated = access_answered(&w->question);
	bool awaited = w->conn->state == CONN_OPEN && w->conn->user && !w->cancelled;
	if (awaited && r && outdated) {
		ask(w);
		return;
	}
	if (!awaited)
		;
	else if (!r)
		refuse(w, 503, "UNAVAILABLE", "The service cannot do this right now; try again shortly.");
	else if (!PQntuples(r))
		refuse(w, 404, "NOT_FOUND", "There is no such thing here.");
	else
		join(w, r);
	end_wish(w);
}

static struct wish *new_wish(struct conn *c, const char *id, const char *project, const char *agent)
{
	struct wish *w = calloc(1, sizeof(*w));
	if (!w || (id && !(w->id = strdup(id))))
		log_fatal("out of memory: subscription");
	w->conn = c;
	snprintf(w->project, sizeof w->project, "%s", project);
	snprintf(w->agent, sizeof w->agent, "%s", agent);
	w->next = c->wishes;
	c->wishes = w;
	conn_pin(c);
	return w;
}

static void ask(struct wish *w)
{
	char after[24];
	snprintf(after, sizeof after, "%" PRId64, w->after);
	access_ask(w->conn->relay, &w->question, w->conn->user->entry.key);
	pg_call(w->conn->relay->ask, "subscribe", 4,
		(const char *[]){w->conn->user->entry.key, *w->project ? w->project : NULL, *w->agent ? w->agent : NULL,
			w->after >= 0 ? after : NULL},
		on_place, w);
}

static bool full(const struct conn *c)
{
	unsigned n = c->subs_count;
	for (const struct wish *w = c->wishes; w; w = w->next)
		n += !w->cancelled;
	return n >= RELAY_SUBSCRIPTIONS;
}

void subscribe_ask(struct conn *c, const struct message *m)
{
	if (full(c)) {
		client_error(c, m->id, "RATE_LIMITED", "One connection can have 100 subscriptions.");
		return;
	}
	struct wish *w = new_wish(c, m->id, m->project, m->agent);
	w->after = m->after;
	w->logs = m->logs;
	ask(w);
}

void subscribe_end(struct conn *c, const struct message *m)
{
	bool found = channel_leave(c, m->project, m->agent);
	for (struct wish *w = c->wishes; w; w = w->next) {
		if (strcmp(w->project, m->project) != 0 || strcmp(w->agent, m->agent) != 0 || w->cancelled)
			continue;
		client_error(c, w->id, "STATE_CONFLICT", "It was unsubscribed from meanwhile.");
		w->cancelled = found = true;
	}
	if (found)
		conn_ack(c, m->id, "{\"ok\":true}");
	else
		client_error(c, m->id, "NOT_FOUND", "There is no such subscription.");
}

void subscribe_stream(struct conn *c, const struct subscribe_stream *wish)
{
	struct wish *w = new_wish(c, NULL, wish->project, wish->agent);
	w->after = wish->after;
	w->level = wish->level;
	w->logs = w->stream = true;
	ask(w);
}
