/* SPDX-License-Identifier: ISC */
/* New events to those who are live: written once for each wire, one blob for all of a wire. */
#include "relay/channel_private.h"

#include <stdio.h>
#include <string.h>

static struct blob *take_buf(struct relay *relay)
{
	struct blob *blob = blob_new(relay->buf.data, relay->buf.len);
	buf_clear(&relay->buf);
	return blob;
}

/* Whoever follows nothing else gets no second blob of events in this turn. */
static void send_one(const struct sub *s, struct blob *blob)
{
	if (s->conn->subs_count == 1)
		conn_send_now(s->conn, blob);
	else
		conn_send(s->conn, blob);
}

static void send_list(struct channel *ch, struct sub *list, struct blob *blob, int64_t events)
{
	int64_t readers = 0;
	for (struct sub *s = list; s; s = s->next, readers++)
		send_one(s, blob);
	ch->relay->metrics->deliveries += readers * events;
}

static void to_project(struct channel *ch, struct channel_row *rows, int n)
{
	for (int w = 0; w < WIRE_COUNT; w++) {
		if (!ch->live[w])
			continue;
		for (int i = 0; i < n; i++) {
			rows[i].event.prev = rows[i].event.seq - 1;
			blob_event(&ch->relay->buf, (enum wire)w, &rows[i].event);
		}
		struct blob *blob = take_buf(ch->relay);
		send_list(ch, ch->live[w], blob, n);
		blob_put(blob);
	}
}

const struct sub *sub_of_project(const struct sub *s)
{
	if (!s->agent || s->conn->subs_count == 1)
		return NULL;
	for (const struct sub *o = s->conn->subs; o; o = o->next_of_conn)
		if (o->channel == s->channel && !o->agent)
			return o;
	return NULL;
}

static void to_agent_wire(struct channel *ch, struct agent_line *line, enum wire wire, struct channel_row *rows, int n)
{
	int64_t prev = line->last;
	int count = 0;
	if (!line->live[wire])
		return;
	for (int i = 0; i < n; i++) {
		if (!rows[i].agent || strcmp(rows[i].agent, line->agent) != 0)
			continue;
		rows[i].event.prev = prev;
		prev = rows[i].event.seq;
		blob_event(&ch->relay->buf, wire, &rows[i].event);
		count++;
	}
	if (!count)
		return;
	struct blob *blob = take_buf(ch->relay);
	for (struct sub *s = line->live[wire]; s; s = s->next) {
		if (sub_of_project(s))
			continue;
		send_one(s, blob);
		ch->relay->metrics->deliveries += count;
	}
	blob_put(blob);
}

static void to_agent(struct channel *ch, struct agent_line *line, struct channel_row *rows, int n)
{
	for (int w = 0; w < WIRE_COUNT; w++)
		to_agent_wire(ch, line, (enum wire)w, rows, n);
	for (int i = 0; i < n; i++)
		if (rows[i].agent && !strcmp(rows[i].agent, line->agent))
			line->last = rows[i].event.seq;
}

static void start_over(struct sub *s)
{
	s->conn->relay->metrics->resyncs++;
	conn_say(s->conn, "resync", "{\"reason\":\"pruned\"}");
	conn_close(s->conn, 1012, "start over");
}

/* The past was pruned, or restored from a backup, below live subscribers. */
static void start_over_all(struct channel *ch)
{
	for (struct sub *s; (s = channel_any(ch));)
		start_over(s);
}

int channel_events(struct channel *ch, struct channel_row *rows, int n)
{
	while (n && rows->event.seq <= ch->cursor) { /* the cursor was set anew meanwhile */
		rows++;
		n--;
	}
	if (!n)
		return 0;
	if (rows->event.seq != ch->cursor + 1) {
		start_over_all(ch);
		ch->cursor = rows[n - 1].event.seq;
		return -1;
	}
	to_project(ch, rows, n);
	for (struct agent_line *line = ch->agents; line; line = line->next)
		to_agent(ch, line, rows, n);
	ch->cursor = rows[n - 1].event.seq;
	channel_kick(ch);
	return n;
}

static void log_to(struct sub *list, struct blob *blob, const struct channel_row *row, bool project_too)
{
	for (struct sub *s = list; s; s = s->next)
		if (s->logs && row->level >= s->level && (project_too || !sub_of_project(s)))
			conn_send(s->conn, blob);
}

static void send_log(struct channel *ch, struct channel_row *row, enum wire wire)
{
	blob_event(&ch->relay->buf, wire, &row->event);
	struct blob *blob = take_buf(ch->relay);
	log_to(ch->live[wire], blob, row, true);
	for (struct agent_line *line = ch->agents; line; line = line->next)
		if (row->agent && !strcmp(line->agent, row->agent))
			log_to(line->live[wire], blob, row, false);
	blob_put(blob);
}

void channel_logs(struct channel *ch, struct channel_row *rows, int n)
{
	for (int i = 0; i < n; i++) {
		if (rows[i].event.log <= ch->last_log)
			continue;
		for (int w = 0; w < WIRE_COUNT; w++)
			if (ch->relay->metrics->connections[w])
				send_log(ch, &rows[i], (enum wire)w);
		ch->last_log = rows[i].event.log;
	}
}

bool channel_wants_logs(const struct channel *ch)
{
	return ch->log_subs > 0;
}
