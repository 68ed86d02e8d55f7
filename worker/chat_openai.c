/* SPDX-License-Identifier: ISC */
/*
 * Chat completions, as OpenAI and many others serve them. Servers differ: some send no usage, no [DONE], no id of a
 * call, whole calls instead of pieces, or no stream at all; each is taken as it comes.
 */
#include "worker/chat_private.h"
#include "lib/json.h"

#include <string.h>

static void put(struct json_object *o, const char *key, const char *text)
{
	json_object_object_add(o, key, json_object_new_string(text));
}

static struct json_object *word(const char *role, const char *text)
{
	struct json_object *message = json_object_new_object();
	put(message, "role", role);
	json_object_object_add(message, "content", text && *text ? json_object_new_string(text) : NULL);
	return message;
}

static struct json_object *call_of(const struct chat_call *call)
{
	struct json_object *o = json_object_new_object(), *function = json_object_new_object();
	bool sound = !json_check(call->arguments, strlen(call->arguments), &json_limits_trust, NULL);
	put(function, "name", call->name);
	put(function, "arguments", sound ? call->arguments : "{}"); /* servers parse it again */
	put(o, "id", call->id);
	put(o, "type", "function");
	json_object_object_add(o, "function", function);
	return o;
}

static void add_message(struct json_object *list, const struct chat_message *m)
{
	for (size_t i = 0; i < m->result_count; i++) {
		struct json_object *result = word("tool", m->results[i].text);
		put(result, "tool_call_id", m->results[i].id);
		json_object_array_add(list, result);
	}
	if (!m->from_model) {
		if (m->text && *m->text)
			json_object_array_add(list, word("user", m->text));
		return;
	}
	struct json_object *message = word("assistant", m->text), *calls = json_object_new_array();
	for (size_t i = 0; i < m->call_count; i++)
		json_object_array_add(calls, call_of(&m->calls[i]));
	if (m->call_count)
		json_object_object_add(message, "tool_calls", calls);
	else
		json_object_put(calls);
	json_object_array_add(list, message);
}

static struct json_object *tools_of(const struct chat_ask *ask)
{
	struct json_object *list = json_object_new_array();
	for (size_t i = 0; i < ask->tool_count; i++) {
		struct json_object *tool = json_object_new_object(), *function = json_object_new_object();
		put(function, "name", ask->tools[i].name);
		put(function, "description", ask->tools[i].description);
		json_object_object_add(function, "parameters", json_object_get(ask->tools[i].schema));
		put(tool, "type", "function");
		json_object_object_add(tool, "function", function);
		json_object_array_add(list, tool);
	}
	return list;
}

static char *body(struct arena *a, const struct chat_ask *ask)
{
	struct json_object *root = json_object_new_object(), *messages = json_object_new_array(),
			   *stream = json_object_new_object();
	put(root, "model", ask->model);
	json_object_object_add(
		root, ask->own_server ? "max_tokens" : "max_completion_tokens", json_object_new_int(ask->max_tokens));
	json_object_object_add(root, "stream", json_object_new_boolean(true));
	json_object_object_add(stream, "include_usage", json_object_new_boolean(true));
	json_object_object_add(root, "stream_options", stream);
	if (ask->tool_count)
		json_object_object_add(root, "tools", tools_of(ask));
	json_object_array_add(messages, word("system", ask->system));
	for (size_t i = 0; i < ask->message_count; i++)
		add_message(messages, &ask->messages[i]);
	json_object_object_add(root, "messages", messages);
	char *text = json_text(a, root);
	json_object_put(root);
	return text;
}

static void headers(struct arena *a, const struct chat_ask *ask, const char **lines_r)
{
	lines_r[0] = *ask->key ? arena_printf(a, "Authorization: Bearer %s", ask->key) : NULL;
	lines_r[1] = NULL;
}

/* --- the answer --- */

static void count(struct chat_reader *r, struct json_object *usage)
{
	if (!json_object_is_type(usage, json_type_object))
		return;
	int64_t prompt = chat_count(usage, "prompt_tokens", 0);
	int64_t cached = chat_count(json_get(usage, "prompt_tokens_details"), "cached_tokens", 0);
	r->tokens.cached = cached > prompt ? prompt : cached;
	r->tokens.input = prompt - r->tokens.cached;
	r->tokens.output = chat_count(usage, "completion_tokens", 0);
	r->counted = prompt > 0;
}

static void stop_for(struct chat_reader *r, const char *reason)
{
	if (!*reason)
		return;
	r->stopped = r->ended = true;
	if (!strcmp(reason, "tool_calls") || !strcmp(reason, "function_call"))
		r->stop = CHAT_STOP_TOOLS;
	else if (!strcmp(reason, "length"))
		r->stop = CHAT_STOP_LENGTH;
	else if (!strcmp(reason, "content_filter"))
		r->stop = CHAT_STOP_REFUSED;
	else
		r->stop = CHAT_STOP_END;
}

/* One piece of a call: its id and name come with the first one. Arguments may be an object where they should be text.
 */
static void add_call(struct chat_reader *r, struct json_object *piece, int64_t place)
{
	struct json_object *function = json_get(piece, "function"), *arguments = json_get(function, "arguments");
	const char *id = json_get_string(piece, "id", ""), *name = json_get_string(function, "name", "");
	struct chat_part *part = chat_part(r, json_get_int(piece, "index", place));
	if (!part)
		return;
	if (*id && !*part->id)
		part->id = arena_strdup(r->a, id);
	if (*name && !*part->name)
		part->name = arena_strdup(r->a, name);
	if (json_object_is_type(arguments, json_type_object))
		chat_add_arguments(r, part, json_text(r->a, arguments));
	else
		chat_add_arguments(r, part, json_get_string(function, "arguments", NULL));
}

/* In: message is a stream's delta, or the whole message. */
static void add_choice(struct chat_reader *r, struct json_object *choice, struct json_object *message)
{
	struct json_object *calls = json_get(message, "tool_calls");
	size_t n = json_object_is_type(calls, json_type_array) ? json_object_array_length(calls) : 0;
	chat_add_text(r, json_get_string(message, "content", NULL));
	for (size_t i = 0; i < n; i++)
		add_call(r, json_object_array_get_idx(calls, i), (int64_t)i);
	stop_for(r, json_get_string(choice, "finish_reason", ""));
}

static struct json_object *first_choice(struct json_object *root)
{
	struct json_object *choices = json_get(root, "choices");
	if (!json_object_is_type(choices, json_type_array) || !json_object_array_length(choices))
		return NULL;
	return json_object_array_get_idx(choices, 0);
}

static void event(struct chat_reader *r, const char *type, struct json_object *data, const char *text)
{
	(void)type;
	if (!strcmp(text, "[DONE]")) {
		r->ended = r->ended || r->text.len || r->part_count;
		return;
	}
	if (!data) {
		chat_garbage(r, "an event without an object");
		return;
	}
	if (json_get(data, "error")) {
		chat_refused(r, 0, json_get(data, "error"));
		return;
	}
	struct json_object *choice = first_choice(data);
	if (!r->model)
		r->model = arena_strdup(r->a, json_get_string(data, "model", ""));
	add_choice(r, choice, json_get(choice, "delta"));
	count(r, json_get(data, "usage"));
}

static void whole(struct chat_reader *r, struct json_object *root)
{
	struct json_object *choice = first_choice(root);
	if (!choice) {
		chat_garbage(r, "a completion without a choice");
		return;
	}
	r->model = arena_strdup(r->a, json_get_string(root, "model", ""));
	add_choice(r, choice, json_get(choice, "message"));
	count(r, json_get(root, "usage"));
	r->ended = true;
}

const struct chat_dialect chat_openai = {.name = "openai",
	.path = "/chat/completions",
	.body = body,
	.headers = headers,
	.event = event,
	.whole = whole};
