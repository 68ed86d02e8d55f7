/* SPDX-License-Identifier: ISC */
/* From a job to struct step_input: from what the process knows, and statements for what it does not. */
#include "lib/hash.h"
#include "lib/json.h"
#include "lib/log.h"
#include "worker/step.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Files of a channel's output, or of each of them. What came from elsewhere may name them as it likes, and programs of
 * the worker write files by these paths. */
static void add_files(struct step *s, const char *channel, struct json_object *files)
{
	struct step_input *in = &s->input;
	size_t n = files ? json_object_array_length(files) : 0;
	struct input_file *list = (struct input_file *)in->files;
	if (in->file_count + n > s->file_cap) {
		s->file_cap = 2 * (in->file_count + n);
		list = arena_array(&s->arena, s->file_cap, sizeof(*list));
		if (in->file_count)
			memcpy(list, in->files, in->file_count * sizeof(*list));
	}
	for (size_t i = 0; i < n; i++) {
		struct json_object *file = json_object_array_get_idx(files, i);
		const char *path = json_get_string(file, "path", "");
		if (!answer_path_safe(path))
			continue;
		list[in->file_count++] = (struct input_file){.path = path,
			.sha256 = json_get_string(file, "sha256", ""),
			.bytes = json_get_int(file, "bytes", 0),
			.media_type = answer_media_type(path),
			.channel = channel,
			.maker = json_get_string(file, "maker", "")};
	}
	in->files = list;
}

static int by_channel_and_path(const void *a, const void *b)
{
	const struct input_file *x = a, *y = b;
	int order = strcmp(x->channel, y->channel);
	return order ? order : strcmp(x->path, y->path);
}

/* --- the outputs that a step names --- */

struct names {
	const char **ids;
	size_t n, cap;
};

static void name_one(struct step *s, struct names *names, struct json_object *id)
{
	const char *text = json_object_is_type(id, json_type_string) ? json_object_get_string(id) : NULL;
	if (!text || strlen(text) != ID_UUID_SIZE - 1)
		return;
	if (names->n == names->cap) {
		const char **more = arena_array(&s->arena, names->cap * 2 + 16, sizeof(*more));
		if (names->n)
			memcpy(more, names->ids, names->n * sizeof(*more));
		names->cap = names->cap * 2 + 16;
		names->ids = more;
	}
	names->ids[names->n++] = text;
}

/* In: an id, or a list of them. */
static void name_all(struct step *s, struct names *names, struct json_object *value)
{
	if (!json_object_is_type(value, json_type_array)) {
		name_one(s, names, value);
		return;
	}
	for (size_t i = 0; i < json_object_array_length(value); i++)
		name_one(s, names, json_object_array_get_idx(value, i));
}

static void name_members(struct step *s, struct names *names, struct json_object *object)
{
	if (!json_object_is_type(object, json_type_object))
		return;
	json_object_object_foreach(object, key, value)
	{
		(void)key;
		name_all(s, names, value);
	}
}

/* What is read again and again is as much in a request as if each were another. */
static const struct output *output_of(struct step *s, struct json_object *id)
{
	const char *text = json_object_get_string(id);
	const struct output *output = NULL;
	if (text && strlen(text) == ID_UUID_SIZE - 1)
		output = output_cache_get(s->worker->outputs, s->project_id, text);
	s->read_bytes += output ? output->bytes : 0;
	return output;
}

/* What a channel holds: one output's document, or that of several, reduced. Owns: caller; NULL when none is there. */
static struct json_object *channel_document(struct step *s, const char *channel, struct json_object *value, bool files)
{
	int index = graph_find_channel(s->graph, channel);
	size_t n = json_object_is_type(value, json_type_array) ? json_object_array_length(value) : 1, found = 0;
	struct json_object **documents = arena_array(&s->arena, n, sizeof(*documents));
	for (size_t i = 0; i < n; i++) {
		bool list = json_object_is_type(value, json_type_array);
		const struct output *output = output_of(s, list ? json_object_array_get_idx(value, i) : value);
		if (!output)
			continue;
		documents[found++] = output->document;
		if (files) {
			json_object_array_add(s->shares, json_object_get(output->files));
			add_files(s, channel, output->files);
			json_object_object_add(s->hashes, arena_printf(&s->arena, "%s/%zu", channel, i),
				json_object_new_string(output->sha256));
		}
	}
	if (!found)
		return NULL;
	if (!json_object_is_type(value, json_type_array))
		return json_object_get(documents[0]);
	return graph_reduce(index < 0 ? GRAPH_APPEND : s->graph->channels[index].reducer, documents, found);
}

static struct json_object *member(struct step *s, const char *key, struct json_object *value)
{
	json_object_object_add(s->row, key, value);
	return value;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The names of an object's members in order: a payload's own order is another one after it was in the database. */
static const char **sorted_keys(struct step *s, struct json_object *object, size_t *n_r)
{
	size_t n = json_object_is_type(object, json_type_object) ? (size_t)json_object_object_length(object) : 0, i = 0;
	const char **keys = arena_array(&s->arena, n + 1, sizeof(*keys));
	*n_r = n;
	if (!n)
		return keys;
	json_object_object_foreach(object, key, value)
	{
		(void)value;
		keys[i++] = key;
	}
	qsort(keys, n, sizeof(*keys), by_name);
	return keys;
}

static void take_documents(struct step *s)
{
	struct json_object *inputs = json_get(s->payload, "inputs");
	size_t n;
	const char **channels = sorted_keys(s, inputs, &n);
	s->input.documents = member(s, "documents", json_object_new_object());
	for (size_t i = 0; i < n; i++) {
		struct json_object *document = channel_document(s, channels[i], json_get(inputs, channels[i]), true);
		if (document)
			json_object_object_add(s->input.documents, channels[i], document);
	}
	if (s->input.file_count)
		qsort((struct input_file *)s->input.files, s->input.file_count, sizeof(*s->input.files),
			by_channel_and_path);
}

static void put(struct json_object *object, const char *key, const char *text)
{
	json_object_object_add(object, key, json_object_new_string(text));
}

/* {task: output id} as a list of what these tasks came to, in the order of task ids. */
static struct json_object *take_results(struct step *s, const char *key)
{
	struct json_object *ids = json_get(s->payload, key), *list = member(s, key, json_object_new_array());
	size_t n;
	const char **tasks = sorted_keys(s, ids, &n);
	for (size_t i = 0; i < n; i++) {
		const struct output *output = output_of(s, json_get(ids, tasks[i]));
		if (!output)
			continue;
		struct json_object *result = json_object_new_object();
		put(result, "task_id", tasks[i]);
		put(result, "status", "completed");
		put(result, "type", output->type);
		put(result, "summary", output->summary);
		json_object_object_add(result, "document", json_object_get(output->document));
		json_object_object_add(result, "files", json_object_get(output->files));
		json_object_array_add(list, result);
		json_object_object_add(s->hashes, arena_printf(&s->arena, "%s:%s", key, tasks[i]),
			json_object_new_string(output->sha256));
	}
	return list;
}

/* Loads every output that the payload names, in one statement at most. */
static enum err load_outputs(struct step *s)
{
	struct names names = {0};
	name_members(s, &names, json_get(s->payload, "inputs"));
	name_members(s, &names, json_get(s->payload, "depends"));
	name_members(s, &names, json_get(s->payload, "results"));
	name_one(s, &names, json_get(s->payload, "previous"));
	enum err err = output_cache_load(s->worker->outputs, s->worker->db, s->project_id, names.ids, names.n);
	if (err == ERR_TOO_LARGE)
		answer_fail(
			&s->answer, FAIL_INVALID, false, "it reads a document that is larger or deeper than may be");
	return err == ERR_TOO_LARGE ? ERR_OK : err;
}

/* '{id,id}' of a list of ids. */
static const char *id_list(struct step *s, struct json_object *ids)
{
	size_t n = json_object_array_length(ids);
	char *text = arena_alloc(&s->arena, n * ID_UUID_SIZE + 3), *at = text;
	*at++ = '{';
	for (size_t i = 0; i < n; i++)
		at += sprintf(at, "%s%.36s", i ? "," : "", json_object_get_string(json_object_array_get_idx(ids, i)));
	memcpy(at, "}", 2);
	return text;
}

enum err step_channel(struct step *s, const char *channel, struct json_object *value, struct json_object *documents)
{
	struct names names = {0};
	bool list = json_object_is_type(value, json_type_array);
	size_t n = list ? json_object_array_length(value) : 0;
	name_all(s, &names, value);
	enum err err = output_cache_load(s->worker->outputs, s->worker->db, s->project_id, names.ids, names.n);
	if (err || !names.n)
		return err;
	struct json_object *found = list ? json_object_new_array() : NULL;
	for (size_t i = 0; i < n; i++) {
		const struct output *output = output_of(s, json_object_array_get_idx(value, i));
		json_object_array_add(found, output ? json_object_get(output->document) : NULL);
	}
	const struct output *one = list ? NULL : output_of(s, value);
	if (list || one)
		json_object_object_add(documents, channel, list ? found : json_object_get(one->document));
	return ERR_OK;
}

/* Asks a statement that gives one list for the project and `what`. Out: *list_r, a member of the row: [] when there is
 * none. */
static enum err take_list(struct step *s, const char *statement, const char *what, struct json_object **list_r)
{
	struct json_object *list = NULL;
	struct db_error error = {0};
	PGresult *row = NULL;
	struct db_param params[] = {DB_TEXT(s->project_id), DB_TEXT(what)};
	enum err err = db_query(s->worker->db, &s->arena, statement, 2, params, &row, &error);
	if (err) {
		log_warn("%s: %s: %s", statement, err_name(err),
			error.message ? error.message : db_message(s->worker->db));
	} else {
		const char *text = db_text(row, 0, 0, "[]");
		err = json_parse(text, strlen(text), &json_limits_trust, NULL, &list);
	}
	PQclear(row);
	*list_r = member(s, statement, list ? list : json_object_new_array());
	return err;
}

static enum err take_feedback(struct step *s)
{
	struct json_object *ids = json_get(s->payload, "feedback");
	if (json_object_is_type(ids, json_type_array) && json_object_array_length(ids))
		return take_list(s, "feedback", id_list(s, ids), &s->input.feedback);
	s->input.feedback = member(s, "feedback", json_object_new_array());
	return ERR_OK;
}

/* What people showed by playing, in any review of the run: whoever tests tries it again, wherever the way back led. */
static enum err take_plays(struct step *s)
{
	return s->builtin && s->builtin->plays ? take_list(s, "plays", s->run_id, &s->input.plays) : ERR_OK;
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

/* The project and what the run began with. */
static void from_run(struct step *s, const struct run_info *run)
{
	struct step_input *in = &s->input;
	struct json_object *concept = member(s, "concept", json_object_get(run->concept));
	in->project_name = arena_strdup(&s->arena, run->name);
	in->description = json_get_string(concept, "description", "");
	in->platform = json_get_string(concept, "platform", "web");
	in->scope = json_get_string(concept, "scope", "mvp");
	in->language = strcmp(run->language, "ja") ? "en" : "ja";
	in->seed = run->seed;
	in->config = member(s, "config", run->config ? json_object_get(run->config) : json_object_new_object());
	s->anew = run->first;
}

static enum err from_outputs(struct step *s)
{
	struct step_input *in = &s->input;
	struct json_object *previous = json_get(s->payload, "previous");
	enum err err = load_outputs(s);
	if (err)
		return err;
	take_documents(s);
	const struct output *before = previous ? output_of(s, previous) : NULL;
	in->previous = before ? member(s, "previous", json_object_get(before->document)) : NULL;
	in->depends = in->task_id ? take_results(s, "depends") : NULL;
	if (!strcmp(in->stage, "gather"))
		in->results = order_results(s, take_results(s, "results"));
	if (s->read_bytes > STEP_READ_MAX)
		answer_fail(&s->answer, FAIL_INVALID, false, "it reads documents of %zu bytes, more than a step may",
			s->read_bytes);
	err = take_feedback(s);
	return err ? err : take_plays(s);
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

	struct run_info *run;
	enum err err = run_cache_input(s->worker->runs, s->worker->db, s->run_id, &run);
	if (err)
		return err;
	s->row = json_object_new_object();
	s->hashes = member(s, "hashes", json_object_new_object());
	s->shares = member(s, "shares", json_object_new_array());
	from_run(s, run);
	choose_maker(s, run->provider);
	if ((err = from_outputs(s)))
		return err;
	if (s->input.task_id) {
		s->input.task = find_by(step_tasks(s), "id", s->input.task_id);
		if (!s->input.task && !s->answer.failure)
			answer_fail(
				&s->answer, FAIL_INTERNAL, false, "there is no task \"%s\" any more", s->input.task_id);
	}
	return ERR_OK;
}

static void add(struct json_object *object, const char *key, struct json_object *borrowed)
{
	json_object_object_add(object, key, json_object_get(borrowed));
}

/* The part of the request of docs/families.md that is no document. */
static struct json_object *make_request(const struct step_input *in)
{
	struct json_object *request = json_object_new_object(), *project = json_object_new_object();
	put(project, "name", in->project_name);
	put(project, "description", in->description);
	put(project, "platform", in->platform);
	put(project, "scope", in->scope);
	put(request, "agent", in->agent);
	put(request, "stage", in->stage);
	add(request, "task", in->task);
	json_object_object_add(request, "project", project);
	put(request, "language", in->language);
	json_object_object_add(request, "seed", json_object_new_int64(in->seed));
	json_object_object_add(request, "variation", json_object_new_int64(in->variation));
	add(request, "feedback", in->feedback);
	return request;
}

struct json_object *step_schema(const struct step *s)
{
	return s->input.task_id ? s->node->worker_schema : s->node->schema;
}

/*
 * Documents and files count by their hashes. Left out: revision and previous. What a revision is to change stands in
 * feedback, variation and documents; the previous document follows from those before it. So a node that runs again with
 * unchanged inputs finds its stored output.
 */
void step_hash(struct step *s)
{
	struct step_input *in = &s->input;
	struct json_object *request = make_request(in), *all = json_object_new_object();
	char hex[HASH_HEX_SIZE];
	s->material = s->builtin ? s->builtin->version : s->provider->version(s->provider->state, in);
	add(all, "request", request);
	add(all, "outputs", s->hashes);
	put(all, "maker", s->builtin ? s->builtin->name : s->provider->name);
	s->model = s->builtin ? "" : provider_model_name(s->provider, in);
	put(all, "model", s->model);
	put(all, "material", s->material);
	put(all, "schema", graph_schema_sha256(s->worker, s->graph, s->node, in->task_id != NULL));
	add(all, "config", s->builtin ? in->config : NULL);
	if (in->plays)
		add(all, "plays", in->plays);
	const char *text = json_canonical(&s->arena, all);
	hash_sha256_hex(text, strlen(text), hex);
	in->hash = arena_strdup(&s->arena, hex);
	json_object_put(all);
	add(request, "documents", in->documents);
	add(request, "depends", in->depends);
	add(request, "results", in->results);
	json_object_object_add(request, "revision", json_object_new_int64(in->revision));
	add(request, "previous", in->previous);
	s->request = request;
}
