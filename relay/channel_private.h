/* SPDX-License-Identifier: ISC */
/* What relay/channel*.c share: subscriptions and the lists that they are on. */
#ifndef LUD_RELAY_CHANNEL_PRIVATE_H
#define LUD_RELAY_CHANNEL_PRIVATE_H

#include "relay/channel.h"

/* An agent that is followed by itself. */
struct agent_line {
	struct agent_line *next;
	char agent[ID_UUID_SIZE];
	int64_t last; /* number of its last event up to the cursor; holds while anybody is live */
	struct sub *live[WIRE_COUNT];
	unsigned subs;
};

struct sub {
	struct conn *conn;
	struct channel *channel;
	struct agent_line *agent; /* NULL: the whole project */
	struct sub *next_of_conn;
	struct sub *next, *prev, **list; /* one of live[], or behind */
	int64_t from; /* what came after this number is its own */
	int64_t at; /* while behind: events up to here are queued */
	int64_t last; /* of those, the last that it could see */
	bool busy; /* a fetch of its past is on its way */
	bool dead; /* ended meanwhile: freed when that comes */
	bool logs;
	unsigned char level; /* least of log lines */
};

void sub_list(struct sub *s, struct sub **list);
void sub_unlist(struct sub *s);
/* The connection's subscription to the whole project, for an agent's: it gets those events there. NULL: none. */
const struct sub *sub_of_project(const struct sub *s);
/* Goes on with a subscription that is behind. */
void sub_advance(struct sub *s);
/* All that are behind go on. */
void channel_kick(struct channel *ch);
/* Somebody who is on one of the channel's lists; NULL when nobody is. */
struct sub *channel_any(struct channel *ch);

#endif
