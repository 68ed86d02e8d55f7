/* SPDX-License-Identifier: ISC */
/*
 * What stands in a mail's List-Unsubscribe (RFC 2369, RFC 8058): whose mail of which class is to end, signed with the installation's secret, so that
 * whoever holds the mail can end it without signing in, and can do nothing else.
 */
#ifndef LUD_UNSUBSCRIBE_H
#define LUD_UNSUBSCRIBE_H

#include "lib/arena.h"
#include "lib/id.h"

#include <stdbool.h>

#define UNSUBSCRIBE_CLASS_SIZE 16

/* In: user a UUID; class as sql/functions/notice_class.sql says, or "all". Out: letters, digits, dots and dashes. */
char *unsubscribe_token(struct arena *a, const char *secret, const char *user, const char *class);
/* Out: false when it is not one that we made. */
bool unsubscribe_read(struct arena *a, const char *secret, const char *token, char user_r[ID_UUID_SIZE],
	char class_r[UNSUBSCRIBE_CLASS_SIZE]);

#endif
