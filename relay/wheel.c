/* SPDX-License-Identifier: ISC */
#include "lib/log.h"
#include "relay/conn.h"

#include <stdlib.h>

#define SLOTS 128 /* seconds; what is due later comes round more than once */

struct wheel {
	struct conn *slots[SLOTS];
	int64_t at;
};

struct wheel *wheel_new(void)
{
	struct wheel *w = calloc(1, sizeof(*w));
	if (!w)
		log_fatal("out of memory: wheel");
	return w;
}

void wheel_free(struct wheel *w)
{
	free(w);
}

void wheel_put(struct wheel *w, struct conn *c)
{
	struct conn **slot = &w->slots[c->due % SLOTS];
	c->wheel_prev = NULL;
	c->wheel_next = *slot;
	if (*slot)
		(*slot)->wheel_prev = c;
	*slot = c;
}

void wheel_take(struct wheel *w, struct conn *c)
{
	if (c->wheel_prev)
		c->wheel_prev->wheel_next = c->wheel_next;
	else
		w->slots[c->due % SLOTS] = c->wheel_next;
	if (c->wheel_next)
		c->wheel_next->wheel_prev = c->wheel_prev;
	c->wheel_next = c->wheel_prev = NULL;
}

static void turn_slot(struct wheel *w, int64_t second, int64_t now)
{
	for (struct conn *c = w->slots[second % SLOTS], *next; c; c = next) {
		next = c->wheel_next;
		if (c->due <= now)
			conn_tick(c);
	}
}

void wheel_turn(struct wheel *w, int64_t now)
{
	if (!w->at || now - w->at > SLOTS)
		w->at = now - SLOTS;
	while (w->at < now)
		turn_slot(w, ++w->at, now);
}

void wheel_each(struct wheel *w, void (*fn)(struct conn *c, void *context), void *context)
{
	for (int i = 0; i < SLOTS; i++) {
		for (struct conn *c = w->slots[i], *next; c; c = next) {
			next = c->wheel_next;
			fn(c, context);
		}
	}
}
