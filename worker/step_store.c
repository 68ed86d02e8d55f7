/* SPDX-License-Identifier: ISC */
/* What a step keeps outside its commit: turns and files; and what it finds kept there. */
#include "lib/document.h"
#include "lib/hash.h"
#include "lib/json.h"
#include "lib/log.h"
#include "lib/schema.h"
#include "worker/killpoint.h"
#include "worker/step.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define TURN_MAX (64u << 20)

/* A stored output of a plan or gather is found by its hash as well: the stage is part of what was hashed. */
static void reuse(struct step *s, const PGresult *row)
{
	struct json_object *document = NULL;
	char id[ID_UUID_SIZE];
	if (db_null(row, 0, db_column(row, "output_id")))
		return;
	const char *text = db_text(row, 0, db_column(row, "document"), "null");
	if (json_parse(text, strlen(text), &json_limits_trust, NULL, &document) || !document)
		return;
	db_uuid(row, 0, db_column(row, "output_id"), id);
	s->reused_is_own = db_bool(row, 0, db_column(row, "own"), false);
	s->reused_output = arena_strdup(&s->arena, id);
	s->reused_summary = arena_strdup(&s->arena, db_text(row, 0, db_column(row, "summary"), ""));
	s->reused_document = s->memory = document;
}

void step_add_turn(struct step *s, const char *text, size_t len)
{
	if (s->turn_count == s->turn_cap) {
		size_t cap = 2 * s->turn_cap + 4;
		struct provider_past *more = arena_array(&s->arena, cap, sizeof(*more));
		if (s->turn_count)
			memcpy(more, s->turns, s->turn_count * sizeof(*more));
		s->turns = more;
		s->turn_cap = cap;
	}
	s->turns[s->turn_count++] = (struct provider_past){.text = text, .len = len};
}

/* The turns since the job was queued, up to the first whose content is missing from the store: what is missing is no
 * reason to fail, it is made again. */
static void recall(struct step *s, const PGresult *row)
{
	struct json_object *list = NULL;
	const char *text = db_text(row, 0, db_column(row, "turns"), "[]");
	s->turn_number = db_int(row, 0, db_column(row, "number"), 0);
	/* A single answer that failed is not looked at again; a conversation goes on. */
	if (!s->provider || (s->retries && !s->provider->talks) ||
		json_parse(text, strlen(text), &json_limits_trust, NULL, &list))
		return;
	size_t n = json_object_array_length(list);
	for (size_t i = s->provider->talks || !n ? 0 : n - 1; i < n; i++) {
		unsigned char *bytes = NULL;
		size_t len = 0;
		const char *sha256 = json_object_get_string(json_object_array_get_idx(list, i));
		if (!sha256 || store_get(s->worker->store, &s->arena, sha256, TURN_MAX, &bytes, &len))
			break;
		step_add_turn(s, (const char *)bytes, len);
	}
	json_object_put(list);
}

enum err step_remember(struct step *s)
{
	struct db_error error = {0};
	PGresult *row = NULL;
	char job[24];
	snprintf(job, sizeof(job), "%" PRId64, s->job);
	struct db_param params[] = {DB_TEXT(s->project_id), DB_TEXT(s->agent_id), DB_TEXT(s->input.hash), DB_TEXT(job)};
	/* The first claim of the first revision in a project's first run: nothing can be known of it, but of a
	 * conversation that was handed back, which counts no claim. */
	if (s->anew && !(s->provider && s->provider->talks) && s->attempt == 1 && s->retries == 0 &&
		s->input.revision == 1 && s->input.epoch == 1)
		return ERR_OK;
	enum err err = db_query(s->worker->db, &s->arena, "step_memory", 4, params, &row, &error);
	if (err) {
		log_warn("step_memory: %s: %s", err_name(err),
			error.message ? error.message : db_message(s->worker->db));
	} else {
		reuse(s, row);
		if (!s->reused_output)
			recall(s, row);
	}
	PQclear(row);
	return err;
}

static enum err keep(struct step *s, struct json_object *turn, const char *what, const char *text, size_t len)
{
	char sha256[HASH_HEX_SIZE], key[32];
	enum err err = store_put(s->worker->store, text, len, sha256);
	if (err)
		return err;
	snprintf(key, sizeof(key), "%s_sha256", what);
	json_object_object_add(turn, key, json_object_new_string(sha256));
	snprintf(key, sizeof(key), "%s_bytes", what);
	json_object_object_add(turn, key, json_object_new_int64((int64_t)len));
	return ERR_OK;
}

/* Takes nothing of the step's memory: while there is no room in the store it is done again and again. */
static enum err keep_request(struct step *s, struct json_object *turn)
{
	struct arena once;
	arena_init(&once, STEP_ARENA_MAX);
	const char *request = json_text(&once, s->request);
	enum err err = keep(s, turn, "request", request, strlen(request));
	arena_done(&once);
	return err;
}

/* What does not change from one try to the next, however long the database is away: contents and row. */
static enum err make_turn_row(struct step *s, const struct provider_turn *turn)
{
	struct json_object *row = json_object_new_object();
	enum err err = keep_request(s, row);
	if (!err)
		err = keep(s, row, "response", turn->text, turn->len);
	json_object_object_add(row, "step_key", json_object_new_string(s->input.hash));
	json_object_object_add(row, "provider", json_object_new_string(s->provider->name));
	json_object_object_add(row, "model", json_object_new_string(s->model));
	json_object_object_add(row, "input_tokens", json_object_new_int64(turn->input_tokens));
	json_object_object_add(row, "cached_input_tokens", json_object_new_int64(turn->cached_input_tokens));
	json_object_object_add(row, "output_tokens", json_object_new_int64(turn->output_tokens));
	json_object_object_add(row, "cost_usd", json_object_new_double(turn->cost_usd));
	json_object_object_add(row, "priced", json_object_new_boolean(!turn->unpriced));
	if (turn->log)
		json_object_object_add(row, "log", json_object_new_string(turn->log));
	json_object_object_add(row, "number", json_object_new_int64(s->turn_number + 1));
	json_object_object_add(row, "duration_ms", json_object_new_int(turn->duration_ms));
	if (!err)
		s->turn_row = json_text(&s->arena, row);
	json_object_put(row);
	return err;
}

enum err step_store_turn(struct step *s, const struct provider_turn *turn)
{
	enum err err = s->turn_row ? ERR_OK : make_turn_row(s, turn);
	struct db_param params[] = {DB_TEXT(s->turn_row)};
	if (!err)
		err = step_call(s, "turn", 1, params, NULL);
	if (!err) {
		s->reserved = false;
		s->turn_number++;
		s->turn_row = NULL;
	}
	return err;
}

/* The workers' files join the leader's at gather, so that an output's files are complete; its own win. */
static void gather_files(struct step *s)
{
	size_t n = s->input.results ? json_object_array_length(s->input.results) : 0;
	for (size_t i = 0; i < n; i++) {
		struct json_object *result = json_object_array_get_idx(s->input.results, i),
				   *files = json_get(result, "files");
		size_t count = files ? json_object_array_length(files) : 0;
		const char *maker = arena_printf(&s->arena, "%s/%s", json_get_string(result, "type", ""),
			json_get_string(result, "task_id", ""));
		for (size_t k = 0; k < count; k++) {
			struct json_object *file = json_object_array_get_idx(files, k);
			if (!answer_file_stored(&s->answer, json_get_string(file, "path", ""),
				    json_get_string(file, "sha256", ""), (size_t)json_get_int(file, "bytes", 0)))
				s->answer.files[s->answer.file_count - 1].maker = maker;
		}
	}
}

enum err step_store_files(struct step *s)
{
	for (size_t i = 0; i < s->answer.file_count; i++) {
		struct answer_file *file = &s->answer.files[i];
		if (!file->bytes)
			continue;
		enum err err = store_put(s->worker->store, file->bytes, file->len, file->sha256);
		if (err)
			return err;
		if (i == 0)
			killpoint("file_written");
	}
	if (s->input.results)
		gather_files(s);
	return ERR_OK;
}

void step_check(struct step *s)
{
	struct schema_problem *problems = NULL;
	struct json_object *schema = step_schema(s);
	if (!json_object_is_type(s->answer.document, json_type_object)) {
		answer_fail(&s->answer, FAIL_INVALID, false, "the answer holds no document");
		return;
	}
	const char *wrong = document_wrong(s->answer.document);
	if (wrong) {
		answer_fail(&s->answer, FAIL_INVALID, false, "the document %s", wrong);
		return;
	}
	/* A leader's plan is a stage on the way: its document is whole after gather. */
	if (!schema || !strcmp(s->input.stage, "plan") ||
		!schema_check(&s->arena, schema, s->answer.document, &problems))
		return;
	s->answer.raw = json_text(&s->arena, s->answer.document);
	s->answer.raw_len = strlen(s->answer.raw);
	for (struct schema_problem *p = problems; p; p = p->next)
		answer_log(&s->answer, "ERROR", "document%s: %s", p->pointer, p->message);
	answer_fail(&s->answer, FAIL_INVALID, false, "the document does not fit its schema: %s %s",
		problems ? problems->pointer : "", problems ? problems->message : "");
}

void step_cut(struct step *s, double usd)
{
	char cost[32];
	if (!s->reserved)
		return;
	s->reserved = false;
	snprintf(cost, sizeof(cost), "%.6f", usd);
	struct db_param params[] = {DB_TEXT(cost)};
	step_call(s, "turn_cut", 1, params, NULL);
}

enum err step_reserve(struct step *s, const char *usd, const char **outcome_r)
{
	char job[24], lease[24];
	PGresult *row = NULL;
	struct db_error error = {0};
	snprintf(job, sizeof(job), "%" PRId64, s->job);
	snprintf(lease, sizeof(lease), "%" PRId64, s->lease);
	struct db_param params[] = {DB_TEXT(job), DB_TEXT(lease), DB_TEXT(usd)};
	enum err err = db_query(s->worker->db, &s->arena, "reserve", 3, params, &row, &error);
	if (err)
		log_warn("reserve of job %s: %s: %s", job, err_name(err),
			error.message ? error.message : db_message(s->worker->db));
	else
		*outcome_r = arena_strdup(&s->arena, db_text(row, 0, 0, "lost"));
	PQclear(row);
	return !err && !strcmp(*outcome_r, "lost") ? ERR_LOST : err;
}
