/* SPDX-License-Identifier: ISC */
/* ludctl maintenance: nothing is begun and nothing is changed while it is on; workers finish what they have in hand. */
#include "ctl/command.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#define WAIT_US 200000

/* Out: rows that the caller clears; NULL after a complaint. */
static PGresult *ask(struct context *c, struct db *db, const char *statement, int n, const struct db_param *params)
{
	PGresult *r = NULL;
	struct db_error error = {.message = NULL};
	enum err err = db_query(db, c->arena, statement, n, params, &r, &error);
	if (!err)
		return r;
	command_fail("%s", error.message ? error.message : err_name(err));
	PQclear(r);
	return NULL;
}

static void print_state(const PGresult *r)
{
	const char *message = db_text(r, 0, db_column(r, "message"), "");
	if (!db_bool(r, 0, db_column(r, "active"), false)) {
		puts("off");
		return;
	}
	printf("on since %s, until %s; workers have %" PRId64 " jobs in hand\n",
		db_text(r, 0, db_column(r, "since"), "?"), db_text(r, 0, db_column(r, "until"), "it is ended"),
		db_int(r, 0, db_column(r, "busy"), 0));
	if (*message)
		puts(message);
}

/* Prints how it is. --wait: once no worker has anything in hand. */
static int show(struct context *c, struct db *db, bool wait)
{
	for (;;) {
		PGresult *r = ask(c, db, "maintenance_get", 0, NULL);
		if (!r)
			return 1;
		bool busy = db_int(r, 0, db_column(r, "busy"), 0) > 0;
		if (!wait || !busy)
			print_state(r);
		PQclear(r);
		if (!wait || !busy)
			return 0;
		usleep(WAIT_US);
	}
}

static int set(struct context *c, const char *active, bool wait)
{
	struct db *db = command_database(c);
	if (!db)
		return 1;
	struct db_param params[] = {
		DB_TEXT(active), DB_TEXT(command_option(c, "message")), DB_TEXT(command_option(c, "until"))};
	PGresult *r = ask(c, db, "maintenance_set", 3, params);
	int status = r ? show(c, db, wait) : 1;
	PQclear(r);
	db_close(db);
	return status;
}

int maintenance_on(struct context *c)
{
	return set(c, "true", command_option(c, "wait") != NULL);
}

int maintenance_off(struct context *c)
{
	return set(c, "false", false);
}

int maintenance_status(struct context *c)
{
	struct db *db = command_database(c);
	int status = db ? show(c, db, false) : 1;
	db_close(db);
	return status;
}
