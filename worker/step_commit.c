/* SPDX-License-Identifier: ISC */
/* How a job ends: the engine says what follows, one transaction does it, and only then somebody is told. */
#include "lib/clock.h"
#include "lib/counters.h"
#include "lib/json.h"
#include "lib/log.h"
#include "worker/engine.h"
#include "worker/killpoint.h"
#include "worker/queue.h"
#include "worker/step_commit.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct json_object *step_document(struct step *s)
{
	return s->reused_output ? s->reused_document : s->answer.document;
}

static void put(struct json_object *object, const char *key, const char *text)
{
	json_object_object_add(object, key, text ? json_object_new_string(text) : NULL);
}

static void put_int(struct json_object *object, const char *key, int64_t n)
{
	json_object_object_add(object, key, json_object_new_int64(n));
}

/* A task for the engine: what orders and names it, no more. */
static struct json_object *plain_task(struct json_object *task)
{
	struct json_object *plain = json_object_new_object(), *depends = json_get(task, "depends");
	const char *title =
		json_get_string(task, "title", json_get_string(task, "file", json_get_string(task, "key", NULL)));
	put(plain, "id", json_get_string(task, "id", ""));
	if (title)
		put(plain, "title", title);
	json_object_object_add(plain, "depends", depends ? json_object_get(depends) : json_object_new_array());
	return plain;
}

static struct json_object *plain_tasks(struct step *s)
{
	struct json_object *list = step_tasks(s), *plain = json_object_new_array();
	size_t n = list ? json_object_array_length(list) : 0;
	for (size_t i = 0; i < n; i++)
		json_object_array_add(plain, plain_task(json_object_array_get_idx(list, i)));
	return plain;
}

/* What happened, as docs/steps.md has it. Owns: caller. */
static struct json_object *what_happened(struct step *s)
{
	if (s->kind != STEP_STEP)
		return json_object_get(s->payload);
	struct json_object *event = json_object_new_object();
	put(event, "kind", s->answer.failure ? "failed" : "completed");
	put(event, "node", json_get_string(s->payload, "node", ""));
	put(event, "task", json_get_string(s->payload, "task", NULL));
	put(event, "stage", json_get_string(s->payload, "stage", "run"));
	put_int(event, "epoch", json_get_int(s->payload, "epoch", 0));
	if (s->answer.failure) {
		put(event, "error", s->answer.error);
		put(event, "error_type", answer_failure_name(s->answer.failure));
		return event;
	}
	put(event, "output_id", s->output_id);
	json_object_object_add(event, "document", json_object_get(step_document(s)));
	if (!strcmp(s->input.stage, "plan"))
		json_object_object_add(event, "tasks", plain_tasks(s));
	return event;
}

/* The engine found an invariant broken: the state stays as it is, and the project fails with what is known. */
static struct json_object *bug_actions(struct step *s, const char *message)
{
	struct json_object *actions = json_object_new_array(), *fail = json_object_new_object();
	log_error("engine: run %s, job %" PRId64 ": %s", s->run_id, s->job, message ? message : "no message");
	put(fail, "do", "fail");
	put(fail, "node", json_get_string(s->payload, "node", NULL));
	put(fail, "task", json_get_string(s->payload, "task", NULL));
	put(fail, "error", arena_printf(&s->arena, "the graph engine stopped: %s", message ? message : ""));
	put(fail, "error_type", "internal");
	json_object_array_add(actions, fail);
	return actions;
}

/* The engine says that an agent failed; why, the step knows. */
static void explain_failure(struct step *s, struct json_object *actions)
{
	const char *task = json_get_string(s->payload, "task", "");
	for (size_t i = 0; s->kind == STEP_STEP && s->answer.failure && i < json_object_array_length(actions); i++) {
		struct json_object *action = json_object_array_get_idx(actions, i);
		if (!strcmp(json_get_string(action, "do", ""), "agent") &&
			!strcmp(json_get_string(action, "status", ""), "failed") &&
			!strcmp(json_get_string(action, "task", ""), task) && !json_get(action, "error")) {
			put(action, "error", s->answer.error);
			put(action, "error_type", answer_failure_name(s->answer.failure));
		}
	}
}

static bool is_own(const struct step *s, struct json_object *action)
{
	return s->kind == STEP_STEP && !strcmp(json_get_string(action, "node", ""), s->node->name) &&
	       !strcmp(json_get_string(action, "task", ""), s->input.task_id ? s->input.task_id : "");
}

/* The provider's name, when calls of it are counted. */
static const char *limit_key(struct step *s, const char *node_name)
{
	const struct conf *conf = s->worker->conf;
	int index = graph_find(s->graph, node_name);
	struct run_info *run;
	if (index < 0 || s->graph->nodes[index].kind == GRAPH_BUILTIN)
		return NULL;
	const char *name = s->graph->nodes[index].provider;
	if (!name && !run_cache_input(s->worker->runs, s->worker->db, s->run_id, &run))
		name = run->provider;
	for (size_t i = 0; name && i < CONF_PROVIDERS; i++)
		if (conf->provider_limits[i].most > 0 && !strcmp(conf->provider_limits[i].name, name))
			return conf->provider_limits[i].name;
	return NULL;
}

/* A phase is told as it is: nothing of it is known to the database alone. */
static void tell_phase(struct acts *acts, struct json_object *action)
{
	struct json_object *event = json_object_new_object(), *data = json_object_new_object();
	json_object_object_add(data, "phase", json_object_get(json_get(action, "phase")));
	json_object_object_add(data, "phaseName", json_object_get(json_get(action, "name")));
	put(event, "agent", NULL);
	put(event, "type", "project:phase_changed");
	json_object_object_add(event, "data", data);
	json_object_array_add(acts->told, event);
	acts->phase = json_get_int(action, "phase", 0);
}

/* The one checkpoint goes by itself; several are in order. */
static void sort_review(struct acts *acts, struct json_object *action)
{
	if (!acts->reviews++) {
		acts->review = json_object_get(action);
		return;
	}
	if (acts->review)
		json_object_array_add(acts->others, acts->review);
	acts->review = NULL;
	json_object_array_add(acts->others, json_object_get(action));
}

static void sort_step(struct step *s, struct acts *acts, struct json_object *action)
{
	const char *key = limit_key(s, json_get_string(action, "node", ""));
	if (key)
		put(action, "limit_key", key);
	json_object_array_add(acts->steps, json_object_get(action));
	acts->step_count++;
}

/* That a step's own agent is done follows from its output. */
static void sort_agent(struct step *s, struct acts *acts, struct json_object *action)
{
	if (json_get(action, "percent") && !acts->leader)
		acts->leader = json_object_get(action);
	else if (strcmp(json_get_string(action, "status", ""), "completed") != 0 || s->answer.failure ||
		 !is_own(s, action))
		json_object_array_add(acts->others, json_object_get(action));
}

static void sort_action(struct step *s, struct acts *acts, struct json_object *action)
{
	const char *verb = json_get_string(action, "do", "");
	bool fails = !strcmp(verb, "fail");
	if (!strcmp(verb, "progress"))
		acts->percent = json_get_int(action, "percent", 0);
	else if (!strcmp(verb, "phase"))
		tell_phase(acts, action);
	else if (!strcmp(verb, "step"))
		sort_step(s, acts, action);
	else if (!strcmp(verb, "agent"))
		sort_agent(s, acts, action);
	else if (!strcmp(verb, "checkpoint"))
		sort_review(acts, action);
	else if (fails || (strcmp(verb, "pause") != 0 && strcmp(verb, "complete") != 0))
		json_object_array_add(acts->others, json_object_get(action));
	if (fails || !strcmp(verb, "pause") || !strcmp(verb, "complete"))
		json_object_array_add(acts->ends, json_object_get(action));
}

static struct acts sort_actions(struct step *s, struct json_object *actions)
{
	struct acts acts = {.steps = json_object_new_array(),
		.others = json_object_new_array(),
		.told = json_object_new_array(),
		.ends = json_object_new_array(),
		.percent = -1,
		.phase = -1};
	for (size_t i = 0; i < json_object_array_length(actions); i++)
		sort_action(s, &acts, json_object_array_get_idx(actions, i));
	return acts;
}

static const char *list_text(struct step *s, struct json_object *list)
{
	return json_object_array_length(list) ? json_text(&s->arena, list) : NULL;
}

static const char *number(struct step *s, int64_t n)
{
	return arena_printf(&s->arena, "%" PRId64, n);
}

/* Whether the first step that follows may be taken: it counts against no limit, or takes this one's place. */
static bool may_take(struct step *s, const struct acts *acts)
{
	struct json_object *first = acts->step_count ? json_object_array_get_idx(acts->steps, 0) : NULL;
	const char *key = json_get_string(first, "limit_key", NULL);
	return first && queue_may_take(s->worker) &&
	       (!key || !strcmp(key, json_get_string(s->payload, "limit_key", "")));
}

/* Whether the step that was taken has this one's place in a limit, so that nobody else can have it. */
static bool keeps_place(const struct step *s, const struct acts *acts)
{
	const char *key = json_get_string(s->payload, "limit_key", NULL);
	return !key || !strcmp(key, json_get_string(json_object_array_get_idx(acts->steps, 0), "limit_key", ""));
}

/* How many of the steps after the first may be taken too: as many as there is room for, up to one that counts against a
 * limit. */
static int more_taken(struct step *s, const struct acts *acts)
{
	int n = 0, room = queue_room(s->worker);
	while (n < room && n + 1 < acts->step_count &&
		!json_get(json_object_array_get_idx(acts->steps, (size_t)n + 1), "limit_key"))
		n++;
	return n;
}

/* Out: the texts of what the engine wants done, from "percent" on, into values. */
static void act_values(struct step *s, const struct acts *acts, const char **values)
{
	values[0] = acts->percent >= 0 ? number(s, acts->percent) : NULL;
	values[1] = acts->phase >= 0 ? number(s, acts->phase) : NULL;
	values[2] = list_text(s, acts->told);
	values[3] = json_get_string(acts->leader, "node", NULL);
	values[4] = acts->leader ? number(s, json_get_int(acts->leader, "percent", 0)) : NULL;
	values[5] = acts->review ? json_text(&s->arena, acts->review) : NULL;
	values[6] = list_text(s, acts->steps);
	values[7] = list_text(s, acts->others);
	values[8] = list_text(s, acts->ends);
}

static void make_params(struct commit *c)
{
	struct step *s = c->step;
	struct json_object *channels = c->next ? engine_channels(s->graph, c->next) : NULL;
	bool output = s->kind == STEP_STEP && !s->answer.failure;
	const char *values[COMMIT_PARAMS] = {s->worker->id, number(s, s->job), number(s, s->lease), s->project_id,
		s->run_id, *s->agent_id ? s->agent_id : NULL, number(s, c->version)};
	if (output)
		commit_output_values(s, values + 7);
	values[16] = s->more_text;
	values[17] = c->next ? json_text(&s->arena, c->next) : NULL;
	values[18] = channels ? json_text(&s->arena, channels) : NULL;
	act_values(s, &c->acts, values + 19);
	values[28] = c->cause;
	bool take = may_take(s, &c->acts);
	c->take_more = take ? more_taken(s, &c->acts) : 0;
	s->worker->promised += c->take_more;
	values[29] = take ? "t" : "f";
	values[30] = number(s, c->take_more);
	for (size_t i = 0; i < COMMIT_PARAMS; i++)
		c->params[i] = (struct db_param)DB_TEXT(values[i]);
	c->params[COMMIT_DONE_DATA] = (struct db_param)DB_TEXT(output ? s->done_data : NULL);
	json_object_put(channels);
}

/* A step that follows was leased in the same commit: it begins in this process, without a claim. */
static void take(const struct commit *c, int index, int64_t job, int64_t lease, const char *agent_id)
{
	struct step *s = c->step;
	struct worker *w = s->worker;
	struct step *next = step_new(w);
	next->job = job;
	next->lease = lease;
	next->attempt = 1;
	next->kind = STEP_STEP;
	next->taken = true;
	memcpy(next->project_id, s->project_id, sizeof(next->project_id));
	memcpy(next->run_id, s->run_id, sizeof(next->run_id));
	memcpy(next->graph_version_id, s->graph_version_id, sizeof(next->graph_version_id));
	snprintf(next->agent_id, sizeof(next->agent_id), "%s", agent_id);
	next->payload = json_object_get(json_object_array_get_idx(c->acts.steps, (size_t)index));
	w->claimed++;
	w->active_ms = clock_monotonic_ms();
}

/* Out: how many were. */
static int take_all(const struct commit *c, const PGresult *rows, int row)
{
	const char *more = db_text(rows, row, db_column(rows, "more"), "");
	char agent_id[ID_UUID_SIZE];
	int64_t job;
	int n = 1, len;
	if (db_null(rows, row, db_column(rows, "next_job")))
		return 0;
	db_uuid(rows, row, db_column(rows, "next_agent"), agent_id);
	take(c, 0, db_int(rows, row, db_column(rows, "next_job"), 0),
		db_int(rows, row, db_column(rows, "next_lease"), 0), agent_id);
	for (; sscanf(more, "%" SCNd64 " %36s%n", &job, agent_id, &len) == 2; more += len)
		take(c, n++, job, 1, agent_id);
	killpoint("claimed");
	return n;
}

static bool approves(struct json_object *act)
{
	return !strcmp(json_get_string(act, "do", ""), "checkpoint") && json_get_bool(act, "automatic", false);
}

/* What the actions say for the figures of people: runs that ended, and approvals that nobody was asked for. */
static void count_actions(struct counters *counters, const struct acts *acts)
{
	if (acts->review && approves(acts->review))
		counters_add(counters, COUNTERS_CHECKPOINTS_RESOLVED, "approved", 1);
	for (size_t i = 0; i < json_object_array_length(acts->others); i++)
		if (approves(json_object_array_get_idx(acts->others, i)))
			counters_add(counters, COUNTERS_CHECKPOINTS_RESOLVED, "approved", 1);
	for (size_t i = 0; i < json_object_array_length(acts->ends); i++)
		if (!strcmp(json_get_string(json_object_array_get_idx(acts->ends, i), "do", ""), "complete"))
			counters_add(counters, COUNTERS_PROJECTS_COMPLETED, NULL, 1);
}

static void count_step(const struct commit *c)
{
	struct step *s = c->step;
	struct counters *counters = s->worker->counters;
	const char *type = s->kind == STEP_STEP ? json_get_string(s->payload, "type", "") : "";
	counters_add(counters, COUNTERS_TASKS_PROCESSED, NULL, 1);
	count_actions(counters, &c->acts);
	if (!*type)
		return;
	counters_add(counters, COUNTERS_AGENTS_EXECUTED, type, 1);
	counters_time(counters, COUNTERS_AGENT_SECONDS, type, (double)(clock_monotonic_ms() - s->started_ms) / 1000);
}

void commit_done(struct commit *c, const PGresult *rows, int row)
{
	struct step *s = c->step;
	struct worker *w = s->worker;
	count_step(c);
	killpoint("after_commit");
	run_cache_committed(
		w->runs, s->run_id, c->version + 1, c->next, db_int(rows, row, db_column(rows, "project_version"), 0));
	if (s->kind == STEP_STEP && !s->answer.failure && !s->reused_output) {
		struct json_object *files = commit_files(&s->answer, false);
		output_cache_add(w->outputs, s->project_id, s->output_id, s->input.agent, commit_summary(s),
			s->answer.document, files);
		json_object_put(files);
	}
	int taken = take_all(c, rows, row);
	s->gave_next = taken > 0 && keeps_place(s, &c->acts);
	queue_made(w, c->acts.step_count - taken);
	killpoint("before_publish");
	step_publish(s, db_int(rows, row, db_column(rows, "seq"), 0));
}

/* The documents of the channels that the graph's conditions look at, as they are in this state. */
static enum err put_documents(struct step *s, struct json_object *event, struct json_object *state)
{
	if (!s->graph->condition_channels[0])
		return ERR_OK;
	struct json_object *documents = json_object_new_object(), *channels = engine_channels(s->graph, state);
	enum err err = ERR_OK;
	for (const char *const *name = s->graph->condition_channels; !err && *name; name++)
		err = step_channel(s, *name, json_get(channels, *name), documents);
	json_object_object_add(event, "documents", documents);
	json_object_put(channels);
	return err;
}

void commit_drop(struct commit *c)
{
	if (c->step)
		c->step->worker->promised -= c->take_more;
	json_object_put(c->acts.steps);
	json_object_put(c->acts.others);
	json_object_put(c->acts.told);
	json_object_put(c->acts.ends);
	json_object_put(c->acts.leader);
	json_object_put(c->acts.review);
	json_object_put(c->next);
	json_object_put(c->actions);
	json_object_put(c->event);
	*c = (struct commit){0};
}

enum err commit_prepare(struct step *s, struct commit *c)
{
	const char *message = NULL;
	struct run_info *run;
	commit_texts(s);
	*c = (struct commit){.step = s, .event = what_happened(s), .cause = commit_cause(s)};
	enum err err = run_cache_state(s->worker->runs, s->worker->db, s->run_id, &run);
	if (!err)
		err = put_documents(s, c->event, run->state);
	if (err)
		return err;
	c->version = run->version;
	if (engine_advance(&s->arena, s->graph, run->state, c->event, &c->next, &c->actions, &message)) {
		c->next = NULL;
		c->actions = bug_actions(s, message);
	}
	explain_failure(s, c->actions);
	c->acts = sort_actions(s, c->actions);
	make_params(c);
	killpoint("before_commit");
	return ERR_OK;
}

/* One try. Out: *conflict_r when the state moved on meanwhile. */
static enum err commit_once(struct step *s, bool *conflict_r)
{
	struct db_error error = {0};
	struct commit c;
	PGresult *row = NULL;
	enum err err = commit_prepare(s, &c);
	if (!err) {
		err = db_query(s->worker->db, &s->arena, "commit", COMMIT_PARAMS, c.params, &row, &error);
		*conflict_r = err == ERR_CONFLICT && !strcmp(error.sqlstate, "LW902");
		if (err && err != ERR_LOST && !*conflict_r)
			log_error("commit of job %" PRId64 ": %s: %s", s->job, err_name(err),
				error.message ? error.message : db_message(s->worker->db));
	}
	if (!err)
		commit_done(&c, row, 0);
	else
		run_cache_forget(s->worker->runs, s->run_id);
	PQclear(row);
	commit_drop(&c);
	return err;
}

enum err step_commit(struct step *s)
{
	bool conflict = true;
	enum err err = ERR_OK;
	for (int tries = 0; conflict && tries < STEP_COMMIT_TRIES; tries++) {
		conflict = false;
		err = commit_once(s, &conflict);
	}
	return err;
}
