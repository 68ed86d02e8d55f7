/* SPDX-License-Identifier: ISC */
/* Run by tests/unit/db.sh beside a private PostgreSQL. */
#include "lib/db.h"
#include "lib/log.h"

#include "tests/unit/unit.h"

#include <signal.h>
#include <string.h>

extern const struct db_statement test_sql[];

static struct arena a;
static struct db *db, *other;

static void start(void)
{
	arena_init(&a, 1 << 20);
	log_init("test", LOG_LEVEL_ERROR, NULL);
	ck_assert_int_eq(db_open(getenv("DATABASE_URL"), "unit", test_sql, &db), ERR_OK);
	ck_assert_int_eq(db_open(getenv("DATABASE_URL"), "unit-other", test_sql, &other), ERR_OK);
}

static void end(void)
{
	db_close(db);
	db_close(other);
	db_close(NULL);
	arena_done(&a);
}

/* Runs a statement with one parameter (or none, when NULL). */
static enum err run(struct db *on, const char *name, const char *value, PGresult **r, struct db_error *error)
{
	struct db_param param = DB_TEXT(value);

	return db_query(on, &a, name, value ? 1 : 0, &param, r, error);
}

static int64_t number(struct db *on, const char *name, const char *value)
{
	PGresult *r;
	int64_t n;

	ck_assert_int_eq(run(on, name, value, &r, NULL), ERR_OK);
	n = db_int(r, 0, 0, -1);
	PQclear(r);
	return n;
}

static void script(const char *sql)
{
	struct db_error error = {0};

	ck_assert_msg(db_script(db, &a, sql, &error) == ERR_OK, "%s", error.message);
}

START_TEST(columns_are_read_in_binary)
{
	PGresult *r;
	char uuid[37];

	start();
	ck_assert_int_eq(run(db, "types", NULL, &r, NULL), ERR_OK);
	ck_assert_int_eq(db_int(r, 0, db_column(r, "i2"), 0), -2);
	ck_assert_int_eq(db_int(r, 0, db_column(r, "i4"), 0), -3);
	ck_assert_int_eq(db_int(r, 0, db_column(r, "i8"), 0), -4);
	ck_assert(db_bool(r, 0, db_column(r, "b"), false));
	ck_assert(db_double(r, 0, db_column(r, "f4"), 0) == 1.5);
	ck_assert(db_double(r, 0, db_column(r, "f8"), 0) == -2.25);
	ck_assert_int_eq(db_time_us(r, 0, db_column(r, "t"), 0), INT64_C(1705329000123456));
	ck_assert_int_eq(db_time_us(r, 0, db_column(r, "forever"), 0), INT64_MAX);
	ck_assert_str_eq(db_text(r, 0, db_column(r, "text"), "x"), "-- /* text */ \\ \"\xc3\xa9\"");
	ck_assert_str_eq(db_text(r, 0, db_column(r, "jsonb"), "x"), "{\"a\": 1}");
	ck_assert_uint_eq(db_length(r, 0, db_column(r, "jsonb")), 8);
	ck_assert_str_eq(db_text(r, 0, db_column(r, "json"), "x"), "{\"a\":1}");
	db_uuid(r, 0, db_column(r, "uuid"), uuid);
	ck_assert_str_eq(uuid, "0f8fad5b-d9cb-469f-a165-70867728950e");
	ck_assert(db_null(r, 0, db_column(r, "none")));
	ck_assert_int_eq(db_int(r, 0, db_column(r, "none"), 77), 77);
	ck_assert_str_eq(db_text(r, 0, db_column(r, "none"), "x"), "x");
	ck_assert_str_eq(db_text(r, 0, db_column(r, "emptyText"), "x"), "");
	ck_assert(unit_exits(70, db_column(r, "emptytext")));
	ck_assert(unit_exits(70, db_int(r, 0, db_column(r, "uuid"), 0)));
	PQclear(r);
	ck_assert_int_eq(number(db, "add", "41"), 42);
	ck_assert(unit_exits(70, run(db, "absent", NULL, &r, NULL)));
	end();
}
END_TEST

START_TEST(sqlstates_become_outcomes)
{
	static const struct {
		const char *state;
		enum err err;
	} cases[] = {{"LW400", ERR_INPUT}, {"LW401", ERR_UNAUTHENTICATED}, {"LW402", ERR_REAUTH}, {"LW403", ERR_DENIED},
		{"LW404", ERR_NOT_FOUND}, {"LW409", ERR_CONFLICT}, {"LW412", ERR_OUTDATED}, {"LW428", ERR_PRECONDITION},
		{"LW429", ERR_LIMIT}, {"LW999", ERR_BUG}, {"22P02", ERR_INPUT}, {"54001", ERR_INPUT},
		{"54000", ERR_BUG}, {"23505", ERR_DUPLICATE}, {"23503", ERR_CONFLICT}, {"23514", ERR_BUG},
		{"57014", ERR_TIMEOUT}, {"55P03", ERR_TIMEOUT}, {"08006", ERR_UNAVAILABLE}, {"57P01", ERR_UNAVAILABLE},
		{"57P03", ERR_UNAVAILABLE}, {"53300", ERR_UNAVAILABLE}, {"42P01", ERR_BUG}, {"P0001", ERR_BUG},
		{"XX000", ERR_BUG}};
	struct db_error error;
	PGresult *r;

	start();
	script("CREATE OR REPLACE FUNCTION fail(state text, extra text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN "
	       "RAISE 'refused' USING ERRCODE = state, DETAIL = extra, CONSTRAINT = 'rule'; END $$");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct db_param params[] = {DB_TEXT(cases[i].state), DB_TEXT("{\"winner\":1}")};

		ck_assert_msg(db_query(db, &a, "fail", 2, params, &r, &error) == cases[i].err, "%s", cases[i].state);
		ck_assert_ptr_null(r);
		ck_assert_str_eq(error.sqlstate, cases[i].state);
		ck_assert_str_eq(error.message, "refused");
		ck_assert_str_eq(error.constraint, "rule");
		if (strncmp(cases[i].state, "LW", 2) == 0)
			ck_assert_str_eq(error.detail, "{\"winner\":1}");
		else
			ck_assert_ptr_null(error.detail);
	}
	ck_assert_int_eq(run(db, "add", "x", &r, &error), ERR_INPUT);
	ck_assert_int_eq(run(db, "add", "\xff", &r, &error), ERR_INPUT);
	ck_assert_int_eq(run(db, "jsonb", "{\"a\":\"\\u0000\"}", &r, &error), ERR_INPUT);
	ck_assert_int_eq(run(db, "jsonb", "1e999999", &r, &error), ERR_INPUT);
	ck_assert_int_eq(run(db, "backend", "one too many", &r, &error), ERR_BUG);
	ck_assert_int_eq(number(db, "add", "1"), 2);
	end();
}
END_TEST

START_TEST(sessions_carry_limits)
{
	static const char *const settings[][2] = {{"statement_timeout", "30s"}, {"lock_timeout", "10s"},
		{"idle_in_transaction_session_timeout", "1min"}, {"TimeZone", "UTC"}, {"application_name", "unit"},
		{"client_encoding", "UTF8"}};
	PGresult *r;
	struct db *own;
	char *url;

	start();
	script("SELECT 1; SELECT 2");
	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
		ck_assert_int_eq(run(db, "setting", settings[i][0], &r, NULL), ERR_OK);
		ck_assert_str_eq(db_text(r, 0, 0, ""), settings[i][1]);
		PQclear(r);
	}
	url = arena_printf(&a, "%s&options=-c%%20lock_timeout%%3D7s", getenv("DATABASE_URL"));
	ck_assert_int_eq(db_open(url, "unit", test_sql, &own), ERR_OK);
	ck_assert_int_eq(run(own, "setting", "lock_timeout", &r, NULL), ERR_OK);
	ck_assert_str_eq(db_text(r, 0, 0, ""), "7s");
	PQclear(r);
	ck_assert_int_eq(run(own, "setting", "statement_timeout", &r, NULL), ERR_OK);
	ck_assert_str_eq(db_text(r, 0, 0, ""), "30s");
	PQclear(r);
	db_close(own);
	end();
}
END_TEST

START_TEST(a_dead_connection_is_replaced_before_a_statement)
{
	PGresult *r;
	int64_t first;

	start();
	first = number(db, "backend", NULL);
	ck_assert_int_eq(number(db, "add", "1"), 2);
	ck_assert_int_eq(run(other, "terminate", arena_printf(&a, "%d", (int)first), &r, NULL), ERR_OK);
	PQclear(r);
	/* The farewell is in the socket when the backend is gone. */
	while (number(other, "active", "0") == 0 && kill((pid_t)first, 0) == 0)
		;
	ck_assert_int_ne(number(db, "backend", NULL), first);
	ck_assert_int_eq(number(db, "add", "1"), 2);
	end();
}
END_TEST

START_TEST(a_transaction_never_moves_to_another_connection)
{
	struct db_error error = {0};
	PGresult *r;

	start();
	script("DROP TABLE IF EXISTS pair; CREATE TABLE pair (id int PRIMARY KEY, n int NOT NULL)");
	ck_assert_int_eq(db_begin(db), ERR_OK);
	ck_assert_int_eq(run(db, "insert", "1", &r, NULL), ERR_OK);
	PQclear(r);
	ck_assert_int_eq(run(db, "suicide", NULL, &r, &error), ERR_UNAVAILABLE);
	ck_assert_int_eq(run(db, "insert", "2", &r, &error), ERR_UNAVAILABLE);
	ck_assert_int_eq(db_commit(db), ERR_UNAVAILABLE);
	ck_assert_int_eq(number(db, "count", NULL), 0);
	ck_assert_int_eq(db_begin(db), ERR_OK);
	ck_assert_int_eq(run(db, "insert", "1", &r, NULL), ERR_OK);
	PQclear(r);
	ck_assert_int_eq(number(other, "count", NULL), 0);
	ck_assert_int_eq(db_commit(db), ERR_OK);
	ck_assert_int_eq(number(other, "count", NULL), 1);
	ck_assert_int_eq(db_begin(db), ERR_OK);
	ck_assert_int_eq(run(db, "insert", "1", &r, &error), ERR_DUPLICATE);
	ck_assert_str_eq(error.constraint, "pair_pkey");
	ck_assert_int_eq(db_commit(db), ERR_BUG);
	ck_assert_int_eq(db_begin(db), ERR_OK);
	ck_assert_int_eq(run(db, "insert", "2", &r, NULL), ERR_OK);
	PQclear(r);
	db_rollback(db);
	db_rollback(db);
	ck_assert_int_eq(number(other, "count", NULL), 1);
	end();
}
END_TEST

/* Three rows at once. Out: the outcome; how many have a result. */
static enum err batch(const char *const values[3], bool together, int *results_r)
{
	struct db_param params[3];
	struct db_call calls[3];

	for (int i = 0; i < 3; i++) {
		params[i] = (struct db_param)DB_TEXT(values[i]);
		calls[i] = (struct db_call){.name = "insert", .n = 1, .params = &params[i]};
	}
	enum err err = db_batch(db, 3, calls, together);
	*results_r = 0;
	for (int i = 0; i < 3; i++) {
		*results_r += calls[i].result != NULL;
		PQclear(calls[i].result);
	}
	return err;
}

START_TEST(a_batch_takes_effect_as_a_whole)
{
	static const char *const good[] = {"1", "2", "3"}, *const bad[] = {"4", "2", "5"};
	int results;

	start();
	script("DROP TABLE IF EXISTS pair; CREATE TABLE pair (id int PRIMARY KEY, n int NOT NULL)");
	ck_assert_int_eq(batch(good, true, &results), ERR_OK);
	ck_assert_int_eq(results, 3);
	ck_assert_int_eq(number(other, "count", NULL), 3);
	ck_assert_int_eq(batch(bad, true, &results), ERR_DUPLICATE);
	ck_assert_int_eq(results, 0);
	ck_assert_int_eq(number(other, "count", NULL), 3);
	end();
}
END_TEST

START_TEST(a_batch_of_transactions_keeps_what_went_well)
{
	static const char *const bad[] = {"4", "2", "5"};
	int results;

	start();
	script("DROP TABLE IF EXISTS pair; CREATE TABLE pair (id int PRIMARY KEY, n int NOT NULL); INSERT INTO pair "
	       "VALUES (2, 0)");
	ck_assert_int_eq(batch(bad, false, &results), ERR_DUPLICATE);
	ck_assert_int_eq(results, 2);
	ck_assert_int_eq(number(other, "count", NULL), 3);
	ck_assert_int_eq(number(db, "count", NULL), 3); /* the connection goes on as before */
	end();
}
END_TEST

START_TEST(serialization_failures_are_tried_again)
{
	PGresult *r;

	start();
	script("DROP SEQUENCE IF EXISTS tries; CREATE SEQUENCE tries;"
	       "CREATE OR REPLACE FUNCTION retry_until(n int) RETURNS int8 LANGUAGE plpgsql AS $$ DECLARE t int8 := "
	       "nextval('tries'); BEGIN "
	       "IF t < n THEN RAISE 'again' USING ERRCODE = '40001'; END IF; RETURN t; END $$");
	ck_assert_int_eq(number(db, "retry", "3"), 3);
	ck_assert_int_eq(db_begin(db), ERR_OK);
	ck_assert_int_eq(run(db, "retry", "100", &r, NULL), ERR_RETRY);
	db_rollback(db);
	ck_assert_int_eq(number(db, "add", "4"), 5);
	end();
}
END_TEST

START_TEST(changed_columns_do_not_break_prepared_statements)
{
	PGresult *r;

	start();
	script("DROP TABLE IF EXISTS pair; CREATE TABLE pair (id int PRIMARY KEY, n int NOT NULL)");
	ck_assert_int_eq(run(db, "star", NULL, &r, NULL), ERR_OK);
	ck_assert_int_eq(PQnfields(r), 2);
	PQclear(r);
	script("ALTER TABLE pair ADD COLUMN more text");
	ck_assert_int_eq(run(db, "star", NULL, &r, NULL), ERR_OK);
	ck_assert_int_eq(PQnfields(r), 3);
	PQclear(r);
	end();
}
END_TEST

START_TEST(a_script_names_what_is_wrong)
{
	struct db_error error = {0};

	start();
	ck_assert_int_eq(db_script(db, &a, "CREATE TABLE half (id int); SELECT nonsense", &error), ERR_BUG);
	ck_assert_str_eq(error.sqlstate, "42703");
	ck_assert_ptr_nonnull(strstr(error.message, "nonsense"));
	ck_assert_int_eq(number(db, "add", "1"), 2);
	ck_assert_int_eq(db_begin(db), ERR_OK);
	script("CREATE TABLE half (id int)");
	db_rollback(db);
	script("CREATE TABLE half (id int); DROP TABLE half");
	end();
}
END_TEST

START_TEST(what_cannot_be_reached_is_unavailable)
{
	struct db *none;
	volatile int stop = 0;

	start();
	ck_assert_int_eq(db_open("postgresql:///x?host=/nonexistent", "unit", test_sql, &none), ERR_UNAVAILABLE);
	ck_assert_ptr_null(none);
	ck_assert_uint_gt(strlen(db_message(NULL)), 10);
	ck_assert_int_eq(db_open("not = a = url", "unit", test_sql, &none), ERR_UNAVAILABLE);
	ck_assert_int_eq(db_open_wait(getenv("DATABASE_URL"), "unit", test_sql, &stop, &none), ERR_OK);
	db_close(none);
	stop = 1;
	ck_assert_int_eq(
		db_open_wait("postgresql:///x?host=/nonexistent", "unit", test_sql, &stop, &none), ERR_UNAVAILABLE);
	ck_assert(unit_exits(70, number(db, "add", "1")));
	end();
}
END_TEST

/* Last: the server restarts itself after this. */
START_TEST(a_connection_lost_in_a_statement_leaves_it_unknown)
{
	volatile int stop = 0;
	PGresult *r;
	pid_t backend, killer;
	struct db *again;

	start();
	backend = (pid_t)number(db, "backend", NULL);
	killer = fork();
	if (killer == 0) {
		struct db *own;
		char *pid = arena_printf(&a, "%d", (int)backend);

		if (db_open(getenv("DATABASE_URL"), "killer", test_sql, &own))
			_exit(1);
		while (number(own, "active", pid) == 0)
			;
		_exit(kill(backend, SIGKILL) == 0 ? 0 : 1);
	}
	ck_assert_int_eq(run(db, "sleep", "20", &r, NULL), ERR_UNKNOWN);
	waitpid(killer, NULL, 0);
	ck_assert_int_eq(db_open_wait(getenv("DATABASE_URL"), "unit", test_sql, &stop, &again), ERR_OK);
	/* The server ends all sessions before it recovers; each statement then finds its own way back. */
	while (run(again, "add", "1", &r, NULL))
		;
	PQclear(r);
	while (run(db, "add", "1", &r, NULL))
		;
	PQclear(r);
	db_close(again);
	end();
}
END_TEST

UNIT_MAIN("db", 60, columns_are_read_in_binary, sqlstates_become_outcomes, sessions_carry_limits,
	a_dead_connection_is_replaced_before_a_statement, a_transaction_never_moves_to_another_connection,
	a_batch_takes_effect_as_a_whole, a_batch_of_transactions_keeps_what_went_well,
	serialization_failures_are_tried_again, changed_columns_do_not_break_prepared_statements,
	a_script_names_what_is_wrong, what_cannot_be_reached_is_unavailable,
	a_connection_lost_in_a_statement_leaves_it_unknown)
