/* SPDX-License-Identifier: ISC */
/*
 * What is new: bells from Redis say where to look, heads from the database say what no bell announced; either way the
 * events themselves are read from the database, for all followed projects in one statement.
 *
 * A channel that may have more is dirty. One fetch is on its way at a time; what becomes dirty meanwhile goes into the
 * next. Every second (two while bells are heard) one statement compares the heads of all followed projects. Without
 * Redis that alone serves. When the database comes back, everything is compared at once.
 */
#ifndef LUD_RELAY_FEED_H
#define LUD_RELAY_FEED_H

#include "relay/channel.h"

/* The channel of bells that name no project: ludwright-api rings it. */
#define FEED_LOOK "ludwright:look"

struct feed *feed_new(struct relay *relay);
void feed_free(struct feed *feed);
/* The channel may have more; rung: a bell says so. */
void feed_dirty(struct channel *ch, bool rung);
/* Asks for what is new, if a fetch is not on its way: at the end of a turn of the loop, when what came before is
 * written, so that what happened meanwhile comes as one. */
void feed_fetch(struct relay *relay);
/* A message of Redis. */
void feed_bell(struct relay *relay, const char *channel);
/* Compares heads now. */
void feed_heal(struct relay *relay);

#endif
