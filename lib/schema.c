/* SPDX-License-Identifier: ISC */
#include "lib/schema.h"

#include "lib/json.h"
#include "lib/utf8.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#define PROBLEMS_MAX 50
#define DEPTH_MAX 64

struct check {
	struct arena *a;
	struct schema_problem *first, **last;
	int count;
	int depth;
};

static void problem(struct check *c, const char *pointer, const char *message)
{
	struct schema_problem *p;

	if (c->count == PROBLEMS_MAX)
		return;
	p = arena_new(c->a, struct schema_problem);
	p->pointer = *pointer ? arena_strdup(c->a, pointer) : "";
	p->message = message;
	*c->last = p;
	c->last = &p->next;
	c->count++;
}

static void start(struct check *c, struct arena *a)
{
	*c = (struct check){.a = a};
	c->last = &c->first;
}

/* RFC 6901 section 3: ~ and / in a key are escaped. */
static const char *below(struct check *c, const char *pointer, const char *key)
{
	size_t n = strlen(pointer);
	char *text = arena_alloc(c->a, n + 2 * strlen(key) + 2), *p = text + n;

	memcpy(text, pointer, n);
	*p++ = '/';
	for (; *key; key++) {
		if (*key == '~' || *key == '/')
			*p++ = '~';
		*p++ = *key == '~' ? '0' : *key == '/' ? '1' : *key;
	}
	return text;
}

static const char *below_index(struct check *c, const char *pointer, size_t index)
{
	return arena_printf(c->a, "%s/%zu", pointer, index);
}

static bool is_count(struct json_object *v)
{
	return json_object_is_type(v, json_type_int) && json_object_get_int64(v) >= 0;
}

static bool is_number(struct json_object *v)
{
	return json_object_is_type(v, json_type_int) || json_object_is_type(v, json_type_double);
}

static bool is_string(struct json_object *v)
{
	return json_object_is_type(v, json_type_string);
}

static bool is_boolean(struct json_object *v)
{
	return json_object_is_type(v, json_type_boolean);
}

static bool is_any(struct json_object *v)
{
	(void)v;
	return true;
}

static bool is_type_name(struct json_object *v)
{
	static const char *const names[] = {"object", "array", "string", "integer", "number", "boolean", "null"};

	for (size_t i = 0; is_string(v) && i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(json_object_get_string(v), names[i]) == 0)
			return true;
	}
	return false;
}

static bool is_list_of(struct json_object *v, bool (*holds)(struct json_object *), size_t min)
{
	if (!json_object_is_type(v, json_type_array) || json_object_array_length(v) < min)
		return false;
	for (size_t i = 0; i < json_object_array_length(v); i++) {
		if (!holds(json_object_array_get_idx(v, i)))
			return false;
	}
	return true;
}

static bool is_type(struct json_object *v)
{
	return is_type_name(v) || is_list_of(v, is_type_name, 1);
}

static bool is_names(struct json_object *v)
{
	return is_list_of(v, is_string, 0);
}

static bool is_choices(struct json_object *v)
{
	return is_list_of(v, is_any, 1);
}

static bool is_object(struct json_object *v)
{
	return json_object_is_type(v, json_type_object);
}

/* What a schema may say, and what each keyword's value has to be. */
static const struct {
	const char *name;
	bool (*holds)(struct json_object *value);
	const char *message;
} keywords[] = {
	{"type", is_type, "must name a type or list types"},
	{"required", is_names, "must be a list of names"},
	{"properties", is_object, "must be an object of schemas"},
	{"additionalProperties", is_boolean, "must be true or false"},
	{"items", is_object, "must be one schema"},
	{"enum", is_choices, "must be a list of values"},
	{"minimum", is_number, "must be a number"},
	{"maximum", is_number, "must be a number"},
	{"minLength", is_count, "must be an integer of 0 or more"},
	{"maxLength", is_count, "must be an integer of 0 or more"},
	{"minItems", is_count, "must be an integer of 0 or more"},
	{"maxItems", is_count, "must be an integer of 0 or more"},
	{"$schema", is_string, "must be a string"},
	{"title", is_string, "must be a string"},
	{"description", is_string, "must be a string"},
	{"examples", is_any, ""},
};

static void load_keyword(struct check *c, const char *pointer, const char *name, struct json_object *value)
{
	for (size_t i = 0; i < sizeof(keywords) / sizeof(keywords[0]); i++) {
		if (strcmp(name, keywords[i].name) != 0)
			continue;
		if (!keywords[i].holds(value))
			problem(c, below(c, pointer, name), keywords[i].message);
		return;
	}
	problem(c, below(c, pointer, name), "is a keyword that is not known here");
}

static void load(struct check *c, const char *pointer, struct json_object *schema)
{
	struct json_object *properties = json_get(schema, "properties"), *items = json_get(schema, "items");

	if (!is_object(schema) || c->depth == DEPTH_MAX) {
		problem(c, pointer, is_object(schema) ? "is nested too deep" : "must be an object");
		return;
	}
	c->depth++;
	json_object_object_foreach(schema, name, value)
	{
		load_keyword(c, pointer, name, value);
	}
	if (is_object(properties)) {
		json_object_object_foreach(properties, key, property)
		{
			load(c, below(c, below(c, pointer, "properties"), key), property);
		}
	}
	if (is_object(items))
		load(c, below(c, pointer, "items"), items);
	c->depth--;
}

enum err schema_load(struct arena *a, struct json_object *schema, struct schema_problem **problem_r)
{
	struct check c;

	start(&c, a);
	load(&c, "", schema);
	*problem_r = c.first;
	return c.first ? ERR_INPUT : ERR_OK;
}

static bool of_type(struct json_object *value, const char *name)
{
	switch (json_object_get_type(value)) {
	case json_type_null:
		return strcmp(name, "null") == 0;
	case json_type_boolean:
		return strcmp(name, "boolean") == 0;
	case json_type_int:
		return strcmp(name, "integer") == 0 || strcmp(name, "number") == 0;
	case json_type_double: /* JSON Schema: 1.0 is an integer */
		return strcmp(name, "number") == 0 ||
		       (strcmp(name, "integer") == 0 &&
			       json_object_get_double(value) == trunc(json_object_get_double(value)));
	case json_type_string:
		return strcmp(name, "string") == 0;
	case json_type_object:
		return strcmp(name, "object") == 0;
	case json_type_array:
		return strcmp(name, "array") == 0;
	}
	return false;
}

static bool type_fits(struct json_object *type, struct json_object *value)
{
	if (!type)
		return true;
	if (is_string(type))
		return of_type(value, json_object_get_string(type));
	for (size_t i = 0; i < json_object_array_length(type); i++) {
		if (of_type(value, json_object_get_string(json_object_array_get_idx(type, i))))
			return true;
	}
	return false;
}

static void check_choice(struct check *c, struct json_object *choices, struct json_object *value, const char *pointer)
{
	const char *text;

	if (!choices)
		return;
	text = json_canonical(c->a, value);
	for (size_t i = 0; i < json_object_array_length(choices); i++) {
		if (strcmp(json_canonical(c->a, json_object_array_get_idx(choices, i)), text) == 0)
			return;
	}
	problem(c, pointer, arena_printf(c->a, "must be one of %.1000s", json_canonical(c->a, choices)));
}

/* In: what is the unit that the message names. */
static void check_size(struct check *c, struct json_object *schema, const char *min, const char *max, size_t size,
	const char *what, const char *pointer)
{
	int64_t low = json_get_int(schema, min, 0), high = json_get_int(schema, max, INT64_MAX);

	if ((int64_t)size < low)
		problem(c, pointer, arena_printf(c->a, "needs %lld %s or more, has %zu", (long long)low, what, size));
	if ((int64_t)size > high)
		problem(c, pointer, arena_printf(c->a, "may have %lld %s, has %zu", (long long)high, what, size));
}

static void check_range(struct check *c, struct json_object *schema, double value, const char *pointer)
{
	if (json_get(schema, "minimum") && value < json_get_double(schema, "minimum", 0))
		problem(c, pointer, arena_printf(c->a, "must be %.15g or more", json_get_double(schema, "minimum", 0)));
	if (json_get(schema, "maximum") && value > json_get_double(schema, "maximum", 0))
		problem(c, pointer, arena_printf(c->a, "must be %.15g or less", json_get_double(schema, "maximum", 0)));
}

static void check_value(struct check *c, struct json_object *schema, struct json_object *value, const char *pointer);

static void check_object(struct check *c, struct json_object *schema, struct json_object *value, const char *pointer)
{
	struct json_object *required = json_get(schema, "required"), *properties = json_get(schema, "properties"),
			   *property;
	bool open = json_get_bool(schema, "additionalProperties", true);

	for (size_t i = 0; required && i < json_object_array_length(required); i++) {
		const char *name = json_object_get_string(json_object_array_get_idx(required, i));

		if (!json_object_object_get_ex(value, name, NULL))
			problem(c, below(c, pointer, name), "is missing");
	}
	json_object_object_foreach(value, key, member)
	{
		property = json_get(properties, key);
		if (property)
			check_value(c, property, member, below(c, pointer, key));
		else if (!open)
			problem(c, below(c, pointer, key), "is not known here");
	}
}

static void check_array(struct check *c, struct json_object *schema, struct json_object *value, const char *pointer)
{
	struct json_object *items = json_get(schema, "items");
	size_t n = json_object_array_length(value);

	check_size(c, schema, "minItems", "maxItems", n, "items", pointer);
	for (size_t i = 0; items && i < n && c->count < PROBLEMS_MAX; i++)
		check_value(c, items, json_object_array_get_idx(value, i), below_index(c, pointer, i));
}

static void check_value(struct check *c, struct json_object *schema, struct json_object *value, const char *pointer)
{
	struct json_object *type = json_get(schema, "type");

	if (c->count == PROBLEMS_MAX)
		return;
	if (!type_fits(type, value)) {
		problem(c, pointer, arena_printf(c->a, "must be of type %s", json_canonical(c->a, type)));
		return;
	}
	check_choice(c, json_get(schema, "enum"), value, pointer);
	if (is_string(value))
		check_size(c, schema, "minLength", "maxLength",
			utf8_count(json_object_get_string(value), (size_t)json_object_get_string_len(value)),
			"characters", pointer);
	else if (is_number(value))
		check_range(c, schema, json_object_get_double(value), pointer);
	else if (is_object(value))
		check_object(c, schema, value, pointer);
	else if (json_object_is_type(value, json_type_array))
		check_array(c, schema, value, pointer);
}

enum err schema_check(
	struct arena *a, struct json_object *schema, struct json_object *value, struct schema_problem **problems_r)
{
	struct check c;

	start(&c, a);
	check_value(&c, schema, value, "");
	*problems_r = c.first;
	return c.first ? ERR_INPUT : ERR_OK;
}
