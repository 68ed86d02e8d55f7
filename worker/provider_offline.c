/* SPDX-License-Identifier: ISC */
/*
 * The offline provider: a turn is one run of the studio's scripts in the sandbox. No key, no network; the same request
 * gives the same bytes.
 */
#include "lib/codec.h"
#include "lib/json.h"
#include "worker/provider.h"
#include "worker/studio.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CPU_SECONDS 20
#define HEAP_BYTES (256L << 20)
#define RESULT_BYTES (24L << 20)
#define WALL_MS 60000

struct offline {
	struct studio studio;
	const char *sandbox_path;
};

struct provider_call {
	struct sandbox_call *sandbox;
	struct arena arena;
	provider_done_fn *done;
	void *context;
};

static const char *version(void *state, const struct step_input *input)
{
	const struct offline *offline = state;
	(void)input;
	return offline->studio.version;
}

/* What the sandbox's failure is for the step. A machine too slow or too full may do better next time; a script's fault
 * stays. */
static enum answer_failure translate(enum sandbox_failure failure, bool *retry_r)
{
	*retry_r = failure == SANDBOX_TIME || failure == SANDBOX_BROKEN;
	return failure == SANDBOX_TIME ? FAIL_TIMEOUT : FAIL_INTERNAL;
}

static const char *explain(struct arena *a, const struct sandbox_result *result)
{
	char line[32] = "";
	if (result->line > 0)
		snprintf(line, sizeof(line), ":%ld", result->line);
	return arena_printf(a, "the offline studio failed (%s): %s%s%s%s", sandbox_failure_name(result->failure),
		result->file ? result->file : "", line, result->file ? ": " : "", result->message);
}

static void on_composed(void *context, const struct sandbox_result *result)
{
	struct provider_call *call = context;
	struct provider_turn turn = {.duration_ms = (int)result->elapsed_ms};
	if (result->failure) {
		turn.failure = translate(result->failure, &turn.retry);
		turn.error = explain(&call->arena, result);
	} else {
		turn.text = result->text;
		turn.len = result->len;
	}
	call->done(call->context, &turn);
	arena_done(&call->arena);
	free(call);
}

/* Scripts of the studio and of the family, templates, and the request with what families.md adds to it. */
static enum err compose(const struct offline *offline, struct loop *loop, struct arena *a, struct json_object *request,
	const char *family_key, sandbox_done_fn *done, void *context, struct sandbox_call **call_r)
{
	const struct studio *studio = &offline->studio;
	const struct studio_family *family = studio_family(studio, family_key);
	size_t n = studio->script_count + family->file_count;
	struct sandbox_file *files = arena_array(a, n + 1, sizeof(*files));
	memcpy(files, studio->scripts, studio->script_count * sizeof(*files));
	memcpy(files + studio->script_count, family->files, family->file_count * sizeof(*files));
	json_object_object_add(request, "families", json_object_get(studio->families));
	const char *text = json_text(a, request);
	json_object_object_del(request, "families"); /* it is stored with the turn, and the version names them */
	files[n] =
		(struct sandbox_file){.name = "request", .bytes = text, .len = strlen(text), .kind = SANDBOX_REQUEST};
	struct sandbox_request sandbox = {.mode = "compose",
		.files = files,
		.file_count = n + 1,
		.limits = {.cpu_seconds = CPU_SECONDS,
			.heap_bytes = HEAP_BYTES,
			.result_bytes = RESULT_BYTES,
			.wall_ms = WALL_MS}};
	return sandbox_start(loop, offline->sandbox_path, &sandbox, done, context, call_r);
}

static enum err start(void *state, struct loop *loop, const struct provider_ask *ask, provider_done_fn *done,
	void *context, struct provider_call **call_r)
{
	const struct offline *offline = state;
	struct json_object *concept = json_get(ask->input->documents, "concept_document");
	struct provider_call *call = calloc(1, sizeof(*call));
	if (!call)
		return ERR_SYSTEM;
	*call = (struct provider_call){.done = done, .context = context};
	arena_init(&call->arena, 64u << 20);
	enum err err = compose(offline, loop, &call->arena, ask->request,
		json_get_string(concept, "genre_family", NULL), on_composed, call, &call->sandbox);
	if (err) {
		arena_done(&call->arena);
		free(call);
		return err;
	}
	*call_r = call;
	return ERR_OK;
}

static void cancel(struct provider_call *call)
{
	sandbox_cancel(call->sandbox);
	arena_done(&call->arena);
	free(call);
}

/* {path, text} or {path, base64}. */
static enum err read_one(struct answer *answer, struct json_object *file)
{
	const char *path = json_get_string(file, "path", ""), *text = json_get_string(file, "text", NULL);
	const char *encoded = json_get_string(file, "base64", NULL);
	unsigned char *bytes = NULL;
	size_t len = 0;
	enum err err = ERR_INPUT;
	if (text)
		return answer_file(answer, path, arena_strdup(answer->arena, text), strlen(text));
	if (encoded)
		err = codec_base64_decode(answer->arena, encoded, strlen(encoded), &bytes, &len);
	return err ? err : answer_file(answer, path, bytes, len);
}

static void read_files(struct answer *answer, struct json_object *files)
{
	size_t n = json_object_is_type(files, json_type_array) ? json_object_array_length(files) : 0;
	for (size_t i = 0; i < n && !answer->failure; i++) {
		struct json_object *file = json_object_array_get_idx(files, i);
		enum err err = read_one(answer, file);
		if (err)
			answer_fail(answer, FAIL_INVALID, false, "file \"%.100s\" of the answer cannot be taken: %s",
				json_get_string(file, "path", ""),
				err == ERR_INPUT ? "unsafe or doubled path, or bad base64" : err_name(err));
	}
}

static struct json_object *array_of(struct json_object *root, const char *key)
{
	struct json_object *list = json_get(root, key);
	return json_object_is_type(list, json_type_array) ? json_object_get(list) : NULL;
}

static void read_logs(struct answer *answer, struct json_object *lines)
{
	size_t n = json_object_is_type(lines, json_type_array) ? json_object_array_length(lines) : 0;
	for (size_t i = 0; i < n; i++) {
		struct json_object *line = json_object_array_get_idx(lines, i);
		if (json_object_is_type(line, json_type_string))
			answer_log(answer, "INFO", "%s", json_object_get_string(line));
	}
}

static enum provider_next read_answer(void *state, const struct provider_ask *ask, struct answer *answer_r)
{
	const struct step_input *input = ask->input;
	const char *text = ask->turns[0].text;
	size_t len = ask->turns[0].len;
	struct sandbox_result result = {0};
	struct json_object *root = NULL;
	(void)state;
	answer_init(answer_r, input->arena);
	sandbox_read(input->arena, text, len, &result, &root);
	if (result.failure) {
		answer_fail(answer_r, FAIL_INVALID, false, "%s", explain(input->arena, &result));
	} else {
		answer_r->document = json_object_get(json_get(result.answer, "document"));
		answer_r->summary = arena_strdup(input->arena, json_get_string(result.answer, "summary", ""));
		answer_r->assumptions = array_of(result.answer, "assumptions");
		answer_r->unclear = array_of(result.answer, "unclear");
		answer_r->feedback_answers = array_of(result.answer, "feedback_answers");
		answer_r->unhandled_feedback = array_of(result.answer, "unhandled_feedback");
		answer_r->warnings = array_of(result.answer, "warnings");
		read_logs(answer_r, json_get(result.answer, "log"));
		read_files(answer_r, json_get(result.answer, "files"));
	}
	if (answer_r->failure) {
		answer_r->raw = arena_strndup(input->arena, text, len);
		answer_r->raw_len = len;
	}
	json_object_put(root);
	return PROVIDER_ANSWERED;
}

static void offline_free(void *state)
{
	struct offline *offline = state;
	studio_done(&offline->studio);
	free(offline);
}

enum err provider_offline_open(struct arena *a, const struct conf *conf, const char *graph_name,
	struct provider *provider_r, const char **message_r)
{
	struct offline *offline = calloc(1, sizeof(*offline));
	if (!offline)
		return ERR_SYSTEM;
	offline->sandbox_path = conf->sandbox_path;
	enum err err = studio_load(
		a, arena_printf(a, "%s/%s/offline", conf->graphs_dir, graph_name), &offline->studio, message_r);
	if (err) {
		free(offline);
		return err;
	}
	*provider_r = (struct provider){.name = "offline",
		.state = offline,
		.version = version,
		.start = start,
		.cancel = cancel,
		.read = read_answer,
		.free = offline_free};
	return ERR_OK;
}

struct check {
	struct arena *a;
	const char *message;
	bool done;
};

static void on_checked(void *context, const struct sandbox_result *result)
{
	struct check *check = context;
	check->done = true;
	if (result->failure)
		check->message = explain(check->a, result);
}

static const char smoke[] =
	"{\"agent\":\"concept\",\"stage\":\"run\",\"task\":null,\"project\":{\"name\":\"Check\",\"description\":\"A "
	"hero explores a forest and "
	"collects lost stars before the night is "
	"over.\",\"platform\":\"web\",\"scope\":\"mvp\"},\"language\":\"en\",\"seed\":1,\"variation\":0,"
	"\"documents\":{},\"feedback\":[],\"results\":null,\"revision\":1,\"previous\":null}";

enum err provider_offline_check(struct arena *a, const struct provider *provider, const char **message_r)
{
	const struct offline *offline = provider->state;
	struct json_object *request = NULL;
	struct check check = {.a = a};
	struct loop *loop = loop_new();
	enum err err = json_parse(smoke, sizeof(smoke) - 1, &json_limits_trust, NULL, &request);
	for (size_t i = 0; !err && !check.message && i < offline->studio.family_count; i++) {
		struct sandbox_call *call;
		const char *key = offline->studio.list[i].key;
		check.done = false;
		err = compose(offline, loop, a, request, key, on_checked, &check, &call);
		if (err)
			check.message = arena_printf(a, "%s cannot be run: %s", offline->sandbox_path, err_name(err));
		while (!err && !check.done)
			err = loop_turn(loop, -1);
		if (check.message)
			*message_r = arena_printf(a, "family %s: %s", key, check.message);
	}
	json_object_put(request);
	loop_free(loop);
	return check.message ? ERR_INPUT : err;
}
