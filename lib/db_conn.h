/* SPDX-License-Identifier: ISC */
/*
 * The connection behind lib/db.h: opened with our limits, watched, replaced when found dead. For lib/db*.c only.
 *
 * Inside a transaction a dead connection is not replaced: what was done is gone, and a statement must not run outside
 * of it.
 */
#ifndef LUD_DB_CONN_H
#define LUD_DB_CONN_H

#include "lib/db.h"

#include <sys/types.h>

struct db {
	PGconn *conn; /* NULL after it was dropped */
	char *url;
	char *application;
	const struct db_statement *statements;
	size_t statement_count;
	bool *prepared; /* one a statement */
	bool in_transaction;
	pid_t owner;
	char message[512]; /* the last failure */
};

/* Makes sure of a live connection. Blocks: up to 5 s when it has to connect. Fails: ERR_UNAVAILABLE. */
enum err db_conn_alive(struct db *db);
void db_conn_drop(struct db *db);
/* Keeps libpq's last message for db_message. */
void db_conn_note(struct db *db);
/* The index of a statement; an unknown name ends the process. */
size_t db_conn_find(const struct db *db, const char *name);

#endif
