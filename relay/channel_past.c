/* SPDX-License-Identifier: ISC */
/* Subscriptions that are behind: they fetch their past in chunks, as fast as the client reads it. */
#include "relay/channel_private.h"
#include "relay/people.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define CHUNK 200
#define CHUNK_TEXT "200"
#define ROOM (32u << 10) /* the next chunk is fetched when less than this waits */

/* Behind no more: what comes next it gets with all the others. */
static void go_live(struct sub *s)
{
	struct sub **list = s->agent ? s->agent->live : s->channel->live;
	sub_unlist(s);
	if (s->agent)
		s->agent->last = s->last;
	sub_list(s, &list[s->conn->wire]);
}

static void take_rows(struct sub *s, const PGresult *r)
{
	struct buf *b = &s->conn->relay->buf;
	const struct sub *project = sub_of_project(s);
	int n = PQntuples(r);
	for (int i = 0; i < n; i++) {
		struct blob_event event = {.type = pg_text(r, i, "type", ""),
			.data = pg_text(r, i, "data", "{}"),
			.data_len = (size_t)PQgetlength(r, i, PQfnumber(r, "data")),
			.seq = pg_int(r, i, "seq", 0),
			.prev = s->last};
		if (!project || event.seq <= project->from)
			blob_event(b, s->conn->wire, &event);
		s->at = s->last = event.seq;
	}
	s->conn->relay->metrics->replayed += n;
	conn_send_buf(s->conn);
}

struct past {
	struct sub *sub;
	int64_t upto;
};

static void on_past(void *context, const PGresult *r)
{
	struct past past = *(struct past *)context;
	struct sub *s = past.sub;
	free(context);
	s->busy = false;
	if (s->dead) {
		free(s);
		return;
	}
	if (!r || s->conn->user->in_doubt) /* channel_resume_all goes on, or channel_room */
		return;
	take_rows(s, r);
	if (PQntuples(r) < CHUNK)
		s->at = past.upto;
	sub_advance(s);
}

static void fetch(struct sub *s)
{
	char after[24], upto[24];
	struct past *past = malloc(sizeof(*past));
	if (!past)
		return;
	*past = (struct past){s, s->channel->cursor};
	snprintf(after, sizeof after, "%" PRId64, s->at);
	snprintf(upto, sizeof upto, "%" PRId64, past->upto);
	const char *params[] = {s->channel->entry.key, s->agent ? s->agent->agent : NULL, after, upto, CHUNK_TEXT};
	s->busy = true;
	pg_call(s->channel->relay->ask, "replay", 5, params, on_past, past);
}

void sub_advance(struct sub *s)
{
	if (s->busy || s->conn->state != CONN_OPEN || s->conn->user->in_doubt || s->at > s->channel->cursor)
		return;
	if (s->conn->queued > ROOM)
		s->conn->wants_room = true;
	else if (s->at == s->channel->cursor)
		go_live(s);
	else
		fetch(s);
}

void channel_slow(struct conn *c)
{
	for (struct sub *s = c->subs; s; s = s->next_of_conn) {
		if (!s->list || s->list == &s->channel->behind)
			continue;
		s->at = s->channel->cursor;
		s->last = s->agent ? s->agent->last : s->at;
		sub_unlist(s);
		sub_list(s, &s->channel->behind);
	}
	c->wants_room = true;
}

void channel_room(struct conn *c)
{
	for (struct sub *s = c->subs, *next; s; s = next) {
		next = s->next_of_conn;
		if (s->list == &s->channel->behind)
			sub_advance(s);
	}
}

void channel_kick(struct channel *ch)
{
	for (struct sub *s = ch->behind, *next; s; s = next) {
		next = s->next;
		sub_advance(s);
	}
}
