/* SPDX-License-Identifier: ISC */
/* What a commit says of the step that ends: its output, and what else it made. */
#include "lib/clock.h"
#include "lib/json.h"
#include "lib/utf8.h"
#include "worker/step_commit.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define TOLD_SUMMARY_MAX 200 /* code points of an output's summary in agent:completed */
#define RAW_MAX 65536 /* bytes that are kept of what could not be used (step_failures.raw) */

static void put(struct json_object *object, const char *key, const char *text)
{
	json_object_object_add(object, key, text ? json_object_new_string(text) : NULL);
}

static void put_int(struct json_object *object, const char *key, int64_t n)
{
	json_object_object_add(object, key, json_object_new_int64(n));
}

struct json_object *commit_files(const struct answer *answer, bool with_type)
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

/* The first code points of a text. */
static const char *beginning(struct step *s, const char *text, int most)
{
	const char *end = text;
	for (int n = 0; *end; end++)
		if (((unsigned char)*end & 0xC0) != 0x80 && n++ == most)
			break;
	return arena_strndup(&s->arena, text, (size_t)(end - text));
}

const char *commit_summary(struct step *s)
{
	return beginning(s, s->answer.summary ? s->answer.summary : "", ANSWER_SUMMARY_MAX);
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
	put(provider, "model", s->builtin ? s->builtin->name : s->model);
	put(provider, "prompt_version", s->material);
	put_int(provider, "seed", in->seed);
	json_object_object_add(envelope, "provider", provider);
	put(envelope, "summary", commit_summary(s));
	json_object_object_add(envelope, "document", json_object_get(answer->document));
	json_object_object_add(envelope, "files", commit_files(answer, false));
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

/* step_commit's parameter `done`: that its agent is completed, as people hear it. How long a leader took that gathers,
 * the database knows. Owns: caller. */
static struct json_object *make_done(struct step *s)
{
	struct json_object *event = json_object_new_object(), *data = json_object_new_object(),
			   *list = json_object_new_array();
	char agent[ID_TEXT_SIZE], seconds[32];
	int64_t ms = clock_monotonic_ms() - s->started_ms;
	id_format("agent", s->agent_id, agent);
	put(data, "agentId", agent);
	put(data, "outputSummary",
		beginning(s, s->reused_output ? (s->reused_summary ? s->reused_summary : "") : commit_summary(s),
			TOLD_SUMMARY_MAX));
	snprintf(seconds, sizeof(seconds), "%" PRId64 ".%03d", ms / 1000, (int)(ms % 1000));
	if (strcmp(s->input.stage, "gather") != 0)
		json_object_object_add(data, "duration", json_object_new_double_s((double)ms / 1000, seconds));
	put(event, "agent", s->agent_id);
	put(event, "type", "agent:completed");
	json_object_object_add(event, "data", data);
	json_object_array_add(list, event);
	return list;
}

void commit_output_values(struct step *s, const char **values)
{
	bool made = !s->reused_output;
	values[0] = s->output_id;
	values[1] = s->content_text;
	values[2] = !made ? NULL : s->input.task_id ? s->node->worker_output_type : s->node->output_type;
	values[3] = s->input.stage;
	values[4] = arena_printf(&s->arena, "%" PRId64, s->input.revision);
	values[5] = arena_printf(&s->arena, "%" PRId64, json_get_int(s->payload, "epoch", 0));
	values[6] = made ? s->input.hash : NULL;
	values[7] = made && s->answer.file_count ? s->answer.files[0].path : NULL;
	values[8] = s->done_text;
}

/* The first bytes of a text that may be anything, as text: what is no character becomes a question mark. */
static const char *readable(struct arena *a, const char *raw, size_t len)
{
	size_t most = len < RAW_MAX ? len : RAW_MAX, at = 0, out = 0;
	char *text = arena_alloc(a, most + 1);
	while (at < most) {
		size_t n = raw[at] ? utf8_length(raw + at, len - at) : 0;
		if (n && at + n > most)
			break;
		memcpy(text + out, n ? raw + at : "?", n ? n : 1);
		out += n ? n : 1;
		at += n ? n : 1;
	}
	text[out] = '\0';
	return text;
}

/* Why a step failed for good, and what could not be used. Owns: caller. */
static struct json_object *make_failure(struct step *s)
{
	const struct answer *answer = &s->answer;
	struct json_object *failure = json_object_new_object();
	put(failure, "step_key", s->input.hash ? s->input.hash : "");
	put(failure, "stage", s->input.stage ? s->input.stage : "run");
	put_int(failure, "revision", s->input.revision > 0 ? s->input.revision : 1);
	put(failure, "error", answer->error);
	put(failure, "error_type", answer_failure_name(answer->failure));
	put(failure, "raw", answer->raw ? readable(&s->arena, answer->raw, answer->raw_len) : NULL);
	put_int(failure, "raw_bytes", answer->raw ? (int64_t)answer->raw_len : 0);
	return failure;
}

/* Its parameter `more`. Owns: caller; NULL when there is nothing. */
static struct json_object *make_more(struct step *s)
{
	struct json_object *more = json_object_new_object();
	if (s->kind == STEP_STEP && s->answer.log_count)
		json_object_object_add(more, "logs", logs_json(&s->answer));
	if (s->kind == STEP_STEP && s->answer.failure && *s->agent_id)
		json_object_object_add(more, "failure", make_failure(s));
	if (s->kind == STEP_STEP && !s->answer.failure && s->reused_output)
		put(more, "reused_output_id", s->reused_output);
	else if (s->kind == STEP_STEP && !s->answer.failure && s->answer.file_count)
		json_object_object_add(more, "files", commit_files(&s->answer, true));
	if (json_object_object_length(more))
		return more;
	json_object_put(more);
	return NULL;
}

const char *commit_cause(struct step *s)
{
	const char *kind = json_get_string(s->payload, "kind", ""), *node = json_get_string(s->payload, "node", "run");
	if (s->kind != STEP_STEP)
		return arena_printf(&s->arena, "%s %s", node, json_get_string(s->payload, "decision", kind));
	const char *task = s->input.task_id ? s->input.task_id : "", *stage = s->input.stage ? s->input.stage : "run";
	return arena_printf(&s->arena, "%s%s%s%s%s %s", node, *task ? "/" : "", task, strcmp(stage, "run") ? " " : "",
		strcmp(stage, "run") ? stage : "", s->answer.failure ? "failed" : "completed");
}

/* Text of an object, which is put; NULL for none. */
static const char *text_of(struct step *s, struct json_object *object)
{
	const char *text = object ? json_text(&s->arena, object) : NULL;
	json_object_put(object);
	return text;
}

void commit_texts(struct step *s)
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
	struct json_object *done = s->kind == STEP_STEP && !s->answer.failure ? make_done(s) : NULL;
	s->done_data = done ? json_text(&s->arena, json_get(json_object_array_get_idx(done, 0), "data")) : NULL;
	s->done_text = text_of(s, done);
	s->more_text = text_of(s, make_more(s));
}
