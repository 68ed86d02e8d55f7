/* SPDX-License-Identifier: ISC */
#include "relay/pg.h"

#include "lib/db.h"
#include "lib/log.h"

#include <stdlib.h>
#include <string.h>

#define AGAIN_MIN_MS 100
#define AGAIN_MAX_MS 5000
#define CONNECT_MS 10000
#define ANSWER_MS 35000 /* more than the session's statement_timeout */
#define PARAMS_MAX 8

extern const struct db_statement relay_sql[];

struct call {
	struct call *next;
	size_t statement;
	int n;
	char *params[PARAMS_MAX];
	pg_fn *fn;
	void *context;
	bool prepared; /* its PREPARE was sent */
};

enum pg_state { PG_AWAY, PG_CONNECTING, PG_FIRST, PG_READY };

struct pg {
	struct loop *loop;
	struct loop_watch watch;
	struct loop_timer *timer; /* to connect again, to give up, or the limit of connecting or of an answer */
	struct loop_timer *refusal; /* calls that came while there is no connection are answered then */
	const char *url, *first;
	PGconn *conn;
	enum pg_state state;
	struct call *head, **tail;
	struct call *running; /* sent, not answered */
	PGresult *result;
	unsigned pending;
	int again_ms;
	bool *known; /* statements that are prepared */
	loop_fn *on_ready;
	pg_notify_fn *on_notify;
	void *context;
	bool logged;
};

static void pg_connect(void *context);

static size_t statement_count(void)
{
	size_t n = 0;
	while (relay_sql[n].name)
		n++;
	return n;
}

static size_t find(const char *name)
{
	for (size_t i = 0; relay_sql[i].name; i++)
		if (!strcmp(relay_sql[i].name, name))
			return i;
	log_fatal("no statement is named %s", name);
}

static void call_free(struct call *c)
{
	for (int i = 0; i < c->n; i++)
		free(c->params[i]);
	free(c);
}

static void answer(struct pg *pg, struct call *c, const PGresult *result)
{
	pg->pending--;
	if (c->fn)
		c->fn(c->context, result);
	call_free(c);
}

static void set_timer(struct pg *pg, int64_t ms, loop_fn *fn)
{
	loop_timer_stop(pg->loop, pg->timer);
	pg->timer = ms < 0 ? NULL : loop_timer(pg->loop, ms, fn, pg);
}

static void fail_calls(struct pg *pg)
{
	struct call *running = pg->running, *c = pg->head;
	pg->running = NULL;
	pg->head = NULL;
	pg->tail = &pg->head;
	PQclear(pg->result);
	pg->result = NULL;
	if (running)
		answer(pg, running, NULL);
	for (struct call *next; c; c = next) {
		next = c->next;
		answer(pg, c, NULL);
	}
}

/* Nobody waits for a server that is away. */
static void on_refusal(void *context)
{
	struct pg *pg = context;
	pg->refusal = NULL;
	if (pg->state == PG_AWAY)
		fail_calls(pg);
}

static void drop(struct pg *pg)
{
	loop_remove(pg->loop, &pg->watch);
	PQfinish(pg->conn);
	pg->conn = NULL;
	pg->state = PG_AWAY;
	memset(pg->known, 0, statement_count() * sizeof *pg->known);
}

static void lost(struct pg *pg, const char *what)
{
	if (!pg->logged)
		log_warn("database: %s: %.200s", what, pg->conn ? PQerrorMessage(pg->conn) : "no connection");
	pg->logged = true;
	drop(pg);
	pg->again_ms =
		pg->again_ms ? (pg->again_ms * 2 > AGAIN_MAX_MS ? AGAIN_MAX_MS : pg->again_ms * 2) : AGAIN_MIN_MS;
	set_timer(pg, pg->again_ms, pg_connect);
	fail_calls(pg);
}

static void on_connect_limit(void *context)
{
	struct pg *pg = context;
	pg->timer = NULL;
	lost(pg, "no answer in time");
}

/* Answers of all that waits: not from within pg_call. */
static void on_cannot_send(void *context)
{
	struct pg *pg = context;
	pg->timer = NULL;
	lost(pg, "cannot send");
}

static bool send_call(struct pg *pg, struct call *c)
{
	const struct db_statement *s = &relay_sql[c->statement];
	c->prepared = pg->known[c->statement];
	int sent = c->prepared
			   ? PQsendQueryPrepared(pg->conn, s->name, c->n, (const char *const *)c->params, NULL, NULL, 0)
			   : PQsendPrepare(pg->conn, s->name, s->text, 0, NULL);
	return sent == 1;
}

/* Writes what libpq holds, and waits for room when there is none. */
static bool flush(struct pg *pg)
{
	int left = PQflush(pg->conn);
	loop_change(pg->loop, &pg->watch, left > 0 ? EPOLLIN | EPOLLOUT : EPOLLIN);
	return left >= 0;
}

static void send_next(struct pg *pg)
{
	if (pg->running || !pg->head || pg->state != PG_READY)
		return;
	struct call *c = pg->running = pg->head;
	pg->head = c->next;
	if (!pg->head)
		pg->tail = &pg->head;
	set_timer(pg, ANSWER_MS, on_connect_limit);
	if (!send_call(pg, c) || !flush(pg))
		set_timer(pg, 0, on_cannot_send);
}

static void ready(struct pg *pg)
{
	pg->state = PG_READY;
	pg->again_ms = 0;
	set_timer(pg, -1, NULL);
	if (pg->logged)
		log_info("database: connected again");
	pg->logged = false;
	if (pg->on_ready)
		pg->on_ready(pg->context);
	send_next(pg);
}

/* A prepared statement that does not fit the schema any more stays broken for the whole session. */
static bool outdated(const PGresult *r)
{
	const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);
	return state && (!strcmp(state, "0A000") || !strcmp(state, "26000"));
}

/* The running call has all its results. */
static void finished(struct pg *pg)
{
	struct call *c = pg->running;
	PGresult *result = pg->result;
	ExecStatusType status = PQresultStatus(result);
	bool good = status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
	pg->result = NULL;
	if (good && c && !c->prepared) {
		PQclear(result);
		pg->known[c->statement] = true;
		if (!send_call(pg, c) || !flush(pg))
			lost(pg, "cannot send");
		return;
	}
	if (!good)
		log_error("database: %s: %.300s", c ? relay_sql[c->statement].name : "first",
			PQresultErrorMessage(result));
	if (!good && outdated(result)) {
		lost(pg, "statements are outdated");
	} else if (c) {
		set_timer(pg, -1, NULL);
		pg->running = NULL;
		answer(pg, c, good ? result : NULL);
	} else if (pg->state == PG_FIRST && good) {
		ready(pg);
	} else if (pg->state == PG_FIRST) {
		lost(pg, "cannot listen");
	}
	PQclear(result);
	if (pg->state == PG_READY)
		send_next(pg);
}

static void take_notifications(struct pg *pg)
{
	for (PGnotify *n; pg->conn && (n = PQnotifies(pg->conn));) {
		if (pg->on_notify)
			pg->on_notify(pg->context, n->relname, n->extra);
		PQfreemem(n);
	}
}

static void read_results(struct pg *pg)
{
	if (!PQconsumeInput(pg->conn)) {
		lost(pg, "connection lost");
		return;
	}
	while (pg->conn && !PQisBusy(pg->conn)) {
		PGresult *r = PQgetResult(pg->conn);
		if (r) {
			PQclear(pg->result);
			pg->result = r;
		} else if (pg->result) {
			finished(pg);
		} else {
			break;
		}
	}
	take_notifications(pg);
	if (pg->conn && PQstatus(pg->conn) != CONNECTION_OK)
		lost(pg, "connection lost");
}

static void connected(struct pg *pg)
{
	PQsetnonblocking(pg->conn, 1);
	loop_change(pg->loop, &pg->watch, EPOLLIN);
	if (!pg->first) {
		ready(pg);
		return;
	}
	pg->state = PG_FIRST;
	if (!PQsendQueryParams(pg->conn, relay_sql[find(pg->first)].text, 0, NULL, NULL, NULL, NULL, 0) || !flush(pg))
		lost(pg, "cannot send");
}

static void on_event(void *context, uint32_t events);

/* libpq may change its socket while it connects (several hosts). */
static void watch_socket(struct pg *pg, uint32_t events)
{
	loop_remove(pg->loop, &pg->watch);
	pg->watch.fn = on_event;
	pg->watch.context = pg;
	if (!loop_add(pg->loop, &pg->watch, PQsocket(pg->conn), events))
		lost(pg, "cannot watch");
}

static void connect_more(struct pg *pg)
{
	switch (PQconnectPoll(pg->conn)) {
	case PGRES_POLLING_READING:
		watch_socket(pg, EPOLLIN);
		break;
	case PGRES_POLLING_WRITING:
		watch_socket(pg, EPOLLOUT);
		break;
	case PGRES_POLLING_OK:
		watch_socket(pg, EPOLLIN);
		if (pg->conn)
			connected(pg);
		break;
	default:
		lost(pg, "cannot connect");
	}
}

static void on_event(void *context, uint32_t events)
{
	struct pg *pg = context;
	if (pg->state == PG_CONNECTING) {
		connect_more(pg);
		return;
	}
	if (events & EPOLLOUT && !flush(pg)) {
		lost(pg, "cannot send");
		return;
	}
	if (events & (EPOLLIN | EPOLLHUP | EPOLLERR))
		read_results(pg);
}

static void pg_connect(void *context)
{
	struct pg *pg = context;
	pg->timer = NULL;
	pg->conn = db_connect_start(pg->url, "ludwright-relay");
	if (!pg->conn || PQstatus(pg->conn) == CONNECTION_BAD) {
		lost(pg, "cannot connect");
		return;
	}
	pg->state = PG_CONNECTING;
	set_timer(pg, CONNECT_MS, on_connect_limit);
	watch_socket(pg, EPOLLOUT);
}

struct pg *pg_new(struct loop *loop, const char *url, const char *first)
{
	struct pg *pg = calloc(1, sizeof(*pg));
	if (!pg || !(pg->known = calloc(statement_count() + 1, sizeof *pg->known)))
		log_fatal("out of memory: database");
	pg->loop = loop;
	pg->url = url;
	pg->first = first;
	pg->tail = &pg->head;
	pg_connect(pg);
	return pg;
}

void pg_free(struct pg *pg)
{
	if (!pg)
		return;
	drop(pg);
	fail_calls(pg);
	loop_timer_stop(pg->loop, pg->timer);
	loop_timer_stop(pg->loop, pg->refusal);
	free(pg->known);
	free(pg);
}

void pg_watch(struct pg *pg, loop_fn *on_ready, pg_notify_fn *on_notify, void *context)
{
	pg->on_ready = on_ready;
	pg->on_notify = on_notify;
	pg->context = context;
}

void pg_call(struct pg *pg, const char *statement, int n, const char *const *params, pg_fn *fn, void *context)
{
	struct call *c = calloc(1, sizeof(*c));
	if (!c || n > PARAMS_MAX)
		log_fatal("out of memory: statement");
	*c = (struct call){.statement = find(statement), .n = n, .fn = fn, .context = context};
	for (int i = 0; i < n; i++)
		if (params[i] && !(c->params[i] = strdup(params[i])))
			log_fatal("out of memory: statement");
	*pg->tail = c;
	pg->tail = &c->next;
	pg->pending++;
	if (pg->state == PG_READY)
		send_next(pg);
	else if (pg->state == PG_AWAY && !pg->refusal)
		pg->refusal = loop_timer(pg->loop, 0, on_refusal, pg);
}

bool pg_ready(const struct pg *pg)
{
	return pg->state == PG_READY;
}

unsigned pg_pending(const struct pg *pg)
{
	return pg->pending;
}

static int column_of(const PGresult *r, const char *name)
{
	int column = PQfnumber(r, name);
	if (column < 0)
		log_fatal("no column %s", name);
	return column;
}

const char *pg_text(const PGresult *r, int row, const char *column, const char *fallback)
{
	int n = column_of(r, column);
	return PQgetisnull(r, row, n) ? fallback : PQgetvalue(r, row, n);
}

int64_t pg_int(const PGresult *r, int row, const char *column, int64_t fallback)
{
	const char *text = pg_text(r, row, column, NULL);
	return text ? strtoll(text, NULL, 10) : fallback;
}

bool pg_bool(const PGresult *r, int row, const char *column)
{
	return *pg_text(r, row, column, "f") == 't';
}
