/* SPDX-License-Identifier: ISC */
/* What the document of an output may be, and that what may be can be written canonically and read back. */
#include "tests/unit/unit.h"

#include "lib/document.h"

#include <stdlib.h>
#include <string.h>

static struct arena arena;

/* n times the text, as a JSON string. */
static struct json_object *text_of(const char *part, size_t n)
{
	size_t len = strlen(part);
	char *text = malloc(n * len + 1);
	for (size_t i = 0; i < n; i++)
		memcpy(text + i * len, part, len);
	struct json_object *string = json_object_new_string_len(text, (int)(n * len));
	free(text);
	return string;
}

static struct json_object *nested(int depth)
{
	struct json_object *value = json_object_new_int(1);
	for (int i = 0; i < depth; i++) {
		struct json_object *outer = i % 2 ? json_object_new_object() : json_object_new_array();
		if (i % 2)
			json_object_object_add(outer, "a", value);
		else
			json_object_array_add(outer, value);
		value = outer;
	}
	return value;
}

static void ck_wrong(struct json_object *value, const char *what)
{
	const char *wrong = document_wrong(value);
	ck_assert_msg(wrong && strstr(wrong, what), "%s, not %s", wrong ? wrong : "nothing", what);
	json_object_put(value);
}

/* In pairs, as the cache of outputs keeps it. Owns: takes value. */
static void ck_good(struct json_object *value)
{
	struct json_object *both = json_object_new_array(), *read = NULL;
	ck_assert_msg(!document_wrong(value), "%s", document_wrong(value));
	json_object_array_add(both, value);
	json_object_array_add(both, json_object_get(value));
	arena_init(&arena, (size_t)256 << 20);
	const char *text = json_canonical(&arena, both);
	ck_assert_int_eq(json_parse(text, strlen(text), &document_limits_pair, NULL, &read), ERR_OK);
	ck_assert_str_eq(json_canonical(&arena, read), text);
	json_object_put(read);
	json_object_put(both);
	arena_done(&arena);
}

START_TEST(depth)
{
	ck_good(nested(DOCUMENT_DEPTH));
	ck_wrong(nested(DOCUMENT_DEPTH + 1), "nested");
	ck_wrong(nested(400), "nested");
}
END_TEST

/* What takes one byte in memory may take six as text. */
START_TEST(size_is_that_of_its_text)
{
	static const struct {
		const char *part;
		size_t bytes;
	} parts[] = {{"a", 1}, {"<", 6}, {"\x7f", 6}, {"\n", 6}, {"\"", 2}, {"\xe2\x80\xa8", 6}, {"\xe6\x97\xa5", 3}};
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		ck_good(text_of(parts[i].part, DOCUMENT_BYTES / parts[i].bytes - 2));
		ck_wrong(text_of(parts[i].part, DOCUMENT_BYTES / parts[i].bytes + 1), "8 MiB");
	}
}
END_TEST

START_TEST(many_values)
{
	struct json_object *list = json_object_new_array(), *object = json_object_new_object();
	for (size_t i = 0; i < DOCUMENT_BYTES / 27 - 2; i++)
		json_object_array_add(list, json_object_new_double(-1.2345678901234567e-300));
	ck_good(list);
	for (int i = 0; i < 30000; i++)
		json_object_object_add(object,
			(char[]){(char)('a' + i % 26), (char)('a' + i / 26 % 26), (char)('a' + i / 676 % 26),
				(char)('a' + i / 17576 % 26), 0},
			NULL);
	ck_good(object);
	list = json_object_new_array();
	for (size_t i = 0; i < DOCUMENT_BYTES / 27 + 2; i++)
		json_object_array_add(list, json_object_new_double(0.1));
	ck_wrong(list, "8 MiB");
	ck_good(json_object_new_object());
}
END_TEST

UNIT_MAIN("document", 600, depth, size_is_that_of_its_text, many_values)
