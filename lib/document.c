/* SPDX-License-Identifier: ISC */
#include "lib/document.h"

#include <string.h>

#define NUMBER_BYTES 26 /* the longest that json_canonical writes */

const struct json_limits document_limits_pair = {.max_bytes = 2 * DOCUMENT_BYTES + 16,
	.max_depth = DOCUMENT_DEPTH + 1,
	.max_keys = DOCUMENT_BYTES,
	.max_values = 2 * DOCUMENT_BYTES};

struct weight {
	size_t left; /* bytes of canonical text that may come yet */
	const char *wrong;
};

static bool take(struct weight *w, size_t bytes)
{
	if (bytes > w->left)
		w->wrong = "is larger than 8 MiB of JSON";
	else
		w->left -= bytes;
	return !w->wrong;
}

/* What buf_json_string_n() writes of a text, or a little more. */
static bool take_string(struct weight *w, const char *s, size_t len)
{
	size_t bytes = len + 2;
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];
		if (c == '"' || c == '\\')
			bytes++;
		else if (c < 0x20 || c == '<' || c == 0x7f)
			bytes += 5;
		else if (c == 0xe2 && len - i > 2 && (unsigned char)s[i + 1] == 0x80)
			bytes += 3; /* U+2028 and its neighbours */
	}
	return take(w, bytes);
}

static bool weigh(struct weight *w, struct json_object *value, int depth);

static bool weigh_members(struct weight *w, struct json_object *object, int depth)
{
	json_object_object_foreach(object, key, value)
	{
		if (!take(w, 2) || !take_string(w, key, strlen(key)) || !weigh(w, value, depth))
			return false;
	}
	return true;
}

static bool weigh_elements(struct weight *w, struct json_object *array, int depth)
{
	for (size_t i = 0; i < json_object_array_length(array); i++)
		if (!take(w, 1) || !weigh(w, json_object_array_get_idx(array, i), depth))
			return false;
	return true;
}

/* Recurses DOCUMENT_DEPTH deep at most. In: depth is that of what holds the value. */
static bool weigh(struct weight *w, struct json_object *value, int depth)
{
	enum json_type type = json_object_get_type(value);
	if (type == json_type_string)
		return take_string(w, json_object_get_string(value), (size_t)json_object_get_string_len(value));
	if (type != json_type_object && type != json_type_array)
		return take(w, type == json_type_null || type == json_type_boolean ? 5 : NUMBER_BYTES);
	if (++depth > DOCUMENT_DEPTH) {
		w->wrong = "is nested more than 60 levels deep";
		return false;
	}
	return take(w, 2) &&
	       (type == json_type_object ? weigh_members(w, value, depth) : weigh_elements(w, value, depth));
}

const char *document_wrong(struct json_object *value)
{
	struct weight w = {.left = DOCUMENT_BYTES};
	weigh(&w, value, 0);
	return w.wrong;
}
