/* SPDX-License-Identifier: ISC */
/* relay/pg.c over a libpq that fails when it is told to: a real one hardly ever refuses to send. */
#include "lib/db.h"
#include "relay/pg.h"
#include "tests/unit/unit.h"

#include <sys/socket.h>

static struct pg_conn {
	int sockets[2];
	bool broken; /* nothing can be sent */
	int closed;
} server;

extern const struct db_statement relay_sql[];
const struct db_statement relay_sql[] = {{"look", "SELECT 1"}, {NULL, NULL}};

PGconn *db_connect_start(const char *url, const char *application)
{
	(void)url;
	(void)application;
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, server.sockets), 0);
	return &server;
}

void PQfinish(PGconn *conn)
{
	if (!conn)
		return;
	conn->closed++;
	close(conn->sockets[0]);
	close(conn->sockets[1]);
}

ConnStatusType PQstatus(const PGconn *conn)
{
	return conn ? CONNECTION_OK : CONNECTION_BAD;
}

PostgresPollingStatusType PQconnectPoll(PGconn *conn)
{
	(void)conn;
	return PGRES_POLLING_OK;
}

int PQsocket(const PGconn *conn)
{
	return conn->sockets[0];
}

int PQsetnonblocking(PGconn *conn, int on)
{
	(void)conn;
	return on ? 0 : -1;
}

int PQflush(PGconn *conn)
{
	(void)conn;
	return 0;
}

char *PQerrorMessage(const PGconn *conn)
{
	static char text[] = "broken";
	(void)conn;
	return text;
}

int PQsendPrepare(PGconn *conn, const char *name, const char *query, int n, const Oid *types)
{
	(void)name;
	(void)query;
	(void)n;
	(void)types;
	return !conn->broken;
}

struct answers {
	int count, with_result;
};

static void on_answer(void *context, const PGresult *result)
{
	struct answers *answers = context;
	answers->count++;
	answers->with_result += result != NULL;
}

START_TEST(what_cannot_be_sent_is_answered_later_and_never_from_within)
{
	struct answers answers = {0};
	struct loop *loop = loop_new();
	struct pg *pg = pg_new(loop, "", NULL);
	while (!pg_ready(pg))
		loop_turn(loop);
	server.broken = true;
	for (int i = 1; i <= 3; i++) {
		pg_call(pg, "look", 0, NULL, on_answer, &answers);
		ck_assert_int_eq(answers.count, 0);
		ck_assert_uint_eq(pg_pending(pg), i);
	}
	while (answers.count < 3)
		loop_turn(loop);
	ck_assert_int_eq(answers.with_result, 0);
	ck_assert_uint_eq(pg_pending(pg), 0);
	ck_assert(!pg_ready(pg));
	ck_assert_int_eq(server.closed, 1);
	server.broken = false;
	while (!pg_ready(pg)) /* it connects again */
		loop_turn(loop);
	pg_call(pg, "look", 0, NULL, on_answer, &answers);
	loop_turn(loop);
	ck_assert_int_eq(answers.count, 3);
	pg_free(pg);
	ck_assert_int_eq(answers.count, 4);
	loop_free(loop);
}
END_TEST

START_TEST(calls_while_there_is_no_connection_are_answered_later)
{
	struct answers answers = {0};
	struct loop *loop = loop_new();
	struct pg *pg = pg_new(loop, "", NULL);
	while (!pg_ready(pg))
		loop_turn(loop);
	server.broken = true;
	pg_call(pg, "look", 0, NULL, on_answer, &answers);
	while (pg_ready(pg))
		loop_turn(loop);
	pg_call(pg, "look", 0, NULL, on_answer, &answers);
	ck_assert_int_eq(answers.count, 1);
	while (answers.count < 2)
		loop_turn(loop);
	pg_free(pg);
	loop_free(loop);
}
END_TEST

UNIT_MAIN("relay_pg", 20, what_cannot_be_sent_is_answered_later_and_never_from_within,
	calls_while_there_is_no_connection_are_answered_later)
