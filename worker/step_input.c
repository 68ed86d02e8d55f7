/* SPDX-License-Identifier: ISC */
/* From a job to struct step_input: one statement, then parsing. */
#include "lib/hash.h"
#include "lib/json.h"
#include "lib/log.h"
#include "worker/step.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* A json column as a member of s->row, which owns it. Borrowed; NULL for SQL null. */
static struct json_object *take(struct step *s, const PGresult *result, const char *column)
{
	struct json_object *value = NULL;
	int col = db_column(result, column);
	if (db_null(result, 0, col))
		return NULL;
	const char *text = db_text(result, 0, col, "null");
	if (json_parse(text, strlen(text), &json_limits_trust, NULL, &value))
		return NULL;
	json_object_object_add(s->row, column, value);
	return value;
}

/* For members that hold an array or object at all times. */
static struct json_object *take_or(
	struct step *s, const PGresult *result, const char *column, struct json_object *empty)
{
	struct json_object *value = take(s, result, column);
	if (value) {
		json_object_put(empty);
		return value;
	}
	json_object_object_add(s->row, column, empty);
	return empty;
}

static void take_files(struct step *s, struct json_object *files)
{
	size_t n = files ? json_object_array_length(files) : 0;
	struct input_file *list = arena_array(&s->arena, n, sizeof(*list));
	for (size_t i = 0; i < n; i++) {
		struct json_object *file = json_object_array_get_idx(files, i);
		const char *path = json_get_string(file, "path", "");
		list[i] = (struct input_file){.path = path,
			.sha256 = json_get_string(file, "sha256", ""),
			.bytes = json_get_int(file, "bytes", 0),
			.media_type = answer_media_type(path),
			.channel = json_get_string(file, "channel", ""),
			.maker = json_get_string(file, "maker", "")};
	}
	s->input.files = list;
	s->input.file_count = n;
}

/* `tasks` of a leader is "channel/pointer". */
struct json_object *step_tasks(struct step *s)
{
	const char *tasks = s->node->tasks;
	if (!tasks)
		return NULL;
	size_t len = strcspn(tasks, "/");
	struct json_object *document = json_get(s->input.documents, arena_strndup(&s->arena, tasks, len));
	struct json_object *list = json_at(document, tasks + len);
	return json_object_is_type(list, json_type_array) ? list : NULL;
}

static struct json_object *find_by(struct json_object *list, const char *key, const char *value)
{
	size_t n = list ? json_object_array_length(list) : 0;
	for (size_t i = 0; i < n; i++) {
		struct json_object *element = json_object_array_get_idx(list, i);
		if (!strcmp(json_get_string(element, key, ""), value))
			return element;
	}
	return NULL;
}

/* Results in the order of the tasks; those of tasks that are not on the list any more fall out. */
static struct json_object *order_results(struct step *s, struct json_object *results)
{
	struct json_object *list = step_tasks(s), *ordered = json_object_new_array();
	size_t n = list ? json_object_array_length(list) : 0;
	for (size_t i = 0; i < n; i++) {
		struct json_object *task = json_object_array_get_idx(list, i);
		struct json_object *result = find_by(results, "task_id", json_get_string(task, "id", ""));
		if (result)
			json_object_array_add(ordered, json_object_get(result));
	}
	json_object_object_add(s->row, "ordered", ordered);
	return ordered;
}

static void from_payload(struct step *s)
{
	struct step_input *in = &s->input;
	in->stage = json_get_string(s->payload, "stage", "run");
	in->task_id = json_get_string(s->payload, "task", NULL);
	in->agent = json_get_string(s->payload, "type", s->node->name);
	in->epoch = json_get_int(s->payload, "epoch", 1);
	in->revision = json_get_int(s->payload, "revision", 1);
	in->variation = json_get_int(s->payload, "variation", 0);
	in->attempt = s->attempt;
	in->retries = s->retries;
}

static void from_row(struct step *s, const PGresult *row)
{
	struct step_input *in = &s->input;
	struct json_object *concept = take(s, row, "concept");
	in->project_name = arena_strdup(&s->arena, db_text(row, 0, db_column(row, "name"), ""));
	in->description = json_get_string(concept, "description", "");
	in->platform = json_get_string(concept, "platform", "web");
	in->scope = json_get_string(concept, "scope", "mvp");
	in->language = strcmp(db_text(row, 0, db_column(row, "language"), "en"), "ja") ? "en" : "ja";
	in->seed = db_int(row, 0, db_column(row, "seed"), 0);
	in->config = take_or(s, row, "config", json_object_new_object());
	in->documents = take_or(s, row, "documents", json_object_new_object());
	in->previous = take(s, row, "previous");
	in->feedback = take_or(s, row, "feedback", json_object_new_array());
	in->depends = in->task_id ? take_or(s, row, "depends", json_object_new_array()) : NULL;
	take_files(s, take(s, row, "files"));
	if (!strcmp(in->stage, "gather"))
		in->results = order_results(s, take(s, row, "results"));
}

/* Who answers: a builtin program, or the node's provider, or the run's. */
static void choose_maker(struct step *s, const char *run_provider)
{
	if (s->node->kind == GRAPH_BUILTIN) {
		s->builtin = s->node->program ? builtin_find(s->node->program) : NULL;
		if (!s->builtin)
			answer_fail(&s->answer, FAIL_INTERNAL, false, "this worker has no builtin program \"%s\"",
				s->node->program ? s->node->program : "");
		return;
	}
	const char *name = s->node->provider ? s->node->provider : run_provider;
	s->provider = worker_provider(s->worker, name);
	if (!s->provider)
		answer_fail(&s->answer, FAIL_INTERNAL, false, "this worker has no provider \"%s\"", name);
}

enum err step_load(struct step *s)
{
	const char *name = json_get_string(s->payload, "node", "");
	int index = graph_find(s->graph, name);
	if (index < 0) {
		answer_fail(&s->answer, FAIL_INTERNAL, false, "the graph has no node \"%s\"", name);
		return ERR_OK;
	}
	s->node = &s->graph->nodes[index];
	s->input = (struct step_input){.arena = &s->arena,
		.store = s->worker->store,
		.conf = s->worker->conf,
		.graph = s->graph,
		.node = s->node,
		.project_id = s->project_id,
		.run_id = s->run_id,
		.agent_id = s->agent_id};
	from_payload(s);

	char job[24], lease[24];
	struct db_error error = {0};
	PGresult *row = NULL;
	snprintf(job, sizeof(job), "%" PRId64, s->job);
	snprintf(lease, sizeof(lease), "%" PRId64, s->lease);
	struct db_param params[] = {DB_TEXT(job), DB_TEXT(lease)};
	enum err err = db_query(s->worker->db, &s->arena, "step_input", 2, params, &row, &error);
	if (err)
		log_warn("step_input of job %s: %s: %s", job, err_name(err),
			error.message ? error.message : db_message(s->worker->db));
	else if (PQntuples(row) == 0)
		err = ERR_LOST;
	if (!err) {
		s->row = json_object_new_object();
		from_row(s, row);
		choose_maker(s, arena_strdup(&s->arena, db_text(row, 0, db_column(row, "provider"), "offline")));
		if (s->input.task_id) {
			s->input.task = find_by(step_tasks(s), "id", s->input.task_id);
			if (!s->input.task && !s->answer.failure)
				answer_fail(&s->answer, FAIL_INTERNAL, false, "there is no task \"%s\" any more",
					s->input.task_id);
		}
	}
	PQclear(row);
	return err;
}

static void add(struct json_object *object, const char *key, struct json_object *borrowed)
{
	json_object_object_add(object, key, json_object_get(borrowed));
}

/* The request of docs/families.md, without what a provider adds. */
static struct json_object *make_request(const struct step_input *in)
{
	struct json_object *request = json_object_new_object(), *project = json_object_new_object();
	json_object_object_add(project, "name", json_object_new_string(in->project_name));
	json_object_object_add(project, "description", json_object_new_string(in->description));
	json_object_object_add(project, "platform", json_object_new_string(in->platform));
	json_object_object_add(project, "scope", json_object_new_string(in->scope));
	json_object_object_add(request, "agent", json_object_new_string(in->agent));
	json_object_object_add(request, "stage", json_object_new_string(in->stage));
	add(request, "task", in->task);
	json_object_object_add(request, "project", project);
	json_object_object_add(request, "language", json_object_new_string(in->language));
	json_object_object_add(request, "seed", json_object_new_int64(in->seed));
	json_object_object_add(request, "variation", json_object_new_int64(in->variation));
	add(request, "documents", in->documents);
	add(request, "feedback", in->feedback);
	add(request, "depends", in->depends);
	add(request, "results", in->results);
	return request;
}

static struct json_object *file_list(const struct step_input *in)
{
	struct json_object *list = json_object_new_array();
	for (size_t i = 0; i < in->file_count; i++) {
		struct json_object *file = json_object_new_object();
		json_object_object_add(file, "path", json_object_new_string(in->files[i].path));
		json_object_object_add(file, "sha256", json_object_new_string(in->files[i].sha256));
		json_object_array_add(list, file);
	}
	return list;
}

struct json_object *step_schema(const struct step *s)
{
	return s->input.task_id ? s->node->worker_schema : s->node->schema;
}

/*
 * Left out of the hash: revision and previous. What a revision is to change stands in feedback, variation and
 * documents; the previous document follows from those before it. So a node that runs again with unchanged inputs finds
 * its stored output.
 */
void step_hash(struct step *s)
{
	struct step_input *in = &s->input;
	struct json_object *request = make_request(in), *all = json_object_new_object();
	char hex[HASH_HEX_SIZE];
	s->material = s->builtin ? s->builtin->version : s->provider->version(s->provider->state, in);
	json_object_object_add(all, "request", json_object_get(request));
	json_object_object_add(all, "maker", json_object_new_string(s->builtin ? s->builtin->name : s->provider->name));
	json_object_object_add(all, "model", json_object_new_string(s->builtin ? "" : s->provider->model));
	json_object_object_add(all, "material", json_object_new_string(s->material));
	json_object_object_add(all, "schema", json_object_get(step_schema(s)));
	json_object_object_add(all, "config", json_object_get(s->builtin ? in->config : NULL));
	json_object_object_add(all, "files", file_list(in));
	const char *text = json_canonical(&s->arena, all);
	hash_sha256_hex(text, strlen(text), hex);
	in->hash = arena_strdup(&s->arena, hex);
	json_object_put(all);
	json_object_object_add(request, "revision", json_object_new_int64(in->revision));
	add(request, "previous", in->previous);
	s->request = request;
}
