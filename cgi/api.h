/* SPDX-License-Identifier: ISC */
/* What a child holds for all its requests. Opened after fork; db may be NULL while the database is away. */
#ifndef LUD_CGI_API_H
#define LUD_CGI_API_H

#include "lib/arena.h"
#include "lib/conf.h"
#include "lib/db.h"
#include "lib/redis.h"
#include "lib/store.h"
#include "lib/token.h"

struct counters;
struct shared;
struct session_cache;

struct api {
	const struct conf *conf;
	struct shared *shared; /* memory of all children of this parent */
	struct db *db;
	struct redis *redis;
	struct store *store;
	struct token_keys *keys;
	struct counters *counters; /* NULL: nothing is counted with the workers */
	struct session_cache *sessions;
	struct arena arena; /* the request's */
};

extern const struct db_statement api_sql[];

#endif
