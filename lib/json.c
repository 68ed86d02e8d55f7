/* SPDX-License-Identifier: ISC */
#include "lib/json.h"

#include "lib/log.h"

#include <limits.h>
#include <string.h>

/* json_check has been there, so json-c's own leniency does not matter; it only has to build the tree. */
static enum err build(const char *bytes, size_t len, unsigned max_depth, struct json_object **value_r)
{
	struct json_tokener *tok = json_tokener_new_ex((int)max_depth + 2);
	enum json_tokener_error state;

	if (!tok)
		log_fatal("out of memory: JSON parser");
	*value_r = json_tokener_parse_ex(tok, bytes, (int)len);
	/* A number on its own has no end that json-c can see. */
	if (json_tokener_get_error(tok) == json_tokener_continue)
		*value_r = json_tokener_parse_ex(tok, "", 1);
	state = json_tokener_get_error(tok);
	json_tokener_free(tok);
	if (state == json_tokener_success)
		return ERR_OK;
	log_error("json-c refuses what the check let through: %s", json_tokener_error_desc(state));
	json_object_put(*value_r);
	*value_r = NULL;
	return ERR_BUG;
}

enum err json_parse(const char *bytes, size_t len, const struct json_limits *limits, struct json_problem *problem_r,
	struct json_object **value_r)
{
	enum err err;

	*value_r = NULL;
	if (len > INT_MAX)
		return ERR_TOO_LARGE;
	err = json_check(bytes, len, limits, problem_r);
	if (err)
		return err;
	return build(bytes, len, limits->max_depth, value_r);
}

/* In: one reference token, up to the next '/' or the end. Out: it unescaped (RFC 6901 section 4); false when malformed
 * or too long. */
static bool reference(const char **p, char *token_r, size_t size)
{
	size_t n = 0;

	for (; **p && **p != '/'; (*p)++) {
		char c = **p;

		if (c == '~') {
			(*p)++;
			if (**p != '0' && **p != '1')
				return false;
			c = **p == '0' ? '~' : '/';
		}
		if (n + 1 == size)
			return false;
		token_r[n++] = c;
	}
	token_r[n] = '\0';
	return true;
}

static struct json_object *element(struct json_object *array, const char *token)
{
	size_t index = 0;

	if (!*token || (token[0] == '0' && token[1]))
		return NULL;
	for (; *token; token++) {
		if (*token < '0' || *token > '9' || index > INT_MAX / 10)
			return NULL;
		index = index * 10 + (size_t)(*token - '0');
	}
	return index < json_object_array_length(array) ? json_object_array_get_idx(array, index) : NULL;
}

struct json_object *json_at(struct json_object *root, const char *pointer)
{
	char token[256];

	while (root && *pointer == '/') {
		pointer++;
		if (!reference(&pointer, token, sizeof(token)))
			return NULL;
		if (json_object_is_type(root, json_type_array))
			root = element(root, token);
		else
			root = json_get(root, token);
	}
	return *pointer ? NULL : root;
}

struct json_object *json_get(struct json_object *obj, const char *key)
{
	struct json_object *value = NULL;

	if (!json_object_is_type(obj, json_type_object) || !json_object_object_get_ex(obj, key, &value))
		return NULL;
	return value;
}

const char *json_get_string(struct json_object *obj, const char *key, const char *fallback)
{
	struct json_object *value = json_get(obj, key);

	return json_object_is_type(value, json_type_string) ? json_object_get_string(value) : fallback;
}

int64_t json_get_int(struct json_object *obj, const char *key, int64_t fallback)
{
	struct json_object *value = json_get(obj, key);

	return json_object_is_type(value, json_type_int) ? json_object_get_int64(value) : fallback;
}

double json_get_double(struct json_object *obj, const char *key, double fallback)
{
	struct json_object *value = json_get(obj, key);

	if (json_object_is_type(value, json_type_int) || json_object_is_type(value, json_type_double))
		return json_object_get_double(value);
	return fallback;
}

bool json_get_bool(struct json_object *obj, const char *key, bool fallback)
{
	struct json_object *value = json_get(obj, key);

	return json_object_is_type(value, json_type_boolean) ? json_object_get_boolean(value) : fallback;
}
