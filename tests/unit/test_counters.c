/* SPDX-License-Identifier: ISC */
#include "lib/counters.h"
#include "lib/log.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char path[64];

static void fresh(void)
{
	snprintf(path, sizeof path, "/tmp/lud-counters-%d", getpid());
	unlink(path);
}

static const char *printed(const struct counters *c)
{
	static struct buf b;
	buf_init(&b, 1u << 20);
	counters_print(c, &b);
	return b.data;
}

START_TEST(test_processes_count_together)
{
	fresh();
	for (int i = 0; i < 4; i++) {
		if (fork())
			continue;
		struct counters *c = counters_open(path);
		for (int n = 0; n < 10000; n++) {
			char label[16];
			snprintf(label, sizeof label, "type%d", n % 50);
			counters_add(c, COUNTERS_AGENTS_EXECUTED, label, 1);
			counters_add(c, COUNTERS_TASKS_PROCESSED, NULL, 2);
		}
		_exit(0);
	}
	while (wait(NULL) > 0)
		;
	struct counters *c = counters_open(path);
	const char *text = printed(c);
	for (int i = 0; i < 50; i++) {
		char line[64];
		snprintf(line, sizeof line, "\nagents_executed_total{type=\"type%d\"} 800\n", i);
		const char *at = strstr(text, line);
		ck_assert_msg(at && !strstr(at + 2, line + 1), "once: %s%s", line, text);
	}
	ck_assert(strstr(text, "\ncelery_tasks_processed_total 80000\n"));
	counters_close(c);
	unlink(path);
}
END_TEST

START_TEST(test_histograms_add_up)
{
	fresh();
	struct counters *c = counters_open(path);
	counters_time(c, COUNTERS_AGENT_SECONDS, "a\"b\\c", 0.05);
	counters_time(c, COUNTERS_AGENT_SECONDS, "a\"b\\c", 0.5);
	counters_time(c, COUNTERS_AGENT_SECONDS, "a\"b\\c", 5000);
	const char *text = printed(c);
	ck_assert(strstr(text, "# TYPE agent_execution_duration_seconds histogram\n"));
	ck_assert(strstr(text, "agent_execution_duration_seconds_bucket{type=\"a_b_c\",le=\"0.1\"} 1\n"));
	ck_assert(strstr(text, "agent_execution_duration_seconds_bucket{type=\"a_b_c\",le=\"1800\"} 2\n"));
	ck_assert(strstr(text, "agent_execution_duration_seconds_bucket{type=\"a_b_c\",le=\"+Inf\"} 3\n"));
	ck_assert(strstr(text, "agent_execution_duration_seconds_sum{type=\"a_b_c\"} 5000.550000\n"));
	ck_assert(strstr(text, "llm_request_duration_seconds_count 0\n"));
	counters_close(c);
	unlink(path);
}
END_TEST

START_TEST(test_without_a_file_nothing_is_counted)
{
	log_init("test", LOG_LEVEL_ERROR, NULL);
	ck_assert_ptr_null(counters_open(""));
	ck_assert_ptr_null(counters_open("/nonexistent/metrics"));
	counters_add(NULL, COUNTERS_TASKS_PROCESSED, NULL, 1);
	ck_assert(strstr(printed(NULL), "\nprojects_created_total 0\n"));
	fresh();
	FILE *f = fopen(path, "w");
	fputs("something else", f);
	fclose(f);
	ck_assert_ptr_null(counters_open(path));
	unlink(path);
}
END_TEST

START_TEST(test_what_has_no_room_is_left_out)
{
	fresh();
	struct counters *c = counters_open(path);
	for (int i = 0; i < 3000; i++) {
		char label[16];
		snprintf(label, sizeof label, "%d", i);
		counters_add(c, COUNTERS_LLM_TOKENS, label, 1);
	}
	ck_assert(strstr(printed(c), "llm_tokens_used_total{model=\"0\"} 1\n"));
	counters_close(c);
	unlink(path);
}
END_TEST

UNIT_MAIN("counters", 30, test_processes_count_together, test_histograms_add_up, test_without_a_file_nothing_is_counted,
	test_what_has_no_room_is_left_out)
