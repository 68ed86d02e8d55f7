/* SPDX-License-Identifier: ISC */
#include "lib/clock.h"
#include "lib/password.h"

#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

static enum err acceptable(int len, char filler)
{
	char text[200];

	memset(text, filler, sizeof(text));
	text[len] = '\0';
	return password_acceptable(text);
}

START_TEST(lengths_are_in_bytes)
{
	ck_assert_int_eq(acceptable(0, 'a'), ERR_INPUT);
	ck_assert_int_eq(acceptable(9, 'a'), ERR_INPUT);
	ck_assert_int_eq(acceptable(10, 'a'), ERR_OK);
	ck_assert_int_eq(acceptable(72, 'a'), ERR_OK);
	ck_assert_int_eq(acceptable(73, 'a'), ERR_INPUT);
	ck_assert_int_eq(acceptable(20, '\xff'), ERR_INPUT);
	ck_assert_int_eq(password_acceptable("\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"), ERR_OK);
}
END_TEST

START_TEST(the_right_password_only)
{
	char hash[PASSWORD_HASH_SIZE], again[PASSWORD_HASH_SIZE], long_one[74];

	ck_assert_int_eq(password_hash("correct horse", hash), ERR_OK);
	ck_assert_int_eq(password_hash("correct horse", again), ERR_OK);
	ck_assert_str_ne(hash, again);
	ck_assert_int_eq(strncmp(hash, "$2b$12$", 7), 0);
	ck_assert(password_verify("correct horse", hash));
	ck_assert(!password_verify("correct horsf", hash));
	ck_assert(!password_verify("", hash));
	memset(long_one, 'x', 73);
	long_one[73] = '\0';
	ck_assert_int_eq(password_hash(long_one, again), ERR_INPUT);
	long_one[72] = '\0';
	ck_assert_int_eq(password_hash(long_one, again), ERR_OK);
	ck_assert(password_verify(long_one, again));
	long_one[72] = 'y';
	ck_assert(!password_verify(long_one, again));
	long_one[71] = '\0';
	ck_assert(!password_verify(long_one, again));
}
END_TEST

START_TEST(no_other_kind_of_hash)
{
	static const char *const bad[] = {"", "*0", "*1", "ab", "abJnggxhB/yWI", "$1$salt$qJH7.N4xYta3aEG/dfqo/0",
		"$2a$12$U6iHdIATq1iQdGMdBhWPF.LiDFhHLRM4V3i8RCTPTqhDV5fb6jbtG",
		"$2b$04$U6iHdIATq1iQdGMdBhWPF.LiDFhHLRM4V3i8RCTPTqhDV5fb6jbtG", "$2b$12$",
		"$2b$12$U6iHdIATq1iQdGMdBhWPF.LiDFhHLRM4V3i8RCTPTqhDV5fb6jbt",
		"$2b$12$!!!!!!!!!!!!!!!!!!!!!!LiDFhHLRM4V3i8RCTPTqhDV5fb6jbtG"};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(!password_verify("password12", bad[i]), "honoured: %s", bad[i]);
}
END_TEST

START_TEST(an_unknown_account_takes_as_long)
{
	char hash[PASSWORD_HASH_SIZE];
	int64_t start, known, unknown;

	ck_assert_int_eq(password_hash("correct horse", hash), ERR_OK);
	start = clock_monotonic_ms();
	ck_assert(!password_verify("password12", hash));
	known = clock_monotonic_ms() - start;
	start = clock_monotonic_ms();
	ck_assert(!password_verify("password12", NULL));
	unknown = clock_monotonic_ms() - start;
	ck_assert_int_gt(known, 20);
	ck_assert_int_gt(unknown, known / 4);
}
END_TEST

UNIT_MAIN("password", 60, lengths_are_in_bytes, the_right_password_only, no_other_kind_of_hash,
	an_unknown_account_takes_as_long)
