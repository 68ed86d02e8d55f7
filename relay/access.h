/* SPDX-License-Identifier: ISC */
/*
 * Who may still see what. The database tells of each change of membership, account or session
 * (sql/functions/access_changed.sql) on relay->live: the sessions of its user's connections and all that they follow
 * are checked then, and those of everybody whenever that connection was lost.
 *
 * What is asked on the other connection (does this session live, may this user follow) may have been answered before a
 * change that was told before the answer came, and no check has looked at it. So each such question begins with
 * access_ask and ends with access_answered, which says whether it has to be asked anew.
 *
 * A check that the database cannot make is made again every second. Until it was made the user is in doubt: nothing
 * new goes to their connections, whose subscriptions wait behind and lose nothing. After ACCESS_TRIES checks their
 * connections are closed with 1013. While that connection is away nobody hears anything new; it begins with a check.
 */
#ifndef LUD_RELAY_ACCESS_H
#define LUD_RELAY_ACCESS_H

#include "lib/id.h"
#include "relay/relay.h"

#define ACCESS_TRIES 10

/* Part of its owner's struct. */
struct access_question {
	struct access_question *next, **place;
	char user[ID_UUID_SIZE];
	bool outdated; /* their access changed since it was asked */
};

struct access *access_new(struct relay *relay);
void access_free(struct access *access);
/* To be called before what it guards is sent to the database. */
void access_ask(struct relay *relay, struct access_question *question, const char *user);
/* Out: whether the answer may be older than a change: then it has to be asked anew. */
bool access_answered(struct access_question *question);
/* The user's memberships, account or sessions may have changed; NULL: anybody's. */
void access_changed(struct relay *relay, const char *user);

#endif
