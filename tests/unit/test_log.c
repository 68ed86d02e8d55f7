/* SPDX-License-Identifier: ISC */
#include "lib/clock.h"
#include "lib/json.h"
#include "lib/log.h"
#include "lib/log_levels.h"

#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static char path[] = "/tmp/ludwright-log-XXXXXX";
static char text[400000];

static void start(void)
{
	int fd = mkstemp(path);

	ck_assert_int_ge(fd, 0);
	close(fd);
	ck_assert_int_eq(log_init("ludwright.test", LOG_LEVEL_INFO, path), ERR_OK);
}

/* Out: the number of lines; every one has to be valid JSON. */
static int read_back(struct json_object **last_r)
{
	FILE *f = fopen(path, "re");
	int lines = 0;

	ck_assert_ptr_nonnull(f);
	*last_r = NULL;
	while (fgets(text, sizeof(text), f)) {
		struct json_problem problem = {0};

		json_object_put(*last_r);
		ck_assert_msg(json_parse(text, strlen(text), &json_limits_body, &problem, last_r) == ERR_OK,
			"line %d, byte %zu: %s", lines, problem.offset, problem.message);
		lines++;
	}
	fclose(f);
	return lines;
}

START_TEST(a_line_has_fields_and_context)
{
	struct json_object *line;

	start();
	log_context("req-1", NULL, "agent-9");
	log_debug("not written");
	log_line(LOG_LEVEL_WARN, "started", "port", "80", "note", NULL, "who", "me", NULL);
	ck_assert_int_eq(read_back(&line), 1);
	ck_assert_str_eq(json_get_string(line, "levelname", ""), "WARNING");
	ck_assert_str_eq(json_get_string(line, "name", ""), "ludwright.test");
	ck_assert_str_eq(json_get_string(line, "message", ""), "started");
	ck_assert_str_eq(json_get_string(line, "request_id", ""), "req-1");
	ck_assert_str_eq(json_get_string(line, "agent_id", ""), "agent-9");
	ck_assert_str_eq(json_get_string(line, "port", ""), "80");
	ck_assert_str_eq(json_get_string(line, "who", ""), "me");
	ck_assert_ptr_null(json_get(line, "run_id"));
	ck_assert_uint_eq(strlen(json_get_string(line, "asctime", "")), 24);
	json_object_put(line);
	unlink(path);
}
END_TEST

START_TEST(hostile_values_stay_one_line_of_json)
{
	static const char *const nasty[] = {"a\nb\r\nc", "\x1b[31mred", "\"},{\"", "\\", "\xff\xfe\xc0\xaf\xed\xa0\x80",
		"\xe2\x80\xa8\xe2\x80\xa9", "\x7f\x01", "\xf0\x9f", "</script>"};
	struct json_object *line;
	char *huge = malloc(100000);

	start();
	for (size_t i = 0; i < sizeof(nasty) / sizeof(nasty[0]); i++)
		log_line(LOG_LEVEL_INFO, nasty[i], nasty[i], nasty[i], NULL);
	ck_assert_int_eq(read_back(&line), 9);
	json_object_put(line);
	memset(huge, '\x01', 99999);
	huge[99999] = '\0';
	log_line(LOG_LEVEL_INFO, huge, "a", huge, "b", huge, "c", huge, "d", huge, NULL);
	ck_assert_int_eq(read_back(&line), 10);
	ck_assert_uint_eq(strlen(json_get_string(line, "message", "")), 8192);
	json_object_put(line);
	for (size_t cut = 0; cut < 4; cut++) {
		memset(huge, 'x', cut);
		for (size_t i = cut; i + 4 < 99999; i += 4)
			memcpy(huge + i, "\xf0\x9f\x8e\xae", 4);
		log_info("%s", huge);
		read_back(&line);
		ck_assert_uint_le(strlen(json_get_string(line, "message", "")), 8192);
		ck_assert_uint_gt(strlen(json_get_string(line, "message", "")), 8180);
		json_object_put(line);
	}
	free(huge);
	unlink(path);
}
END_TEST

START_TEST(rotation_opens_a_new_file)
{
	struct json_object *line;
	char old[64];

	start();
	log_info("before");
	snprintf(old, sizeof(old), "%s.1", path);
	ck_assert_int_eq(rename(path, old), 0);
	log_reopen();
	log_info("after %d", 1);
	ck_assert_int_eq(read_back(&line), 1);
	ck_assert_str_eq(json_get_string(line, "message", ""), "after 1");
	json_object_put(line);
	unlink(old);
	unlink(path);
	ck_assert_int_eq(log_init("x", LOG_LEVEL_INFO, "/nonexistent/dir/log"), ERR_SYSTEM);
}
END_TEST

START_TEST(times_are_iso_8601)
{
	static const struct {
		int64_t us;
		const char *text;
	} cases[] = {{0, "1970-01-01T00:00:00.000Z"}, {-1, "1969-12-31T23:59:59.999Z"},
		{INT64_C(951827696789999), "2000-02-29T12:34:56.789Z"},
		{INT64_C(4107542400000000), "2100-03-01T00:00:00.000Z"},
		{INT64_C(1795395600123456), "2026-11-23T01:00:00.123Z"},
		{INT64_C(-62167219200000000), "0000-01-01T00:00:00.000Z"},
		{INT64_C(253402300799999999), "9999-12-31T23:59:59.999Z"}, {INT64_MAX, "9999-12-31T23:59:59.999Z"},
		{INT64_MIN, "0000-01-01T00:00:00.000Z"}};
	char got[CLOCK_ISO_SIZE], want[CLOCK_ISO_SIZE];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		clock_iso(cases[i].us, got);
		ck_assert_str_eq(got, cases[i].text);
	}
	/* each day of 800 years, as the C library has it */
	for (time_t s = -11676096000; s < 13569465600; s += 86399) {
		struct tm tm;

		strftime(want, sizeof(want), "%Y-%m-%dT%H:%M:%S.000Z", gmtime_r(&s, &tm));
		clock_iso((int64_t)s * 1000000, got);
		ck_assert_str_eq(got, want);
	}
}
END_TEST

/* Writes the file of levels, and waits until it is looked at again. */
static void set_levels(const char *file, const char *rows)
{
	struct timespec begun, now;
	FILE *f = fopen(file, "we");

	fputs(rows, f);
	fclose(f);
	clock_gettime(CLOCK_BOOTTIME, &begun);
	do {
		nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
		clock_gettime(CLOCK_BOOTTIME, &now);
	} while (now.tv_sec == begun.tv_sec);
}

START_TEST(levels_by_module_change_while_it_runs)
{
	static const struct {
		const char *rows;
		int debug, info, warn; /* written or not */
	} cases[] = {{"", 0, 1, 1}, {"unit/test_log debug\n", 1, 1, 1}, {"unit warn\n", 0, 0, 1},
		{"unit debug\nunit/test_log error\n", 0, 0, 0}, {"unit/test_log error\nunit debug\n", 0, 0, 0},
		{"unit/test debug\nuni debug\n", 0, 1, 1},
		{"nonsense\n\nunit ../x\nunit warn more\nunit debug", 1, 1, 1}};
	char file[] = "/tmp/ludwright-levels-XXXXXX";
	struct json_object *line;
	int before = 0;

	close(mkstemp(file));
	start();
	log_levels_use(file);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		set_levels(file, cases[i].rows);
		log_debug("debug");
		log_info("info");
		log_line(LOG_LEVEL_WARN, "warn", NULL);
		log_error("always");
		int n = read_back(&line);
		ck_assert_str_eq(json_get_string(line, "module", ""), "unit/test_log");
		ck_assert_msg(n - before == cases[i].debug + cases[i].info + cases[i].warn + 1, "%s: %d lines",
			cases[i].rows, n - before);
		before = n;
		json_object_put(line);
	}
	unlink(file);
	set_levels("/dev/null", "");
	log_info("without the file");
	ck_assert_int_eq(read_back(&line), before + 1);
	json_object_put(line);
	log_levels_use(NULL);
	unlink(path);
}
END_TEST

START_TEST(modules_have_names)
{
	char module[LOG_MODULE_SIZE];

	log_levels_module("../../worker/post.c", module);
	ck_assert_str_eq(module, "worker/post");
	log_levels_module("main.c", module);
	ck_assert_str_eq(module, "main");
	log_levels_module("/a/b/lib/db.h", module);
	ck_assert_str_eq(module, "lib/db");
	ck_assert(log_levels_is_module("relay") && log_levels_is_module("lib/db_conn"));
	ck_assert(!log_levels_is_module("") && !log_levels_is_module("/relay") && !log_levels_is_module("a/b/c"));
	ck_assert(!log_levels_is_module("../x") && !log_levels_is_module("a b") && !log_levels_is_module("a/"));
}
END_TEST

START_TEST(levels_have_names)
{
	enum log_level level = LOG_LEVEL_DEBUG;

	ck_assert(log_level_parse("error", &level));
	ck_assert_int_eq(level, LOG_LEVEL_ERROR);
	ck_assert(!log_level_parse("ERROR", &level));
	ck_assert(!log_level_parse("", &level));
}
END_TEST

START_TEST(a_log_that_cannot_be_opened_is_said)
{
	struct json_object *line;
	int fd = mkstemp(path);
	ck_assert_int_eq(dup2(fd, STDERR_FILENO), STDERR_FILENO);
	ck_assert_int_eq(log_init("x", LOG_LEVEL_INFO, "/nonexistent/dir/log"), ERR_SYSTEM);
	ck_assert_int_eq(read_back(&line), 1);
	ck_assert_ptr_nonnull(strstr(text, "log.path /nonexistent/dir/log cannot be opened: No such file or directory"));
	json_object_put(line);
	close(fd);
	remove(path);
}
END_TEST

UNIT_MAIN("log", 60, a_log_that_cannot_be_opened_is_said, levels_by_module_change_while_it_runs, modules_have_names, a_line_has_fields_and_context,
	hostile_values_stay_one_line_of_json, rotation_opens_a_new_file, levels_have_names, times_are_iso_8601)
