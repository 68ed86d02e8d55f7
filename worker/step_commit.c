/* SPDX-License-Identifier: ISC */
/* How a job ends: the engine says what follows, one transaction does it, and only then somebody is told. */
#include "lib/clock.h"
#include "lib/json.h"
#include "lib/log.h"
#include "worker/engine.h"
#include "worker/killpoint.h"
#include "worker/queue.h"
#include "worker/step.h"

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

static struct json_object *files_json(const struct answer *answer, bool with_type)
{
	struct json_object *list = json_object_new_array_ext((int)answer->file_count);
	for (size_t i = 0; i < answer->file_count; i++) {
		const struct answer_file *f = &answer->files[i];
		struct json_object *file = json_object_new_object();
		put(file, "path", f->path);
		put(file, "sha256", f->sha256);
		put_int(file, "bytes", (int64_t)f->len);
		if (with_type)
			put(file, "media_type", f->media_type);
		else if (f->maker)
			put(file, "maker", f->maker);
		json_object_array_add(list, file);
	}
	return list;
}

static void put_list(struct json_object *object, const char *key, struct json_object *list)
{
	json_object_object_add(object, key,
		json_object_is_type(list, json_type_array) ? json_object_get(list) : json_object_new_array());
}

/* The first ANSWER_SUMMARY_MAX code points. */
static const char *cut_summary(struct step *s)
{
	const char *text = s->answer.summary ? s->answer.summary : "", *end = text;
	for (int n = 0; *end; end++)
		if (((unsigned char)*end & 0xC0) != 0x80 && n++ == ANSWER_SUMMARY_MAX)
			break;
	return arena_strndup(&s->arena, text, (size_t)(end - text));
}

struct json_object *step_envelope(struct step *s)
{
	const struct step_input *in = &s->input;
	const struct answer *answer = &s->answer;
	struct json_object *envelope = json_object_new_object(), *provider = json_object_new_object();
	put(envelope, "schema", arena_printf(&s->arena, "%s/1", in->agent));
	put(envelope, "agent", in->agent);
	if (in->task_id)
		put(envelope, "task", in->task_id);
	put_int(envelope, "revision", in->revision);
	put(envelope, "language", in->language);
	put(provider, "name", s->builtin ? "builtin" : s->provider->name);
	put(provider, "model", s->builtin ? s->builtin->name : s->provider->model);
	put(provider, "prompt_version", s->material);
	put_int(provider, "seed", in->seed);
	json_object_object_add(envelope, "provider", provider);
	put(envelope, "summary", cut_summary(s));
	json_object_object_add(envelope, "document", json_object_get(answer->document));
	json_object_object_add(envelope, "files", files_json(answer, false));
	put_list(envelope, "assumptions", answer->assumptions);
	put_list(envelope, "unclear", answer->unclear);
	put_list(envelope, "feedback_answers", answer->feedback_answers);
	put_list(envelope, "unhandled_feedback", answer->unhandled_feedback);
	put_list(envelope, "warnings", answer->warnings);
	return envelope;
}

static struct json_object *logs_json(const struct answer *answer)
{
	struct json_object *list = json_object_new_array();
	for (size_t i = 0; i < answer->log_count; i++) {
		struct json_object *line = json_object_new_object();
		put(line, "level", answer->logs[i].level);
		put(line, "message", answer->logs[i].message);
		json_object_array_add(list, line);
	}
	return list;
}

/* step_commit's parameter `result`. Owns: caller; NULL for a step that failed, or an advance job. */
static struct json_object *make_result(struct step *s)
{
	if (s->kind != STEP_STEP || s->answer.failure)
		return NULL;
	struct json_object *result = json_object_new_object();
	put(result, "stage", s->input.stage);
	put_int(result, "revision", s->input.revision);
	put_int(result, "duration_ms", clock_monotonic_ms() - s->started_ms);
	if (s->reused_output) {
		put(result, "summary", s->reused_summary);
		return result;
	}
	put(result, "output_type", s->input.task_id ? s->node->worker_output_type : s->node->output_type);
	put(result, "input_hash", s->input.hash);
	if (s->answer.file_count)
		put(result, "file_path", s->answer.files[0].path);
	return result;
}

/* Its parameter `more`. Owns: caller; NULL when there is nothing. */
static struct json_object *make_more(struct step *s)
{
	struct json_object *more = json_object_new_object();
	if (s->kind == STEP_STEP && s->answer.log_count)
		json_object_object_add(more, "logs", logs_json(&s->answer));
	if (s->kind == STEP_STEP && !s->answer.failure && s->reused_output)
		put(more, "reused_output_id", s->reused_output);
	else if (s->kind == STEP_STEP && !s->answer.failure && s->answer.file_count)
		json_object_object_add(more, "files", files_json(&s->answer, true));
	if (json_object_object_length(more))
		return more;
	json_object_put(more);
	return NULL;
}

static const char *make_cause(struct step *s)
{
	const char *kind = json_get_string(s->payload, "kind", ""), *node = json_get_string(s->payload, "node", "run");
	if (s->kind != STEP_STEP)
		return arena_printf(&s->arena, "%s %s", node, json_get_string(s->payload, "decision", kind));
	const char *task = s->input.task_id ? s->input.task_id : "", *stage = s->input.stage ? s->input.stage : "run";
	return arena_printf(&s->arena, "%s%s%s%s%s %s", node, *task ? "/" : "", task, strcmp(stage, "run") ? " " : "",
		strcmp(stage, "run") ? stage : "", s->answer.failure ? "failed" : "completed");
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

/* The engine's actions as step_commit takes them. */
struct acts {
	struct json_object *steps, *others; /* owned */
	int64_t percent, phase; /* -1: none */
	int step_count;
};

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

static void sort_action(struct step *s, struct acts *acts, struct json_object *action)
{
	const char *verb = json_get_string(action, "do", "");
	if (!strcmp(verb, "progress")) {
		acts->percent = json_get_int(action, "percent", 0);
	} else if (!strcmp(verb, "step")) {
		const char *key = limit_key(s, json_get_string(action, "node", ""));
		if (key)
			put(action, "limit_key", key);
		json_object_array_add(acts->steps, json_object_get(action));
		acts->step_count++;
	} else if (strcmp(verb, "agent") || strcmp(json_get_string(action, "status", ""), "completed") ||
		   s->answer.failure || !is_own(s, action)) { /* that its own agent is done follows from the output */
		if (!strcmp(verb, "phase"))
			acts->phase = json_get_int(action, "phase", 0);
		json_object_array_add(acts->others, json_object_get(action));
	}
}

static struct acts sort_actions(struct step *s, struct json_object *actions)
{
	struct acts acts = {
		.steps = json_object_new_array(), .others = json_object_new_array(), .percent = -1, .phase = -1};
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

/* What one try works with. */
struct commit {
	struct json_object *event, *next, *actions; /* owned */
	const char *content, *result, *more, *cause;
	int64_t version;
	struct acts acts;
};

/* Whether the first step that follows may be taken: it counts against no limit, or takes this one's place. */
static bool may_take(struct step *s, const struct acts *acts)
{
	struct json_object *first = acts->step_count ? json_object_array_get_idx(acts->steps, 0) : NULL;
	const char *key = json_get_string(first, "limit_key", NULL);
	return first && queue_may_take(s->worker) &&
	       (!key || !strcmp(key, json_get_string(s->payload, "limit_key", "")));
}

/* Sends it. Out: row. */
static enum err send_commit(struct step *s, const struct commit *c, PGresult **row_r, bool *conflict_r)
{
	struct worker *w = s->worker;
	struct db_error error = {0};
	struct json_object *channels = c->next ? engine_channels(s->graph, c->next) : NULL;
	const struct acts *acts = &c->acts;
	bool output = s->kind == STEP_STEP && !s->answer.failure;
	struct db_param params[] = {DB_TEXT(w->id), DB_TEXT(number(s, s->job)), DB_TEXT(number(s, s->lease)),
		DB_TEXT(s->project_id), DB_TEXT(s->run_id), DB_TEXT(number(s, c->version)),
		DB_TEXT(output ? s->output_id : NULL), DB_TEXT(c->content), DB_TEXT(c->result), DB_TEXT(c->more),
		DB_TEXT(c->next ? json_text(&s->arena, c->next) : NULL),
		DB_TEXT(channels ? json_text(&s->arena, channels) : NULL),
		DB_TEXT(acts->percent >= 0 ? number(s, acts->percent) : NULL),
		DB_TEXT(acts->phase >= 0 ? number(s, acts->phase) : NULL), DB_TEXT(list_text(s, acts->steps)),
		DB_TEXT(list_text(s, acts->others)), DB_TEXT(c->cause), DB_TEXT(may_take(s, acts) ? "t" : "f")};
	killpoint("before_commit");
	enum err err = db_query(
		w->db, &s->arena, "commit", (int)(sizeof(params) / sizeof(params[0])), params, row_r, &error);
	*conflict_r = err == ERR_CONFLICT && !strcmp(error.sqlstate, "LW902");
	if (err && err != ERR_LOST && !*conflict_r)
		log_error("commit of job %" PRId64 ": %s: %s", s->job, err_name(err),
			error.message ? error.message : db_message(w->db));
	json_object_put(channels);
	return *conflict_r ? ERR_OK : err;
}

/* The step that follows was leased in the same commit: it begins in this process, without a claim. */
static void take_next(struct step *s, const struct commit *c, const PGresult *row)
{
	struct worker *w = s->worker;
	struct step *next = step_new(w);
	next->job = db_int(row, 0, db_column(row, "next_job"), 0);
	next->lease = 1;
	next->attempt = 1;
	next->kind = STEP_STEP;
	next->taken = true;
	memcpy(next->project_id, s->project_id, sizeof(next->project_id));
	memcpy(next->run_id, s->run_id, sizeof(next->run_id));
	memcpy(next->graph_version_id, s->graph_version_id, sizeof(next->graph_version_id));
	db_uuid(row, 0, db_column(row, "next_agent"), next->agent_id);
	next->payload = json_object_get(json_object_array_get_idx(c->acts.steps, 0));
	w->claimed++;
	w->active_ms = clock_monotonic_ms();
	killpoint("claimed");
}

/* It is committed: the process's own knowledge follows, and others are told. */
static void committed(struct step *s, const struct commit *c, const PGresult *row)
{
	struct worker *w = s->worker;
	bool taken = !db_null(row, 0, db_column(row, "next_job"));
	killpoint("after_commit");
	run_cache_committed(w->runs, s->run_id, c->version + 1, c->next,
		db_int(row, 0, db_column(row, "project_version"), 0));
	if (s->kind == STEP_STEP && !s->answer.failure && !s->reused_output) {
		struct json_object *files = files_json(&s->answer, false);
		output_cache_add(w->outputs, s->project_id, s->output_id, s->input.agent, cut_summary(s),
			s->answer.document, files);
		json_object_put(files);
	}
	s->gave_next = taken;
	if (taken)
		take_next(s, c, row);
	queue_made(w, c->acts.step_count - taken);
	killpoint("before_publish");
	step_publish(s, db_int(row, 0, db_column(row, "seq"), 0));
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

/* One try. Out: *conflict_r when the state moved on meanwhile. */
static enum err commit_once(struct step *s, struct commit *c, bool *conflict_r)
{
	const char *message = NULL;
	struct run_info *run;
	PGresult *row = NULL;
	*conflict_r = false;
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
	err = send_commit(s, c, &row, conflict_r);
	if (!err && !*conflict_r)
		committed(s, c, row);
	else
		run_cache_forget(s->worker->runs, s->run_id);
	PQclear(row);
	json_object_put(c->acts.steps);
	json_object_put(c->acts.others);
	json_object_put(c->next);
	json_object_put(c->actions);
	c->next = c->actions = NULL;
	return err;
}

/* Text of an object, which is put; NULL for none. */
static const char *text_of(struct step *s, struct json_object *object)
{
	const char *text = object ? json_text(&s->arena, object) : NULL;
	json_object_put(object);
	return text;
}

/* What does not change from one try to the next, however long the database is away. */
static void make_texts(struct step *s)
{
	bool stores = s->kind == STEP_STEP && !s->answer.failure && !s->reused_output;
	if (s->texts_made)
		return;
	s->texts_made = true;
	if (s->reused_output && s->reused_is_own)
		snprintf(s->output_id, sizeof(s->output_id), "%s", s->reused_output);
	else
		id_random(s->output_id);
	s->content_text = stores ? text_of(s, step_envelope(s)) : NULL;
	s->result_text = text_of(s, make_result(s));
	s->more_text = text_of(s, make_more(s));
}

enum err step_commit(struct step *s)
{
	bool conflict = true;
	enum err err = ERR_OK;
	make_texts(s);
	struct commit c = {.event = what_happened(s),
		.content = s->content_text,
		.result = s->result_text,
		.more = s->more_text,
		.cause = make_cause(s)};
	for (int tries = 0; !err && conflict && tries < STEP_COMMIT_TRIES; tries++)
		err = commit_once(s, &c, &conflict);
	json_object_put(c.event);
	return !err && conflict ? ERR_CONFLICT : err;
}
