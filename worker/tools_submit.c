/* SPDX-License-Identifier: ISC */
/* The tool `submit`: what is handed in is checked as the shell would check it, so that the model can mend it. */
#include "lib/buf.h"
#include "lib/codec.h"
#include "lib/document.h"
#include "lib/json.h"
#include "lib/schema.h"
#include "worker/tools_private.h"

#include <string.h>

#define PROBLEMS_MAX 20
#define PROBLEMS_BYTES (64u << 10)

static struct json_object *schema_of(const struct step_input *input)
{
	return input->task_id ? input->node->worker_schema : input->node->schema;
}

static void property(struct json_object *properties, const char *name, const char *schema)
{
	struct json_object *value = NULL;
	json_parse(schema, strlen(schema), &json_limits_trust, NULL, &value);
	json_object_object_add(properties, name, value);
}

#define TEXTS "{\"type\":\"array\",\"items\":{\"type\":\"string\"}}"

struct json_object *tools_submit_schema(const struct step_input *input)
{
	struct json_object *root = NULL, *properties, *schema = schema_of(input);
	static const char frame[] = "{\"type\":\"object\",\"required\":[\"summary\",\"document\"],\"properties\":{}}";
	json_parse(frame, strlen(frame), &json_limits_trust, NULL, &root);
	properties = json_get(root, "properties");
	property(properties, "summary", "{\"type\":\"string\",\"description\":\"300 characters at most\"}");
	if (schema && strcmp(input->stage, "plan"))
		json_object_object_add(properties, "document", json_object_get(schema));
	else
		property(properties, "document", "{\"type\":\"object\"}");
	property(properties, "feedback_answers",
		"{\"type\":\"array\",\"items\":{\"type\":\"object\",\"required\":[\"feedback_id\",\"done\",\"note\"],"
		"\"properties\":{\"feedback_id\":{\"type\":\"string\"},\"done\":{\"type\":\"string\",\"enum\":["
		"\"done\","
		"\"partly\",\"not\"]},\"note\":{\"type\":\"string\"}}}}");
	property(properties, "assumptions", TEXTS);
	property(properties, "unclear", "{\"type\":\"array\",\"items\":{\"type\":\"object\"}}");
	property(properties, "unhandled_feedback", TEXTS);
	property(properties, "warnings", TEXTS);
	return root;
}

/* --- what is wrong with it --- */

static void problem(struct buf *list, const char *pointer, const char *message)
{
	if (list->len < PROBLEMS_BYTES / 2)
		buf_printf(list, "- %.300s: %.300s\n", pointer, message);
}

static void check_document(struct tools *t, struct json_object *document, struct buf *list)
{
	struct schema_problem *problems = NULL;
	struct json_object *schema = schema_of(t->input);
	if (!json_object_is_type(document, json_type_object)) {
		problem(list, "/document", "is missing or no object");
		return;
	}
	const char *wrong = document_wrong(document);
	if (wrong) {
		problem(list, "/document", wrong);
		return;
	}
	if (!schema || !strcmp(t->input->stage, "plan") || !schema_check(t->a, schema, document, &problems))
		return;
	int n = 0;
	for (struct schema_problem *p = problems; p && n < PROBLEMS_MAX; p = p->next, n++)
		problem(list, arena_printf(t->a, "/document%s", p->pointer), p->message);
}

static bool answered(struct json_object *answers, const char *id)
{
	size_t n = json_object_is_type(answers, json_type_array) ? json_object_array_length(answers) : 0;
	for (size_t i = 0; i < n; i++)
		if (!strcmp(json_get_string(json_object_array_get_idx(answers, i), "feedback_id", ""), id))
			return true;
	return false;
}

static void check_feedback(struct tools *t, struct json_object *arguments, struct buf *list)
{
	struct json_object *feedback = t->input->feedback;
	size_t n = json_object_is_type(feedback, json_type_array) ? json_object_array_length(feedback) : 0;
	for (size_t i = 0; i < n; i++) {
		const char *id = json_get_string(json_object_array_get_idx(feedback, i), "id", "");
		if (!answered(json_get(arguments, "feedback_answers"), id))
			problem(list, "/feedback_answers",
				arena_printf(t->a, "the comment with feedback_id \"%.100s\" has no answer", id));
	}
}

static void check_files(struct tools *t, struct buf *list)
{
	const char *own = json_get_string(t->input->task, "file", NULL);
	if (!t->input->task_id || !own)
		return;
	for (size_t i = 0; i < t->file_count; i++)
		if (!strcmp(t->files[i].path, own))
			return;
	problem(list, "/files", arena_printf(t->a, "your task's file \"%.120s\" was not written", own));
}

/* Files may also come with the submission: {path, text} or {path, base64}. */
static void take_files(struct tools *t, struct json_object *files, struct buf *list)
{
	size_t n = json_object_is_type(files, json_type_array) ? json_object_array_length(files) : 0;
	for (size_t i = 0; i < n; i++) {
		struct json_object *file = json_object_array_get_idx(files, i);
		const char *path = json_get_string(file, "path", ""), *text = json_get_string(file, "text", NULL);
		const char *encoded = json_get_string(file, "base64", NULL), *why = "has neither text nor base64";
		unsigned char *bytes = NULL;
		size_t len = 0;
		if (text)
			why = tools_keep(t, path, arena_strdup(t->a, text), strlen(text));
		else if (encoded)
			why = codec_base64_decode(t->a, encoded, strlen(encoded), &bytes, &len)
				      ? "is no base64"
				      : tools_keep(t, path, bytes, len);
		if (why)
			problem(list, arena_printf(t->a, "/files/%zu", i), why);
	}
}

/* Some models write the document as a text that holds JSON. */
static void unwrap(struct json_object *arguments)
{
	struct json_object *document = json_get(arguments, "document"), *inner = NULL;
	if (!json_object_is_type(document, json_type_string))
		return;
	const char *text = json_object_get_string(document);
	if (!json_parse(text, strlen(text), &tools_limits, NULL, &inner) &&
		json_object_is_type(inner, json_type_object))
		json_object_object_add(arguments, "document", inner);
	else
		json_object_put(inner);
}

struct chat_result tools_submit(struct tools *t, const struct chat_call *call, struct json_object *arguments)
{
	struct buf list;
	struct chat_result result = {.id = call->id, .text = "accepted"};
	buf_init(&list, PROBLEMS_BYTES);
	unwrap(arguments);
	take_files(t, json_get(arguments, "files"), &list);
	check_document(t, json_get(arguments, "document"), &list);
	if (!t->replayed)
		check_feedback(t, arguments, &list);
	check_files(t, &list);
	if (!list.len) {
		json_object_put(t->submitted);
		t->submitted = json_object_get(arguments);
	} else {
		json_object_put(t->last);
		t->last = json_object_get(arguments);
		t->refusals++;
		t->problems = arena_strndup(t->a, list.data, list.len);
		result.error = true;
		result.text = arena_printf(t->a,
			"Not accepted. What is wrong, by JSON pointer:\n%sMend these and submit the whole again; there "
			"is one more try.",
			t->problems);
	}
	buf_free(&list);
	return result;
}

/* --- as an answer --- */

/* Elements of that type; what else a model puts there is left out. Owns: caller; NULL for none. */
static struct json_object *list_of(struct json_object *root, const char *key, enum json_type type)
{
	struct json_object *list = json_get(root, key), *kept = NULL;
	size_t n = json_object_is_type(list, json_type_array) ? json_object_array_length(list) : 0;
	for (size_t i = 0; i < n; i++) {
		struct json_object *element = json_object_array_get_idx(list, i);
		if (!json_object_is_type(element, type))
			continue;
		if (!kept)
			kept = json_object_new_array();
		json_object_array_add(kept, json_object_get(element));
	}
	return kept;
}

void tools_take(struct tools *t, struct answer *answer_r)
{
	struct json_object *root = t->submitted;
	answer_r->document = json_object_get(json_get(root, "document"));
	answer_r->summary = arena_strdup(answer_r->arena, json_get_string(root, "summary", ""));
	answer_r->assumptions = list_of(root, "assumptions", json_type_string);
	answer_r->unclear = list_of(root, "unclear", json_type_object);
	answer_r->feedback_answers = list_of(root, "feedback_answers", json_type_object);
	answer_r->unhandled_feedback = list_of(root, "unhandled_feedback", json_type_string);
	answer_r->warnings = list_of(root, "warnings", json_type_string);
	for (size_t i = 0; i < t->file_count && !answer_r->failure; i++)
		if (answer_file(answer_r, t->files[i].path,
			    arena_strndup(answer_r->arena, (const char *)t->files[i].bytes, t->files[i].len),
			    t->files[i].len))
			answer_fail(answer_r, FAIL_INVALID, false, "file \"%.100s\" cannot be taken", t->files[i].path);
}
