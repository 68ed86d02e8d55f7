/* SPDX-License-Identifier: ISC */
#include "worker/sandbox/sort.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* The value stack: the comparison, the array, its elements, and the same as strings when there is no comparison. */
enum { COMPARE, ARRAY, ELEMENTS, STRINGS, FIXED };
enum { LENGTH_MAX = 10000000 };

static bool compare_strings(duk_context *ctx, uint32_t left, uint32_t right)
{
	duk_size_t left_length, right_length;
	const char *left_text, *right_text;
	int order;

	duk_get_prop_index(ctx, STRINGS, left);
	duk_get_prop_index(ctx, STRINGS, right);
	left_text = duk_get_lstring(ctx, -2, &left_length);
	right_text = duk_get_lstring(ctx, -1, &right_length);
	order = memcmp(left_text, right_text, left_length < right_length ? left_length : right_length);
	duk_pop_2(ctx);
	return order != 0 ? order > 0 : left_length > right_length;
}

/* Does left have to stand behind right? */
static bool is_greater(duk_context *ctx, uint32_t left, uint32_t right)
{
	bool greater;

	if (duk_is_undefined(ctx, COMPARE))
		return compare_strings(ctx, left, right);
	duk_dup(ctx, COMPARE);
	duk_get_prop_index(ctx, ELEMENTS, left);
	duk_get_prop_index(ctx, ELEMENTS, right);
	duk_call(ctx, 2);
	greater = duk_to_number(ctx, -1) > 0;
	duk_pop(ctx);
	return greater;
}

static void merge(duk_context *ctx, const uint32_t *from, uint32_t *to, uint32_t begin, uint32_t middle, uint32_t end)
{
	uint32_t left = begin, right = middle;

	for (uint32_t i = begin; i < end; i++) {
		if (left < middle && (right >= end || !is_greater(ctx, from[left], from[right])))
			to[i] = from[left++];
		else
			to[i] = from[right++];
	}
}

static uint32_t smaller(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/* Out: the order, in one of the two buffers. */
static const uint32_t *merge_all(duk_context *ctx, uint32_t *order, uint32_t *other, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		order[i] = i;
	for (uint32_t run = 1; run < count; run *= 2) {
		uint32_t *swap = order;

		for (uint32_t at = 0; at < count; at += 2 * run)
			merge(ctx, order, other, at, smaller(at + run, count), smaller(at + 2 * run, count));
		order = other;
		other = swap;
	}
	return order;
}

/* Copies what is there and not undefined. Out: how many; and how many are undefined. */
static uint32_t take_elements(duk_context *ctx, uint32_t length, uint32_t *undefined_r)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < length; i++) {
		bool there = duk_get_prop_index(ctx, ARRAY, i) || duk_has_prop_index(ctx, ARRAY, i);

		if (there && duk_is_undefined(ctx, -1))
			++*undefined_r;
		if (!duk_is_undefined(ctx, -1)) {
			duk_dup(ctx, -1);
			duk_put_prop_index(ctx, ELEMENTS, count);
			if (duk_is_undefined(ctx, COMPARE)) {
				duk_to_string(ctx, -1);
				duk_dup(ctx, -1);
				duk_put_prop_index(ctx, STRINGS, count);
			}
			count++;
		}
		duk_pop(ctx);
	}
	return count;
}

static void put_elements(duk_context *ctx, const uint32_t *order, uint32_t count, uint32_t undefined, uint32_t length)
{
	for (uint32_t i = 0; i < count; i++) {
		duk_get_prop_index(ctx, ELEMENTS, order[i]);
		duk_put_prop_index(ctx, ARRAY, i);
	}
	for (uint32_t i = 0; i < undefined; i++) {
		duk_push_undefined(ctx);
		duk_put_prop_index(ctx, ARRAY, count + i);
	}
	for (uint32_t i = count + undefined; i < length; i++)
		duk_del_prop_index(ctx, ARRAY, i);
}

duk_ret_t sort_array(duk_context *ctx)
{
	uint32_t count, undefined = 0, length, *order, *other;
	duk_size_t asked;

	if (!duk_is_undefined(ctx, COMPARE) && !duk_is_callable(ctx, COMPARE))
		return DUK_RET_TYPE_ERROR;
	duk_push_this(ctx);
	duk_to_object(ctx, ARRAY);
	asked = duk_get_length(ctx, ARRAY);
	if (asked > LENGTH_MAX)
		return DUK_RET_RANGE_ERROR;
	length = (uint32_t)asked;
	duk_push_bare_array(ctx);
	duk_push_bare_array(ctx);
	count = take_elements(ctx, length, &undefined);
	order = duk_push_fixed_buffer(ctx, (duk_size_t)count * sizeof *order + 1);
	other = duk_push_fixed_buffer(ctx, (duk_size_t)count * sizeof *other + 1);
	put_elements(ctx, merge_all(ctx, order, other, count), count, undefined, length);
	duk_dup(ctx, ARRAY);
	return 1;
}
