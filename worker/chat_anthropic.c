/* SPDX-License-Identifier: ISC */
/* The Messages API: streaming, tools, prompt caching. docs.anthropic.com/en/api/messages, version 2023-06-01. */
#include "worker/chat_private.h"
#include "lib/json.h"

#include <string.h>

static void put(struct json_object *o, const char *key, const char *text)
{
	json_object_object_add(o, key, json_object_new_string(text));
}

/* What comes before this block is kept by the server for some minutes, and is cheap then. */
static void cache_here(struct json_object *block)
{
	struct json_object *control = json_object_new_object();
	put(control, "type", "ephemeral");
	json_object_object_add(block, "cache_control", control);
}

static struct json_object *text_block(const char *text)
{
	struct json_object *block = json_object_new_object();
	put(block, "type", "text");
	put(block, "text", text);
	return block;
}

static struct json_object *call_block(const struct chat_call *call)
{
	struct json_object *block = json_object_new_object(), *input = NULL;
	json_parse(call->arguments, strlen(call->arguments), &json_limits_trust, NULL, &input);
	if (!json_object_is_type(input, json_type_object)) {
		json_object_put(input);
		input = json_object_new_object();
	}
	put(block, "type", "tool_use");
	put(block, "id", call->id);
	put(block, "name", call->name);
	json_object_object_add(block, "input", input);
	return block;
}

static struct json_object *result_block(const struct chat_result *result)
{
	struct json_object *block = json_object_new_object();
	put(block, "type", "tool_result");
	put(block, "tool_use_id", result->id);
	put(block, "content", result->text);
	if (result->error)
		json_object_object_add(block, "is_error", json_object_new_boolean(true));
	return block;
}

static struct json_object *message_of(const struct chat_message *m, bool last)
{
	struct json_object *message = json_object_new_object(), *blocks = json_object_new_array(), *block = NULL;
	put(message, "role", m->from_model ? "assistant" : "user");
	for (size_t i = 0; i < m->result_count; i++)
		json_object_array_add(blocks, block = result_block(&m->results[i]));
	if (m->text && *m->text)
		json_object_array_add(blocks, block = text_block(m->text));
	for (size_t i = 0; i < m->call_count; i++)
		json_object_array_add(blocks, block = call_block(&m->calls[i]));
	if (last && block)
		cache_here(block);
	json_object_object_add(message, "content", blocks);
	return message;
}

static struct json_object *tools_of(const struct chat_ask *ask)
{
	struct json_object *list = json_object_new_array();
	for (size_t i = 0; i < ask->tool_count; i++) {
		struct json_object *tool = json_object_new_object();
		put(tool, "name", ask->tools[i].name);
		put(tool, "description", ask->tools[i].description);
		json_object_object_add(tool, "input_schema", json_object_get(ask->tools[i].schema));
		json_object_array_add(list, tool);
	}
	return list;
}

static char *body(struct arena *a, const struct chat_ask *ask)
{
	struct json_object *root = json_object_new_object(), *messages = json_object_new_array();
	struct json_object *system = json_object_new_array(), *said = text_block(ask->system);
	put(root, "model", ask->model);
	json_object_object_add(root, "max_tokens", json_object_new_int(ask->max_tokens));
	json_object_object_add(root, "stream", json_object_new_boolean(true));
	cache_here(said);
	json_object_array_add(system, said);
	json_object_object_add(root, "system", system);
	if (ask->tool_count)
		json_object_object_add(root, "tools", tools_of(ask));
	for (size_t i = 0; i < ask->message_count; i++)
		json_object_array_add(messages, message_of(&ask->messages[i], i + 1 == ask->message_count));
	json_object_object_add(root, "messages", messages);
	char *text = json_text(a, root);
	json_object_put(root);
	return text;
}

static void headers(struct arena *a, const struct chat_ask *ask, const char **lines_r)
{
	size_t n = 0;
	lines_r[n++] = arena_strdup(a, "anthropic-version: 2023-06-01");
	if (*ask->key)
		lines_r[n++] = arena_printf(a, "x-api-key: %s", ask->key);
	lines_r[n] = NULL;
}

/* --- the answer --- */

/* Figures of a later event take the place of those before. */
static void count(struct chat_reader *r, struct json_object *usage)
{
	if (!json_object_is_type(usage, json_type_object))
		return;
	int64_t plain = chat_count(usage, "input_tokens", r->tokens.input - r->tokens.cache_written);
	r->tokens.cache_written = chat_count(usage, "cache_creation_input_tokens", r->tokens.cache_written);
	r->tokens.input = plain + r->tokens.cache_written;
	r->tokens.cached = chat_count(usage, "cache_read_input_tokens", r->tokens.cached);
	r->tokens.output = chat_count(usage, "output_tokens", r->tokens.output);
	r->counted = true;
}

static void stop_for(struct chat_reader *r, const char *reason)
{
	if (!*reason)
		return;
	r->stopped = true;
	if (!strcmp(reason, "tool_use"))
		r->stop = CHAT_STOP_TOOLS;
	else if (!strcmp(reason, "max_tokens") || !strcmp(reason, "model_context_window_exceeded"))
		r->stop = CHAT_STOP_LENGTH;
	else if (!strcmp(reason, "refusal"))
		r->stop = CHAT_STOP_REFUSED;
	else
		r->stop = CHAT_STOP_END;
}

static void begin_block(struct chat_reader *r, int64_t index, struct json_object *block)
{
	const char *type = json_get_string(block, "type", "");
	if (!strcmp(type, "text")) {
		chat_add_text(r, json_get_string(block, "text", ""));
	} else if (!strcmp(type, "tool_use")) {
		struct chat_part *part = chat_part(r, index);
		struct json_object *input = json_get(block, "input");
		if (!part)
			return;
		part->id = arena_strdup(r->a, json_get_string(block, "id", ""));
		part->name = arena_strdup(r->a, json_get_string(block, "name", ""));
		if (json_object_is_type(input, json_type_object) && json_object_object_length(input))
			chat_add_arguments(r, part, json_text(r->a, input));
	}
}

static void event(struct chat_reader *r, const char *type, struct json_object *data, const char *text)
{
	(void)type;
	(void)text;
	const char *what = json_get_string(data, "type", "");
	struct json_object *delta = json_get(data, "delta");
	if (!strcmp(what, "message_start")) {
		struct json_object *message = json_get(data, "message");
		r->model = arena_strdup(r->a, json_get_string(message, "model", ""));
		count(r, json_get(message, "usage"));
	} else if (!strcmp(what, "content_block_start")) {
		begin_block(r, json_get_int(data, "index", 0), json_get(data, "content_block"));
	} else if (!strcmp(what, "content_block_delta")) {
		const char *piece = json_get_string(delta, "partial_json", NULL);
		chat_add_text(r, json_get_string(delta, "text", NULL));
		if (piece)
			chat_add_arguments(r, chat_part(r, json_get_int(data, "index", 0)), piece);
	} else if (!strcmp(what, "message_delta")) {
		stop_for(r, json_get_string(delta, "stop_reason", ""));
		count(r, json_get(data, "usage"));
	} else if (!strcmp(what, "message_stop")) {
		r->ended = r->stopped;
	} else if (!strcmp(what, "error")) {
		chat_refused(r, 0, json_get(data, "error"));
	} else if (!data) {
		chat_garbage(r, "an event without an object");
	}
}

static void whole(struct chat_reader *r, struct json_object *root)
{
	struct json_object *content = json_get(root, "content");
	if (!json_object_is_type(content, json_type_array)) {
		chat_garbage(r, "a message without content");
		return;
	}
	for (size_t i = 0; i < json_object_array_length(content); i++)
		begin_block(r, (int64_t)i, json_object_array_get_idx(content, i));
	r->model = arena_strdup(r->a, json_get_string(root, "model", ""));
	stop_for(r, json_get_string(root, "stop_reason", ""));
	count(r, json_get(root, "usage"));
	r->ended = r->stopped;
}

const struct chat_dialect chat_anthropic = {
	.name = "anthropic", .path = "/v1/messages", .body = body, .headers = headers, .event = event, .whole = whole};
