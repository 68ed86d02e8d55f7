/* SPDX-License-Identifier: ISC */
/* The provider `script`: its file, what a step's rule is, and every kind of answer. */
#include "tests/unit/unit.h"

#include "lib/clock.h"
#include "lib/json.h"
#include "worker/provider.h"
#include "worker/script.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static struct arena a;
static struct conf conf;
static char script_path[] = "/tmp/ludwright-script.XXXXXX";
static char ledger_path[64];

static const struct graph_node nodes[] = {
	{.name = "outline", .kind = GRAPH_AGENT, .channel = "outline"},
	{.name = "chapters", .kind = GRAPH_LEADER, .channel = "text", .tasks = "outline/plan/chapters"},
};
static const struct graph graph = {.name = "booklet", .nodes = nodes, .node_count = 2};

/* Writes the file, with ' for ". */
static void write_script(const char *text)
{
	FILE *f = fopen(script_path, "w");
	for (; *text; text++)
		fputc(*text == '\'' ? '"' : *text, f);
	fclose(f);
}

static void setup(const char *text)
{
	arena_init(&a, 256u << 20);
	int fd = mkstemp(script_path);
	ck_assert_int_ge(fd, 0);
	close(fd);
	write_script(text);
	conf.provider_script = script_path;
}

static void teardown(void)
{
	unlink(script_path);
	if (*ledger_path)
		unlink(ledger_path);
	arena_done(&a);
}

static struct step_input make_input(int node, const char *stage, const char *task)
{
	return (struct step_input){.arena = &a,
		.graph = &graph,
		.node = &nodes[node],
		.project_id = "p",
		.run_id = "r",
		.agent = task ? "writer" : nodes[node].name,
		.stage = stage,
		.task_id = task,
		.epoch = 1,
		.revision = 1,
		.attempt = 1,
		.hash = "abc"};
}

static void refused(const char *text, const char *part)
{
	struct script script;
	const char *message = NULL;
	write_script(text);
	ck_assert_msg(script_load(&a, script_path, &script, &message) == ERR_INPUT, "taken: %s", text);
	ck_assert_msg(message && strstr(message, part), "%s: %s", text, message);
}

START_TEST(wrong_files)
{
	setup("");
	refused("", "at byte");
	refused("[]", "no object");
	refused("{'nods': {}}", "unknown member \"nods\"");
	refused("{'nodes': {'a': {'delay': 1}}}", "a: has an unknown member \"delay\"");
	refused("{'default': {'delay_ms': [5, 1]}}", "from more to less");
	refused("{'default': {'delay_ms': [5]}}", "no pair");
	refused("{'default': {'bytes': -1}}", "bytes");
	refused("{'default': {'tasks': 'x'}}", "tasks");
	refused("{'default': {'document': 1}}", "document");
	refused("{'default': {'outcomes': [{'do': 'dance'}]}}", "dance");
	refused("{'default': {'outcomes': [{'do': 'fail', 'p': 2}]}}", "p of an outcome");
	refused("{'default': {'outcomes': [{'do': 'fail', 'error_type': 'x'}]}}", "error_type");
	conf.provider_script = "/nowhere/script.json";
	struct provider provider;
	const char *message = NULL;
	ck_assert_int_eq(provider_script_open(&a, &conf, &provider, &message), ERR_INPUT);
	ck_assert_ptr_nonnull(strstr(message, "/nowhere/script.json"));
	teardown();
}
END_TEST

static int64_t delay_of(const struct script *script, struct step_input input)
{
	struct script_choice choice;
	script_choose(script, &input, &choice);
	return choice.delay_ms;
}

START_TEST(the_nearest_rule_counts)
{
	struct script script;
	const char *message = NULL;
	setup("{'default': {'delay_ms': 1}, 'nodes': {'chapters': {'delay_ms': 2}, 'chapters:plan': {'delay_ms': 3},"
	      "'writer': {'delay_ms': 4}, 'chapters/two': {'delay_ms': 5}}}");
	ck_assert_msg(!script_load(&a, script_path, &script, &message), "%s", message);
	ck_assert_int_eq(delay_of(&script, make_input(0, "run", NULL)), 1);
	ck_assert_int_eq(delay_of(&script, make_input(1, "gather", NULL)), 2);
	ck_assert_int_eq(delay_of(&script, make_input(1, "plan", NULL)), 3);
	ck_assert_int_eq(delay_of(&script, make_input(1, "run", "one")), 4);
	ck_assert_int_eq(delay_of(&script, make_input(1, "run", "two")), 5);
	script_done(&script);
	teardown();
}
END_TEST

START_TEST(chance_is_a_hash)
{
	struct script script;
	struct script_choice choice, again;
	const char *message = NULL;
	char hash[16];
	int fails = 0, never = 0;
	setup("{'seed': 5, 'default': {'delay_ms': [10, 29], 'outcomes': [{'p': 0.2, 'do': 'fail', 'error_type': "
	      "'timeout'}, {'p': 0.1, 'do': 'never'}]}}");
	ck_assert_msg(!script_load(&a, script_path, &script, &message), "%s", message);
	for (int i = 0; i < 2000; i++) {
		struct step_input input = make_input(0, "run", NULL);
		snprintf(hash, sizeof(hash), "%d", i);
		input.hash = hash;
		script_choose(&script, &input, &choice);
		script_choose(&script, &input, &again);
		ck_assert_int_eq(choice.what, again.what);
		ck_assert_int_eq(choice.delay_ms, again.delay_ms);
		ck_assert(choice.delay_ms >= 10 && choice.delay_ms <= 29);
		fails += choice.what == SCRIPT_FAIL;
		never += choice.what == SCRIPT_NEVER;
		if (choice.what == SCRIPT_FAIL)
			ck_assert_int_eq(choice.failure, FAIL_TIMEOUT);
	}
	ck_assert_msg(fails > 320 && fails < 480, "%d of 2000 failed", fails);
	ck_assert_msg(never > 140 && never < 260, "%d of 2000 never answered", never);
	script_done(&script);
	teardown();
}
END_TEST

START_TEST(outcomes_of_the_first_tries)
{
	struct script script;
	struct script_choice choice;
	const char *message = NULL;
	setup("{'default': {'outcomes': [{'do': 'die', 'signal': 11}], 'times': 2, 'epochs': 1}}");
	ck_assert_msg(!script_load(&a, script_path, &script, &message), "%s", message);
	struct step_input input = make_input(0, "run", NULL);
	script_choose(&script, &input, &choice);
	ck_assert_int_eq(choice.what, SCRIPT_DIE);
	ck_assert_int_eq(choice.signal, 11);
	input.attempt = 2;
	script_choose(&script, &input, &choice);
	ck_assert_int_eq(choice.what, SCRIPT_DIE);
	input.retries = 1;
	script_choose(&script, &input, &choice);
	ck_assert_int_eq(choice.what, SCRIPT_ANSWER);
	input = make_input(0, "run", NULL);
	input.epoch = 2;
	script_choose(&script, &input, &choice);
	ck_assert_int_eq(choice.what, SCRIPT_ANSWER);
	script_done(&script);
	teardown();
}
END_TEST

START_TEST(documents_with_tasks_and_files)
{
	struct script script;
	struct json_object *root = NULL;
	const char *message = NULL;
	setup("{'default': {'bytes': 500, 'tasks': 3, 'files': 2}, 'nodes': {'chapters': {'document': {'plan': {'a': "
	      "1}}}}}");
	ck_assert_msg(!script_load(&a, script_path, &script, &message), "%s", message);
	struct step_input input = make_input(0, "run", NULL);
	const char *text = script_answer(&a, &script.rules[0], &input);
	ck_assert_str_eq(text, script_answer(&a, &script.rules[0], &input));
	ck_assert_int_eq(json_parse(text, strlen(text), &json_limits_trust, NULL, &root), ERR_OK);
	struct json_object *document = json_get(root, "document");
	ck_assert_uint_eq(strlen(json_get_string(document, "text", "")), 500);
	ck_assert_str_eq(json_get_string(json_at(document, "/plan/chapters/2"), "id", ""), "t3");
	ck_assert_uint_eq(json_object_array_length(json_get(root, "files")), 2);
	input.hash = "other";
	ck_assert_str_ne(text, script_answer(&a, &script.rules[0], &input));
	input = make_input(1, "gather", NULL); /* no leader reads its channel, and its document is given */
	ck_assert_str_eq(script_answer(&a, &script.rules[1], &input), "{\"document\":{\"plan\":{\"a\":1}}}");
	json_object_put(root);
	script_done(&script);
	teardown();
}
END_TEST

/* One provider with a ledger, whose only rule is the given one. */
static struct provider open_provider(const char *rule)
{
	struct provider provider;
	const char *message = NULL;
	char text[512];
	setup("");
	snprintf(ledger_path, sizeof(ledger_path), "%s.ledger", script_path);
	snprintf(text, sizeof(text), "{'ledger': '%s', 'default': %s}", ledger_path, rule);
	write_script(text);
	ck_assert_msg(!provider_script_open(&a, &conf, &provider, &message), "%s", message);
	return provider;
}

struct seen {
	const struct provider *provider;
	struct step_input input;
	struct answer answer;
	int turns;
	size_t len;
	enum answer_failure failure;
	bool retry;
};

static void on_turn(void *context, const struct provider_turn *turn)
{
	struct seen *seen = context;
	seen->turns++;
	seen->len = turn->len;
	seen->failure = turn->failure;
	seen->retry = turn->retry;
	if (turn->text)
		seen->provider->read(seen->provider->state,
			&(struct provider_ask){.input = &seen->input,
				.turns = &(struct provider_past){turn->text, turn->len},
				.turn_count = 1},
			&seen->answer);
}

/* Makes one call and waits up to ms for its end. */
static struct provider_call *run(struct seen *seen, struct loop *loop, const struct provider *provider, int ms)
{
	struct provider_call *call = NULL;
	int64_t end = clock_monotonic_ms() + ms;
	*seen = (struct seen){.provider = provider, .input = make_input(0, "run", NULL)};
	ck_assert_int_eq(provider->start(provider->state, loop, &(struct provider_ask){.input = &seen->input}, on_turn,
				 seen, &call),
		ERR_OK);
	ck_assert_int_eq(seen->turns, 0); /* never from start */
	while (!seen->turns && clock_monotonic_ms() < end)
		ck_assert_int_eq(loop_turn(loop, (int)(end - clock_monotonic_ms())), ERR_OK);
	return call;
}

static int ledger_lines(const char *part)
{
	char line[1024];
	int n = 0;
	FILE *f = fopen(ledger_path, "r");
	while (fgets(line, sizeof(line), f))
		n += strstr(line, part) != NULL;
	fclose(f);
	return n;
}

START_TEST(a_good_answer)
{
	struct provider provider = open_provider("{'files': 1, 'tokens': [100, 20]}");
	struct loop *loop = loop_new();
	struct seen seen;
	int64_t before = clock_monotonic_ms();
	run(&seen, loop, &provider, 5000);
	ck_assert_int_lt(clock_monotonic_ms() - before, 1000);
	ck_assert_int_eq(seen.turns, 1);
	ck_assert_int_eq(seen.answer.failure, FAIL_NONE);
	ck_assert(json_object_is_type(seen.answer.document, json_type_object));
	ck_assert_uint_eq(seen.answer.file_count, 1);
	ck_assert_uint_eq(seen.answer.files[0].len, 2048);
	ck_assert_int_eq(ledger_lines("\"what\":\"called\""), 1);
	ck_assert_int_eq(ledger_lines("\"node\":\"outline\",\"task\":null,\"stage\":\"run\""), 1);
	answer_done(&seen.answer);
	loop_free(loop);
	provider_done(&provider);
	teardown();
}
END_TEST

START_TEST(failures)
{
	struct provider provider = open_provider("{'outcomes': [{'do': 'fail', 'error_type': 'rate_limit_exceeded'}]}");
	struct loop *loop = loop_new();
	struct seen seen;
	run(&seen, loop, &provider, 5000);
	ck_assert_int_eq(seen.failure, FAIL_RATE_LIMIT);
	ck_assert(seen.retry);
	provider_done(&provider);
	teardown();
	strcpy(script_path + strlen(script_path) - 6, "XXXXXX");
	provider = open_provider("{'outcomes': [{'do': 'fail_for_good'}]}");
	run(&seen, loop, &provider, 5000);
	ck_assert_int_eq(seen.failure, FAIL_SERVER);
	ck_assert(!seen.retry);
	provider_done(&provider);
	teardown();
	loop_free(loop);
}
END_TEST

START_TEST(unusable_answers)
{
	static const char *const kinds[] = {"not_utf8", "bad_document", "huge"};
	struct loop *loop = loop_new();
	for (size_t i = 0; i < 3; i++) {
		char rule[64];
		struct seen seen;
		snprintf(rule, sizeof(rule), "{'outcomes': [{'do': '%s'}]}", kinds[i]);
		struct provider provider = open_provider(rule);
		run(&seen, loop, &provider, 10000);
		ck_assert_int_eq(seen.turns, 1);
		if (i == 1) /* the shell refuses it */
			ck_assert(!json_object_is_type(seen.answer.document, json_type_object));
		else
			ck_assert_int_eq(seen.answer.failure, FAIL_INVALID);
		if (i == 2)
			ck_assert_uint_gt(seen.len, 100u << 20);
		answer_done(&seen.answer);
		provider_done(&provider);
		teardown();
		strcpy(script_path + strlen(script_path) - 6, "XXXXXX");
	}
	loop_free(loop);
}
END_TEST

START_TEST(cancelled_at_once)
{
	static const char *const rules[] = {"{'outcomes': [{'do': 'never'}]}", "{'delay_ms': 80}"};
	struct loop *loop = loop_new();
	for (size_t i = 0; i < 2; i++) {
		struct provider provider = open_provider(rules[i]);
		struct seen seen;
		struct provider_call *call = run(&seen, loop, &provider, 20);
		ck_assert_int_eq(seen.turns, 0);
		ck_assert_int_eq(ledger_lines("cancelled"), 0);
		provider.cancel(call);
		ck_assert_int_eq(ledger_lines("cancelled"), 1);
		for (int64_t end = clock_monotonic_ms() + 150; clock_monotonic_ms() < end;)
			ck_assert_int_eq(loop_turn(loop, 50), ERR_OK);
		ck_assert_int_eq(seen.turns, 0);
		provider_done(&provider);
		teardown();
		strcpy(script_path + strlen(script_path) - 6, "XXXXXX");
	}
	loop_free(loop);
}
END_TEST

START_TEST(dies_by_its_signal)
{
	struct provider provider = open_provider("{'outcomes': [{'do': 'die', 'signal': 15}]}");
	struct loop *loop = loop_new();
	int status = 0;
	pid_t pid = fork();
	if (pid == 0) {
		struct seen seen;
		run(&seen, loop, &provider, 5000);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFSIGNALED(status));
	ck_assert_int_eq(WTERMSIG(status), 15);
	ck_assert_int_eq(ledger_lines("\"do\":\"die\""), 1);
	loop_free(loop);
	provider_done(&provider);
	teardown();
}
END_TEST

UNIT_MAIN("script", 30, wrong_files, the_nearest_rule_counts, chance_is_a_hash, outcomes_of_the_first_tries,
	documents_with_tasks_and_files, a_good_answer, failures, unusable_answers, cancelled_at_once,
	dies_by_its_signal)
