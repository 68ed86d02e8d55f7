/* SPDX-License-Identifier: ISC */
/*
 * Whose connection it is: an access token (its signature is checked here) or a one-time ticket, and a session that the
 * database still knows. On a WebSocket a second token of the same account renews the first; another account's ends the
 * connection (4403).
 */
#ifndef LUD_RELAY_SIGN_IN_H
#define LUD_RELAY_SIGN_IN_H

#include "relay/conn.h"

/* WebSocket wires: answers by acknowledgement (Socket.IO: connect or connect error). In: id of the message or NULL. */
void sign_in_token(struct conn *c, const char *id, const char *token);
/* Streams: then is called when it is known who asks; otherwise the connection is answered with an error. then's context
 * is released by it, or with drop. In: one of token and ticket, the other NULL. */
typedef void sign_in_fn(struct conn *c, void *context);
void sign_in_stream(
	struct conn *c, const char *token, const char *ticket, sign_in_fn *then, void (*drop)(void *), void *context);

#endif
