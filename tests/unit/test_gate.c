/* SPDX-License-Identifier: ISC */
/* The breaker, what a provider asks for, and rates, by a clock of the test's own. */
#include "lib/gate.h"
#include "tests/unit/unit.h"

#include <string.h>

static const struct gate_limits breaker = {.failures = 3}, none = {0};

static void fail_at(struct gate *gate, int64_t now)
{
	gate_told(gate, &breaker, now, GATE_BROKEN, 0, 0);
}

START_TEST(opens_after_failures_in_a_row)
{
	struct gate gate = {0};
	fail_at(&gate, 0);
	fail_at(&gate, 0);
	ck_assert_int_eq(gate_ask(&gate, &breaker, 1), 0);
	gate_told(&gate, &breaker, 1, GATE_GOOD, 0, 0);
	fail_at(&gate, 2);
	fail_at(&gate, 2);
	ck_assert(!gate_failing(&gate));
	fail_at(&gate, 2);
	ck_assert(gate_failing(&gate));
	ck_assert_int_eq(gate_ask(&gate, &breaker, 1002), 4000);
	fail_at(&gate, 1003); /* one that was out already */
	ck_assert_int_eq(gate_ask(&gate, &breaker, 1003), 3999);
}
END_TEST

START_TEST(one_probe_at_a_time)
{
	struct gate gate = {0};
	for (int i = 0; i < 3; i++)
		fail_at(&gate, 0);
	ck_assert_int_eq(gate_ask(&gate, &breaker, 5000), 0);
	ck_assert_int_gt(gate_ask(&gate, &breaker, 5000), 0);
	ck_assert_int_gt(gate_ask(&gate, &breaker, 5000 + GATE_PROBE_MS - 1), 0);
	ck_assert(gate_failing(&gate));
	fail_at(&gate, 6000);
	ck_assert_int_eq(gate_ask(&gate, &breaker, 6000), 10000);
	ck_assert_int_eq(gate_ask(&gate, &breaker, 16000), 0);
	gate_told(&gate, &breaker, 16001, GATE_GOOD, 0, 0);
	ck_assert(!gate_failing(&gate));
	for (int i = 0; i < 5; i++)
		ck_assert_int_eq(gate_ask(&gate, &breaker, 16002), 0);
}
END_TEST

START_TEST(a_lost_probe_is_followed)
{
	struct gate gate = {0};
	for (int i = 0; i < 3; i++)
		fail_at(&gate, 0);
	ck_assert_int_eq(gate_ask(&gate, &breaker, 5000), 0);
	ck_assert_int_eq(gate_ask(&gate, &breaker, 5000 + GATE_PROBE_MS), 0);
	for (int i = 0; i < 20; i++) {
		fail_at(&gate, 100000000LL * (i + 1));
		ck_assert_int_le(gate_ask(&gate, &breaker, 100000000LL * (i + 1)), 60000);
	}
}
END_TEST

START_TEST(waits_as_long_as_it_is_asked_to)
{
	struct gate gate = {0};
	gate_told(&gate, &breaker, 0, GATE_BUSY, 3000, 0);
	gate_told(&gate, &breaker, 0, GATE_BUSY, 1000, 0);
	ck_assert_int_eq(gate_ask(&gate, &breaker, 500), 2500);
	ck_assert_int_eq(gate_ask(&gate, &breaker, 3000), 0);
	gate_told(&gate, &breaker, 3000, GATE_BUSY, 1LL << 50, 0);
	ck_assert_int_eq(gate_ask(&gate, &breaker, 3000), 3600000);
}
END_TEST

START_TEST(holds_a_rate_of_calls)
{
	const struct gate_limits limits = {.calls = 60};
	struct gate gate = {0};
	int gone = 0;
	for (int64_t now = 0; now < 120000; now += 100)
		gone += !gate_ask(&gate, &limits, now);
	ck_assert_int_ge(gone, 120);
	ck_assert_int_le(gone, 131); /* and ten seconds' worth at the start */
	ck_assert_int_eq(gate_ask(&gate, &none, 120000), 0);
}
END_TEST

START_TEST(pays_tokens_off)
{
	const struct gate_limits limits = {.tokens = 6000};
	struct gate gate = {0};
	ck_assert_int_eq(gate_ask(&gate, &limits, 0), 0);
	gate_told(&gate, &limits, 0, GATE_GOOD, 0, 3000);
	ck_assert_int_eq(gate_ask(&gate, &limits, 0), 20000);
	ck_assert_int_eq(gate_ask(&gate, &limits, 20000), 0);
}
END_TEST

START_TEST(comes_back_from_text)
{
	char text[GATE_TEXT_SIZE], again[GATE_TEXT_SIZE];
	struct gate gate = {INT64_MAX, INT64_MIN, INT64_MAX, INT64_MIN, INT64_MAX, INT32_MIN, INT32_MAX}, read;
	gate_write(&gate, text);
	gate_read(text, &read);
	gate_write(&read, again);
	ck_assert_str_eq(text, again);
	for (const char *const *bad = (const char *const[]){"", "2 1 2 3", "1 1 2", "x", NULL}; *bad; bad++) {
		gate_read(*bad, &read);
		ck_assert_int_eq(gate_worth(&read, 0), 0);
	}
	gate_read(NULL, &read);
	ck_assert(!gate_failing(&read));
	fail_at(&read, 5);
	ck_assert_int_gt(gate_worth(&read, 5), 0);
}
END_TEST

UNIT_MAIN("gate", 30, opens_after_failures_in_a_row, one_probe_at_a_time, a_lost_probe_is_followed,
	waits_as_long_as_it_is_asked_to, holds_a_rate_of_calls, pays_tokens_off, comes_back_from_text)
