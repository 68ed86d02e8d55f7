/* SPDX-License-Identifier: ISC */
/*
 * system:maintenance: everybody who is connected hears when maintenance begins, changes and ends, and who comes
 * meanwhile hears of it too.
 *
 * The database tells at the commit (sql/functions/maintenance_set.sql); after a lost connection it is asked for anew.
 */
#ifndef LUD_RELAY_NOTICE_H
#define LUD_RELAY_NOTICE_H

#include "relay/conn.h"

#define NOTICE_PAYLOAD "maintenance" /* where other notifications have an account */

struct notice;

struct notice *notice_new(struct relay *relay);
void notice_free(struct notice *notice);
/* Looks whether it has changed, and tells everybody. */
void notice_check(struct relay *relay);
/* Somebody has signed in, or their stream has begun. */
void notice_greet(struct conn *c);

#endif
