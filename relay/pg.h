/* SPDX-License-Identifier: ISC */
/*
 * PostgreSQL without waiting: one connection, statements one after another, answers by callback.
 *
 * Statements are those of relay_sql (sql/queries/relay), prepared on first use. Each call is answered exactly once:
 * with its result, or with NULL when the connection was lost or is not there; nothing is sent twice by itself. A lost
 * connection is opened again, ever more slowly (up to 5 s); on_ready says when it is there.
 */
#ifndef LUD_RELAY_PG_H
#define LUD_RELAY_PG_H

#include "relay/loop.h"

#include <libpq-fe.h>

struct pg;

/* In: result NULL when there is none. Borrowed for the call. Columns are text. */
typedef void pg_fn(void *context, const PGresult *result);
typedef void pg_notify_fn(void *context, const char *channel, const char *payload);

/* In: url is kept. statement, may be NULL: runs after each connect, before on_ready (listen). Owns: pg_free. */
struct pg *pg_new(struct loop *loop, const char *url, const char *first);
/* Callbacks that are due get NULL. */
void pg_free(struct pg *pg);
/* on_ready after each connect; on_notify for each notification. Either may be NULL. */
void pg_watch(struct pg *pg, loop_fn *on_ready, pg_notify_fn *on_notify, void *context);
/* In: params are text, NULL is null; copied. fn is called later, never from within. */
void pg_call(struct pg *pg, const char *statement, int n, const char *const *params, pg_fn *fn, void *context);
bool pg_ready(const struct pg *pg);
/* Statements that wait or run. */
unsigned pg_pending(const struct pg *pg);

/* A column by its name; the process ends for a wrong one, since that is our bug. */
const char *pg_text(const PGresult *r, int row, const char *column, const char *fallback);
int64_t pg_int(const PGresult *r, int row, const char *column, int64_t fallback);
bool pg_bool(const PGresult *r, int row, const char *column);

#endif
