/* SPDX-License-Identifier: ISC */
/* Calls that a model wrote as JSON in its text: bare, in a fence, or between tags, as local models do. */
#include "lib/json.h"
#include "worker/talk.h"

#include <string.h>

#define TRIES_MAX 100 /* braces that begin nothing */

/* Out: bytes of the balanced object at text, or 0. */
static size_t object_at(const char *text)
{
	size_t depth = 0, i = 0;
	bool in_string = false;
	for (; text[i]; i++) {
		if (in_string) {
			if (text[i] == '\\' && text[i + 1])
				i++;
			else if (text[i] == '"')
				in_string = false;
		} else if (text[i] == '"') {
			in_string = true;
		} else if (text[i] == '{' || text[i] == '[') {
			depth++;
		} else if ((text[i] == '}' || text[i] == ']') && --depth == 0) {
			return i + 1;
		}
	}
	return 0;
}

static struct json_object *any_of(struct json_object *object, const char *const *keys)
{
	struct json_object *value = NULL;
	for (; *keys && !value; keys++)
		value = json_get(object, *keys);
	return value;
}

static const char *arguments_text(struct arena *a, struct json_object *arguments)
{
	if (json_object_is_type(arguments, json_type_string))
		return arena_strdup(a, json_object_get_string(arguments));
	return arguments ? json_text(a, arguments) : "{}";
}

/* {"name": tool, "arguments": {…}} in its common spellings, or what submit takes, bare. */
static bool read_call(struct arena *a, struct json_object *object, struct chat_call *call_r)
{
	static const char *const names[] = {"name", "tool", "tool_name", "function", NULL};
	static const char *const arguments[] = {"arguments", "parameters", "input", "args", NULL};
	struct json_object *inner = json_get(object, "function");
	if (json_object_is_type(inner, json_type_object))
		object = inner;
	struct json_object *name = any_of(object, names);
	if (json_object_is_type(name, json_type_string) && tools_known(json_object_get_string(name))) {
		*call_r = (struct chat_call){.id = "",
			.name = arena_strdup(a, json_object_get_string(name)),
			.arguments = arguments_text(a, any_of(object, arguments))};
		return true;
	}
	if (!json_get(object, "document"))
		return false;
	*call_r = (struct chat_call){.id = "", .name = "submit", .arguments = json_text(a, object)};
	return true;
}

size_t talk_calls_in(struct arena *a, const char *text, struct chat_call calls_r[CHAT_CALLS_MAX])
{
	size_t n = 0;
	int tries = 0;
	for (const char *at = strchr(text, '{'); at && n < CHAT_CALLS_MAX && tries < TRIES_MAX; at = strchr(at, '{')) {
		struct json_object *object = NULL;
		size_t len = object_at(at);
		if (!len) /* cut off: what is inside it is a part of something, and no call */
			break;
		bool sound = !json_parse(at, len, &tools_limits, NULL, &object);
		if (sound && object && read_call(a, object, &calls_r[n]))
			n++;
		json_object_put(object);
		at += sound ? len : 1;
		tries += !sound;
	}
	return n;
}
