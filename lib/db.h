/* SPDX-License-Identifier: ISC */
/*
 * PostgreSQL: named statements in, rows in binary form out.
 *
 * Statements are files in sql/queries/<program>/, embedded at build time as a table `struct db_statement <program>_sql[]` and prepared on
 * first use, once a connection. A connection is opened after fork and never crosses it. db_query reconnects by itself when the
 * connection was found dead before the statement was sent. Outside a transaction, ERR_RETRY is retried 3 times (0.5 s, 5 s at most).
 * After ERR_UNAVAILABLE nothing was done; after ERR_UNKNOWN it may have been.
 */
#ifndef LUD_DB_H
#define LUD_DB_H

#include "lib/arena.h"
#include "lib/err.h"

#include <libpq-fe.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db_statement {
	const char *name; /* file name without .sql */
	const char *text;
};

struct db;

/* What the server said when a statement failed; strings in the arena given to db_query. */
struct db_error {
	char sqlstate[6];
	const char *message;
	const char *detail; /* for SQLSTATEs of our own class LW: JSON with the error's details, or NULL */
	const char *constraint;
};

/* In: statements ends with a {NULL, NULL} row. Sets time limits, application_name, UTC. Blocks: up to 5 s. Fails: ERR_UNAVAILABLE. Owns: db_close. */
enum err db_open(const char *url, const char *application, const struct db_statement *statements, struct db **db_r);
/* Settings of every session that this process opens from now on, as "-c name=value …"; the URL's own win. In: copied. */
void db_set_options(const char *options);
/* Adds to them. In: copied. */
void db_add_options(const char *more);
void db_close(struct db *db);
/* Text of the last connection failure, for logs; never NULL. */
const char *db_message(const struct db *db);
/* Begins a connection with the same settings for a program with an event loop of its own: PQconnectPoll goes on with it.
 * Out: NULL for a malformed URL. Owns: PQfinish. */
PGconn *db_connect_start(const char *url, const char *application);
/* Waits until the server can be reached, logging at once and then every 10 s; stops early when *stop becomes true. */
enum err db_open_wait(const char *url, const char *application, const struct db_statement *statements, const volatile int *stop, struct db **db_r);

struct db_param {
	const char *value; /* NULL is SQL null */
	int length;        /* of binary values; ignored for text */
	int format;        /* 0 text, 1 binary */
};

/* Text parameters; NULL pointers are SQL nulls. */
#define DB_TEXT(s) ((struct db_param) {.value = (s)})

/* Runs a named statement. In: params in the order of $n. Out: *result_r owned by the caller (PQclear), all columns binary.
 * Fails: by SQLSTATE (see lib/db.c); *error_r filled when error_r is not NULL. Blocks: until done, statement_timeout at most. */
enum err db_query(struct db *db, struct arena *a, const char *name, int n, const struct db_param *params, PGresult **result_r,
	struct db_error *error_r);
/* One statement of several. */
struct db_call {
	const char *name;
	int n;
	const struct db_param *params;
	PGresult *result; /* owned by the caller (PQclear); NULL when it failed */
};

/* Runs several named statements that are sent at once. together: as one transaction, of which all takes effect, or nothing; else each as a
 * transaction of its own, in order. Not inside a transaction. Never tried again by itself.
 * Fails: as db_query: the first failure. When not together, what has a result took effect. Blocks: until done. */
enum err db_batch(struct db *db, int n, struct db_call *calls, bool together);
/* begin, commit, rollback. db_commit: ERR_UNKNOWN when the connection was lost after COMMIT was sent. */
enum err db_begin(struct db *db);
enum err db_commit(struct db *db);
void db_rollback(struct db *db);
/* Runs a script of several statements without parameters (migrations, functions). */
enum err db_script(struct db *db, struct arena *a, const char *sql, struct db_error *error_r);
/* The underlying connection, for LISTEN and COPY. Borrowed. */
PGconn *db_conn(struct db *db);

/* Readers of binary columns. A null gives the fallback. `db_uuid` writes 36 characters and a NUL. */
bool db_null(const PGresult *r, int row, int col);
int64_t db_int(const PGresult *r, int row, int col, int64_t fallback); /* int2, int4, int8 */
bool db_bool(const PGresult *r, int row, int col, bool fallback);
double db_double(const PGresult *r, int row, int col, double fallback); /* float4, float8 */
int64_t db_time_us(const PGresult *r, int row, int col, int64_t fallback); /* timestamptz, microseconds since 1970 */
const char *db_text(const PGresult *r, int row, int col, const char *fallback); /* text, varchar, json; jsonb without its version byte. Borrowed, NUL-terminated */
size_t db_length(const PGresult *r, int row, int col);
void db_uuid(const PGresult *r, int row, int col, char uuid_r[37]);
int db_column(const PGresult *r, const char *name); /* index, or the process ends: a wrong name is our bug */

#endif
