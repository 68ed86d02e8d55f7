/* SPDX-License-Identifier: ISC */
#include "lib/id.h"

#include "tests/unit/unit.h"

#include <string.h>

#define UUID "0f8fad5b-d9cb-469f-a165-70867728950e"

START_TEST(both_forms_give_the_canonical_uuid)
{
	static const char *const good[] = {"proj_0f8fad5bd9cb469fa16570867728950e", UUID,
		"0F8FAD5B-D9CB-469F-A165-70867728950E", "proj_0F8FAD5BD9CB469FA16570867728950E"};
	char uuid[ID_UUID_SIZE], text[ID_TEXT_SIZE];

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		ck_assert_msg(id_parse("proj", good[i], uuid), "refused: %s", good[i]);
		ck_assert_str_eq(uuid, UUID);
	}
	id_format("proj", UUID, text);
	ck_assert_str_eq(text, good[0]);
}
END_TEST

START_TEST(all_else_is_refused)
{
	static const char *const bad[] = {"", "proj", "proj_", "agent_0f8fad5bd9cb469fa16570867728950e",
		"PROJ_0f8fad5bd9cb469fa16570867728950e", "proj-0f8fad5bd9cb469fa16570867728950e",
		"proj_0f8fad5bd9cb469fa16570867728950", "proj_0f8fad5bd9cb469fa16570867728950e0",
		"proj_0f8fad5bd9cb469fa16570867728950g", "proj_" UUID, "{" UUID "}", "0f8fad5bd9cb469fa16570867728950e",
		"0f8fad5b-d9cb-469f-a165-70867728950", UUID "0", UUID " ", " " UUID,
		"0f8fad5bd-9cb-469f-a165-70867728950e", "0f8fad5b-d9cb-469f-a165_70867728950e",
		"0f8fad5b-d9cb-469f-a165-70867728950\xc3\xa9", "../../../etc/passwd",
		"proj_0f8fad5bd9cb469fa16570867728950e\n"};
	char uuid[ID_UUID_SIZE] = "untouched";

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(!id_parse("proj", bad[i], uuid), "accepted: %s", bad[i]);
	ck_assert_str_eq(uuid, "untouched");
}
END_TEST

START_TEST(random_ids_are_version_4)
{
	char one[ID_UUID_SIZE], two[ID_UUID_SIZE], again[ID_UUID_SIZE];

	for (int i = 0; i < 100; i++) {
		id_random(one);
		id_random(two);
		ck_assert_str_ne(one, two);
		ck_assert_int_eq(one[14], '4');
		ck_assert_ptr_nonnull(strchr("89ab", one[19]));
		ck_assert(id_parse("run", one, again));
		ck_assert_str_eq(one, again);
	}
}
END_TEST

START_TEST(a_long_prefix_does_not_overflow)
{
	char text[ID_TEXT_SIZE];

	id_format("a_prefix_that_is_far_too_long_for_any_of_our_ids", UUID UUID UUID, text);
	ck_assert_uint_lt(strlen(text), ID_TEXT_SIZE);
}
END_TEST

UNIT_MAIN("id", 20, both_forms_give_the_canonical_uuid, all_else_is_refused, random_ids_are_version_4,
	a_long_prefix_does_not_overflow)
