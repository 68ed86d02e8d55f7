/* SPDX-License-Identifier: ISC */
#include "worker/queue.h"
#include "lib/buf.h"
#include "lib/clock.h"
#include "lib/hash.h"
#include "lib/json.h"
#include "lib/log.h"
#include "worker/killpoint.h"
#include "worker/step.h"

#include <inttypes.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int listening_pid; /* backend that LISTEN was sent to; another one after a reconnection */
static struct loop_watch *db_watch, *wake_watch;
static int db_watched = -1;
static char limits[512]; /* of job_claim; empty: none */

/* '{1,2,3}' of the jobs in flight, or of their leases. */
static char *in_flight(struct worker *w, struct arena *a, bool leases)
{
	struct buf b;
	buf_init(&b, 1u << 20);
	buf_puts(&b, "{");
	for (struct step *s = w->steps; s; s = s->next)
		buf_printf(&b, "%s%" PRId64, b.len > 1 ? "," : "", leases ? s->lease : s->job);
	buf_puts(&b, "}");
	char *text = arena_strdup(a, b.data);
	buf_free(&b);
	return text;
}

static void abort_lost(struct worker *w, const PGresult *held)
{
	for (struct step *s = w->steps, *next; s; s = next) {
		bool found = false;
		next = s->next;
		for (int i = 0; i < PQntuples(held); i++)
			found = found || db_int(held, i, 0, 0) == s->job;
		if (!found)
			step_abort(s, "its lease is gone");
	}
}

/* Looks which of the jobs in flight are still ours. */
static void check_held(struct worker *w)
{
	struct arena a;
	struct db_error error = {0};
	PGresult *result = NULL;
	arena_init(&a, 4u << 20);
	struct db_param params[] = {DB_TEXT(w->id), DB_TEXT(in_flight(w, &a, false)), DB_TEXT(in_flight(w, &a, true))};
	enum err err = db_query(w->db, &a, "jobs_held", 3, params, &result, &error);
	if (err)
		log_warn("jobs_held: %s %s", err_name(err), error.message ? error.message : db_message(w->db));
	else
		abort_lost(w, result);
	PQclear(result);
	arena_done(&a);
}

void queue_beat(struct worker *w)
{
	struct arena a;
	struct db_error error = {0};
	PGresult *result = NULL;
	char seconds[16], claims[16];
	w->stray_due = false;
	arena_init(&a, 4u << 20);
	snprintf(seconds, sizeof(seconds), "%d", w->conf->worker_lease_seconds);
	snprintf(claims, sizeof(claims), "%d", w->conf->worker_claims_max);
	struct db_param params[] = {
		DB_TEXT(w->id), DB_TEXT(seconds), DB_TEXT(in_flight(w, &a, false)), DB_TEXT(claims)};
	enum err err = db_query(w->db, &a, "heartbeat", 4, params, &result, &error);
	if (err) {
		log_warn("heartbeat: %s %s", err_name(err), error.message ? error.message : db_message(w->db));
	} else if (!db_bool(result, 0, 0, true)) {
		log_warn("this process was taken for dead; another one takes its place");
		w->dead = true;
		while (w->steps)
			step_abort(w->steps, "its worker was taken for dead");
	}
	PQclear(result);
	arena_done(&a);
}

static void on_heartbeat(void *context)
{
	struct worker *w = context;
	queue_beat(w);
	loop_timer(w->loop, w->conf->worker_lease_seconds * 1000 / 3, on_heartbeat, w);
}

/* The jobs of processes that are gone become ready. */
static void reap(struct worker *w)
{
	struct arena a;
	struct db_error error = {0};
	PGresult *result = NULL;
	char claims[16];
	arena_init(&a, 1u << 20);
	snprintf(claims, sizeof(claims), "%d", w->conf->worker_claims_max);
	struct db_param params[] = {DB_TEXT(claims)};
	enum err err = db_query(w->db, &a, "reap", 1, params, &result, &error);
	if (err) {
		log_warn("reap: %s %s", err_name(err), error.message ? error.message : db_message(w->db));
	} else if (db_int(result, 0, 0, 0) > 0) {
		log_warn("took back %d jobs of processes that are gone", (int)db_int(result, 0, 0, 0));
		w->claim_due = true;
	}
	PQclear(result);
	arena_done(&a);
}

static void on_reap(void *context)
{
	struct worker *w = context;
	reap(w);
	loop_timer(w->loop, QUEUE_REAP_MS, on_reap, w);
}

static void on_check(void *context)
{
	struct worker *w = context;
	if (w->busy)
		check_held(w);
	loop_timer(w->loop, QUEUE_CHECK_MS, on_check, w);
}

static void on_poll(void *context)
{
	struct worker *w = context;
	bool quiet = clock_monotonic_ms() - w->active_ms > QUEUE_QUIET_MS;
	w->claim_due = true;
	loop_timer(w->loop, quiet ? QUEUE_POLL_QUIET_MS : QUEUE_POLL_MS, on_poll, w);
}

static void on_wake(void *context, short revents)
{
	struct worker *w = context;
	uint64_t n;
	(void)revents;
	if (w->busy >= w->conf->worker_concurrency || w->stopping)
		return; /* leave it to a sibling; the poll is there too */
	if (read(w->wake_fd, &n, sizeof(n)) == sizeof(n))
		w->claim_due = true;
}

static void on_database(void *context, short revents)
{
	struct worker *w = context;
	(void)revents;
	if (!PQconsumeInput(db_conn(w->db)))
		listening_pid = 0; /* gone: the next statement reconnects */
}

static void watch_wake(struct worker *w)
{
	bool room = w->busy < w->conf->worker_concurrency && !w->stopping;
	if (w->wake_fd < 0)
		return;
	if (room && !wake_watch) {
		wake_watch = loop_watch(w->loop, w->wake_fd, POLLIN, on_wake, w);
	} else if (!room && wake_watch) {
		loop_unwatch(w->loop, wake_watch);
		wake_watch = NULL;
	}
}

static void start_listening(struct worker *w)
{
	struct arena a;
	PGresult *result = NULL;
	arena_init(&a, 1u << 20);
	if (!db_query(w->db, &a, "listen", 0, NULL, &result, NULL)) {
		listening_pid = PQbackendPID(db_conn(w->db));
		w->claim_due = true; /* what came while nobody listened */
	}
	PQclear(result);
	arena_done(&a);
}

void queue_listen(struct worker *w)
{
	PGconn *conn = db_conn(w->db);
	PGnotify *note;
	if (PQstatus(conn) == CONNECTION_OK && PQbackendPID(conn) != listening_pid)
		start_listening(w);
	conn = db_conn(w->db);
	int fd = PQstatus(conn) == CONNECTION_OK ? PQsocket(conn) : -1;
	if (fd != db_watched || !listening_pid) {
		loop_unwatch(w->loop, db_watch);
		db_watch = fd >= 0 && listening_pid ? loop_watch(w->loop, fd, POLLIN, on_database, w) : NULL;
		db_watched = db_watch ? fd : -1;
	}
	while ((note = PQnotifies(conn))) {
		w->claim_due = true;
		PQfreemem(note);
	}
	watch_wake(w);
}

/* The limits of this process's configuration as job_claim takes them; NULL when there are none. */
static void make_limits(struct worker *w)
{
	const struct conf *conf = w->conf;
	struct json_object *all = json_object_new_object(), *keys = json_object_new_object();
	json_object_object_add(all, "project", json_object_new_int(conf->worker_project_limit));
	for (size_t i = 0; i < CONF_PROVIDERS; i++)
		if (conf->provider_limits[i].most > 0)
			json_object_object_add(keys, conf->provider_limits[i].name,
				json_object_new_int(conf->provider_limits[i].most));
	bool any = conf->worker_project_limit > 0 || json_object_object_length(keys) > 0;
	json_object_object_add(all, "keys", keys);
	snprintf(limits, sizeof(limits), "%s", any ? json_object_to_json_string(all) : "");
	json_object_put(all);
}

enum err queue_open(struct worker *w)
{
	struct arena a;
	struct db_error error = {0};
	PGresult *result = NULL;
	char host[256] = "", pid[16], seconds[16];
	arena_init(&a, 1u << 20);
	gethostname(host, sizeof(host) - 1);
	snprintf(pid, sizeof(pid), "%d", (int)getpid());
	snprintf(seconds, sizeof(seconds), "%d", w->conf->worker_lease_seconds);
	struct db_param params[] = {
		DB_TEXT(w->id), DB_TEXT(host), DB_TEXT(pid), DB_TEXT(w->predecessor), DB_TEXT(seconds)};
	enum err err = db_query(w->db, &a, "worker_started", 5, params, &result, &error);
	if (err)
		log_error("cannot register this worker: %s", error.message ? error.message : db_message(w->db));
	PQclear(result);
	arena_done(&a);
	if (err)
		return err;
	listening_pid = 0;
	make_limits(w);
	reap(w);
	w->claim_due = true;
	loop_timer(w->loop, w->conf->worker_lease_seconds * 1000 / 3, on_heartbeat, w);
	loop_timer(w->loop, QUEUE_REAP_MS, on_reap, w);
	loop_timer(w->loop, QUEUE_CHECK_MS, on_check, w);
	loop_timer(w->loop, QUEUE_POLL_MS, on_poll, w);
	return ERR_OK;
}

void queue_close(struct worker *w)
{
	struct arena a;
	PGresult *result = NULL;
	arena_init(&a, 1u << 20);
	struct db_param params[] = {DB_TEXT(w->id)};
	db_query(w->db, &a, "worker_ended", 1, params, &result, NULL);
	PQclear(result);
	arena_done(&a);
}

static int kind_of(const char *name)
{
	if (!strcmp(name, "step"))
		return STEP_STEP;
	if (!strcmp(name, "probe"))
		return STEP_PROBE;
	return strcmp(name, "advance") ? STEP_NOOP : STEP_ADVANCE;
}

static void start_claimed(struct worker *w, const PGresult *rows)
{
	for (int i = 0; i < PQntuples(rows); i++) {
		struct step *s = step_new(w);
		s->job = db_int(rows, i, db_column(rows, "id"), 0);
		s->lease = db_int(rows, i, db_column(rows, "lease"), 0);
		s->attempt = (int)db_int(rows, i, db_column(rows, "attempt"), 0);
		s->retries = (int)db_int(rows, i, db_column(rows, "retries"), 0);
		s->kind = kind_of(db_text(rows, i, db_column(rows, "kind"), ""));
		w->claimed++;
		if (s->kind == STEP_NOOP)
			continue;
		s->payload_text = arena_strdup(&s->arena, db_text(rows, i, db_column(rows, "payload"), "{}"));
		if (s->kind == STEP_PROBE)
			continue;
		db_uuid(rows, i, db_column(rows, "project_id"), s->project_id);
		db_uuid(rows, i, db_column(rows, "run_id"), s->run_id);
		if (!db_null(rows, i, db_column(rows, "agent_id")))
			db_uuid(rows, i, db_column(rows, "agent_id"), s->agent_id);
		db_uuid(rows, i, db_column(rows, "graph_version_id"), s->graph_version_id);
		run_cache_seen(w->runs, s->run_id, db_int(rows, i, db_column(rows, "run_version"), 0),
			db_int(rows, i, db_column(rows, "project_version"), -1));
	}
}

/* A job that may end the process is to take no others along. */
static bool has_alone(const struct worker *w)
{
	for (const struct step *s = w->steps; s; s = s->next)
		if (step_alone(s))
			return true;
	return false;
}

/* Of what was just claimed only one job that has to be alone is kept: the others would share its fate unbegun. */
static void keep_one(struct worker *w)
{
	struct step *kept = NULL;
	for (struct step *s = w->steps; s; s = s->next)
		if (!s->begun && step_alone(s))
			kept = s;
	for (struct step *s = w->steps, *next; kept && s; s = next) {
		next = s->next;
		if (!s->begun && s != kept)
			step_release(s);
	}
}

/* What came of a claim of up to `room` jobs. */
static void claimed(struct worker *w, const PGresult *rows, int room)
{
	start_claimed(w, rows);
	w->claim_due = PQntuples(rows) == room;
	w->asked_ms = clock_monotonic_ms();
	if (PQntuples(rows) == 0)
		return;
	w->active_ms = w->asked_ms;
	killpoint("claimed");
	if (has_alone(w))
		keep_one(w);
}

void queue_claim(struct worker *w)
{
	int room = w->mode == WORKER_ONCE ? 1 - w->claimed : w->conf->worker_concurrency - w->busy;
	if (!w->claim_due || room <= 0 || w->stopping || w->dead)
		return;
	if (has_alone(w)) {
		w->claim_due = false; /* its end asks again */
		return;
	}
	struct arena a;
	struct db_error error = {0};
	PGresult *result = NULL;
	char n[16];
	arena_init(&a, 4u << 20);
	w->claim_due = false;
	snprintf(n, sizeof(n), "%d", room);
	struct db_param params[] = {DB_TEXT(w->id), DB_TEXT(n), DB_TEXT(*limits ? limits : NULL)};
	enum err err = db_query(w->db, &a, "claim", 3, params, &result, &error);
	if (err)
		log_warn("cannot claim jobs: %s %s", err_name(err), error.message ? error.message : db_message(w->db));
	else
		claimed(w, result, room);
	PQclear(result);
	arena_done(&a);
}

/* Out: the jobs of no run that have come to their end. */
static int ended_jobs(struct worker *w, struct step **ended)
{
	int n = 0;
	for (struct step *s = w->steps; s && n < QUEUE_FINISH_MAX; s = s->next)
		if (s->ending && s->kind == STEP_NOOP)
			ended[n++] = s;
	return n;
}

void queue_finish(struct worker *w)
{
	struct step *ended[QUEUE_FINISH_MAX];
	struct db_call calls[QUEUE_FINISH_MAX];
	struct db_param params[QUEUE_FINISH_MAX][3];
	char numbers[QUEUE_FINISH_MAX][2][24];
	int n = ended_jobs(w, ended);
	if (n == 0)
		return;
	for (int i = 0; i < n; i++) {
		snprintf(numbers[i][0], sizeof(numbers[i][0]), "%" PRId64, ended[i]->job);
		snprintf(numbers[i][1], sizeof(numbers[i][1]), "%" PRId64, ended[i]->lease);
		params[i][0] = (struct db_param)DB_TEXT(numbers[i][0]);
		params[i][1] = (struct db_param)DB_TEXT(numbers[i][1]);
		params[i][2] = (struct db_param)DB_TEXT(w->id);
		calls[i] = (struct db_call){.name = "finish", .n = 3, .params = params[i]};
	}
	enum err err = db_batch(w->db, n, calls, false);
	if (err) /* they are taken back at the next heartbeat */
		log_warn("cannot finish %d jobs: %s %s", n, err_name(err), db_message(w->db));
	for (int i = 0; i < n; i++) {
		PQclear(calls[i].result);
		step_done(ended[i]);
	}
	w->claim_due = true;
}

bool queue_may_take(const struct worker *w)
{
	if (w->stopping || w->dead || w->mode == WORKER_ONCE || w->conf->worker_project_limit > 0 || has_alone(w))
		return false;
	return w->busy < w->conf->worker_concurrency || clock_monotonic_ms() - w->asked_ms < QUEUE_FAIR_MS;
}

bool queue_left_some(const struct worker *w, const struct step *ended)
{
	if (step_alone(ended) || w->conf->worker_project_limit > 0 || json_get(ended->payload, "limit_key"))
		return true;
	return w->busy >= w->conf->worker_concurrency || clock_monotonic_ms() - w->asked_ms >= QUEUE_STALE_MS;
}

int queue_room(const struct worker *w)
{
	int room = w->conf->worker_concurrency - w->busy - w->promised;
	return room > 0 ? room : 0;
}

void queue_made(struct worker *w, int n)
{
	uint64_t more = n > 0 ? (uint64_t)n : 0;
	if (n > 0)
		w->claim_due = true;
	if (more > 1 && w->wake_fd >= 0 && write(w->wake_fd, &more, sizeof(more)) < 0)
		log_debug("a wake-up was dropped"); /* the counter is full: everybody is awake */
}

bool queue_idle(struct worker *w)
{
	struct arena a;
	PGresult *result = NULL;
	bool idle = false;
	arena_init(&a, 1u << 20);
	if (!db_query(w->db, &a, "jobs_left", 0, NULL, &result, NULL))
		idle = db_int(result, 0, 0, 1) == 0;
	PQclear(result);
	arena_done(&a);
	return idle;
}

int queue_delay(const struct graph_retry *policy, int retries, int retry_after_ms)
{
	int64_t delay = policy->base_ms;
	uint32_t dice;
	for (int i = 0; i < retries && delay < policy->max_ms; i++)
		delay *= 2;
	if (delay > policy->max_ms)
		delay = policy->max_ms;
	hash_random(&dice, sizeof(dice));
	delay += delay / 4 * (int64_t)(dice % 1000) / 1000;
	if (delay < retry_after_ms)
		delay = retry_after_ms;
	return delay > 3600000 ? 3600000 : (int)delay;
}
