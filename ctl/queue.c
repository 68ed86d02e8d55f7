/* SPDX-License-Identifier: ISC */
/* ludctl queue: what waits, what is at work, what was given up; and changes by hand, each with a row in the audit
 * trail. */
#include "ctl/command.h"

#include "ctl/table.h"
#include "lib/id.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COUNT_MAX = 10000, LIMIT_MAX = 1000 };

/* A whole number within bounds, or a complaint that names it. */
static bool read_number(const char *what, const char *text, long long least, long long most, long long *number_r)
{
	char *end;
	errno = 0;
	*number_r = strtoll(text, &end, 10);
	bool good = *text && !*end && !errno && *number_r >= least && *number_r <= most;
	if (!good)
		command_fail("%s is a number from %lld to %lld, not \"%s\"", what, least, most, text);
	return good;
}

static bool read_job(const char *text, long long *job_r)
{
	return read_number("a job", text, 1, INT64_MAX, job_r);
}

/* --limit as text for a statement, or NULL after a complaint. */
static const char *read_limit(const struct context *c)
{
	const char *text = command_option(c, "limit");
	long long n = 50;
	return !text || read_number("--limit", text, 1, LIMIT_MAX, &n) ? arena_printf(c->arena, "%lld", n) : NULL;
}

/* Out: rows that the caller clears, or NULL after a complaint. */
static PGresult *ask(struct context *c, struct db *db, const char *statement, int n, const struct db_param *params)
{
	struct db_error error = {0};
	PGresult *rows = NULL;
	enum err err = db_query(db, c->arena, statement, n, params, &rows, &error);
	if (!err)
		return rows;
	PQclear(rows);
	command_fail("%s", error.message ? error.message : err == ERR_UNAVAILABLE ? db_message(db) : err_name(err));
	return NULL;
}

static void print_json(struct json_object *value)
{
	puts(json_object_to_json_string_ext(value, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(value);
}

/* One statement, its rows as a table or JSON. Out: exit status. */
static int print_rows(
	struct context *c, const char *statement, int n, const struct db_param *params, const char *nothing)
{
	struct db *db = command_database(c);
	PGresult *rows = db ? ask(c, db, statement, n, params) : NULL;
	int status = rows ? 0 : 1;
	if (rows && command_option(c, "json"))
		print_json(table_json(rows));
	else if (rows && PQntuples(rows) > 0)
		table_print(c->arena, rows);
	else if (rows)
		puts(nothing);
	PQclear(rows);
	db_close(db);
	return status;
}

/* A count that stopped says so. */
static const char *counted(struct context *c, int64_t n)
{
	return arena_printf(c->arena, n < COUNT_MAX ? "%lld" : "%lld or more", (long long)n);
}

static void print_status(struct context *c, const PGresult *counts, const PGresult *facts, const PGresult *workers)
{
	bool more = false;
	for (int column = 1; column < PQnfields(counts); column++) {
		int64_t sum = 0;
		for (int r = 0; r < PQntuples(counts); r++)
			sum += db_int(counts, r, column, 0);
		more = more || sum >= COUNT_MAX;
	}
	if (PQntuples(counts) > 0)
		table_print(c->arena, counts);
	else
		puts("no jobs");
	if (more)
		printf("(jobs of a state are counted up to %d)\n", COUNT_MAX);
	int oldest = db_column(facts, "oldest_ready_seconds"), died = db_column(facts, "last_died");
	if (!db_null(facts, 0, oldest))
		printf("the oldest ready job has waited %lld s\n", (long long)db_int(facts, 0, oldest, 0));
	printf("%s dead letters", counted(c, db_int(facts, 0, db_column(facts, "dead"), 0)));
	if (!db_null(facts, 0, died))
		printf(", the last at %s: see ludctl queue dead", db_text(facts, 0, died, ""));
	puts("\n");
	if (PQntuples(workers) > 0)
		table_print(c->arena, workers);
	else
		puts("no workers");
}

int queue_status(struct context *c)
{
	struct db *db = command_database(c);
	struct db_param most[] = {DB_TEXT(arena_printf(c->arena, "%d", COUNT_MAX))};
	PGresult *counts = NULL, *facts = NULL, *workers = NULL;
	bool good = db && (counts = ask(c, db, "queue_counts", 1, most)) &&
		    (facts = ask(c, db, "queue_facts", 1, most)) && (workers = ask(c, db, "queue_workers", 0, NULL));
	if (good && command_option(c, "json")) {
		struct json_object *all = table_json_row(facts, 0);
		json_object_object_add(all, "jobs", table_json(counts));
		json_object_object_add(all, "workers", table_json(workers));
		print_json(all);
	} else if (good) {
		print_status(c, counts, facts, workers);
	}
	PQclear(counts);
	PQclear(facts);
	PQclear(workers);
	db_close(db);
	return good ? 0 : 1;
}

int queue_list(struct context *c)
{
	const char *project = command_option(c, "project"), *limit = read_limit(c);
	char uuid[ID_UUID_SIZE];
	if (project && !id_parse("proj", project, uuid))
		return command_fail("\"%s\" is no project: they look like proj_ and 32 digits", project) + 1;
	if (!limit)
		return 2;
	struct db_param params[] = {
		DB_TEXT(command_option(c, "state")), DB_TEXT(project ? uuid : NULL), DB_TEXT(limit)};
	return print_rows(c, "queue_list", 3, params, "no jobs");
}

int queue_dead(struct context *c)
{
	const char *limit = read_limit(c);
	struct db_param params[] = {DB_TEXT(limit)};
	return limit ? print_rows(c, "queue_dead", 1, params, "no dead letters") : 2;
}

int queue_show(struct context *c)
{
	long long job;
	if (!read_job(c->argv[0], &job))
		return 2;
	struct db *db = command_database(c);
	struct db_param params[] = {DB_TEXT(c->argv[0])};
	PGresult *rows = db ? ask(c, db, "queue_show", 1, params) : NULL;
	int status = rows ? 0 : 1;
	if (rows && PQntuples(rows) == 0)
		status = command_fail("there is no job %lld", job);
	else if (rows && command_option(c, "json"))
		print_json(table_json_row(rows, 0));
	else if (rows)
		table_print_row(c->arena, rows, 0);
	PQclear(rows);
	db_close(db);
	return status;
}

static bool requeue_one(struct context *c, struct db *db, const char *job)
{
	struct db_param params[] = {DB_TEXT(job)};
	PGresult *rows = ask(c, db, "queue_requeue", 1, params);
	if (!rows)
		return false;
	bool agent = strcmp(db_text(rows, 0, 0, ""), "agent") == 0;
	printf("requeued %s%s\n", job, agent ? ": its agent is tried again" : "");
	PQclear(rows);
	return true;
}

/* Each on its own: what one refuses says nothing about the others. */
static int requeue_all(struct context *c, struct db *db)
{
	const char *after = "0";
	int refused = 0;
	for (;;) {
		struct db_param params[] = {DB_TEXT(after)};
		PGresult *rows = ask(c, db, "queue_dead_ids", 1, params);
		int n = rows ? PQntuples(rows) : 0;
		for (int r = 0; r < n; r++) {
			after = arena_printf(c->arena, "%lld", (long long)db_int(rows, r, 0, 0));
			if (!requeue_one(c, db, after) && ++refused)
				command_fail("dead letter %s was left as it is", after);
		}
		bool failed = !rows;
		PQclear(rows);
		if (failed || n == 0)
			return failed || refused ? 1 : 0;
	}
}

int queue_requeue(struct context *c)
{
	bool all = command_option(c, "all");
	long long job;
	if (all == (c->argc == 1))
		return command_fail("give either a dead letter's number or --all") + 1;
	if (!all && !read_job(c->argv[0], &job))
		return 2;
	struct db *db = command_database(c);
	int status = 1;
	if (db)
		status = all ? requeue_all(c, db) : requeue_one(c, db, c->argv[0]) ? 0 : 1;
	db_close(db);
	return status;
}

/* A change that takes the arguments as they are. Out: exit status. */
static int change(struct context *c, const char *statement, const char *done)
{
	struct db *db = command_database(c);
	struct db_param params[] = {DB_TEXT(c->argv[0]), DB_TEXT(c->argc > 1 ? c->argv[1] : NULL)};
	PGresult *rows = db ? ask(c, db, statement, c->argc, params) : NULL;
	if (rows)
		printf("%s %s\n", done, c->argv[0]);
	PQclear(rows);
	db_close(db);
	return rows ? 0 : 1;
}

int queue_drop(struct context *c)
{
	long long job;
	return read_job(c->argv[0], &job) ? change(c, "queue_drop", "dropped") : 2;
}

int queue_snooze(struct context *c)
{
	long long job, seconds;
	bool good = read_job(c->argv[0], &job) && read_number("SECONDS", c->argv[1], 0, 31536000, &seconds);
	return good ? change(c, "queue_snooze", "put off") : 2;
}

int queue_priority(struct context *c)
{
	long long job, priority;
	bool good = read_job(c->argv[0], &job) && read_number("a priority", c->argv[1], -100, 100, &priority);
	return good ? change(c, "queue_priority", "changed the priority of") : 2;
}
