/* SPDX-License-Identifier: ISC */
/*
 * One-time tickets: what a browser's EventSource puts into an address, since it can send no header.
 *
 * The API issues one to who is signed in; the program that streams takes it, once and within TICKET_SECONDS. Redis
 * keeps only the hash of a ticket, as a key, and its holder as the value. A program that waits for nobody sends
 * `GETDEL key` itself, with ticket_key, and hands the answer to ticket_read. A ticket proves who asked for it at the
 * time: whether that session or token still lives is for the database to say.
 */
#ifndef LUD_TICKET_H
#define LUD_TICKET_H

#include "lib/err.h"
#include "lib/hash.h"
#include "lib/redis.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TICKET_SECONDS 30
#define TICKET_SIZE 44 /* 43 characters of base64url and NUL */
#define TICKET_KEY_SIZE (HASH_HEX_SIZE + 3)

struct ticket_holder {
	char user[37]; /* UUID */
	char session[37]; /* UUID, or "" when a personal token asked */
	char token[37]; /* UUID of that personal token, or "" */
	int64_t expires; /* of the token that the ticket was issued for; seconds since 1970 */
};

/* Fails: ERR_UNAVAILABLE, ERR_UPSTREAM. */
enum err ticket_issue(struct redis *r, const struct ticket_holder *holder, char ticket_r[TICKET_SIZE]);
/* Takes a ticket: the second try finds nothing. In: any text. Fails: ERR_UNAUTHENTICATED, ERR_UNAVAILABLE. */
enum err ticket_take(struct redis *r, const char *ticket, struct ticket_holder *holder_r);

/* The Redis key of a ticket. In: any text. */
void ticket_key(const char *ticket, char key_r[TICKET_KEY_SIZE]);
/* Reads the value of such a key. Out: false when it is none of ours. */
bool ticket_read(const char *value, size_t len, struct ticket_holder *holder_r);

#endif
