/* SPDX-License-Identifier: ISC */
#include "cgi/tally.h"

#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#define ANN "00112233-4455-6677-8899-aabbccddeeff"
#define BOB "10112233-4455-6677-8899-aabbccddeeff"
#define NOON (INT64_C(29000000) * 60)

static struct tally t;

static uint32_t add(const char *user, bool write, int64_t now, uint32_t most, uint32_t *told)
{
	struct tally_count c = tally_add(&t, user, write, now, most);
	*told += c.tell;
	return c.n;
}

START_TEST(each_account_and_kind_has_a_count_of_its_own_and_a_minute_begins_anew)
{
	uint32_t told = 0;
	memset(&t, 0, sizeof t);
	for (uint32_t i = 1; i <= 3; i++)
		ck_assert_uint_eq(add(ANN, false, NOON, 100, &told), i);
	ck_assert_uint_eq(add(ANN, true, NOON, 100, &told), 1);
	ck_assert_uint_eq(add(BOB, false, NOON, 100, &told), 1);
	ck_assert_uint_eq(add(ANN, false, NOON + 59, 100, &told), 4);
	ck_assert_uint_eq(add(ANN, false, NOON + 60, 100, &told), 1);
	ck_assert_uint_eq(add(ANN, false, NOON + 120, 100, &told), 1);
}
END_TEST

START_TEST(redis_is_told_once_a_second_and_near_the_limit_at_once)
{
	uint32_t told = 0;
	memset(&t, 0, sizeof t);
	add(ANN, false, NOON, 100, &told);
	ck_assert_uint_eq(told, 1);
	for (int i = 0; i < 9; i++)
		add(ANN, false, NOON, 100, &told);
	ck_assert_uint_eq(told, 1);
	add(ANN, false, NOON + 1, 100, &told);
	ck_assert_uint_eq(told, 11);
	for (int i = 0; i < 64; i++)
		add(ANN, false, NOON + 1, 100, &told);
	ck_assert_uint_eq(told, 11);
	for (uint32_t n = 76; n <= 100; n++) {
		ck_assert_uint_eq(add(ANN, false, NOON + 1, 100, &told), n);
		ck_assert_uint_eq(told, n);
	}
	ck_assert_uint_eq(add(ANN, false, NOON + 2, 100, &told), 101); /* what is refused concerns nobody else */
	ck_assert_uint_eq(told, 100);
	told = 0;
	for (uint32_t n = 1; n <= 2; n++)
		add(BOB, true, NOON, 1, &told);
	ck_assert_uint_eq(told, 1);
}
END_TEST

START_TEST(what_other_machines_counted_is_added_and_never_taken_away)
{
	uint32_t told = 0;
	memset(&t, 0, sizeof t);
	add(ANN, false, NOON, 100, &told);
	add(ANN, false, NOON, 100, &told);
	ck_assert_uint_eq(tally_heard(&t, ANN, false, NOON, 50), 51); /* one was counted since the word to Redis */
	ck_assert_uint_eq(add(ANN, false, NOON, 100, &told), 52);
	ck_assert_uint_eq(
		tally_heard(&t, ANN, false, NOON, 7), 52); /* an answer that came late, or a Redis that lost all */
	ck_assert_uint_eq(tally_heard(&t, ANN, false, NOON + 60, 80), 80); /* of a minute that is over */
	ck_assert_uint_eq(add(ANN, false, NOON, 100, &told), 53);
	ck_assert_uint_eq(tally_heard(&t, BOB, false, NOON, 9), 9);
	ck_assert_uint_eq(tally_heard(&t, ANN, false, NOON, UINT32_MAX), TALLY_MAX);
	ck_assert_uint_eq(add(ANN, false, NOON, 1000000, &told), TALLY_MAX);
}
END_TEST

START_TEST(many_accounts_more_than_there_are_places)
{
	char user[37];
	uint32_t told = 0, counted = 0, asked = 0;
	memset(&t, 0, sizeof t);
	for (unsigned i = 0; i < 4 * TALLY_PLACES; i++) {
		snprintf(user, sizeof user, "%08x-%04x-4000-8000-%012x", i * 2654435761u, i * 40503u & 0xffff, i);
		add(user, false, NOON, 100, &told);
		told = 0;
		uint32_t n = add(user, false, NOON, 100, &told);
		counted += n == 2 && told == 0;
		asked += n == 1 && told == 1;
	}
	ck_assert_uint_eq(counted + asked, 4 * TALLY_PLACES);
	ck_assert_uint_ge(counted, TALLY_PLACES / 2);
	ck_assert_uint_le(counted, TALLY_PLACES);
	told = 0;
	ck_assert_uint_eq(add(user, false, NOON + 60, 100, &told), 1); /* a minute later places are free again */
	ck_assert_uint_eq(add(user, false, NOON + 60, 100, &told), 2);
}
END_TEST

#define CHILDREN 4
#define EACH 50000

START_TEST(children_at_once_lose_no_request)
{
	uint32_t *told =
		mmap(NULL, 64 + sizeof(struct tally), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct tally *shared = (void *)((char *)told + 64);
	ck_assert_ptr_ne(told, MAP_FAILED);
	for (int i = 0; i < CHILDREN; i++)
		if (fork() == 0) {
			for (int k = 0; k < EACH; k++)
				told[i] += tally_add(shared, ANN, false, NOON + k % 60, 1000000).tell;
			_exit(0);
		}
	for (int i = 0; i < CHILDREN; i++)
		wait(NULL);
	uint32_t n = 0, all = 0;
	for (int second = 1; second <= 2; second++) { /* the other one than that of the last word */
		struct tally_count c = tally_add(shared, ANN, false, NOON + second, 1000000);
		n = c.n;
		all += c.tell;
	}
	for (int i = 0; i < CHILDREN; i++)
		all += told[i];
	ck_assert_uint_eq(n, CHILDREN * EACH + 2);
	ck_assert_uint_eq(all, n);
}
END_TEST

UNIT_MAIN("tally", 60, each_account_and_kind_has_a_count_of_its_own_and_a_minute_begins_anew,
	redis_is_told_once_a_second_and_near_the_limit_at_once,
	what_other_machines_counted_is_added_and_never_taken_away, many_accounts_more_than_there_are_places,
	children_at_once_lose_no_request)
