/* SPDX-License-Identifier: ISC */
/* Statements and transactions. The connection itself is lib/db_conn.c, the columns are lib/db_row.c. */
#include "lib/db.h"

#include "lib/db_conn.h"
#include "lib/hash.h"
#include "lib/log.h"

#include <string.h>
#include <time.h>

#define PARAMS_MAX 64
#define TRIES 4 /* the first and 3 more */
#define RETRY_MS 500
#define RETRY_MAX_MS 5000

/* SQLSTATE -> enum err, by the longest prefix: a row stands before its class. LW is our own class
 * (sql/functions/README). */
static const struct {
	const char *prefix;
	enum err err;
} sqlstates[] = {
	{"LW400", ERR_INPUT},
	{"LW401", ERR_UNAUTHENTICATED},
	{"LW402", ERR_REAUTH},
	{"LW403", ERR_DENIED},
	{"LW404", ERR_NOT_FOUND},
	{"LW409", ERR_CONFLICT},
	{"LW412", ERR_OUTDATED},
	{"LW428", ERR_PRECONDITION},
	{"LW429", ERR_LIMIT},
	{"LW901", ERR_LOST}, /* step_commit: another worker has the job */
	{"LW902", ERR_CONFLICT}, /* the run has another version */
	{"LW903", ERR_LOST}, /* the job is gone */
	{"22", ERR_INPUT}, /* data exception: bad UTF-8, \u0000, numbers out of range */
	{"54001", ERR_INPUT}, /* statement too complex: JSON nested too deep */
	{"23505", ERR_DUPLICATE},
	{"23503", ERR_CONFLICT}, /* foreign key: gone meanwhile */
	{"23P01", ERR_CONFLICT}, /* exclusion */
	{"40001", ERR_RETRY},
	{"40P01", ERR_RETRY},
	{"57014", ERR_TIMEOUT}, /* statement_timeout */
	{"55P03", ERR_TIMEOUT}, /* lock_timeout */
	{"25006", ERR_UNAVAILABLE}, /* read-only: the server became a standby */
	{"25P03", ERR_UNAVAILABLE}, /* idle in transaction for too long */
	{"08P01", ERR_BUG}, /* protocol violation: wrong number of parameters */
	{"08", ERR_UNAVAILABLE},
	{"53", ERR_UNAVAILABLE}, /* out of memory, disk or connections */
	{"57P", ERR_UNAVAILABLE},
};

static enum err from_sqlstate(const char *state)
{
	for (size_t i = 0; i < sizeof(sqlstates) / sizeof(sqlstates[0]); i++) {
		if (strncmp(state, sqlstates[i].prefix, strlen(sqlstates[i].prefix)) == 0)
			return sqlstates[i].err;
	}
	return ERR_BUG;
}

static const char *diagnostic(struct arena *a, const PGresult *r, int field)
{
	const char *text = PQresultErrorField(r, field);

	return text ? arena_strndup(a, text, strnlen(text, 8192)) : NULL;
}

static void fill_error(struct arena *a, const struct db *db, const PGresult *r, struct db_error *error_r)
{
	const char *state = r ? PQresultErrorField(r, PG_DIAG_SQLSTATE) : NULL;

	*error_r = (struct db_error){.message = db_message(db)};
	if (!state)
		return;
	memcpy(error_r->sqlstate, state, strnlen(state, 5));
	error_r->message = diagnostic(a, r, PG_DIAG_MESSAGE_PRIMARY);
	if (!error_r->message)
		error_r->message = "";
	error_r->constraint = diagnostic(a, r, PG_DIAG_CONSTRAINT_NAME);
	if (strncmp(state, "LW", 2) == 0)
		error_r->detail = diagnostic(a, r, PG_DIAG_MESSAGE_DETAIL);
}

static bool good(const PGresult *r)
{
	ExecStatusType status = PQresultStatus(r);

	return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK || status == PGRES_EMPTY_QUERY;
}

/* What one command sent to the server came to. */
struct reply {
	PGresult *result; /* the first error, else the last result; NULL when nothing came */
	bool done; /* the server said that the command is complete before anything went wrong */
};

/* libpq's own PQexec keeps the last error, which hides the server's word behind "connection lost". */
static struct reply collect(PGconn *conn)
{
	struct reply reply = {0};
	PGresult *next;

	while ((next = PQgetResult(conn))) {
		ExecStatusType status = PQresultStatus(next);

		if (reply.result && !good(reply.result)) {
			PQclear(next);
		} else {
			reply.done = reply.done || good(next);
			PQclear(reply.result);
			reply.result = next;
		}
		if (status == PGRES_COPY_IN || status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH)
			break;
	}
	return reply;
}

/* In: sent, whether libpq took the command. Outside a transaction a lost connection leaves open whether the command
 * took effect, unless the server itself said that it gave up before the end. */
static enum err judge(struct db *db, const struct reply *reply, bool sent)
{
	const char *state = reply->result ? PQresultErrorField(reply->result, PG_DIAG_SQLSTATE) : NULL;
	enum err err;

	if (sent && reply->result && good(reply->result))
		return ERR_OK;
	db_conn_note(db);
	if (!sent)
		return PQstatus(db->conn) == CONNECTION_BAD ? ERR_UNAVAILABLE : ERR_BUG;
	err = state ? from_sqlstate(state) : ERR_UNKNOWN;
	if (!state && PQstatus(db->conn) == CONNECTION_OK)
		return ERR_BUG; /* libpq refused it, or COPY as a named statement */
	if (err == ERR_UNAVAILABLE && reply->done)
		err = ERR_UNKNOWN;
	return err == ERR_UNKNOWN && db->in_transaction ? ERR_UNAVAILABLE : err;
}

static enum err prepare(struct db *db, size_t index)
{
	const struct db_statement *s = &db->statements[index];
	struct reply reply = {0};
	bool sent = PQsendPrepare(db->conn, s->name, s->text, 0, NULL);
	enum err err;

	if (sent)
		reply = collect(db->conn);
	err = judge(db, &reply, sent);
	if (err == ERR_UNKNOWN)
		err = ERR_UNAVAILABLE; /* to prepare changes nothing */
	if (err == ERR_BUG)
		log_error("statement %s: %s", s->name, db_message(db));
	db->prepared[index] = !err;
	PQclear(reply.result);
	return err;
}

/* In: n at most PARAMS_MAX. Out: whether libpq took it. */
static bool send(struct db *db, size_t index, int n, const struct db_param *params)
{
	const char *values[PARAMS_MAX];
	int lengths[PARAMS_MAX], formats[PARAMS_MAX];

	if (n < 0 || n > PARAMS_MAX)
		log_fatal("statement %s: %d parameters", db->statements[index].name, n);
	for (int i = 0; i < n; i++) {
		values[i] = params[i].value;
		lengths[i] = params[i].length;
		formats[i] = params[i].format;
	}
	return PQsendQueryPrepared(db->conn, db->statements[index].name, n, values, lengths, formats, 1);
}

static enum err execute(struct db *db, size_t index, int n, const struct db_param *params, struct reply *reply_r)
{
	bool sent = send(db, index, n, params);

	if (sent)
		*reply_r = collect(db->conn);
	return judge(db, reply_r, sent);
}

/* The server forgot the statement (a pooler between) or its columns changed (a migration): a new connection knows
 * better. */
static bool stale(const struct reply *reply)
{
	const char *state = reply->result ? PQresultErrorField(reply->result, PG_DIAG_SQLSTATE) : NULL;

	return state && (strcmp(state, "26000") == 0 || strcmp(state, "0A000") == 0);
}

/* One try, on a connection that is alive. Out: whether a new connection may help. */
static enum err try_once(
	struct db *db, size_t index, int n, const struct db_param *params, struct reply *reply_r, bool *again_r)
{
	enum err err = db_conn_alive(db);

	*again_r = false;
	*reply_r = (struct reply){0};
	if (!err && !db->prepared[index]) {
		err = prepare(db, index);
		*again_r = err == ERR_UNAVAILABLE && !db->in_transaction;
	}
	if (err)
		return err;
	err = execute(db, index, n, params, reply_r);
	if (err && !db->in_transaction && stale(reply_r)) {
		db_conn_drop(db);
		*again_r = true;
	}
	return err;
}

static void pause_before(int try)
{
	long ms = (long)RETRY_MS << (try - 1);
	unsigned short jitter;
	struct timespec t;

	if (ms > RETRY_MAX_MS)
		ms = RETRY_MAX_MS;
	hash_random(&jitter, sizeof(jitter));
	ms = ms / 2 + jitter % (ms / 2 + 1);
	t = (struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
	nanosleep(&t, NULL);
}

enum err db_query(struct db *db, struct arena *a, const char *name, int n, const struct db_param *params,
	PGresult **result_r, struct db_error *error_r)
{
	size_t index = db_conn_find(db, name);
	struct reply reply = {0};
	bool again, renewed = false;
	enum err err;

	*result_r = NULL;
	for (int try = 1;;) {
		err = try_once(db, index, n, params, &reply, &again);
		if (again && !renewed)
			renewed = true;
		else if (err == ERR_RETRY && !db->in_transaction && try < TRIES)
			pause_before(try++);
		else
			break;
		PQclear(reply.result);
	}
	if (!err) {
		*result_r = reply.result;
		return ERR_OK;
	}
	if (error_r)
		fill_error(a, db, reply.result, error_r);
	PQclear(reply.result);
	return err;
}

static enum err prepare_calls(struct db *db, int n, const struct db_call *calls)
{
	enum err err = db_conn_alive(db);

	for (int i = 0; i < n && !err; i++) {
		size_t index = db_conn_find(db, calls[i].name);

		if (!db->prepared[index])
			err = prepare(db, index);
	}
	return err;
}

/* Reads the answers up to the end of one transaction. Out: the first failure, or NULL; *ended_r whether the server said
 * that it is over. */
static PGresult *collect_calls(struct db *db, int n, struct db_call *calls, bool *ended_r)
{
	PGresult *failure = NULL, *next;
	int at = 0, silent = 0;

	*ended_r = false;
	while (!*ended_r && silent < 2) { /* twice nothing: the connection is gone */
		next = PQgetResult(db->conn);
		silent = next ? 0 : silent + 1;
		*ended_r = next && PQresultStatus(next) == PGRES_PIPELINE_SYNC;
		if (next && !*ended_r && good(next) && at < n)
			calls[at++].result = next;
		else if (next && !*ended_r && !failure)
			failure = next;
		else
			PQclear(next);
	}
	return failure;
}

static void clear_calls(int n, struct db_call *calls)
{
	for (int i = 0; i < n; i++) {
		PQclear(calls[i].result);
		calls[i].result = NULL;
	}
}

/* What one transaction of a pipeline came to. */
static enum err collect_transaction(struct db *db, int n, struct db_call *calls, bool *ended_r)
{
	PGresult *failure = collect_calls(db, n, calls, ended_r);
	enum err err = ERR_OK;

	if (failure || !*ended_r)
		err = judge(db, &(struct reply){.result = failure}, true);
	if (!*ended_r && err != ERR_RETRY)
		err = ERR_UNKNOWN; /* the last answer may have been lost after the commit */
	if (err)
		clear_calls(n, calls);
	PQclear(failure);
	return err;
}

static bool send_calls(struct db *db, int n, const struct db_call *calls, bool together)
{
	bool sent = PQenterPipelineMode(db->conn);

	for (int i = 0; i < n && sent; i++) {
		sent = send(db, db_conn_find(db, calls[i].name), calls[i].n, calls[i].params);
		if (sent && (!together || i == n - 1))
			sent = PQpipelineSync(db->conn);
	}
	return sent;
}

enum err db_batch(struct db *db, int n, struct db_call *calls, bool together)
{
	int step = together ? n : 1;
	bool ended = true;
	enum err err, first = ERR_OK;

	if (db->in_transaction)
		log_fatal("db_batch inside a transaction");
	err = prepare_calls(db, n, calls);
	if (err)
		return err;
	if (!send_calls(db, n, calls, together)) {
		first = judge(db, &(struct reply){0}, false);
		db_conn_drop(db);
		return first == ERR_UNAVAILABLE && !together ? ERR_UNKNOWN : first;
	}
	for (int i = 0; i < n && ended; i += step) {
		err = collect_transaction(db, step, calls + i, &ended);
		first = first ? first : err;
	}
	if (!ended || !PQexitPipelineMode(db->conn))
		db_conn_drop(db);
	return first;
}

/* Several statements without parameters in one message. */
static enum err simple(
	struct db *db, struct arena *a, const char *text, struct reply *reply_r, struct db_error *error_r)
{
	bool sent = PQsendQuery(db->conn, text);
	enum err err;

	*reply_r = (struct reply){0};
	if (sent)
		*reply_r = collect(db->conn);
	err = judge(db, reply_r, sent);
	if (err && error_r)
		fill_error(a, db, reply_r->result, error_r);
	return err;
}

static enum err command(struct db *db, const char *text)
{
	struct reply reply;
	enum err err = simple(db, NULL, text, &reply, NULL);

	PQclear(reply.result);
	return err;
}

enum err db_begin(struct db *db)
{
	enum err err;

	if (db->in_transaction)
		log_fatal("db_begin inside a transaction");
	err = db_conn_alive(db);
	if (!err)
		err = command(db, "BEGIN");
	if (err == ERR_UNKNOWN)
		err = ERR_UNAVAILABLE;
	db->in_transaction = !err;
	return err;
}

enum err db_commit(struct db *db)
{
	struct reply reply;
	enum err err;

	if (!db->in_transaction)
		log_fatal("db_commit outside a transaction");
	err = db_conn_alive(db);
	db->in_transaction = false;
	if (err)
		return err;
	err = simple(db, NULL, "COMMIT", &reply, NULL);
	/* The server may be stopped between the commit and its answer. */
	if (err == ERR_UNAVAILABLE)
		err = ERR_UNKNOWN;
	else if (!err && strcmp(PQcmdStatus(reply.result), "COMMIT") != 0)
		err = ERR_BUG; /* a statement had failed: the server rolled back */
	PQclear(reply.result);
	return err;
}

void db_rollback(struct db *db)
{
	if (db->in_transaction && db_conn_alive(db) == ERR_OK && command(db, "ROLLBACK"))
		db_conn_drop(db);
	db->in_transaction = false;
}

enum err db_script(struct db *db, struct arena *a, const char *sql, struct db_error *error_r)
{
	struct reply reply;
	enum err err = db_conn_alive(db);

	/* Migrations take their time; the limit of lock waits stays. */
	if (!err)
		err = command(db, "SET statement_timeout = 0");
	if (err) {
		if (error_r)
			fill_error(a, db, NULL, error_r);
		return err == ERR_UNKNOWN ? ERR_UNAVAILABLE : err;
	}
	err = simple(db, a, sql, &reply, error_r);
	PQclear(reply.result);
	if (PQtransactionStatus(db->conn) != PQTRANS_INERROR && PQstatus(db->conn) == CONNECTION_OK)
		command(db, "RESET statement_timeout");
	return err;
}
