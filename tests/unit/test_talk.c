/* SPDX-License-Identifier: ISC */
/* Conversations without a network: tools and their bounds, calls written as text, turns played again. */
#include "tests/unit/unit.h"

#include "lib/json.h"
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

UNIT_MAIN("talk", 30, a_worker_keeps_to_its_file, a_submission_is_checked, long_texts_in_parts, calls_as_text,
	played_again, plays_are_left_to_be_done_once)
