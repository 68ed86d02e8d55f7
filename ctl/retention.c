/* SPDX-License-Identifier: ISC */
/*
 * ludctl retention: what is older than the installation keeps it goes, class by class, in small transactions with
 * pauses between them, so that nobody waits. For cron, as the owner of the tables.
 */
#include "ctl/command.h"
#include "lib/clock.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define BATCH 2000
#define PAUSE_MS                                                                                                       \
	20 /* at least; else twice what a batch took, so that others have two thirds of a busy machine's time */

struct class
{
	const char *name;
	size_t days; /* offset in struct conf */
};

static const struct class classes[] = {
	{"logs", offsetof(struct conf, retention_logs)},
	{"events", offsetof(struct conf, retention_events)},
	{"audit", offsetof(struct conf, retention_audit)},
	{"jobs", offsetof(struct conf, retention_jobs)},
	{"notifications", offsetof(struct conf, retention_notifications)},
	{"deliveries", offsetof(struct conf, retention_deliveries)},
	{"sessions", offsetof(struct conf, retention_sessions)},
	{"accounts", offsetof(struct conf, retention_accounts)},
};

static int days_of(const struct context *c, const struct class *class)
{
	int days;
	memcpy(&days, (const char *)c->conf + class->days, sizeof days);
	return days;
}

static void pause_after(int64_t began)
{
	int64_t ms = 2 * (clock_monotonic_ms() - began);
	usleep((useconds_t)(ms < PAUSE_MS ? PAUSE_MS : ms > 5000 ? 5000 : ms) * 1000);
}

/* One transaction. Out: false after a complaint. */
static bool batch(struct context *c, struct db *db, const struct class *class, bool dry, int64_t *rows_r)
{
	PGresult *r = NULL;
	struct db_error error = {.message = NULL};
	struct db_param params[] = {DB_TEXT(class->name), DB_TEXT(arena_printf(c->arena, "%d", days_of(c, class))),
		DB_TEXT(arena_printf(c->arena, "%d", BATCH)), DB_TEXT(dry ? "false" : "true")};
	enum err err = db_query(db, c->arena, "retention", 4, params, &r, &error);
	*rows_r = err ? 0 : db_int(r, 0, 0, 0);
	PQclear(r);
	if (err)
		command_fail("%s: %s", class->name, error.message ? error.message : err_name(err));
	return !err;
}

static bool run_class(struct context *c, struct db *db, const struct class *class, bool dry)
{
	int64_t rows = 0, all = 0;
	int days = days_of(c, class);
	if (!days) {
		printf("%-14s kept for good\n", class->name);
		return true;
	}
	do {
		int64_t began = clock_monotonic_ms();
		if (!batch(c, db, class, dry, &rows))
			return false;
		all += rows;
		if (rows >= BATCH && !dry)
			pause_after(began);
	} while (rows >= BATCH && !dry);
	printf("%-14s %5d days  %10" PRId64 " rows %s\n", class->name, days, all, dry ? "would go" : "went");
	return true;
}

/* Partitions for the months to come, so that a missed run stops nothing for three months. */
static bool make_partitions(struct context *c, struct db *db)
{
	PGresult *r = NULL;
	struct db_error error = {.message = NULL};
	enum err err = db_query(db, c->arena, "partitions_ahead", 0, NULL, &r, &error);
	PQclear(r);
	if (err)
		command_fail("partitions: %s", error.message ? error.message : err_name(err));
	return !err;
}

int retention_run(struct context *c)
{
	const char *only = command_option(c, "class");
	bool dry = command_option(c, "dry-run") != NULL, good = true, known = !only;
	struct db *db = command_database(c);
	if (!db)
		return 1;
	for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
		if (only && strcmp(only, classes[i].name) != 0)
			continue;
		known = true;
		good = run_class(c, db, &classes[i], dry) && good;
	}
	if (!known)
		command_fail("there is no class %s", only);
	if (!dry && !only)
		good = make_partitions(c, db) && good;
	db_close(db);
	return good && known ? 0 : 1;
}
