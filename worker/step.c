/* SPDX-License-Identifier: ISC */
#include "worker/step.h"
#include "lib/clock.h"
#include "lib/json.h"
#include "lib/log.h"
#include "worker/killpoint.h"
#include "worker/probe.h"
#include "worker/queue.h"
#include "worker/step_commit.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PROGRESS_MS 500 /* between two events of a step */
#define BEGIN_MS                                                                                                       \
	10 /* in one turn of the loop: each step asks the database several times, and others wait to be heard */

static const char no_room[] = "files cannot be stored: a full disk, or no descriptors or memory left";
static const struct graph_retry default_retry = {.max = 3, .base_ms = 1000, .max_ms = 30000};

struct step *step_new(struct worker *w)
{
	struct step *s = calloc(1, sizeof(*s));
	if (!s) {
		log_error("out of memory for a step");
		abort();
	}
	s->worker = w;
	arena_init(&s->arena, STEP_ARENA_MAX);
	answer_init(&s->answer, &s->arena);
	s->next = w->steps;
	w->steps = s;
	w->busy++;
	return s;
}

void step_done(struct step *s)
{
	struct worker *w = s->worker;
	for (struct step **at = &w->steps; *at; at = &(*at)->next)
		if (*at == s) {
			*at = s->next;
			break;
		}
	w->busy--;
	loop_timer_stop(w->loop, s->time_limit);
	answer_done(&s->answer);
	json_object_put(s->payload);
	json_object_put(s->row);
	json_object_put(s->request);
	json_object_put(s->memory);
	json_object_put(s->people);
	arena_done(&s->arena);
	free(s);
}

/* Ends the activity, if one is running. */
static void stop_work(struct step *s)
{
	loop_timer_stop(s->worker->loop, s->time_limit);
	s->time_limit = NULL;
	if (s->answered)
		step_cut(s, s->turn.cost_usd);
	else
		step_cut(s, s->call && s->provider->heard ? s->provider->heard(s->call) : 0);
	if (s->call)
		s->provider->cancel(s->call);
	if (s->run)
		s->builtin->cancel(s->run);
	s->call = NULL;
	s->run = NULL;
}

void step_say(const struct step *s, enum log_level level, const char *message, const char *detail)
{
	char job[32];
	snprintf(job, sizeof(job), "%" PRId64, s->job);
	log_context(NULL, s->run_id, s->agent_id);
	log_line(
		level, message, "job", job, "node", s->node ? s->node->name : "", "detail", detail ? detail : "", NULL);
	log_context(NULL, NULL, NULL);
}

void step_abort(struct step *s, const char *why)
{
	step_say(s, LOG_LEVEL_INFO, "step given up", why);
	stop_work(s);
	s->worker->claim_due = true;
	step_done(s);
}

enum err step_call(struct step *s, const char *statement, int n, const struct db_param *more, int64_t *seq_r)
{
	char job[24], lease[24];
	struct db_param params[8] = {DB_TEXT(job), DB_TEXT(lease)};
	struct db_error error = {0};
	PGresult *result = NULL;
	snprintf(job, sizeof(job), "%" PRId64, s->job);
	snprintf(lease, sizeof(lease), "%" PRId64, s->lease);
	for (int i = 0; i < n; i++)
		params[i + 2] = more[i];
	enum err err = db_query(s->worker->db, &s->arena, statement, n + 2, params, &result, &error);
	if (err) {
		log_warn("%s of job %s: %s: %s", statement, job, err_name(err),
			error.message ? error.message : db_message(s->worker->db));
	} else {
		const char *outcome = db_text(result, 0, 0, "lost");
		if (!strcmp(outcome, "lost") || !strcmp(outcome, "gone"))
			err = ERR_LOST;
		if (seq_r)
			*seq_r = db_int(result, 0, 1, 0);
	}
	PQclear(result);
	return err;
}

void step_release(struct step *s)
{
	stop_work(s);
	step_call(s, "release", 0, NULL, NULL);
	step_done(s);
}

enum err step_snooze(struct step *s, int ms, const char *why)
{
	char delay[16];
	snprintf(delay, sizeof(delay), "%d", ms);
	struct db_param params[] = {DB_TEXT(delay), DB_TEXT(why)};
	enum err err = step_call(s, "snooze", 2, params, NULL);
	if (err && err != ERR_LOST)
		return err;
	if (why)
		step_say(s, LOG_LEVEL_ERROR, "step is put off", why);
	stop_work(s);
	s->worker->claim_due = true;
	step_done(s);
	return ERR_OK;
}

void step_publish(struct step *s, int64_t seq)
{
	char bell[64], channel[64];
	if (seq <= 0)
		return;
	int len = snprintf(bell, sizeof(bell), "{\"seq\":%" PRId64 "}", seq);
	snprintf(channel, sizeof(channel), "project:%s", s->project_id);
	redis_publish(s->worker->redis, channel, bell, (size_t)len);
	if (s->agent_id[0]) {
		snprintf(channel, sizeof(channel), "agent:%s", s->agent_id);
		redis_publish(s->worker->redis, channel, bell, (size_t)len);
	}
}

/* Gives the job back to the queue for a later try. */
static enum err try_again(struct step *s)
{
	const struct graph_retry *policy = s->node ? &s->node->retry : &default_retry;
	char delay[16];
	int64_t seq = 0;
	snprintf(delay, sizeof(delay), "%d", queue_delay(policy, s->retries, s->answer.retry_after_ms));
	struct db_param params[] = {
		DB_TEXT(delay), DB_TEXT(s->answer.error), DB_TEXT(answer_failure_name(s->answer.failure))};
	step_say(s, LOG_LEVEL_WARN, "step failed, trying again later", s->answer.error);
	enum err err = step_call(s, "retry", 3, params, &seq);
	if (!err)
		step_publish(s, seq);
	return err;
}

/* Gives the job back until a person goes on. */
static enum err wait_for_help(struct step *s)
{
	int64_t seq = 0;
	commit_texts(s);
	struct db_param params[] = {DB_TEXT(s->more_text)};
	step_say(s, LOG_LEVEL_WARN, "step gets no further", s->answer.error);
	enum err err = step_call(s, "stuck", 1, params, &seq);
	if (!err)
		step_publish(s, seq);
	return err;
}

bool step_waits(struct step *s, enum err err)
{
	if (err == ERR_FULL && !s->full)
		step_say(s, LOG_LEVEL_ERROR, "step waits for room", no_room);
	s->full = err == ERR_FULL;
	s->full_tries = s->full ? s->full_tries + 1 : 0;
	return s->full || err == ERR_UNAVAILABLE || err == ERR_UNKNOWN || err == ERR_RETRY || err == ERR_TIMEOUT;
}

/* Between two tries. Tests need not wait for minutes: LUDWRIGHT_ROOM_AGAIN_MS. */
static int room_again_ms(void)
{
	const char *text = getenv("LUDWRIGHT_ROOM_AGAIN_MS");
	long ms = text ? strtol(text, NULL, 10) : 0;
	return ms > 0 && ms < STEP_ROOM_AGAIN_MS ? (int)ms : STEP_ROOM_AGAIN_MS;
}

bool step_waited_out(struct step *s, int most)
{
	if (s->full_tries < most)
		return false;
	s->full_tries = 0; /* where the database has no room either, it waits as long again */
	return !step_snooze(s, STEP_ROOM_TRIES * room_again_ms(), no_room);
}

int step_wait_ms(const struct step *s)
{
	return s->full ? room_again_ms() : STEP_COMMIT_AGAIN_MS;
}

static void on_commit_again(void *context)
{
	struct step *s = context;
	s->time_limit = NULL;
	step_finish(s);
}

/* A good answer's document is checked and its files are stored, once. */
static enum err settle(struct step *s)
{
	enum err err = ERR_OK;
	if (s->settled || s->answer.failure || s->kind != STEP_STEP || s->reused_output)
		return ERR_OK;
	if (!s->checked)
		step_check(s);
	s->checked = true;
	if (!s->answer.failure)
		err = step_store_files(s);
	s->settled = !err;
	return err;
}

void step_ended(struct step *s, enum err err)
{
	struct worker *w = s->worker;
	s->ending = false;
	if (step_waits(s, err)) {
		if (step_waited_out(s, STEP_ROOM_TRIES))
			return;
		/* The fence makes a second commit harmless: if the first one happened, the job is gone. */
		s->unknown = true;
		s->time_limit = loop_timer(w->loop, step_wait_ms(s), on_commit_again, s);
		return;
	}
	if (err && err != ERR_LOST && !s->refused) {
		s->refused = true;
		s->texts_made = false;
		answer_fail(&s->answer, FAIL_INTERNAL, true, "the result could not be stored: %s", err_name(err));
		step_finish(s);
		return;
	}
	if (err == ERR_LOST)
		step_say(s, LOG_LEVEL_INFO, "step dropped", "the job is not ours any more");
	else if (err) /* the next heartbeat gives it up */
		step_say(s, LOG_LEVEL_ERROR, "step could not be stored", err_name(err));
	if (err == ERR_LOST && s->unknown)
		w->stray_due =
			true; /* it may have been this very commit, and what follows is ours without our knowing */
	w->claim_due = w->claim_due || (!s->gave_next && queue_left_some(w, s));
	step_done(s);
}

/* Store, then commit at the end of this turn, or try again. */
void step_finish(struct step *s)
{
	const struct graph_retry *policy = s->node ? &s->node->retry : &default_retry;
	loop_timer_stop(s->worker->loop, s->time_limit);
	s->time_limit = NULL;
	s->call = NULL;
	s->run = NULL;
	enum err err = settle(s);
	if (err)
		step_ended(s, err);
	else if (s->answer.failure && s->answer.retry && s->retries < policy->max)
		step_ended(s, try_again(s));
	else if (s->answer.failure && s->answer.stuck)
		step_ended(s, wait_for_help(s));
	else
		s->ending = true;
}

static void on_progress(void *context, int percent, const char *text)
{
	struct step *s = context;
	int64_t now = clock_monotonic_ms();
	if (percent > 99)
		percent = 99;
	if (percent < s->progress)
		percent = s->progress;
	bool news = percent > s->progress || (text && strcmp(text, s->progress_text));
	if (!news || now - s->progress_ms < PROGRESS_MS)
		return;
	if (text)
		snprintf(s->progress_text, sizeof(s->progress_text), "%s", text);
	s->progress = percent;
	s->progress_ms = now;
	s->telling = true;
}

static void on_time_limit(void *context)
{
	struct step *s = context;
	s->time_limit = NULL;
	stop_work(s);
	answer_fail(&s->answer, FAIL_TIMEOUT, true, "no answer within %d s", s->node->time_limit_s);
	step_finish(s);
}

static void on_builtin_done(void *context, struct answer *answer)
{
	struct step *s = context;
	s->answer = *answer;
	s->run = NULL;
	killpoint("answered");
	step_finish(s);
}

void step_set_time_limit(struct step *s)
{
	if (s->node->time_limit_s > 0)
		s->time_limit = loop_timer(s->worker->loop, 1000 * (int64_t)s->node->time_limit_s, on_time_limit, s);
}

static void start_builtin(struct step *s)
{
	struct builtin_run *run = NULL;
	s->builtin->start(s->worker->loop, &s->input, on_builtin_done, s, &run);
	if (run) /* else it is done, and s is gone */
		s->run = run;
}

static void start_work(struct step *s)
{
	int64_t seq = 0;
	if (!s->taken && step_call(s, "started", 0, NULL, &seq)) {
		step_abort(s, "it could not be started");
		return;
	}
	step_publish(s, seq);
	s->input.progress = on_progress;
	s->input.progress_context = s;
	if (!s->builtin) {
		step_ask(s);
		return;
	}
	step_set_time_limit(s);
	killpoint("called");
	start_builtin(s);
}

static void begin_step(struct step *s)
{
	enum err err = step_load(s);
	if (!err && !s->answer.failure) {
		step_hash(s);
		err = step_remember(s);
	}
	if (!err && s->provider && s->provider->talks)
		err = step_answers(s);
	if (err == ERR_LOST) {
		step_abort(s, "the job is not ours any more");
	} else if (err) {
		step_abort(s, "its input could not be read"); /* the next heartbeat gives it back */
	} else if (s->answer.failure || s->reused_output) {
		step_finish(s);
	} else if (s->turn_count) {
		step_say(s, LOG_LEVEL_INFO, "step goes on from its stored turns", s->input.hash);
		step_read(s, start_work);
	} else {
		start_work(s);
	}
}

static void begin(struct step *s)
{
	s->begun = true;
	s->started_ms = clock_monotonic_ms();
	s->progress_ms = s->started_ms - PROGRESS_MS;
	if (s->kind == STEP_NOOP) {
		s->ending = true;
	} else if (!s->payload &&
		   (json_parse(s->payload_text, strlen(s->payload_text), &json_limits_trust, NULL, &s->payload) ||
			   !s->payload)) {
		answer_fail(&s->answer, FAIL_INTERNAL, false, "the job's payload is no JSON");
		step_finish(s);
	} else if (s->kind == STEP_PROBE) {
		probe_begin(s);
	} else if (graph_cache_get(s->worker, s->graph_version_id, &s->graph, &s->graph_sha256)) {
		step_abort(s, "its graph cannot be loaded");
	} else if (s->kind != STEP_STEP) {
		step_finish(s);
	} else {
		begin_step(s);
	}
}

bool step_alone(const struct step *s)
{
	return s->attempt >= STEP_ALONE_ATTEMPT;
}

static bool any_begun(const struct worker *w, bool alone)
{
	for (const struct step *s = w->steps; s; s = s->next)
		if (s->begun && (!alone || step_alone(s)))
			return true;
	return false;
}

/* One that its worker may have died of waits until nothing else is at work, and nothing else begins beside it.
 * Out: the next that may begin; NULL: none. */
static struct step *next_new(const struct worker *w)
{
	struct step *s = w->steps;
	while (s && s->begun)
		s = s->next;
	if (!s || any_begun(w, true))
		return NULL;
	while (s && (s->begun || (step_alone(s) && any_begun(w, false))))
		s = s->next;
	return s;
}

/* A few: what follows them waits for the next turn of the loop, which has others to serve. */
void step_begin_new(struct worker *w)
{
	int64_t end = clock_monotonic_ms() + BEGIN_MS;
	struct step *s;
	for (int n = w->busy; n > 0 && (s = next_new(w)); n--) {
		begin(s);
		if (clock_monotonic_ms() >= end)
			return;
	}
}

bool step_waiting(const struct worker *w)
{
	return next_new(w);
}

bool step_has_ended(const struct worker *w)
{
	for (const struct step *s = w->steps; s; s = s->next)
		if (s->ending)
			return true;
	return false;
}
