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
	const char *title = json_get_string(task, "title", json_get_string(task, "file", json_get_string(task, "key", NULL)));
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
	if (!s->is_step)
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
	json_object_object_add(
		object, key, json_object_is_type(list, json_type_array) ? json_object_get(list) : json_object_new_array());
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

/* step_commit's result. Owns: caller; NULL for an advance job. */
static struct json_object *make_result(struct step *s)
{
	if (!s->is_step)
		return NULL;
	struct json_object *result = json_object_new_object();
	json_object_object_add(result, "logs", logs_json(&s->answer));
	if (s->answer.failure)
		return result;
	put(result, "output_id", s->output_id);
	put(result, "stage", s->input.stage);
	put_int(result, "revision", s->input.revision);
	put_int(result, "duration_ms", clock_monotonic_ms() - s->started_ms);
	if (s->reused_output) {
		put(result, "reused_output_id", s->reused_output);
		return result;
	}
	put(result, "output_type", s->input.task_id ? s->node->worker_output_type : s->node->output_type);
	put(result, "input_hash", s->input.hash);
	json_object_object_add(result, "content", step_envelope(s));
	json_object_object_add(result, "files", files_json(&s->answer, true));
	return result;
}

static const char *make_cause(struct step *s)
{
	const char *kind = json_get_string(s->payload, "kind", ""), *node = json_get_string(s->payload, "node", "run");
	if (!s->is_step)
		return arena_printf(&s->arena, "%s %s", node, json_get_string(s->payload, "decision", kind));
	const char *task = s->input.task_id ? s->input.task_id : "", *stage = s->input.stage ? s->input.stage : "run";
	return arena_printf(&s->arena, "%s%s%s%s%s %s", node, *task ? "/" : "", task, strcmp(stage, "run") ? " " : "",
		strcmp(stage, "run") ? stage : "", s->answer.failure ? "failed" : "completed");
}

static enum err load_state(struct step *s, struct json_object **state_r, int64_t *version_r)
{
	struct db_error error = {0};
	PGresult *row = NULL;
	struct db_param params[] = {DB_TEXT(s->run_id)};
	enum err err = db_query(s->worker->db, &s->arena, "run_state", 1, params, &row, &error);
	if (!err && PQntuples(row) == 0)
		err = ERR_LOST;
	if (!err) {
		const char *text = db_text(row, 0, db_column(row, "state"), "{}");
		*version_r = db_int(row, 0, db_column(row, "version"), 0);
		err = json_parse(text, strlen(text), &json_limits_trust, NULL, state_r);
	}
	PQclear(row);
	return err;
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

static int count_steps(struct json_object *actions)
{
	int n = 0;
	for (size_t i = 0; i < json_object_array_length(actions); i++)
		n += !strcmp(json_get_string(json_object_array_get_idx(actions, i), "do", ""), "step");
	return n;
}

/* One try. Out: *conflict_r when the state moved on meanwhile. */
static enum err commit_once(struct step *s, struct json_object *event, const char *result_text, const char *cause, bool *conflict_r)
{
	struct json_object *state = NULL, *next = NULL, *actions = NULL;
	const char *message = NULL;
	char job[24], lease[24], version_text[24];
	struct db_error error = {0};
	PGresult *row = NULL;
	int64_t version = 0;
	*conflict_r = false;
	enum err err = load_state(s, &state, &version);
	if (err)
		goto out;
	if (engine_advance(&s->arena, s->graph, state, event, &next, &actions, &message)) {
		next = NULL;
		actions = bug_actions(s, message);
	}
	snprintf(job, sizeof(job), "%" PRId64, s->job);
	snprintf(lease, sizeof(lease), "%" PRId64, s->lease);
	snprintf(version_text, sizeof(version_text), "%" PRId64, version);
	struct db_param params[] = {DB_TEXT(job), DB_TEXT(lease), DB_TEXT(version_text), DB_TEXT(result_text),
		DB_TEXT(next ? json_text(&s->arena, next) : NULL), DB_TEXT(json_text(&s->arena, actions)), DB_TEXT(cause)};
	killpoint("before_commit");
	err = db_query(s->worker->db, &s->arena, "commit", 7, params, &row, &error);
	if (err) {
		log_error("commit of job %s: %s: %s", job, err_name(err), error.message ? error.message : db_message(s->worker->db));
		goto out;
	}
	const char *outcome = db_text(row, 0, db_column(row, "outcome"), "lost");
	*conflict_r = !strcmp(outcome, "conflict");
	if (!*conflict_r && strcmp(outcome, "ok"))
		err = ERR_LOST;
	if (!*conflict_r && !err) {
		killpoint("after_commit");
		queue_made(s->worker, count_steps(actions));
		killpoint("before_publish");
		step_publish(s, db_int(row, 0, db_column(row, "seq"), 0));
	}
out:
	PQclear(row);
	json_object_put(state);
	json_object_put(next);
	json_object_put(actions);
	return err;
}

enum err step_commit(struct step *s)
{
	bool conflict = true;
	enum err err = ERR_OK;
	if (s->reused_output && s->reused_is_own)
		snprintf(s->output_id, sizeof(s->output_id), "%s", s->reused_output);
	else
		id_random(s->output_id);
	struct json_object *event = what_happened(s), *result = make_result(s);
	const char *result_text = result ? json_text(&s->arena, result) : NULL, *cause = make_cause(s);
	for (int tries = 0; !err && conflict && tries < STEP_COMMIT_TRIES; tries++)
		err = commit_once(s, event, result_text, cause, &conflict);
	json_object_put(event);
	json_object_put(result);
	return !err && conflict ? ERR_CONFLICT : err;
}
