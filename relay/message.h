/* SPDX-License-Identifier: ISC */
/*
 * What a client says, on either WebSocket wire, as one struct. Pure.
 *
 * Plain: {"event": "subscribe:project", "data": {"projectId": "proj_…", "after": 12, "logs": false}, "id": 7}.
 * Socket.IO (Engine.IO 4): 42["subscribe:project",{…}] or 427["subscribe:project",{…}]; 40{"token": "…"} is auth.
 */
#ifndef LUD_RELAY_MESSAGE_H
#define LUD_RELAY_MESSAGE_H

#include "lib/arena.h"
#include "lib/id.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MESSAGE_MAX 16384 /* bytes of one message */

enum message_kind {
	MESSAGE_BAD, /* error says why */
	MESSAGE_UNKNOWN, /* an event that is none of these */
	MESSAGE_AUTH,
	MESSAGE_SUBSCRIBE,
	MESSAGE_UNSUBSCRIBE,
	MESSAGE_PING, /* a client's own heartbeat: acknowledged */
	/* Engine.IO and Socket.IO alone */
	MESSAGE_EIO_PING,
	MESSAGE_EIO_PONG,
	MESSAGE_EIO_CLOSE,
	MESSAGE_EIO_IGNORED, /* upgrade, noop */
	MESSAGE_SIO_CONNECT, /* token */
	MESSAGE_SIO_DISCONNECT,
	MESSAGE_SIO_NAMESPACE, /* connect to a namespace other than "/" : id is its name */
};

struct message {
	enum message_kind kind;
	const char *id; /* JSON text to send back, or NULL; digits for Socket.IO */
	const char *token; /* auth */
	char project[ID_UUID_SIZE], agent[ID_UUID_SIZE]; /* one of them for subscriptions, the other "" */
	int64_t after; /* -1: not given */
	bool logs;
	const char *error; /* static text */
	const char *field; /* of the error, or NULL */
};

/* In: text is valid UTF-8. Strings of the result are in the arena. Never fails: kind says what it was. */
void message_plain(struct arena *a, const char *text, size_t len, struct message *message_r);
void message_sio(struct arena *a, const char *text, size_t len, struct message *message_r);

#endif
