/* SPDX-License-Identifier: ISC */
/*
 * Who is connected: connections by user and by address, with their limits; changes of access; notifications.
 *
 * The database tells of each change of membership, account or session (sql/functions/access_changed.sql): everything
 * that its user follows is asked for again then, and once more for everybody whenever that connection was lost.
 */
#ifndef LUD_RELAY_PEOPLE_H
#define LUD_RELAY_PEOPLE_H

#include "relay/conn.h"

struct user {
	struct table_entry entry; /* first; key: UUID */
	struct conn *conns;
	int count;
	bool asked, primed; /* notifications from before: asked for, known */
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
/* The user's access or sessions may have changed; NULL: anybody's. */
void people_check(struct relay *relay, const char *user);
/* Looks for new notifications of those who are connected; at most one look at a time. */
void people_notify(struct relay *relay);

#endif
