/* SPDX-License-Identifier: ISC */
/*
 * One-time tickets: 30 s of proof of who somebody is, for addresses, where a token must not stand (EventSource).
 *
 * The ticket is 32 random bytes in base64url. Redis holds, under the hash of it, whose it is; whoever uses it takes it
 * away in the same command (GETDEL), so that it serves once. Without Redis there are no tickets.
 */
#ifndef LUD_TICKET_H
#define LUD_TICKET_H

#include "lib/err.h"
#include "lib/redis.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TICKET_SECONDS 30
#define TICKET_SIZE 44 /* with NUL */
#define TICKET_KEY_SIZE 72

struct ticket {
	char user[37], session[37]; /* UUIDs */
	int64_t expires; /* of the access token that it was made with, seconds since 1970 */
};

/* Fails: ERR_UNAVAILABLE. Blocks: as redis_command. */
enum err ticket_make(struct redis *redis, const struct ticket *ticket, char text_r[TICKET_SIZE]);
/* Where the ticket's owner is kept. Out: false when the text is no ticket. */
bool ticket_key(const char *text, char key_r[TICKET_KEY_SIZE]);
/* In: what stood there. */
bool ticket_read(const char *value, size_t len, struct ticket *ticket_r);

#endif
