/* SPDX-License-Identifier: ISC */
#include "lib/graph_private.h"

#include "lib/json.h"

#include <ctype.h>
#include <stdarg.h>
#include <string.h>

void graph_reader_init(struct graph_reader *r, struct arena *a)
{
	r->a = a;
	r->first = NULL;
	r->tail = &r->first;
	r->count = 0;
	r->bytes = 0;
}

void graph_problem_add(struct graph_reader *r, const char *pointer, const char *format, ...)
{
	if (r->count++ >= GRAPH_PROBLEMS_MAX)
		return;
	struct graph_problem *p = arena_new(r->a, struct graph_problem);
	va_list ap;
	va_start(ap, format);
	p->message = arena_vprintf(r->a, format, ap);
	va_end(ap);
	p->pointer = arena_strdup(r->a, pointer);
	*r->tail = p;
	r->tail = &p->next;
}

/* RFC 6901: ~ and / are escaped in a pointer. */
static const char *escaped(struct arena *a, const char *key)
{
	size_t len = strnlen(key, 100);
	char *out = arena_alloc(a, 2 * len + 1), *o = out;
	for (size_t i = 0; i < len; i++) {
		bool special = key[i] == '~' || key[i] == '/';
		*o++ = special ? '~' : key[i];
		if (special)
			*o++ = key[i] == '~' ? '0' : '1';
	}
	return out;
}

static bool listed(const char *const *names, const char *key)
{
	for (; *names; names++)
		if (!strcmp(*names, key))
			return true;
	return false;
}

void graph_only(struct graph_reader *r, struct json_object *obj, const char *at, const char *const *names)
{
	struct json_object_iterator it = json_object_iter_begin(obj), end = json_object_iter_end(obj);
	for (; !json_object_iter_equal(&it, &end); json_object_iter_next(&it)) {
		const char *key = json_object_iter_peek_name(&it);
		if (!listed(names, key))
			graph_problem_add(r, arena_printf(r->a, "%s/%s", at, escaped(r->a, key)),
				"unknown field; docs/graphs.md lists those that may stand here");
	}
}

const char *graph_text(struct graph_reader *r, struct json_object *obj, const char *at, const char *key, bool required)
{
	struct json_object *value = json_get(obj, key);
	const char *pointer = arena_printf(r->a, "%s/%s", at, key);
	if (!value && !required)
		return NULL;
	if (!value) {
		graph_problem_add(r, pointer, "is missing; give a text");
		return NULL;
	}
	if (!json_object_is_type(value, json_type_string)) {
		graph_problem_add(r, pointer, "has to be a text");
		return NULL;
	}
	int len = json_object_get_string_len(value);
	if (len < 1 || len > GRAPH_TEXT_MAX) {
		graph_problem_add(r, pointer, "has to have 1 to %d bytes, has %d", GRAPH_TEXT_MAX, len);
		return NULL;
	}
	return json_object_get_string(value);
}

bool graph_is_name(const char *s)
{
	size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_");
	return *s >= 'a' && *s <= 'z' && n <= 64 && s[n] == 0;
}

bool graph_is_path(const char *s)
{
	char before = '/';
	if (strlen(s) > 200)
		return false;
	for (; *s; before = *s++) {
		bool plain = isalnum((unsigned char)*s) || *s == '_' || *s == '-';
		if (!plain && (before == '/' || (*s != '.' && *s != '/')))
			return false;
	}
	return before != '/';
}

const char *graph_name(struct graph_reader *r, struct json_object *obj, const char *at, const char *key, bool required)
{
	const char *s = graph_text(r, obj, at, key, required);
	if (!s || graph_is_name(s))
		return s;
	graph_problem_add(r, arena_printf(r->a, "%s/%s", at, key),
		"has to be a name: a small letter, then at most 63 small letters, digits and _");
	return NULL;
}

int graph_int(struct graph_reader *r, struct json_object *obj, const char *at, const char *key, int min, int max,
	int fallback)
{
	struct json_object *value = json_get(obj, key);
	const char *pointer = arena_printf(r->a, "%s/%s", at, key);
	if (!value && fallback != GRAPH_REQUIRED)
		return fallback;
	if (!value) {
		graph_problem_add(r, pointer, "is missing; give a number from %d to %d", min, max);
		return min;
	}
	int64_t n = json_object_is_type(value, json_type_int) ? json_object_get_int64(value) : (int64_t)min - 1;
	if (n < min || n > max) {
		graph_problem_add(r, pointer, "has to be a whole number from %d to %d", min, max);
		return min;
	}
	return (int)n;
}
