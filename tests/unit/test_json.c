/* SPDX-License-Identifier: ISC */
/* The accept and reject cases follow the parts of JSONTestSuite (Nicolas Seriot, "Parsing JSON is a minefield"). */
#include "lib/json.h"

#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

static enum err check(const char *text)
{
	return json_check(text, strlen(text), &json_limits_body, NULL);
}

START_TEST(what_rfc_8259_allows)
{
	static const char *const good[] = {"[]", "{}", "[[]   ]", "[\"\"]", "[\"a\"]", "[false]",
		"[null, 1, \"1\", {}]", "[null]", "[1\n]", " [1]", "[1,null,null,null,2]", "[2] ", "[123e65]", "[0e+1]",
		"[0e1]", "[ 4]", "[-0.000000000000000000000000000000000000001]", "[20e1]", "[-0]", "[-123]", "[-1]",
		"[1E22]", "[1E-2]", "[1E+2]", "[123e45]", "[123.456e78]", "[1e-2]", "[1e+2]", "[123]", "[123.456789]",
		"{\"asd\":\"sdf\", \"dfg\":\"fgh\"}", "{\"asd\":\"sdf\"}", "{\"\":0}",
		"{ \"min\": -1.0e+28, \"max\": 1.0e+28 }", "{\"x\":[{\"id\": \"xx\"}], \"id\": \"xx\"}", "{\"a\":[]}",
		"{\n\"a\": \"b\"\n}", "[\"\\u0060\\u012a\\u12AB\"]", "[\"\\uD801\\udc37\"]",
		"[\"\\ud83d\\ude39\\ud83d\\udc8d\"]", "[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]", "[\"\\\\u0000\"]",
		"[\"a/*b*/c/*d//e\"]", "[\"\\uDBFF\\uDFFF\"]", "[\"\xf4\x8f\xbf\xbf\"]", "[\"\xef\xbf\xbf\"]",
		"[\",\"]", "[\"\xcf\x80\"]", "\" \"", "[\"\xe2\x80\xa8\"]", "[\"\x7f\"]", "false", "42", "-0.1", "null",
		"\"asd\"", "true", "\"\"", "[\"a\"]\n", "[true]", " [] ", "9223372036854775807", "-9223372036854775808",
		"1e308", "5e-324", "0e0", "0.0e-400", "{\"a\":1,\"A\":2}", "{\"a\":{\"a\":{\"a\":1}}}",
		"[{\"a\":1},{\"a\":2}]", "\t\r\n1\t\r\n"};

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		ck_assert_msg(check(good[i]) == ERR_OK, "refused: %s", good[i]);
}
END_TEST

START_TEST(what_it_does_not)
{
	static const char *const bad[] = {"", " ", "[1 true]", "[\"\": 1]", "[\"\"],", "[,1]", "[1,,2]", "[\"x\",,]",
		"[\"x\"]]", "[\"\",]", "[\"x\"", "[x", "[3[ 4]]", "[1:2]", "[,]", "[-]", "[   , \"\"]",
		"[\"a\",\n4\n,1,", "[1,]", "[1,,]", "[*]", "[\"\"", "[1,\n1\n,1", "[{}", "[fals]", "[nul]", "[tru]",
		"[++1234]", "[+1]", "[+Inf]", "[-01]", "[-1.0.]", "[-2.]", "[-NaN]", "[.-1]", "[.2e-3]", "[0.1.2]",
		"[0.3e+]", "[0.3e]", "[0.e1]", "[0E+]", "[0E]", "[0e+]", "[0e]", "[1.0e+]", "[1.0e-]", "[1.0e]",
		"[1 000.0]", "[1eE2]", "[2.e+3]", "[2.e-3]", "[2.e3]", "[9.e+]", "[Inf]", "[NaN]", "[Infinity]",
		"[-Infinity]", "[1+2]", "[0x1]", "[0x42]", "[- 1]", "[-012]", "[-.123]", "[-1x]", "[1ea]", "[1.]",
		"[.123]", "[1.2a-3]", "[1.8011670033376514H-308]", "[012]", "[\"x\", truth]", "{[: \"x\"}",
		"{\"x\", null}", "{\"x\"::\"b\"}", "{\"a\":\"a\" 123}", "{key: 'value'}", "{\"a\" b}", "{:\"b\"}",
		"{\"a\"", "{\"a\":", "{1:1}", "{9999E9999:1}", "{null:null}", "{\"id\":0,,,,,}", "{'a':0}",
		"{\"id\":0,}", "{\"a\":\"b\"}/**/", "{\"a\":\"b\"}//", "{\"a\":\"b\",,\"c\":\"d\"}", "{a: \"b\"}",
		"{\"a\":\"a", "{ \"foo\" : \"bar\", \"a\" }", "{\"a\":\"b\"}#", "[\"\\uD800\\u\"]", "[\"\\uD800\\u1\"]",
		"[\"\\uD800\\u1x\"]", "[\xc3\xa9]", "[\"\\x00\"]", "[\"\\\\\\\"]", "[\"\\\t\"]",
		"[\"\\\xf0\x9f\x8c\x80\"]", "[\"\\\"]", "[\"\\u00A\"]", "[\"\\uD834\\uDd\"]", "[\"\\uD800\\uD800\\x\"]",
		"[\"\\a\"]", "[\"\\uqqqq\"]", "[\\u0020\"asd\"]", "[\\n]", "\"", "['single quote']", "abc", "[\"\\",
		"[\"new\nline\"]", "[\"\t\"]", "\"\\UA66D\"", "<.>", "[<null>]", "[1]x", "[1]]", "[\"asd]", "a\xc3\xa5",
		"[True]", "1]", "{\"x\": true,", "[][]", "]", "{}}", "{\"\":", "{\"a\":/*comment*/\"b\"}",
		"{\"a\": true} \"x\"", "['", "[,", "{", "{]", "{,", "{[", "{\"a", "{'a'", "[\"\\{[\"\\{[\"", "*",
		"{\"a\":\"b\"}#{}", "[\\u000A\"\"]", "[1", "[ false, nul", "[ true, fals", "{\"asd\":\"asd\"",
		"\xc3\xa5", "\xef\xbb\xbf", "\xef\xbb\xbf{}", "[\f]", "[\v1]", "\xe2\x81\xa0[]", "nulll", "truee",
		"--1", "1e", "0e401", "[0e-99999999999999999999]",
		"\xc2\xa0"
		"1"};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(check(bad[i]) == ERR_INPUT, "accepted: %s", bad[i]);
	ck_assert_int_eq(json_check("1\0", 2, &json_limits_body, NULL), ERR_INPUT);
	ck_assert_int_eq(json_check("[\"a\0b\"]", 7, &json_limits_body, NULL), ERR_INPUT);
	ck_assert_int_eq(json_check("\0", 1, &json_limits_body, NULL), ERR_INPUT);
	ck_assert_int_eq(json_check("\"\\\0\"", 4, &json_limits_body, NULL), ERR_INPUT);
}
END_TEST

START_TEST(what_json_c_or_postgresql_would_not_bear)
{
	static const char *const bad[] = {"[\"\\u0000\"]", "{\"a\\u0000b\":1}", "[\"\\uD800\"]", "[\"\\uDC00\"]",
		"[\"\\uDd1e\\uD834\"]", "[\"\\uD800abc\"]", "[\"\\uD800\\n\"]", "[\"\\uD800\\uD800\"]",
		"[\"\\uD888\\u1234\"]", "[\"\xed\xa0\x80\"]", "[\"\xc0\xaf\"]", "[\"\xe0\x80\xaf\"]", "[\"\xff\"]",
		"[\"\x81\"]", "[\"\xf4\x90\x80\x80\"]", "[\"\xe2\x82\"]", "[\"\xf0\x80\x80\x80\"]", "1e400", "-1e400",
		"1e309", "1e-400", "0e1000", "0e99999999999999999999", "1e131071", "9223372036854775808",
		"-9223372036854775809", "123123123123123123123123123123", "{\"a\":1,\"a\":2}",
		"{\"a\":1,\"\\u0061\":2}", "{\"\":1,\"\":2}", "{\"\\ud83d\\ude39\":1,\"\xf0\x9f\x98\xb9\":2}",
		"{\"b\":{},\"\\n\":1,\"\\u000a\":2}", "{\"/\":1,\"\\/\":1}"};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(check(bad[i]) == ERR_INPUT, "accepted: %s", bad[i]);
}
END_TEST

static char *repeat(const char *open, const char *close, size_t n)
{
	char *text = calloc(n, strlen(open) + strlen(close) + 1), *p = text;

	for (size_t i = 0; i < n; i++)
		p = stpcpy(p, open);
	for (size_t i = 0; i < n; i++)
		p = stpcpy(p, close);
	return text;
}

static enum err nested(
	const char *open, const char *middle, const char *close, size_t n, const struct json_limits *limits)
{
	char *front = repeat(open, "", n), *back = repeat("", close, n),
	     *all = malloc(strlen(front) + strlen(back) + strlen(middle) + 1);
	enum err err;

	strcpy(stpcpy(stpcpy(all, front), middle), back);
	err = json_check(all, strlen(all), limits, NULL);
	if (!err) {
		struct json_object *value;

		ck_assert_int_eq(json_parse(all, strlen(all), limits, NULL, &value), ERR_OK);
		json_object_put(value);
	}
	free(front);
	free(back);
	free(all);
	return err;
}

START_TEST(depth_size_and_count_have_limits)
{
	struct json_limits few = {.max_bytes = 100, .max_depth = 3, .max_keys = 3, .max_values = 27};
	char digits[300];

	ck_assert_int_eq(nested("[", "", "]", 32, &json_limits_body), ERR_OK);
	ck_assert_int_eq(nested("[", "", "]", 33, &json_limits_body), ERR_TOO_LARGE);
	ck_assert_int_eq(nested("{\"a\":", "1", "}", 32, &json_limits_body), ERR_OK);
	ck_assert_int_eq(nested("{\"a\":", "1", "}", 33, &json_limits_body), ERR_TOO_LARGE);
	ck_assert_int_eq(nested("[", "", "]", 128, &json_limits_trust), ERR_OK);
	ck_assert_int_eq(nested("[", "", "]", 100000, &json_limits_trust), ERR_TOO_LARGE);
	ck_assert_int_eq(nested("[", "", "", 100000, &json_limits_body), ERR_TOO_LARGE);
	ck_assert_int_eq(json_check("{\"a\":1,\"b\":2,\"c\":3}", 19, &few, NULL), ERR_OK);
	ck_assert_int_eq(json_check("[{\"a\":1,\"b\":2},{\"c\":3,\"d\":4}]", 30, &few, NULL), ERR_TOO_LARGE);
	memset(digits, '1', sizeof(digits));
	ck_assert_int_eq(json_check(digits, 101, &few, NULL), ERR_TOO_LARGE);
	memcpy(digits, "0.", 2);
	ck_assert_int_eq(json_check(digits, 300, &json_limits_body, NULL), ERR_INPUT);
	ck_assert_int_eq(json_check(digits, 200, &json_limits_body, NULL), ERR_OK);
}
END_TEST

/* What a text takes when it is parsed is bounded by its values: an empty object takes eight times what a number does.
 */
START_TEST(values_are_counted)
{
	struct json_limits nine = {.max_bytes = 100, .max_depth = 3, .max_keys = 9, .max_values = 9};
	struct json_limits unset = {.max_bytes = 100, .max_depth = 3, .max_keys = 9};
	size_t n = 1 << 18;
	char *objects = repeat("{},", "", n), *numbers = repeat("0,", "", n);

	ck_assert_int_eq(json_check("[0,0,0,0,0,0,0,0]", 17, &nine, NULL), ERR_OK);
	ck_assert_int_eq(json_check("[0,0,0,0,0,0,0,0,0]", 19, &nine, NULL), ERR_TOO_LARGE);
	ck_assert_int_eq(json_check("[{}]", 4, &nine, NULL), ERR_OK);
	ck_assert_int_eq(json_check("[{},0]", 6, &nine, NULL), ERR_TOO_LARGE);
	ck_assert_int_eq(json_check("0", 1, &unset, NULL), ERR_TOO_LARGE);
	objects = realloc(objects, 3 * n + 8);
	numbers = realloc(numbers, 2 * n + 8);
	memmove(objects + 1, objects, 3 * n);
	memmove(numbers + 1, numbers, 2 * n);
	objects[0] = numbers[0] = '[';
	objects[3 * n] = numbers[2 * n] = ']';
	ck_assert_int_eq(json_check(objects, 3 * n + 1, &json_limits_body, NULL), ERR_TOO_LARGE);
	ck_assert_int_eq(json_check(numbers, 2 * n + 1, &json_limits_body, NULL), ERR_OK);
	free(objects);
	free(numbers);
}
END_TEST

START_TEST(many_keys_are_checked_in_time)
{
	size_t n = 16384;
	char *text = malloc(n * 16), *p = text;

	*p++ = '{';
	for (size_t i = 0; i < n; i++)
		p += sprintf(p, "%s\"k%zu\":0", i ? "," : "", i);
	strcpy(p, "}");
	ck_assert_int_eq(check(text), ERR_OK);
	strcpy(p, ",\"k77\":1}");
	ck_assert_int_eq(check(text), ERR_TOO_LARGE);
	ck_assert_int_eq(json_check(text, strlen(text), &json_limits_trust, NULL), ERR_INPUT);
	free(text);
}
END_TEST

START_TEST(problems_name_the_byte)
{
	static const struct {
		const char *text;
		size_t offset;
		const char *message;
	} cases[] = {{"[1,x]", 3, "a value is due"}, {"{\"a\":1,\"a\":2}", 7, "duplicate key"},
		{"[1 2]", 3, "a comma or ] is due"}, {"[1", 2, "unexpected end"}, {"[1e400]", 1, "number out of range"},
		{"[\"\xff\"]", 2, "not UTF-8"}, {"{} x", 3, "something follows the value"}, {"", 0, "unexpected end"}};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct json_problem problem = {0};

		ck_assert_int_eq(
			json_check(cases[i].text, strlen(cases[i].text), &json_limits_body, &problem), ERR_INPUT);
		ck_assert_uint_eq(problem.offset, cases[i].offset);
		ck_assert_str_eq(problem.message, cases[i].message);
	}
}
END_TEST

static struct json_object *parse(const char *text)
{
	struct json_object *value = NULL;

	ck_assert_msg(json_parse(text, strlen(text), &json_limits_body, NULL, &value) == ERR_OK, "refused: %s", text);
	return value;
}

START_TEST(values_are_read_by_type)
{
	struct json_object *o = parse(" {\"s\":\"text\",\"n\":12,\"d\":1.5,\"b\":true,\"z\":null,\"t\":\"12\",\"big\":"
				      "9223372036854775807,\"e\":1e2} ");
	struct json_object *scalar = parse("42");

	ck_assert_str_eq(json_get_string(o, "s", "x"), "text");
	ck_assert_str_eq(json_get_string(o, "n", "x"), "x");
	ck_assert_int_eq(json_get_int(o, "n", -1), 12);
	ck_assert_int_eq(json_get_int(o, "t", -1), -1);
	ck_assert_int_eq(json_get_int(o, "d", -1), -1);
	ck_assert_int_eq(json_get_int(o, "big", -1), INT64_MAX);
	ck_assert(json_get_double(o, "d", 0) == 1.5 && json_get_double(o, "n", 0) == 12 &&
		  json_get_double(o, "e", 0) == 100);
	ck_assert(json_get_double(o, "s", 3) == 3);
	ck_assert(json_get_bool(o, "b", false) && json_get_bool(o, "n", true) && !json_get_bool(o, "n", false));
	ck_assert_ptr_null(json_get(o, "absent"));
	ck_assert_ptr_null(json_get(scalar, "a"));
	ck_assert_ptr_null(json_get(NULL, "a"));
	ck_assert_int_eq(json_object_get_int(scalar), 42);
	ck_assert_ptr_null(parse("null"));
	json_object_put(o);
	json_object_put(scalar);
}
END_TEST

START_TEST(pointers_of_rfc_6901)
{
	struct json_object *o = parse(
		"{\"foo\":[\"bar\",\"baz\"],\"\":0,\"a/b\":1,\"m~n\":8,\"~1\":9,\"x\":{\"y\":[{\"z\":5}]},\"0\":7}");

	ck_assert_ptr_eq(json_at(o, ""), o);
	ck_assert_str_eq(json_object_get_string(json_at(o, "/foo/0")), "bar");
	ck_assert_int_eq(json_object_get_int(json_at(o, "/a~1b")), 1);
	ck_assert_int_eq(json_object_get_int(json_at(o, "/m~0n")), 8);
	ck_assert_int_eq(json_object_get_int(json_at(o, "/~01")), 9);
	ck_assert_int_eq(json_object_get_int(json_at(o, "/x/y/0/z")), 5);
	ck_assert_int_eq(json_object_get_int(json_at(o, "/0")), 7);
	ck_assert_ptr_nonnull(json_at(o, "/"));
	for (size_t i = 0; i < 10; i++) {
		static const char *const absent[] = {"/foo/2", "/foo/01", "/foo/-", "/foo/", "/foo/x", "foo", "/m~2n",
			"/m~", "/x/y/0/z/0", "/foo/99999999999999999999"};

		ck_assert_msg(json_at(o, absent[i]) == NULL, "found: %s", absent[i]);
	}
	ck_assert_ptr_null(json_at(NULL, ""));
	json_object_put(o);
}
END_TEST

START_TEST(equal_values_have_one_canonical_text)
{
	struct json_object *one = parse("{\"b\":[1.0,2.50,-0.0,1e2],\"a\":{\"\xc3\xa9\":null,\"z\":\"</\"},\"A\":0.1}");
	struct json_object *two =
		parse("{ \"A\":1e-1, \"a\":{\"z\":\"\\u003c\\/\",\"\\u00e9\":null}, \"b\":[1,2.5,0,100] }");
	struct arena a;

	arena_init(&a, 1 << 20);
	ck_assert_str_eq(json_canonical(&a, one), json_canonical(&a, two));
	ck_assert_str_eq(json_canonical(&a, one),
		"{\"A\":0.1,\"a\":{\"z\":\"\\u003c/\",\"\xc3\xa9\":null},\"b\":[1,2.5,0,100]}");
	ck_assert_str_eq(json_text(&a, one),
		"{\"b\":[1.0,2.5,0.0,100.0],\"a\":{\"\xc3\xa9\":null,\"z\":\"\\u003c/\"},\"A\":0.1}");
	ck_assert_str_eq(json_text(&a, NULL), "null");
	json_object_put(one);
	json_object_put(two);
	arena_done(&a);
}
END_TEST

UNIT_MAIN("json", 30, what_rfc_8259_allows, what_it_does_not, what_json_c_or_postgresql_would_not_bear,
	depth_size_and_count_have_limits, values_are_counted, many_keys_are_checked_in_time, problems_name_the_byte,
	values_are_read_by_type, pointers_of_rfc_6901, equal_values_have_one_canonical_text)
