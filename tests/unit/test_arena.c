/* SPDX-License-Identifier: ISC */
#include "lib/arena.h"

#include "tests/unit/unit.h"

#include <stdint.h>
#include <string.h>

START_TEST(memory_is_zeroed_and_aligned_after_each_reset)
{
	struct arena a;

	arena_init(&a, 1 << 20);
	for (int round = 0; round < 3; round++) {
		for (size_t size = 0; size < 300; size++) {
			unsigned char *p = arena_alloc(&a, size);

			ck_assert_uint_eq((uintptr_t)p % _Alignof(max_align_t), 0);
			for (size_t i = 0; i < size; i++)
				ck_assert_int_eq(p[i], 0);
			memset(p, 0xff, size);
		}
		arena_reset(&a);
		ck_assert_uint_eq(a.used, 0);
	}
	arena_done(&a);
	arena_done(&a);
}
END_TEST

START_TEST(large_values_fit_and_are_given_back)
{
	struct arena a;
	char *p;

	arena_init(&a, 1 << 22);
	arena_alloc(&a, 10);
	p = arena_alloc(&a, 1 << 21);
	p[(1 << 21) - 1] = 'x';
	ck_assert_str_eq(arena_printf(&a, "%d-%s", 7, "seven"), "7-seven");
	ck_assert_str_eq(arena_strndup(&a, "abcdef", 3), "abc");
	ck_assert_str_eq(arena_strndup(&a, NULL, 0), "");
	arena_reset(&a);
	arena_alloc(&a, 1 << 22);
	arena_done(&a);
}
END_TEST

START_TEST(maximum_and_overflow_end_the_process)
{
	struct arena a;

	arena_init(&a, 1000);
	ck_assert(unit_exits(70, arena_alloc(&a, 1001)));
	ck_assert(unit_exits(70, (arena_alloc(&a, 600), arena_alloc(&a, 600))));
	ck_assert(unit_exits(70, arena_array(&a, SIZE_MAX / 2, 3)));
	ck_assert(unit_exits(0, (arena_alloc(&a, 600), arena_reset(&a), arena_alloc(&a, 600))));
	arena_init(&a, SIZE_MAX);
	ck_assert(unit_exits(70, arena_alloc(&a, SIZE_MAX)));
}
END_TEST

UNIT_MAIN("arena", 20, memory_is_zeroed_and_aligned_after_each_reset, large_values_fit_and_are_given_back,
	maximum_and_overflow_end_the_process)
