/* SPDX-License-Identifier: ISC */
/* JSON out of json-c's objects: compact, always valid JSON, and for hashing in one form for equal values. */
#include "lib/json.h"

#include "lib/buf.h"
#include "lib/log.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 512

struct writer {
	struct buf out;
	struct arena *a;
	bool canonical;
	unsigned depth;
};

static void write_value(struct writer *w, struct json_object *value);

/* The shortest text that reads back as the same number. 1.0 and 1 are equal, so their canonical text is, too. */
static void write_double(struct writer *w, double d)
{
	char text[40];
	bool whole;

	if (!isfinite(d)) {
		buf_puts(&w->out, "null");
		return;
	}
	whole = d == trunc(d) && fabs(d) < 9007199254740992.0;
	if (whole) {
		buf_printf(&w->out, w->canonical ? "%.0f" : "%.1f", d == 0 ? 0.0 : d);
		return;
	}
	for (int precision = 15; precision <= 17; precision++) {
		snprintf(text, sizeof(text), "%.*g", precision, d);
		if (strtod(text, NULL) == d)
			break;
	}
	buf_puts(&w->out, text);
}

static void write_string(struct writer *w, const char *s, size_t len)
{
	buf_json_string_n(&w->out, s, len);
}

static void write_member(struct writer *w, const char *key, struct json_object *value, size_t index)
{
	if (index)
		buf_put(&w->out, ",", 1);
	write_string(w, key, strlen(key));
	buf_put(&w->out, ":", 1);
	write_value(w, value);
}

static int by_key(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void write_sorted(struct writer *w, struct json_object *obj)
{
	size_t n = (size_t)json_object_object_length(obj), i = 0;
	const char **keys = arena_array(w->a, n + 1, sizeof(*keys));

	json_object_object_foreach(obj, key, value)
	{
		(void)value;
		keys[i++] = key;
	}
	qsort(keys, n, sizeof(*keys), by_key);
	for (i = 0; i < n; i++)
		write_member(w, keys[i], json_get(obj, keys[i]), i);
}

static void write_object(struct writer *w, struct json_object *obj)
{
	size_t i = 0;

	buf_put(&w->out, "{", 1);
	if (w->canonical) {
		write_sorted(w, obj);
	} else {
		json_object_object_foreach(obj, key, value)
		{
			write_member(w, key, value, i++);
		}
	}
	buf_put(&w->out, "}", 1);
}

static void write_array(struct writer *w, struct json_object *array)
{
	size_t n = json_object_array_length(array);

	buf_put(&w->out, "[", 1);
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_put(&w->out, ",", 1);
		write_value(w, json_object_array_get_idx(array, i));
	}
	buf_put(&w->out, "]", 1);
}

static void write_value(struct writer *w, struct json_object *value)
{
	if (++w->depth > DEPTH_MAX)
		log_fatal("JSON value nested deeper than %d", DEPTH_MAX);
	switch (json_object_get_type(value)) {
	case json_type_null:
		buf_puts(&w->out, "null");
		break;
	case json_type_boolean:
		buf_puts(&w->out, json_object_get_boolean(value) ? "true" : "false");
		break;
	case json_type_int:
		buf_json_int(&w->out, json_object_get_int64(value));
		break;
	case json_type_double:
		write_double(w, json_object_get_double(value));
		break;
	case json_type_string:
		write_string(w, json_object_get_string(value), (size_t)json_object_get_string_len(value));
		break;
	case json_type_object:
		write_object(w, value);
		break;
	case json_type_array:
		write_array(w, value);
		break;
	}
	w->depth--;
}

static char *to_text(struct arena *a, struct json_object *value, bool canonical)
{
	struct writer w = {.a = a, .canonical = canonical};
	char *text;

	/* The arena's own maximum is what bounds the text. */
	buf_init(&w.out, SIZE_MAX / 4);
	write_value(&w, value);
	text = arena_strndup(a, w.out.data, w.out.len);
	buf_free(&w.out);
	return text;
}

char *json_canonical(struct arena *a, struct json_object *value)
{
	return to_text(a, value, true);
}

char *json_text(struct arena *a, struct json_object *value)
{
	return to_text(a, value, false);
}
