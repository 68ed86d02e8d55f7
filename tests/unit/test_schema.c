/* SPDX-License-Identifier: ISC */
#include "lib/json.h"
#include "lib/schema.h"

#include "tests/unit/unit.h"

#include <string.h>

static struct json_object *parse(const char *text)
{
	struct json_object *value = NULL;

	ck_assert_msg(json_parse(text, strlen(text), &json_limits_trust, NULL, &value) == ERR_OK, "%s", text);
	return value;
}

/* In: pointers, those of the problems in their order, separated by spaces; "" when there are none, "." is the root. */
static void expect(const char *schema_text, const char *value_text, const char *pointers)
{
	struct json_object *schema = parse(schema_text), *value = parse(value_text);
	struct schema_problem *problems;
	struct arena a;
	const char *got = "";
	enum err err;

	arena_init(&a, 1 << 22);
	ck_assert_msg(schema_load(&a, schema, &problems) == ERR_OK, "%s", schema_text);
	err = schema_check(&a, schema, value, &problems);
	for (struct schema_problem *p = problems; p; p = p->next)
		got = arena_printf(&a, "%s%s%s", got, *got ? " " : "", *p->pointer ? p->pointer : ".");
	ck_assert_msg(strcmp(got, pointers) == 0, "%s against %s: %s", value_text, schema_text, got);
	ck_assert_int_eq(err, *pointers ? ERR_INPUT : ERR_OK);
	json_object_put(schema);
	json_object_put(value);
	arena_done(&a);
}

START_TEST(each_keyword_holds)
{
	expect("{}", "{\"a\":[1]}", "");
	expect("{\"type\":\"integer\"}", "1.0", "");
	expect("{\"type\":\"integer\"}", "1.5", ".");
	expect("{\"type\":\"integer\"}", "1e300", "");
	expect("{\"type\":\"number\"}", "1", "");
	expect("{\"type\":[\"string\",\"null\"]}", "null", "");
	expect("{\"type\":[\"string\",\"null\"]}", "7", ".");
	expect("{\"type\":\"boolean\"}", "\"true\"", ".");
	expect("{\"required\":[\"a\",\"b/c~\"]}", "{}", "/a /b~1c~0");
	expect("{\"required\":[\"a\"]}", "{\"a\":null}", "");
	expect("{\"properties\":{\"a\":{\"type\":\"string\"}},\"additionalProperties\":false}", "{\"a\":1,\"b\":2}",
		"/a /b");
	expect("{\"properties\":{\"a\":{\"type\":\"string\"}}}", "{\"b\":2}", "");
	expect("{\"items\":{\"type\":\"integer\"}}", "[1,\"x\",3,null]", "/1 /3");
	expect("{\"enum\":[1,\"a\",{\"x\":[1,2],\"y\":0}]}", "{\"y\":0.0,\"x\":[1,2]}", "");
	expect("{\"enum\":[1,\"a\"]}", "\"b\"", ".");
	expect("{\"minimum\":1,\"maximum\":2.5}", "2.5", "");
	expect("{\"minimum\":1,\"maximum\":2.5}", "2.6", ".");
	expect("{\"minimum\":1}", "0", ".");
	expect("{\"minLength\":2,\"maxLength\":2}", "\"\xc3\xa9\xf0\x9f\x8e\xae\"", "");
	expect("{\"minLength\":3}", "\"\xc3\xa9\xf0\x9f\x8e\xae\"", ".");
	expect("{\"maxLength\":1}", "\"ab\"", ".");
	expect("{\"minItems\":1,\"maxItems\":2}", "[]", ".");
	expect("{\"minItems\":1,\"maxItems\":2}", "[1,2,3]", ".");
	expect("{\"properties\":{\"a\":{\"items\":{\"required\":[\"n\"]}}}}", "{\"a\":[{\"n\":1},{}]}", "/a/1/n");
}
END_TEST

START_TEST(schemas_are_checked_when_loaded)
{
	static const char *const bad[][2] = {{"[]", ""}, {"true", ""}, {"{\"pattern\":\"x\"}", "/pattern"},
		{"{\"$ref\":\"#\"}", "/$ref"}, {"{\"type\":\"int\"}", "/type"}, {"{\"type\":[]}", "/type"},
		{"{\"required\":\"a\"}", "/required"}, {"{\"properties\":[]}", "/properties"},
		{"{\"properties\":{\"a\":7}}", "/properties/a"},
		{"{\"additionalProperties\":{}}", "/additionalProperties"}, {"{\"items\":[{}]}", "/items"},
		{"{\"enum\":[]}", "/enum"}, {"{\"minimum\":\"1\"}", "/minimum"}, {"{\"minLength\":-1}", "/minLength"},
		{"{\"maxItems\":1.5}", "/maxItems"},
		{"{\"items\":{\"properties\":{\"x\":{\"anyOf\":[]}}}}", "/items/properties/x/anyOf"}};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct json_object *schema = parse(bad[i][0]);
		struct schema_problem *problem;
		struct arena a;

		arena_init(&a, 1 << 20);
		ck_assert_msg(schema_load(&a, schema, &problem) == ERR_INPUT, "taken: %s", bad[i][0]);
		ck_assert_str_eq(problem->pointer, bad[i][1]);
		json_object_put(schema);
		arena_done(&a);
	}
}
END_TEST

START_TEST(problems_are_bounded)
{
	struct json_object *schema = parse("{\"items\":{\"type\":\"string\"}}"), *value = json_object_new_array();
	struct schema_problem *problems;
	struct arena a;
	int n = 0;

	for (int i = 0; i < 1000; i++)
		json_object_array_add(value, json_object_new_int(i));
	arena_init(&a, 1 << 20);
	ck_assert_int_eq(schema_check(&a, schema, value, &problems), ERR_INPUT);
	for (; problems; problems = problems->next)
		n++;
	ck_assert_int_eq(n, 50);
	json_object_put(schema);
	json_object_put(value);
	arena_done(&a);
}
END_TEST

UNIT_MAIN("schema", 20, each_keyword_holds, schemas_are_checked_when_loaded, problems_are_bounded)
