/* SPDX-License-Identifier: ISC */
#include "lib/db_conn.h"

#include "lib/clock.h"
#include "lib/log.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Settings of every session, given when connecting, so that no round trip is spent on them. The URL's own options
 * follow and win. */
#define SESSION_OPTIONS                                                                                                \
	"-c statement_timeout=30s -c lock_timeout=10s -c idle_in_transaction_session_timeout=60s -c TimeZone=UTC "     \
	"-c DateStyle=ISO -c standard_conforming_strings=on -c jit=off"

static char more_options[512]; /* db_set_options */

/* The failure of a db_open that left no connection behind. */
static char open_failure[512] = "not connected";

static void trim(char *text)
{
	size_t n = strlen(text);

	while (n && (text[n - 1] == '\n' || text[n - 1] == ' '))
		text[--n] = '\0';
}

void db_conn_note(struct db *db)
{
	snprintf(db->message, sizeof(db->message), "%s", db->conn ? PQerrorMessage(db->conn) : "no connection");
	trim(db->message);
}

const char *db_message(const struct db *db)
{
	return db ? db->message : open_failure;
}

void db_conn_drop(struct db *db)
{
	PQfinish(db->conn);
	db->conn = NULL;
	memset(db->prepared, 0, db->statement_count * sizeof(*db->prepared));
}

static bool local_host(const char *host)
{
	return !*host || *host == '/' || *host == '@' || strcmp(host, "localhost") == 0 ||
	       strncmp(host, "127.", 4) == 0 || strcmp(host, "::1") == 0;
}

/* A list of hosts is local when its parts are. */
static bool all_local(const char *hosts)
{
	char host[256];

	for (;;) {
		size_t n = strcspn(hosts, ",");

		snprintf(host, sizeof(host), "%.*s", n < sizeof(host) ? (int)n : (int)sizeof(host) - 1, hosts);
		if (!local_host(host))
			return false;
		if (!hosts[n])
			return true;
		hosts += n + 1;
	}
}

/* What the URL says itself that has to be put together with our own settings. */
struct wishes {
	char options[1024];
	bool remote;
};

static bool read_url(const char *url, struct wishes *wishes_r)
{
	PQconninfoOption *info = PQconninfoParse(url, NULL), *o;
	const char *own = "";

	wishes_r->remote = false;
	if (!info)
		return false;
	for (o = info; o->keyword; o++) {
		if (!o->val)
			continue;
		if (strcmp(o->keyword, "options") == 0)
			own = o->val;
		else if (strcmp(o->keyword, "host") == 0 || strcmp(o->keyword, "hostaddr") == 0)
			wishes_r->remote = wishes_r->remote || !all_local(o->val);
	}
	snprintf(wishes_r->options, sizeof(wishes_r->options), SESSION_OPTIONS " %s %s", more_options, own);
	PQconninfoFree(info);
	return true;
}

static void on_notice(void *unused, const PGresult *r)
{
	const char *text = PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);

	(void)unused;
	log_debug("postgresql: %s", text ? text : "");
}

/* libpq lets a later keyword win: the URL stands after what it may change and before what it may not. Over the network
 * TLS is demanded unless sslmode or PGSSLMODE says otherwise. */
static PGconn *connect_to(const char *url, const char *application, bool wait)
{
	struct wishes wishes;
	const char *keys[16], *values[16];
	size_t n = 0;

#define SET(key, value) (keys[n] = (key), values[n++] = (value))
	if (!read_url(url, &wishes))
		return NULL;
	SET("connect_timeout", "5");
	SET("keepalives_idle", "30");
	SET("keepalives_interval", "10");
	SET("keepalives_count", "3");
	SET("tcp_user_timeout", "15000");
	if (wishes.remote && !getenv("PGSSLMODE"))
		SET("sslmode", "require");
	SET("dbname", url);
	SET("options", wishes.options);
	SET("application_name", application);
	SET("client_encoding", "UTF8");
	SET(NULL, NULL);
#undef SET
	return wait ? PQconnectdbParams(keys, values, 1) : PQconnectStartParams(keys, values, 1);
}

PGconn *db_connect_start(const char *url, const char *application)
{
	PGconn *conn = connect_to(url, application, false);

	if (conn)
		PQsetNoticeReceiver(conn, on_notice, NULL);
	return conn;
}

static enum err reconnect(struct db *db)
{
	db_conn_drop(db);
	db->conn = connect_to(db->url, db->application, true);
	if (!db->conn) {
		snprintf(db->message, sizeof(db->message), "the database's URL is malformed");
		return ERR_UNAVAILABLE;
	}
	if (PQstatus(db->conn) != CONNECTION_OK) {
		db_conn_note(db);
		db_conn_drop(db);
		return ERR_UNAVAILABLE;
	}
	PQsetNoticeReceiver(db->conn, on_notice, NULL);
	return ERR_OK;
}

/* A server that ended the connection has left its farewell in the socket. */
static bool still_there(PGconn *conn)
{
	struct pollfd p = {.fd = PQsocket(conn), .events = POLLIN};

	while (PQstatus(conn) == CONNECTION_OK && poll(&p, 1, 0) > 0) {
		if (!PQconsumeInput(conn))
			return false;
		(void)PQisBusy(conn); /* takes what was read apart */
	}
	return PQstatus(conn) == CONNECTION_OK;
}

enum err db_conn_alive(struct db *db)
{
	if (db->owner != getpid())
		log_fatal("a database connection crossed fork");
	if (db->conn && still_there(db->conn))
		return ERR_OK;
	if (!db->in_transaction)
		return reconnect(db);
	if (db->conn)
		db_conn_note(db);
	return ERR_UNAVAILABLE;
}

size_t db_conn_find(const struct db *db, const char *name)
{
	size_t low = 0, high = db->statement_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(name, db->statements[middle].name);

		if (order == 0)
			return middle;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	log_fatal("no statement is named %s", name);
}

static void *need(void *p)
{
	if (!p)
		log_fatal("out of memory: database connection");
	return p;
}

static struct db *new_db(const char *url, const char *application, const struct db_statement *statements)
{
	struct db *db = need(calloc(1, sizeof(*db)));

	db->url = need(strdup(url));
	db->application = need(strdup(application));
	db->statements = statements;
	db->owner = getpid();
	for (; statements[db->statement_count].name; db->statement_count++) {
		if (db->statement_count &&
			strcmp(statements[db->statement_count - 1].name, statements[db->statement_count].name) >= 0)
			log_fatal("statement table is not sorted at %s", statements[db->statement_count].name);
	}
	db->prepared = need(calloc(db->statement_count + 1, sizeof(*db->prepared)));
	return db;
}

void db_set_options(const char *options)
{
	snprintf(more_options, sizeof(more_options), "%s", options);
}

void db_add_options(const char *more)
{
	size_t len = strlen(more_options);
	snprintf(more_options + len, sizeof(more_options) - len, " %s", more);
}

enum err db_open(const char *url, const char *application, const struct db_statement *statements, struct db **db_r)
{
	struct db *db = new_db(url, application, statements);
	enum err err = reconnect(db);

	*db_r = NULL;
	if (err) {
		snprintf(open_failure, sizeof(open_failure), "%s", db->message);
		db_close(db);
		return err;
	}
	*db_r = db;
	return ERR_OK;
}

static void rest(long ms)
{
	struct timespec t = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};

	nanosleep(&t, NULL);
}

enum err db_open_wait(const char *url, const char *application, const struct db_statement *statements,
	const volatile int *stop, struct db **db_r)
{
	int64_t logged = 0;

	*db_r = NULL;
	while (!*stop) {
		if (db_open(url, application, statements, db_r) == ERR_OK)
			return ERR_OK;
		if (!logged || clock_monotonic_ms() - logged >= 10000) {
			log_warn("waiting for the database: %s", db_message(NULL));
			logged = clock_monotonic_ms();
		}
		for (int i = 0; i < 5 && !*stop; i++)
			rest(100);
	}
	return ERR_UNAVAILABLE;
}

void db_close(struct db *db)
{
	if (!db)
		return;
	/* A child that inherited the connection must not say goodbye in its parent's name. */
	if (db->owner == getpid())
		PQfinish(db->conn);
	explicit_bzero(db->url, strlen(db->url));
	free(db->url);
	free(db->application);
	free(db->prepared);
	free(db);
}

PGconn *db_conn(struct db *db)
{
	return db->conn;
}
