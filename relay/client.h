/* SPDX-License-Identifier: ISC */
/*
 * What people say on a connection, and what they are told: sign-in, subscriptions, acknowledgements. Knows the wires'
 * manners (who is answered how), not their bytes.
 */
#ifndef LUD_RELAY_CLIENT_H
#define LUD_RELAY_CLIENT_H

#include "relay/conn.h"

/* A message of a WebSocket client. In: valid UTF-8, not NUL-terminated; may be changed. */
void client_text(struct conn *c, char *text, size_t len);
/* Messages that came during the first sign-in are heard now, or forgotten. */
void client_release(struct conn *c, bool hear);
/* Acknowledges with {ok: false, error: {code, message}}. In: id NULL when the client gave none. */
void client_error(struct conn *c, const char *id, const char *code, const char *message);
/* The token ends in so many seconds: asks for another. */
void client_expiring(struct conn *c, int64_t seconds);
void client_expired(struct conn *c);

#endif
