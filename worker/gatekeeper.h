/* SPDX-License-Identifier: ISC */
/*
 * The gates (lib/gate.h) of providers, for all workers together: in Redis, changed by compare and set; while Redis is
 * away each process keeps its own.
 *
 * A provider has one gate for its breaker, and one for each key and model, for what that key was told to wait and for
 * its rate. A name in Redis holds a hash of the key, and goes by itself when it says nothing any more.
 */
#ifndef LUD_WORKER_GATEKEEPER_H
#define LUD_WORKER_GATEKEEPER_H

#include "lib/conf.h"
#include "lib/gate.h"
#include "lib/redis.h"

#define GATEKEEPER_SCOPE 24

struct gatekeeper {
	struct redis *redis;
	const struct conf *conf;
};

/* The name of a key and model. In: key may be NULL: the installation's. */
void gatekeeper_scope(const char *key, const char *model, char scope_r[GATEKEEPER_SCOPE]);
/* Asks for one call. Out: 0, or ms to wait. Blocks: for Redis. */
int gatekeeper_ask(const struct gatekeeper *g, const char *provider, const char *scope);
/* What came of it. */
void gatekeeper_told(const struct gatekeeper *g, const char *provider, const char *scope, enum gate_outcome outcome,
	int wait_ms, int64_t tokens);

#endif
