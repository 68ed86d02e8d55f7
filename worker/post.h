/* SPDX-License-Identifier: ISC */
/*
 * The post of a worker process: mail and webhooks that wait in the database (deliveries, password_resets), sent on its loop beside the steps.
 *
 * All processes look every second or two, and the database gives each thing to one of them (sql/functions/deliveries_claim.sql). What is taken is
 * marked before it is sent, and what it came to is written after: a process that ends between sends no mail twice.
 * Order: post_open, post_turn in each turn of the loop; post_stop, then post_busy until false; post_close.
 */
#ifndef LUD_WORKER_POST_H
#define LUD_WORKER_POST_H

#include <stdbool.h>

struct worker;
struct post;

/* Out: NULL without memory. */
struct post *post_open(struct worker *w);
/* What is still on its way is dropped: a mail may have gone out. NULL does nothing. */
void post_close(struct post *post);
/* Takes what is due, when it is time to look. */
void post_turn(struct post *post);
void post_stop(struct post *post);
bool post_busy(const struct post *post);
/* The last look found nothing, and nothing is on its way. */
bool post_idle(const struct post *post);

#endif
