/* SPDX-License-Identifier: ISC */
/*
 * Subscriptions as they are asked for: the database says whether this user may, and where the stream stands; then the
 * acknowledgement goes out, and what was missed after it. A foreign project and one that is not there answer alike.
 */
#ifndef LUD_RELAY_SUBSCRIBE_H
#define LUD_RELAY_SUBSCRIBE_H

#include "relay/conn.h"
#include "relay/message.h"

void subscribe_ask(struct conn *c, const struct message *m);
void subscribe_end(struct conn *c, const struct message *m);

/* What a stream asks for. */
struct subscribe_stream {
	char project[ID_UUID_SIZE], agent[ID_UUID_SIZE]; /* one of them, the other "" */
	int64_t after; /* -1: from now on */
	int level; /* of log lines, 0 DEBUG to 3 ERROR */
};
/* In: signed in. */
void subscribe_stream(struct conn *c, const struct subscribe_stream *wish);

#endif
