/* SPDX-License-Identifier: ISC */
/*
 * Who is connected: connections by user and by address, with their limits; notifications.
 */
#ifndef LUD_RELAY_PEOPLE_H
#define LUD_RELAY_PEOPLE_H

#include "relay/conn.h"

struct user {
	struct table_entry entry; /* first; key: UUID */
	struct conn *conns;
	int count;
	bool asked, primed; /* notifications from before: asked for, known */
	/* relay/access.h */
	bool in_doubt; /* nothing new goes to their connections */
	unsigned tries; /* checks that failed, one after another */
	uint64_t check; /* number of the last check */
};

struct address {
	struct table_entry entry; /* first */
	int count;
};

struct people *people_new(struct relay *relay);
void people_free(struct people *people);
/* Counts a connection's address; "" is not counted. Out: false when it has too many. */
bool people_address(struct conn *c, const char *address);
/* Makes it the user's. Out: false when they have too many. */
bool people_join(struct conn *c, const char *user);
/* Undoes both. */
void people_leave(struct conn *c);
/* Looks for new notifications of those who are connected; at most one look at a time. */
void people_notify(struct relay *relay);

#endif
