/* SPDX-License-Identifier: ISC */
/*
 * Who follows what: projects, and agents within them; from the past into the present without gap or repeat.
 *
 * A channel is a followed project. Its cursor is the number up to which events have gone out to its live subscribers;
 * only channel_events moves it, to the next number, with all that lies between. A subscription has a place of its own
 * (at) while it is behind: it fetches (at, cursor], chunk by chunk and never past the cursor, and becomes live at the
 * moment when at equals the cursor. So an event reaches it by exactly one of the two ways. One that asked for a number
 * that the channel has not reached yet waits until it has.
 *
 * An agent's subscribers get the agent's events with prev as they see it; who follows the project too gets them once.
 * A channel that nobody follows stays for a minute, silent; the next subscriber sets its cursor anew.
 */
#ifndef LUD_RELAY_CHANNEL_H
#define LUD_RELAY_CHANNEL_H

#include "lib/id.h"
#include "relay/conn.h"

struct channel {
	struct table_entry entry; /* first; key: the project's UUID */
	struct relay *relay;
	int64_t cursor, last_log;
	struct sub *live[WIRE_COUNT], *behind;
	struct agent_line *agents;
	unsigned subs, log_subs; /* of these, who wants log lines */
	bool is_dirty; /* there may be more in the database */
	bool rung; /* by a bell */
	struct channel *next_dirty;
	int64_t empty_since; /* monotonic seconds */
};

/* What a subscription begins with; see sql/queries/relay/subscribe.sql. */
struct channel_place {
	const char *project, *agent; /* agent "" for all of the project */
	int64_t head, pruned, log, agent_last, after; /* after -1: from now on */
	bool logs;
	int level;
};

/* Out: the subscription's last number, with which its events go on; -1 when it has to start over (*head_r is told). A
 * subscription that is there already is replaced. */
int64_t channel_join(struct conn *c, const struct channel_place *place);
/* Out: false when it was not there. */
bool channel_leave(struct conn *c, const char *project, const char *agent);
/* To be called in the same turn, after the acknowledgement was queued: fetches what is behind. */
void channel_begin(struct conn *c, const char *project);
void channel_leave_all(struct conn *c);
/* Too much waits, or its user is in doubt: it gets nothing new until channel_room, and fetches then what it missed. */
void channel_slow(struct conn *c);
/* What was sent went out, or the doubt is over: who is behind may fetch more. */
void channel_room(struct conn *c);

/* An event of a fetch. agent NULL: of none. */
struct channel_row {
	struct blob_event event;
	const char *agent;
	int level; /* of log lines */
};

struct channel *channel_find(struct relay *relay, const char *project);
/* New events, in order, those from before the cursor among them. Out: how many were new; -1: some are gone for good,
 * and all who follow were told to start over. */
int channel_events(struct channel *ch, struct channel_row *rows, int n);
void channel_logs(struct channel *ch, struct channel_row *rows, int n);
/* The project is gone, or one user may not follow it any more (user NULL: nobody). */
void channel_end(struct relay *relay, const char *project, const char *user);
/* The database is there again: who is behind fetches. */
void channel_resume_all(struct relay *relay);
/* Forgets channels that nobody follows. */
void channel_sweep(struct relay *relay);
/* Does anybody want log lines? */
bool channel_wants_logs(const struct channel *ch);

#endif
