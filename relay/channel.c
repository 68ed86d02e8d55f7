/* SPDX-License-Identifier: ISC */
#include "relay/channel_private.h"

#include "lib/buf.h"
#include "lib/log.h"
#include "relay/feed.h"
#include "relay/people.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EMPTY_S 60

void sub_list(struct sub *s, struct sub **list)
{
	s->list = list;
	s->prev = NULL;
	s->next = *list;
	if (*list)
		(*list)->prev = s;
	*list = s;
}

void sub_unlist(struct sub *s)
{
	if (!s->list)
		return;
	if (s->prev)
		s->prev->next = s->next;
	else
		*s->list = s->next;
	if (s->next)
		s->next->prev = s->prev;
	s->list = NULL;
	s->next = s->prev = NULL;
}

struct channel *channel_find(struct relay *relay, const char *project)
{
	return (struct channel *)table_find(&relay->channels, project);
}

static void bell_name(char name_r[64], const char *project)
{
	snprintf(name_r, 64, "project:%.36s", project);
}

/* The channel of a project, its cursor set when nobody holds it. */
static struct channel *open_channel(struct relay *relay, const struct channel_place *place)
{
	struct channel *ch = channel_find(relay, place->project);
	char bell[64];
	if (!ch) {
		ch = calloc(1, sizeof(*ch));
		if (!ch)
			log_fatal("out of memory: channel");
		ch->relay = relay;
		table_add(&relay->channels, &ch->entry, place->project);
		bell_name(bell, place->project);
		bus_subscribe(relay->bus, bell);
		feed_dirty(ch, false); /* what was published before the bell was hung up */
	}
	if (!ch->subs) {
		ch->cursor = place->head;
		ch->last_log = place->log;
	}
	return ch;
}

static struct agent_line *open_agent(struct channel *ch, const char *agent)
{
	struct agent_line *line = ch->agents;
	while (line && strcmp(line->agent, agent) != 0)
		line = line->next;
	if (line)
		return line;
	line = calloc(1, sizeof(*line));
	if (!line)
		log_fatal("out of memory: channel");
	snprintf(line->agent, sizeof line->agent, "%s", agent);
	line->next = ch->agents;
	ch->agents = line;
	return line;
}

static void close_agent(struct channel *ch, struct agent_line *line)
{
	struct agent_line **place = &ch->agents;
	if (--line->subs)
		return;
	while (*place != line)
		place = &(*place)->next;
	*place = line->next;
	free(line);
}

/* In: the subscription is off its connection's list. */
static void end_sub(struct sub *s)
{
	struct channel *ch = s->channel;
	sub_unlist(s);
	if (s->agent)
		close_agent(ch, s->agent);
	s->agent = NULL;
	s->conn->subs_count--;
	ch->log_subs -= s->logs;
	ch->relay->metrics->subscriptions--;
	if (!--ch->subs)
		ch->empty_since = loop_now(ch->relay->loop) / 1000;
	s->dead = true;
	if (!s->busy)
		free(s);
}

static struct sub **find_sub(struct conn *c, const char *project, const char *agent)
{
	struct sub **place = &c->subs;
	for (; *place; place = &(*place)->next_of_conn) {
		struct sub *s = *place;
		const char *of = s->agent ? s->agent->agent : "";
		if (!strcmp(of, agent) && (*agent || !strcmp(s->channel->entry.key, project)))
			break;
	}
	return place;
}

bool channel_leave(struct conn *c, const char *project, const char *agent)
{
	struct sub **place = find_sub(c, project, agent), *s = *place;
	if (!s)
		return false;
	*place = s->next_of_conn;
	end_sub(s);
	return true;
}

void channel_leave_all(struct conn *c)
{
	while (c->subs) {
		struct sub *s = c->subs;
		c->subs = s->next_of_conn;
		end_sub(s);
	}
}

/* The past that was asked for is there no more, or never was: everything from now on. */
static bool out_of_reach(const struct channel_place *place)
{
	return place->after >= 0 && (place->after < place->pruned || place->after > place->head);
}

int64_t channel_join(struct conn *c, const struct channel_place *place)
{
	struct channel *ch = open_channel(c->relay, place);
	bool lost = out_of_reach(place), past = place->after >= 0 && !lost;
	channel_leave(c, place->project, place->agent);
	struct sub *s = calloc(1, sizeof(*s));
	if (!s)
		log_fatal("out of memory: subscription");
	*s = (struct sub){.conn = c, .channel = ch, .logs = place->logs, .level = (unsigned char)place->level};
	/* the head may be ahead of what went out; an agent's last number belongs to the head */
	s->at = past ? place->after : lost || *place->agent ? place->head : ch->cursor;
	s->from = s->at;
	s->last = *place->agent && !lost ? place->agent_last : s->at;
	if (*place->agent) {
		s->agent = open_agent(ch, place->agent);
		s->agent->subs++;
	}
	s->next_of_conn = c->subs;
	c->subs = s;
	c->subs_count++;
	ch->subs++;
	ch->log_subs += s->logs;
	c->relay->metrics->subscriptions++;
	c->relay->metrics->replays += past;
	if (s->at > ch->cursor)
		feed_dirty(ch, false);
	return lost ? -1 : s->last;
}

void channel_begin(struct conn *c, const char *project)
{
	for (struct sub *s = c->subs, *next; s; s = next) {
		next = s->next_of_conn;
		if (s->list || strcmp(s->channel->entry.key, project) != 0)
			continue;
		sub_list(s, &s->channel->behind);
		sub_advance(s);
	}
}

/* Tells whoever follows the project, in part or whole, that it ends. */
static void tell_end(struct sub *s, const char *project)
{
	char id[ID_TEXT_SIZE], json[160];
	id_format("proj", project, id);
	snprintf(json, sizeof json, "{\"projectId\":\"%s\",\"reason\":\"access\"}", id);
	conn_say(s->conn, "unsubscribed", json);
}

static void end_for(struct conn *c, const char *project)
{
	bool told = false;
	for (struct sub **place = &c->subs; *place;) {
		struct sub *s = *place;
		if (strcmp(s->channel->entry.key, project) != 0) {
			place = &s->next_of_conn;
			continue;
		}
		if (!told)
			tell_end(s, project);
		told = true;
		*place = s->next_of_conn;
		end_sub(s);
	}
	if (told && c->wire == WIRE_SSE)
		conn_close(c, 0, "");
}

struct sub *channel_any(struct channel *ch)
{
	for (int w = 0; w < WIRE_COUNT; w++)
		if (ch->live[w])
			return ch->live[w];
	for (struct agent_line *line = ch->agents; line; line = line->next)
		for (int w = 0; w < WIRE_COUNT; w++)
			if (line->live[w])
				return line->live[w];
	return ch->behind;
}

void channel_end(struct relay *relay, const char *project, const char *user)
{
	struct channel *ch = channel_find(relay, project);
	if (user) {
		struct user *u = (struct user *)table_find(&relay->users, user);
		for (struct conn *c = u ? u->conns : NULL, *next; c; c = next) {
			next = c->user_next;
			end_for(c, project);
		}
		return;
	}
	for (struct sub *s; ch && (s = channel_any(ch));)
		end_for(s->conn, project);
}

static void resume_one(struct table_entry *entry, void *context)
{
	(void)context;
	channel_kick((struct channel *)entry);
}

void channel_resume_all(struct relay *relay)
{
	table_each(&relay->channels, resume_one, NULL);
}

static void sweep_one(struct table_entry *entry, void *context)
{
	struct relay *relay = context;
	struct channel *ch = (struct channel *)entry;
	char bell[64];
	if (ch->subs || ch->is_dirty || loop_now(relay->loop) / 1000 - ch->empty_since < EMPTY_S)
		return;
	bell_name(bell, entry->key);
	bus_unsubscribe(relay->bus, bell);
	table_remove(&relay->channels, entry);
	free(ch);
}

void channel_sweep(struct relay *relay)
{
	table_each(&relay->channels, sweep_one, relay);
}
