/* SPDX-License-Identifier: ISC */
/*
 * Mail to people: a message of RFC 5322 with a text and an HTML part, in English or Japanese. Pure: no clock but the
 * one given, no network.
 *
 * Names of projects and people come from people: in headers they are encoded words (RFC 2047), in HTML they are
 * escaped, and an address that is none is refused.
 */
#ifndef LUD_WORKER_LETTER_H
#define LUD_WORKER_LETTER_H

#include "lib/arena.h"
#include "lib/buf.h"

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <time.h>

struct letter_sender {
	const char *from; /* "Name <address>" or an address */
	const char *public_url;
	const char *secret; /* signs what ends the mail */
	time_t now;
};

struct letter_person {
	const char *user; /* UUID */
	const char *email, *name;
	const char *language; /* en, ja */
};

struct letter_note {
	const char *kind, *class; /* of the notification */
	const char *project; /* its name; NULL: none */
	struct json_object *data;
};

/* One note, or several as a digest. In: id of the message. Out: appended to message; false when an address is none. */
bool letter_notes(struct arena *a, const struct letter_sender *sender, const struct letter_person *to, const char *id,
	const struct letter_note *notes, size_t n, struct buf *message);
/* The way to a new password. In: token, good for an hour. */
bool letter_password(struct arena *a, const struct letter_sender *sender, const struct letter_person *to,
	const char *id, const char *token, struct buf *message);

#endif
