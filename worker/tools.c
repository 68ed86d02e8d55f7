/* SPDX-License-Identifier: ISC */
#include "worker/tools_private.h"
#include "lib/json.h"
#include "lib/utf8.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

const struct json_limits tools_limits = {
	.max_bytes = 16u << 20, .max_depth = 64, .max_keys = 1 << 16, .max_values = 1 << 18};

void tools_init(struct tools *t, struct arena *a, const struct step_input *input, const struct tools_memo *memo)
{
	*t = (struct tools){.a = a, .input = input, .memo = memo};
}

void tools_done(struct tools *t)
{
	json_object_put(t->submitted);
	json_object_put(t->last);
	json_object_put(t->question);
	t->submitted = t->last = t->question = NULL;
}

static struct chat_result good(const struct chat_call *call, const char *text)
{
	return (struct chat_result){.id = call->id, .text = text};
}

static struct chat_result bad(const struct chat_call *call, const char *text)
{
	return (struct chat_result){.id = call->id, .text = text, .error = true};
}

const char *tools_whole(struct arena *a, const char *text)
{
	size_t len = strlen(text), kept = 0;
	if (utf8_valid(text, len))
		return text;
	char *copy = arena_alloc(a, len + 1);
	for (size_t at = 0, n; at < len; at += n ? n : 1) {
		n = utf8_length(text + at, len - at);
		memcpy(copy + kept, text + at, n);
		kept += n;
	}
	copy[kept] = '\0';
	return copy;
}

/* --- what is there --- */

static struct tools_file *written(struct tools *t, const char *path)
{
	for (size_t i = 0; i < t->file_count; i++)
		if (!strcmp(t->files[i].path, path))
			return &t->files[i];
	return NULL;
}

/* The last one of that path: a build's copy comes before the code's own by channel, and code_artifacts is what is
 * worked on. */
static const struct input_file *given(const struct tools *t, const char *path)
{
	const struct input_file *found = NULL;
	for (size_t i = 0; i < t->input->file_count; i++) {
		const struct input_file *file = &t->input->files[i];
		if (strcmp(file->path, path))
			continue;
		if (!found || !strcmp(file->channel, "code_artifacts"))
			found = file;
	}
	return found;
}

/* What others of the same fan-out made: tasks that this one depends on, or a leader's workers. Calls visit for each
 * file until it says false. */
static void each_result(
	struct tools *t, bool (*visit)(struct tools *t, struct json_object *file, void *context), void *context)
{
	struct json_object *const lists[] = {t->input->depends, t->input->results};
	for (size_t l = 0; l < 2; l++) {
		size_t n = json_object_is_type(lists[l], json_type_array) ? json_object_array_length(lists[l]) : 0;
		for (size_t i = 0; i < n; i++) {
			struct json_object *files = json_get(json_object_array_get_idx(lists[l], i), "files");
			size_t count =
				json_object_is_type(files, json_type_array) ? json_object_array_length(files) : 0;
			for (size_t k = 0; k < count; k++)
				if (!visit(t, json_object_array_get_idx(files, k), context))
					return;
		}
	}
}

struct search {
	const char *path;
	struct input_file *found;
};

static bool is_searched(struct tools *t, struct json_object *file, void *context)
{
	struct search *search = context;
	if (strcmp(json_get_string(file, "path", ""), search->path))
		return true;
	search->found = arena_new(t->a, struct input_file);
	*search->found = (struct input_file){.path = search->path,
		.sha256 = arena_strdup(t->a, json_get_string(file, "sha256", "")),
		.bytes = json_get_int(file, "bytes", 0),
		.media_type = answer_media_type(search->path),
		.channel = "this round"};
	return false;
}

static const struct input_file *given_by_others(struct tools *t, const char *path)
{
	struct search search = {.path = path};
	each_result(t, is_searched, &search);
	return search.found;
}

static bool list_file(struct tools *t, struct json_object *file, void *context)
{
	json_object_array_add(
		context, json_object_new_string(arena_printf(t->a, "%s (%" PRId64 " bytes, made in this round)",
				 json_get_string(file, "path", ""), json_get_int(file, "bytes", 0))));
	return true;
}

static bool is_text(const char *media_type)
{
	return !strncmp(media_type, "text/", 5) || strstr(media_type, "json") || strstr(media_type, "javascript") ||
	       strstr(media_type, "svg");
}

static struct chat_result run_list(struct tools *t, const struct chat_call *call, struct json_object *arguments)
{
	struct json_object *root = json_object_new_object(), *files = json_object_new_array(),
			   *documents = json_object_new_array();
	(void)arguments;
	if (t->input->documents) {
		json_object_object_foreach(t->input->documents, key, value)
		{
			(void)value;
			json_object_array_add(documents, json_object_new_string(key));
		}
	}
	for (size_t i = 0; i < t->input->file_count; i++)
		json_object_array_add(
			files, json_object_new_string(arena_printf(t->a, "%s (%" PRId64 " bytes, of %s)",
				       t->input->files[i].path, t->input->files[i].bytes, t->input->files[i].channel)));
	each_result(t, list_file, files);
	for (size_t i = 0; i < t->file_count; i++)
		json_object_array_add(files, json_object_new_string(arena_printf(t->a, "%s (%zu bytes, written by you)",
						     t->files[i].path, t->files[i].len)));
	json_object_object_add(root, "documents", documents);
	json_object_object_add(root, "files", files);
	const char *text = json_text(t->a, root);
	json_object_put(root);
	return good(call, text);
}

/* A part of a text that begins and ends between characters. */
static struct chat_result page(
	struct tools *t, const struct chat_call *call, const char *text, size_t len, int64_t offset)
{
	size_t from = offset < 0 ? 0 : (size_t)offset, end;
	if (from > len)
		return bad(call, arena_printf(t->a, "offset %zu is past the end (%zu)", from, len));
	while (from < len && ((unsigned char)text[from] & 0xc0) == 0x80)
		from++;
	end = len - from > TOOLS_READ_MAX ? from + TOOLS_READ_MAX : len;
	while (end < len && ((unsigned char)text[end] & 0xc0) == 0x80)
		end--;
	const char *more = end < len ? arena_printf(t->a, "\n[bytes %zu to %zu of %zu; go on with offset %zu]", from,
					       end, len, end)
				     : "";
	return good(call, arena_printf(t->a, "%.*s%s", (int)(end - from), text + from, more));
}

/* A submission that was refused may have brought any bytes. */
static bool is_utf8(const unsigned char *bytes, size_t len)
{
	return utf8_valid((const char *)bytes, len) && !memchr(bytes, '\0', len);
}

/* A text of the store, once for a conversation. Out: NULL when it is none, or too large. */
static const char *stored(struct tools *t, const char *sha256, size_t *len_r)
{
	struct tools_text *text = t->texts;
	struct arena a;
	unsigned char *bytes = NULL;
	while (text && strcmp(text->sha256, sha256) != 0)
		text = text->next;
	if (!text) {
		text = arena_new(t->a, struct tools_text);
		*text = (struct tools_text){.next = t->texts, .sha256 = sha256};
		t->texts = text;
		arena_init(&a, 2 * TOOLS_FILE_MAX + 65536);
		if (!store_get(t->input->store, &a, sha256, TOOLS_FILE_MAX, &bytes, &text->len) &&
			is_utf8(bytes, text->len))
			text->bytes = arena_strndup(t->a, (const char *)bytes, text->len);
		arena_done(&a);
	}
	*len_r = text->len;
	return text->bytes;
}

const char *tools_content(struct tools *t, const char *path, size_t *len_r, const char **why_r)
{
	const struct tools_file *mine = written(t, path);
	const struct input_file *file = mine ? NULL : given_by_others(t, path);
	if (!mine && !file)
		file = given(t, path);
	if (mine && is_utf8(mine->bytes, mine->len)) {
		*len_r = mine->len;
		return (const char *)mine->bytes;
	}
	if (!mine && !file) {
		*why_r = arena_printf(t->a, "there is no file \"%.200s\" here; `list` says what there is", path);
		return NULL;
	}
	if (mine || !is_text(file->media_type)) {
		*why_r = "this file is no text";
		return NULL;
	}
	const char *text = stored(t, file->sha256, len_r);
	if (!text)
		*why_r = "this file cannot be read: it is no text, or larger than 2 MiB";
	return text;
}

static struct chat_result run_read(struct tools *t, const struct chat_call *call, struct json_object *arguments)
{
	const char *path = json_get_string(arguments, "path", ""), *why = "";
	struct json_object *document = json_get(t->input->documents, path);
	int64_t offset = json_get_int(arguments, "offset", 0);
	size_t len = 0;
	if (document) {
		const char *text = json_text(t->a, document);
		return page(t, call, text, strlen(text), offset);
	}
	const char *text = tools_content(t, path, &len, &why);
	return text ? page(t, call, text, len, offset) : bad(call, why);
}

/* --- writing --- */

/* Why this path may not be written here, or NULL. */
static const char *forbidden(struct tools *t, const char *path)
{
	const char *own = json_get_string(t->input->task, "file", NULL);
	if (!answer_path_safe(path))
		return "this is no path of a file here: relative, letters, digits and . _ - / only";
	if (t->input->task_id && own && strcmp(own, path))
		return arena_printf(t->a, "your task is the file \"%.120s\"; others are not yours to write", own);
	if (!strncmp(path, "build/", 6) || !strncmp(path, "dist/", 5))
		return "build/ and dist/ are made by the integrator";
	return NULL;
}

const char *tools_keep(struct tools *t, const char *path, const void *bytes, size_t len)
{
	struct tools_file *file = written(t, path);
	const char *why = forbidden(t, path);
	if (why)
		return why;
	if (len > TOOLS_FILE_MAX)
		return "the file is too large: 2 MiB at most";
	if (!file && t->file_count == TOOLS_FILES_MAX)
		return "there are too many files";
	if (!file)
		file = &t->files[t->file_count++];
	*file = (struct tools_file){.path = arena_strdup(t->a, path), .bytes = bytes, .len = len};
	return NULL;
}

static struct chat_result run_write(struct tools *t, const struct chat_call *call, struct json_object *arguments)
{
	const char *path = json_get_string(arguments, "path", ""), *text = json_get_string(arguments, "content", NULL);
	if (!text)
		return bad(call, "`content` is missing: the whole text of the file");
	size_t len = strlen(text);
	const char *why = tools_keep(t, path, arena_strndup(t->a, text, len), len);
	return why ? bad(call, why) : good(call, arena_printf(t->a, "wrote %s, %zu bytes", path, len));
}

static size_t occurrences(const char *text, const char *find)
{
	size_t n = 0, len = strlen(find);
	for (const char *at = text; len && (at = strstr(at, find)); at += len)
		n++;
	return n;
}

static struct chat_result run_patch(struct tools *t, const struct chat_call *call, struct json_object *arguments)
{
	const char *path = json_get_string(arguments, "path", ""), *find = json_get_string(arguments, "find", "");
	const char *replace = json_get_string(arguments, "replace", NULL), *why = "";
	size_t len = 0;
	if (!*find || !replace)
		return bad(call, "`find` and `replace` are needed, and `find` is not empty");
	const char *text = tools_content(t, path, &len, &why);
	if (!text)
		return bad(call, why);
	size_t n = occurrences(text, find);
	if (n != 1)
		return bad(call,
			arena_printf(t->a, "`find` occurs %zu times in %s; it has to occur exactly once", n, path));
	const char *at = strstr(text, find);
	const char *made = arena_printf(t->a, "%.*s%s%s", (int)(at - text), text, replace, at + strlen(find));
	len = strlen(made);
	why = tools_keep(t, path, made, len);
	return why ? bad(call, why) : good(call, arena_printf(t->a, "patched %s, %zu bytes now", path, len));
}

/* --- asking people --- */

static const char *answer_to(const struct tools *t, const char *question)
{
	size_t n = t->input->people ? json_object_array_length(t->input->people) : 0;
	for (size_t i = 0; i < n; i++) {
		struct json_object *said = json_object_array_get_idx(t->input->people, i);
		if (!strcmp(json_get_string(said, "question", ""), question))
			return json_get_string(said, "answer", "");
	}
	return NULL;
}

/* Texts only, ten at most. Owns: caller. */
static struct json_object *options_of(struct json_object *arguments)
{
	struct json_object *list = json_get(arguments, "options"), *kept = json_object_new_array();
	size_t n = json_object_is_type(list, json_type_array) ? json_object_array_length(list) : 0;
	for (size_t i = 0; i < n && i < 10; i++)
		if (json_object_is_type(json_object_array_get_idx(list, i), json_type_string))
			json_object_array_add(kept, json_object_get(json_object_array_get_idx(list, i)));
	return kept;
}

/* What was answered is known already; what was not ends the turn: a person is asked (PROVIDER_WAITS). */
static struct chat_result run_ask(struct tools *t, const struct chat_call *call, struct json_object *arguments)
{
	const char *question = json_get_string(arguments, "question", "");
	if (!t->input->people)
		return bad(call, "nobody answers questions here: decide, and note it in `assumptions` or `unclear`");
	if (!*question || utf8_count(question, strlen(question)) > 2000)
		return bad(call, "`question` is needed, of 2000 characters at most");
	if (++t->questions > TOOLS_QUESTIONS_MAX)
		return bad(call, "these were enough questions: decide");
	const char *answer = answer_to(t, question);
	if (answer)
		return good(call, arena_printf(t->a, "The person answers: %s", answer));
	if (!t->question) {
		t->question = json_object_new_object();
		json_object_object_add(t->question, "question", json_object_new_string(question));
		json_object_object_add(t->question, "options", options_of(arguments));
	}
	return good(call, "(not answered yet)");
}

/* --- the set --- */

struct tool {
	const char *name, *description, *schema; /* schema NULL: tools_submit.c makes it */
	struct chat_result (*run)(struct tools *t, const struct chat_call *call, struct json_object *arguments);
};

static const struct tool set[] = {
	{"list", "Names the documents and files that you can read.", "{\"type\":\"object\",\"properties\":{}}",
		run_list},
	{"read", "Reads a document by its name or a file by its path; long ones in parts.",
		"{\"type\":\"object\",\"required\":[\"path\"],\"properties\":{\"path\":{\"type\":\"string\"},"
		"\"offset\":{\"type\":\"integer\",\"minimum\":0}}}",
		run_read},
	{"write_file", "Writes a text file whole; one of that path before is replaced.",
		"{\"type\":\"object\",\"required\":[\"path\",\"content\"],\"properties\":{\"path\":{\"type\":"
		"\"string\"},"
		"\"content\":{\"type\":\"string\"}}}",
		run_write},
	{"patch_file", "Changes one place of a text file: `find` has to occur exactly once in it.",
		"{\"type\":\"object\",\"required\":[\"path\",\"find\",\"replace\"],\"properties\":{\"path\":{\"type\":"
		"\"string\"},\"find\":{\"type\":\"string\"},\"replace\":{\"type\":\"string\"}}}",
		run_patch},
	{"check",
		"Checks the files that you can see against the game contract, and js/core.js by running it: does it "
		"parse, has it "
		"all functions, is it deterministic.",
		"{\"type\":\"object\",\"properties\":{}}", tools_check},
	{"play",
		"Plays js/core.js with data/params.js and data/levels.js by a bot, and tells how it ended: idle, "
		"random, sweep, greedy (plays to win by what a player sees) or solver (follows view's advice, where "
		"there is one).",
		"{\"type\":\"object\",\"required\":[\"bot\"],\"properties\":{\"bot\":{\"type\":\"string\",\"enum\":["
		"\"idle\","
		"\"random\",\"sweep\",\"greedy\",\"solver\"]},\"seed\":{\"type\":\"integer\",\"minimum\":0},\"ticks\":{"
		"\"type\":"
		"\"integer\","
		"\"minimum\":60,\"maximum\":18000}}}",
		tools_play},
	{"ask",
		"Asks the person whose game it is, and waits for the answer. Only what you cannot decide yourself; "
		"three questions at "
		"most.",
		"{\"type\":\"object\",\"required\":[\"question\"],\"properties\":{\"question\":{\"type\":\"string\"},"
		"\"options\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}}}}",
		run_ask},
	{"submit", "Hands in your document and the files that you wrote, and ends your work.", NULL, tools_submit},
};

#define SET_COUNT (sizeof(set) / sizeof(set[0]))

static const struct tool *find(const char *name)
{
	for (size_t i = 0; i < SET_COUNT; i++)
		if (!strcmp(set[i].name, name))
			return &set[i];
	return NULL;
}

bool tools_known(const char *name)
{
	return find(name) != NULL;
}

const struct chat_tool *tools_list(
	struct arena *a, const struct step_input *input, size_t *n_r, struct json_object **schemas_r)
{
	struct chat_tool *list = arena_array(a, SET_COUNT, sizeof(*list));
	*schemas_r = json_object_new_array();
	*n_r = 0;
	for (size_t i = 0; i < SET_COUNT; i++) {
		struct json_object *schema = NULL;
		if (set[i].run == run_ask && !input->people)
			continue;
		if (set[i].schema)
			json_parse(set[i].schema, strlen(set[i].schema), &json_limits_trust, NULL, &schema);
		else
			schema = tools_submit_schema(input);
		json_object_array_add(*schemas_r, schema);
		list[(*n_r)++] =
			(struct chat_tool){.name = set[i].name, .description = set[i].description, .schema = schema};
	}
	return list;
}

struct chat_result tools_run(struct tools *t, const struct chat_call *call)
{
	const struct tool *tool = find(call->name);
	struct json_problem problem = {.message = "no object"};
	struct json_object *arguments = NULL;
	if (!tool)
		return bad(call, tools_whole(t->a, arena_printf(t->a, "there is no tool \"%.60s\"", call->name)));
	const char *text = *call->arguments ? call->arguments : "{}";
	if (json_parse(text, strlen(text), &tools_limits, &problem, &arguments) ||
		!json_object_is_type(arguments, json_type_object)) {
		json_object_put(arguments);
		return bad(call, arena_printf(t->a, "the arguments are no JSON object: %s at byte %zu", problem.message,
					 problem.offset));
	}
	struct chat_result result = tool->run(t, call, arguments);
	result.text = tools_whole(t->a, result.text);
	json_object_put(arguments);
	return result;
}
