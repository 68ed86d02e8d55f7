/* SPDX-License-Identifier: ISC */
#include "worker/pool_target.h"

#include "tests/unit/unit.h"

static const struct pool_bounds bounds = {.min = 1, .max = 8, .places = 4};

/* One look each, with nothing remembered but that all were needed and processes added long ago. */
START_TEST(a_look_decides)
{
	static const struct {
		const char *why;
		struct pool_look look;
		int running, wanted;
	} rows[] = {
		{"nothing to do", {0, 0, 0}, 1, 1},
		{"there is room", {3, 10, 1}, 1, 1},
		{"exactly room enough", {4, 10, 0}, 1, 1},
		{"one more than there is room for", {4, 10, 1}, 1, 2},
		{"at most twice as many", {1000, 10, 4}, 1, 2},
		{"at most twice as many, again", {1000, 10, 8}, 2, 4},
		{"no more than needed", {3, 10, 8}, 2, 3},
		{"no more than max", {1000, 9999, 20}, 5, 8},
		{"max is there", {1000, 9999, 32}, 8, 8},
		{"waits for a second, no longer", {1, 1000, 0}, 1, 1},
		{"waits for longer though there is room", {1, 1001, 0}, 1, 2},
		{"a wait without jobs says nothing", {0, 5000, 0}, 1, 1},
		{"below min", {0, 0, 0}, 0, 1},
		{"above max", {1000, 9999, 36}, 9, 8},
		{"a count beyond what fits an int", {2147483647, 0, 2147483647}, 2, 4},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct pool_trend trend = {.grown_ms = 1, .needed_ms = 100000};
		int got = pool_target(&bounds, &rows[i].look, rows[i].running, 100000, &trend);
		ck_assert_msg(got == rows[i].wanted, "%s: %d instead of %d", rows[i].why, got, rows[i].wanted);
	}
}
END_TEST

START_TEST(grows_twofold_a_second_until_it_fits)
{
	static const struct {
		int64_t at;
		int wanted;
	} rows[] = {{5, 2}, {300, 2}, {1004, 2}, {1005, 4}, {1500, 4}, {2005, 8}, {9000, 8}};
	static const struct pool_look backlog = {.ready = 1000, .wait_ms = 4000};
	struct pool_trend trend = {0};
	int running = 1;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		running = pool_target(&bounds, &backlog, running, rows[i].at, &trend);
		ck_assert_msg(running == rows[i].wanted, "at %d: %d", (int)rows[i].at, running);
	}
}
END_TEST

START_TEST(shrinks_after_half_a_minute_without_need)
{
	static const struct {
		int64_t at;
		int busy, wanted;
	} rows[] = {
		{1000, 16, 4}, /* all needed */
		{2000, 12, 4}, /* from here on not */
		{30999, 0, 4}, {31000, 0, 3}, {32000, 0, 2}, {33000, 7, 2}, /* needed again */
		{34000, 0, 2}, {62999, 0, 2}, {63000, 0, 1}, {200000, 0, 1}, /* min */
	};
	struct pool_trend trend = {0};
	int running = 4;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct pool_look look = {.busy = rows[i].busy};
		running = pool_target(&bounds, &look, running, rows[i].at, &trend);
		ck_assert_msg(running == rows[i].wanted, "at %d: %d", (int)rows[i].at, running);
	}
}
END_TEST

START_TEST(the_first_look_shrinks_nothing)
{
	static const struct pool_look nothing = {0};
	struct pool_trend trend = {0};

	ck_assert_int_eq(pool_target(&bounds, &nothing, 4, 10000000, &trend), 4);
	ck_assert_int_eq(pool_target(&bounds, &nothing, 4, 10029999, &trend), 4);
	ck_assert_int_eq(pool_target(&bounds, &nothing, 4, 10030000, &trend), 3);
}
END_TEST

UNIT_MAIN("pool", 10, a_look_decides, grows_twofold_a_second_until_it_fits, shrinks_after_half_a_minute_without_need,
	the_first_look_shrinks_nothing)
