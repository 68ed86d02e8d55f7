/* SPDX-License-Identifier: ISC */
/* Conversations without a network: tools and their bounds, calls written as text, turns played again. */
#include "tests/unit/unit.h"

#include "lib/json.h"
#include "lib/utf8.h"
#include "worker/talk.h"

#include <stdio.h>
#include <string.h>

static struct arena arena;
static struct graph_node node;
static struct step_input input;
static struct json_object *made[8];
static size_t made_count;

static struct json_object *value(const char *text)
{
	struct json_object *json = NULL;
	ck_assert_msg(!json_parse(text, strlen(text), &json_limits_trust, NULL, &json), "%s", text);
	return made[made_count++] = json;
}

static void setup(const char *task)
{
	arena_init(&arena, 64u << 20);
	node = (struct graph_node){.name = "code_leader",
		.prompt = "Lead.",
		.worker_prompt = "Work.",
		.schema = value("{\"type\":\"object\",\"required\":[\"title\"],\"properties\":{\"title\":{\"type\":"
				"\"string\"}}}")};
	node.worker_schema = node.schema;
	input = (struct step_input){.arena = &arena,
		.node = &node,
		.agent = "code_worker",
		.stage = "run",
		.hash = "0123456789abcdef",
		.documents = value("{\"concept_document\":{\"title\":\"日本語\"}}"),
		.feedback = value("[{\"id\":\"c1\",\"text\":\"faster\"}]")};
	if (task) {
		input.task = value(task);
		input.task_id = "t";
	}
}

static void teardown(void)
{
	while (made_count)
		json_object_put(made[--made_count]);
	arena_done(&arena);
}

static struct chat_result run(struct tools *t, const char *name, const char *arguments)
{
	return tools_run(t, &(struct chat_call){.id = "1", .name = name, .arguments = arguments});
}

START_TEST(a_worker_keeps_to_its_file)
{
	struct tools t;
	setup("{\"id\":\"t\",\"file\":\"js/main.js\"}");
	tools_init(&t, &arena, &input, NULL);
	ck_assert(run(&t, "write_file", "{\"path\":\"js/core.js\",\"content\":\"x\"}").error);
	ck_assert(run(&t, "write_file", "{\"path\":\"../js/main.js\",\"content\":\"x\"}").error);
	ck_assert(run(&t, "write_file", "{\"path\":\"js/main.js\"}").error);
	ck_assert(run(&t, "write_file", "not json").error);
	ck_assert(run(&t, "remove", "{}").error);
	const char *ready =
		"{\"summary\":\"s\",\"document\":{\"title\":\"a\"},\"feedback_answers\":[{\"feedback_id\":\"c1\","
		"\"done\":\"done\",\"note\":\"n\"}]}";
	struct chat_result result = run(&t, "submit", ready);
	ck_assert(result.error);
	ck_assert_ptr_nonnull(strstr(result.text, "js/main.js"));
	ck_assert(!run(&t, "write_file", "{\"path\":\"js/main.js\",\"content\":\"a b a\"}").error);
	ck_assert_ptr_nonnull(strstr(
		run(&t, "patch_file", "{\"path\":\"js/main.js\",\"find\":\"a\",\"replace\":\"c\"}").text, "2 times"));
	ck_assert_ptr_nonnull(strstr(
		run(&t, "patch_file", "{\"path\":\"js/main.js\",\"find\":\"z\",\"replace\":\"c\"}").text, "0 times"));
	ck_assert(!run(&t, "patch_file", "{\"path\":\"js/main.js\",\"find\":\" b\",\"replace\":\"\"}").error);
	ck_assert_str_eq(run(&t, "read", "{\"path\":\"js/main.js\"}").text, "a a");
	ck_assert(!run(&t, "submit", ready).error);
	struct arena other;
	struct answer answer;
	arena_init(&other, 1u << 20);
	answer_init(&answer, &other);
	tools_take(&t, &answer);
	memset((char *)t.files[0].bytes, 'x', 3);
	ck_assert_uint_eq(answer.file_count, 1);
	ck_assert_mem_eq(
		answer.files[0].bytes, "a a", 3); /* the conversation's own memory goes before the answer does */
	ck_assert_str_eq(json_get_string(answer.document, "title", ""), "a");
	answer_done(&answer);
	arena_done(&other);
	tools_done(&t);
	teardown();
}
END_TEST

START_TEST(what_a_model_is_told_is_utf8)
{
	struct tools t;
	struct chat_result result;
	setup(NULL);
	tools_init(&t, &arena, &input, NULL);
	result = run(&t, "read",
		"{\"path\":"
		"\"日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語"
		"日本語日本語日本語日本語日本語日本語日本語日本語日本語\"}");
	ck_assert(result.error && utf8_valid(result.text, strlen(result.text)));
	ck_assert_ptr_nonnull(strstr(result.text, "語\" here")); /* the character that 200 bytes cut is left out */
	ck_assert(run(&t, "submit", "{\"document\":{},\"files\":[{\"path\":\"a.png\",\"base64\":\"/wD/\"}]}").error);
	ck_assert_str_eq(run(&t, "read", "{\"path\":\"a.png\"}").text, "this file is no text");
	ck_assert(run(&t, "patch_file", "{\"path\":\"a.png\",\"find\":\"x\",\"replace\":\"y\"}").error);
	tools_done(&t);
	teardown();
}
END_TEST

START_TEST(tokens_are_what_can_be_paid)
{
	setup(NULL);
	struct json_object *usage = value("{\"a\":-5,\"b\":9223372036854775807,\"c\":7,\"d\":\"8\"}");
	ck_assert_int_eq(chat_count(usage, "a", 1), 0);
	ck_assert_int_eq(chat_count(usage, "b", 1), CHAT_TOKENS_MAX);
	ck_assert_int_eq(chat_count(usage, "c", 1), 7);
	ck_assert_int_eq(chat_count(usage, "d", 1), 1);
	ck_assert_int_eq(chat_count(usage, "e", -1), 0);
	teardown();
}
END_TEST

START_TEST(a_submission_is_checked)
{
	struct tools t;
	setup(NULL);
	tools_init(&t, &arena, &input, NULL);
	struct chat_result result = run(&t, "submit", "{\"summary\":\"s\",\"document\":{\"title\":5}}");
	ck_assert(result.error);
	ck_assert_ptr_nonnull(strstr(result.text, "/document/title"));
	ck_assert_ptr_nonnull(strstr(result.text, "\"c1\""));
	ck_assert(run(&t, "submit", "{\"document\":\"no json\"}").error);
	ck_assert_int_eq(t.refusals, 2);
	ck_assert(!run(&t, "submit",
		"{\"document\":\"{\\\"title\\\":\\\"as text\\\"}\",\"warnings\":[1,\"w\",{}],\"feedback_answers\":[{"
		"\"feedback_id\":\"c1\"},7]}")
			   .error);
	struct answer answer;
	answer_init(&answer, &arena);
	tools_take(&t, &answer);
	ck_assert_str_eq(json_get_string(answer.document, "title", ""), "as text");
	ck_assert_uint_eq(json_object_array_length(answer.warnings), 1);
	ck_assert_uint_eq(json_object_array_length(answer.feedback_answers), 1);
	answer_done(&answer);
	tools_done(&t);
	teardown();
}
END_TEST

/* However it came: as an object, as a text that holds JSON, and as little that grows by its escapes. */
START_TEST(a_document_has_limits)
{
	struct tools t;
	size_t n = (size_t)2 << 20;
	setup(NULL);
	tools_init(&t, &arena, &input, NULL);
	char deep[130];
	memset(deep, '[', 64);
	memset(deep + 64, ']', 64);
	deep[128] = '\0';
	const char *arguments = arena_printf(
		&arena, "{\"document\":\"{\\\"title\\\":\\\"t\\\",\\\"x\\\":%.62s%.62s}\"}", deep, deep + 64);
	struct chat_result result = run(&t, "submit", arguments);
	ck_assert(result.error);
	ck_assert_msg(strstr(result.text, "/document: is nested"), "%s", result.text);
	char *text = arena_alloc(&arena, n + 64), *at = stpcpy(text, "{\"document\":{\"title\":\"");
	memset(at, '<', n);
	strcpy(at + n, "\"}}");
	result = run(&t, "submit", text);
	ck_assert(result.error);
	ck_assert_msg(strstr(result.text, "/document: is larger"), "%.200s", result.text);
	tools_done(&t);
	teardown();
}
END_TEST

START_TEST(long_texts_in_parts)
{
	struct tools t;
	setup(NULL);
	tools_init(&t, &arena, &input, NULL);
	struct json_object *arguments = json_object_new_object();
	char *text = arena_alloc(&arena, 3 * 20000 + 1);
	for (int i = 0; i < 20000; i++)
		memcpy(text + 3 * i, "日", 3);
	json_object_object_add(arguments, "path", json_object_new_string("a.md"));
	json_object_object_add(arguments, "content", json_object_new_string(text));
	run(&t, "write_file", json_text(&arena, arguments));
	json_object_put(arguments);
	const char *first = run(&t, "read", "{\"path\":\"a.md\"}").text;
	ck_assert_ptr_nonnull(strstr(first, "日\n[bytes 0 to 24000 of 60000; go on with offset 24000]"));
	ck_assert(!strncmp(run(&t, "read", "{\"path\":\"a.md\",\"offset\":24001}").text, "日", 3));
	ck_assert(run(&t, "read", "{\"path\":\"a.md\",\"offset\":60001}").error);
	tools_done(&t);
	teardown();
}
END_TEST

static size_t calls(const char *text, struct chat_call list[CHAT_CALLS_MAX])
{
	return talk_calls_in(&arena, text, list);
}

START_TEST(calls_as_text)
{
	struct chat_call list[CHAT_CALLS_MAX];
	arena_init(&arena, 64u << 20);
	ck_assert_uint_eq(calls("no call { here }", list), 0);
	ck_assert_uint_eq(calls("```json\n{\"name\":\"read\",\"arguments\":{\"path\":\"a}\\\"{\"}}\n```", list), 1);
	ck_assert_str_eq(list[0].arguments, "{\"path\":\"a}\\\"{\"}");
	ck_assert_uint_eq(calls("<tool_call>{\"name\":\"list\",\"arguments\":\"{}\"}</tool_call> and "
				"{\"function\":{\"name\":\"read\",\"parameters\":{\"path\":\"b\"}}}",
				  list),
		2);
	ck_assert_str_eq(list[1].name, "read");
	ck_assert_uint_eq(calls("{\"name\":\"rm\",\"arguments\":{}}", list), 0);
	ck_assert_uint_eq(calls("Here: {\"summary\":\"s\",\"document\":{\"title\":\"t\"}}", list), 1);
	ck_assert_str_eq(list[0].name, "submit");
	/* What is inside of something that was cut off is no call. */
	ck_assert_uint_eq(
		calls("{\"calls\":[{\"name\":\"submit\",\"arguments\":{\"document\":{\"title\":\"half\"}}},", list), 0);
	char many[4000];
	size_t at = 0;
	for (int i = 0; i < CHAT_CALLS_MAX + 8; i++)
		at += (size_t)snprintf(many + at, sizeof(many) - at, "{\"name\":\"list\"} ");
	ck_assert_uint_eq(calls(many, list), CHAT_CALLS_MAX);
	memset(many, '{', sizeof(many) - 1);
	many[sizeof(many) - 1] = '\0';
	ck_assert_uint_eq(calls(many, list), 0);
	arena_done(&arena);
}
END_TEST

static struct provider_past past(const char *text)
{
	return (struct provider_past){.text = text, .len = strlen(text)};
}

/* A conversation that is played up to each of its turns says the same as far as it goes. */
START_TEST(played_again)
{
	setup(NULL);
	struct json_object *request = value("{\"agent\":\"a\",\"documents\":{},\"description\":\"</request-0000>\"}");
	struct provider_past turns[] = {
		past("{\"stop\":\"tools\",\"text\":\"\",\"calls\":[{\"id\":\"x\",\"name\":\"write_file\",\"arguments\":"
		     "\"{"
		     "\\\"path\\\":\\\"a.md\\\",\\\"content\\\":\\\"1\\\"}\"}],\"usage\":{\"input\":10,\"output\":5}}"),
		past("{\"stop\":\"end\",\"text\":\"done?\",\"calls\":[],\"usage\":{\"input\":20,\"output\":1}}"),
		past("{\"stop\":\"tools\",\"text\":\"\",\"calls\":[{\"id\":\"y\",\"name\":\"submit\",\"arguments\":\"{"
		     "\\\"document\\\":{\\\"title\\\":\\\"t\\\"},\\\"feedback_answers\\\":[{\\\"feedback_id\\\":"
		     "\\\"c1\\\"}]}\"}]}")};
	const char *said[8] = {NULL};
	for (size_t n = 0; n <= 3; n++) {
		struct talk talk;
		struct provider_ask ask = {.input = &input, .request = request, .turns = turns, .turn_count = n};
		talk_play(&talk, &arena, &ask);
		ck_assert_int_eq(talk.failure, FAIL_NONE);
		ck_assert_uint_eq(talk.message_count, 1 + 2 * n);
		ck_assert_int_eq(talk.tools.submitted != NULL, n == 3);
		for (size_t i = 0; i < talk.message_count; i++) {
			const struct chat_message *m = &talk.messages[i];
			const char *text = arena_printf(
				&arena, "%s|%s", m->text ? m->text : "", m->result_count ? m->results[0].text : "");
			if (said[i])
				ck_assert_str_eq(text, said[i]);
			said[i] = text;
		}
		talk_done(&talk);
	}
	ck_assert_ptr_nonnull(strstr(said[0], "<request-0123456789ab>\n"));
	ck_assert_str_eq(said[2], "|wrote a.md, 1 bytes");
	node.token_limit = 35;
	struct talk talk;
	talk_play(&talk, &arena,
		&(struct provider_ask){.input = &input, .request = request, .turns = turns, .turn_count = 2});
	ck_assert_int_eq(talk.failure, FAIL_TRUNCATED);
	talk_done(&talk);
	teardown();
}
END_TEST

/* What becomes of turns that each read the file of a letter. */
static bool stuck_after(const char *letters)
{
	struct talk talk;
	struct provider_past turns[16];
	size_t count = strlen(letters);
	for (size_t i = 0; i < count; i++)
		turns[i] = past(arena_printf(&arena,
			"{\"stop\":\"tools\",\"text\":\"\",\"calls\":[{\"id\":\"x%zu\",\"name\":\"read_file\","
			"\"arguments\":\"{\\\"path\\\":\\\"%c.md\\\"}\"}]}",
			i, letters[i]));
	struct provider_ask ask = {.input = &input,
		.request = value("{\"agent\":\"a\",\"documents\":{}}"),
		.turns = turns,
		.turn_count = count};
	talk_play(&talk, &arena, &ask);
	bool stuck = talk.stuck;
	ck_assert_int_eq(talk.failure, stuck ? FAIL_INVALID : FAIL_NONE);
	talk_done(&talk);
	return stuck;
}

START_TEST(one_that_goes_round_is_stuck)
{
	setup(NULL);
	ck_assert(stuck_after("aaa"));
	ck_assert(stuck_after("bcaaa"));
	ck_assert(stuck_after("ababab"));
	ck_assert(stuck_after("xabcabcabc"));
	ck_assert(!stuck_after("aab"));
	ck_assert(!stuck_after("ababa"));
	ck_assert(!stuck_after("ababac"));
	ck_assert(!stuck_after("abcabcab"));
	ck_assert(!stuck_after("aabbaabb"));
	teardown();
}
END_TEST

/* A recording may be anybody's: what its calls would take ends the conversation, not the process. */
START_TEST(one_that_grows_too_large_fails)
{
	struct talk talk;
	setup(NULL);
	struct json_object *request = value("{\"agent\":\"a\",\"documents\":{}}");
	char *content = arena_alloc(&arena, 1000001), *turn;
	struct provider_past turns[40];
	memset(content, 'x', 1000000);
	turn = arena_printf(&arena,
		"{\"stop\":\"tools\",\"text\":\"\",\"calls\":[{\"id\":\"x\",\"name\":\"write_file\",\"arguments\":"
		"\"{\\\"path\\\":\\\"a.md\\\",\\\"content\\\":\\\"b%s\\\"}\"}",
		content);
	turns[0] = past(arena_printf(&arena, "%s]}", turn));
	for (int i = 1; i < 40; i++)
		turns[i] = past(arena_printf(&arena,
			"{\"stop\":\"tools\",\"text\":\"%d\",\"calls\":[{\"id\":\"y\",\"name\":\"patch_file\","
			"\"arguments\":"
			"\"{\\\"path\\\":\\\"a.md\\\",\\\"find\\\":\\\"b\\\",\\\"replace\\\":\\\"b\\\"}\"}]}",
			i));
	struct arena small;
	arena_init(&small, 24u << 20);
	talk_play(&talk, &small,
		&(struct provider_ask){.input = &input, .request = request, .turns = turns, .turn_count = 40});
	ck_assert_int_eq(talk.failure, FAIL_INVALID);
	ck_assert_ptr_nonnull(strstr(talk.error, "too large"));
	talk_done(&talk);
	arena_done(&small);
	teardown();
}
END_TEST

/* Each of a million numbers would take a hundred bytes. */
START_TEST(arguments_of_too_many_values_are_refused)
{
	struct tools t;
	setup(NULL);
	size_t n = 1u << 20;
	char *text = arena_alloc(&arena, 2 * n + 64), *at = stpcpy(text, "{\"all\":[");
	for (size_t i = 0; i < n; i++)
		at = stpcpy(at, "0,");
	stpcpy(at - 1, "]}");
	tools_init(&t, &arena, &input, NULL);
	struct chat_result result = run(&t, "list", text);
	ck_assert(result.error);
	ck_assert_ptr_nonnull(strstr(result.text, "values"));
	tools_done(&t);
	teardown();
}
END_TEST

static struct chat_result write_file(struct tools *t, const char *path, const char *content)
{
	return run(t, "write_file", arena_printf(&arena, "{\"path\":\"%s\",\"content\":\"%s\"}", path, content));
}

START_TEST(plays_are_left_to_be_done_once)
{
	struct tools_memo memo = {0};
	struct tools t;
	char key[HASH_HEX_SIZE];
	setup(NULL);
	for (int again = 0; again < 2; again++) {
		tools_init(&t, &arena, &input, &memo);
		ck_assert_ptr_nonnull(
			strstr(run(&t, "play", "{\"bot\":\"greedy\"}").text, "data/params.js is not here"));
		ck_assert(run(&t, "play", "{\"bot\":\"clever\"}").error);
		write_file(&t, "data/params.js", "var p = 1;");
		write_file(&t, "data/levels.js", "var l = 1;");
		write_file(&t, "js/core.js", "var t = Date.now();");
		ck_assert(!t.work.wanted);
		struct chat_result played = run(&t, "play", "{\"bot\":\"greedy\",\"seed\":3}");
		ck_assert_int_eq(t.work.wanted, !again);
		if (again) {
			ck_assert_ptr_nonnull(
				strstr(played.text, "js/core.js does not run: js/core.js:7 exception: no"));
			run(&t, "check", "{}");
			ck_assert(t.work.wanted); /* a play of its own */
			ck_assert_str_ne(t.work.key, key);
			tools_worked(&memo, &arena, t.work.key, &(struct sandbox_result){.message = ""});
			ck_assert_ptr_nonnull(strstr(run(&t, "check", "{}").text, "core_pure: js/core.js:1 uses Date"));
		} else {
			memcpy(key, t.work.key, sizeof(key));
			ck_assert_str_eq(t.work.bot, "greedy");
			ck_assert_int_eq(t.work.seed, 3);
			run(&t, "play", "{\"bot\":\"idle\"}");
			ck_assert_str_eq(t.work.key, key); /* one after the other */
			tools_worked(&memo, &arena, key,
				&(struct sandbox_result){.failure = SANDBOX_EXCEPTION,
					.file = "js/core.js",
					.line = 7,
					.message = "no"});
		}
		tools_done(&t);
	}
	tools_init(&t, &arena, &input, NULL);
	write_file(&t, "data/params.js", "1");
	write_file(&t, "data/levels.js", "1");
	write_file(&t, "js/core.js", "1");
	ck_assert(run(&t, "play", "{\"bot\":\"idle\"}").error);
	tools_done(&t);
	teardown();
}
END_TEST

UNIT_MAIN("talk", 30, a_worker_keeps_to_its_file, what_a_model_is_told_is_utf8, tokens_are_what_can_be_paid,
	a_submission_is_checked, a_document_has_limits, long_texts_in_parts, calls_as_text, played_again,
	one_that_goes_round_is_stuck, one_that_grows_too_large_fails, arguments_of_too_many_values_are_refused,
	plays_are_left_to_be_done_once)
