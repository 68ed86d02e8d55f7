/* SPDX-License-Identifier: ISC */
/* The price table: which models it speaks of, what it refuses, and that the one that comes with Ludwright is sound. */
#include "tests/unit/unit.h"

#include "lib/json.h"
#include "worker/prices.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct arena arena;

static const char *shipped(void)
{
	const char *top = getenv("top_srcdir");
	return arena_printf(&arena, "%s/graphs/models.json", top ? top : ".");
}

/* Out: what is wrong with a table of this one model, or NULL. */
static const char *refused(const char *price)
{
	char path[] = "/tmp/ludwright-prices-XXXXXX";
	const char *message = NULL;
	struct json_object *table = NULL;
	int fd = mkstemp(path);
	ck_assert_int_ge(fd, 0);
	dprintf(fd, "{\"openai\":{\"models\":{\"m\":%s}}}", price);
	close(fd);
	enum err err = prices_load(&arena, path, "openai", &table, &message);
	unlink(path);
	ck_assert_int_eq(err, message ? ERR_INPUT : ERR_OK);
	ck_assert_int_eq(table == NULL, message != NULL);
	json_object_put(table);
	return message;
}

START_TEST(a_name_stands_for_its_dated_versions_only)
{
	static const char *const same[] = {"gpt-5", "gpt-5-2025-08-07", "gpt-5@20250807", "gpt-5-latest"};
	static const char *const others[] = {"gpt-5-pro", "gpt-5-codex", "gpt-5.1", "gpt-50", "gpt-5-2", "gpt-5-20b",
		"gpt-", "", "my-gpt-5", "ft:gpt-5:me"};
	struct json_object *table = NULL;
	const char *message = NULL;
	arena_init(&arena, 4u << 20);
	ck_assert_int_eq(prices_load(&arena, shipped(), "openai", &table, &message), ERR_OK);
	struct json_object *price = prices_of(table, "gpt-5"), *mini = prices_of(table, "gpt-5-mini-2025-08-07");
	ck_assert_ptr_nonnull(price);
	for (size_t i = 0; i < sizeof same / sizeof *same; i++)
		ck_assert_ptr_eq(prices_of(table, same[i]), price);
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		ck_assert_msg(!prices_of(table, others[i]), "%s", others[i]);
	ck_assert(mini && mini != price);
	ck_assert_ptr_null(prices_of(NULL, "gpt-5"));
	json_object_put(table);
	arena_done(&arena);
}
END_TEST

START_TEST(what_comes_with_ludwright_is_sound)
{
	static const char *const providers[] = {"anthropic", "openai"};
	arena_init(&arena, 4u << 20);
	for (size_t i = 0; i < 2; i++) {
		struct json_object *table = NULL;
		const char *message = NULL;
		ck_assert_msg(!prices_load(&arena, shipped(), providers[i], &table, &message), "%s", message);
		ck_assert_ptr_nonnull(prices_of(table, json_get_string(table, "default", "")));
		ck_assert_uint_eq(strlen(json_get_string(table, "as_of", "")), strlen("2025-11"));
		ck_assert_ptr_nonnull(strstr(json_get_string(table, "source", ""), "https://"));
		ck_assert_ptr_nonnull(json_get(table, "checked"));
		json_object_object_foreach(json_get(table, "models"), name, price)
		{
			double input = json_get_double(price, "input", 0), output = json_get_double(price, "output", 0);
			double cached = json_get_double(price, "cached", input);
			ck_assert_msg(input > 0 && output >= 2 * input && output <= 20 * input, "%s", name);
			ck_assert_msg(cached > 0 && cached <= input, "%s", name);
			ck_assert_msg(json_get_double(price, "cache_write", input) >= input, "%s", name);
			ck_assert_ptr_eq(prices_of(table, name), price);
		}
		json_object_put(table);
	}
	arena_done(&arena);
}
END_TEST

START_TEST(a_price_that_is_none_is_refused)
{
	arena_init(&arena, 8u << 20);
	ck_assert_ptr_null(refused("{\"input\":1,\"output\":2.5,\"cached\":0,\"max_output\":100}"));
	ck_assert_ptr_nonnull(strstr(refused("{\"input\":1,\"ouput\":2}"), "no `output`"));
	ck_assert_ptr_nonnull(strstr(refused("{\"output\":2}"), "price of m has no `input`"));
	ck_assert_ptr_nonnull(strstr(refused("{\"input\":1,\"output\":2,\"chached\":1}"), "not known"));
	ck_assert_ptr_nonnull(strstr(refused("{\"input\":1,\"output\":2,\"cached\":\"1\"}"), "cannot be"));
	ck_assert_ptr_nonnull(refused("{\"input\":-1,\"output\":2}"));
	ck_assert_ptr_nonnull(refused("{\"input\":1,\"output\":1e9}"));
	ck_assert_ptr_nonnull(refused("{\"input\":1,\"output\":2,\"max_output\":0}"));
	ck_assert_ptr_nonnull(strstr(refused("5"), "is no object"));
	arena_done(&arena);
}
END_TEST

START_TEST(each_kind_of_token_has_its_price)
{
	arena_init(&arena, 1u << 20);
	struct json_object *price = NULL;
	static const char text[] = "{\"input\":2,\"output\":10,\"cached\":0.5,\"cache_write\":4}";
	ck_assert(!json_parse(text, strlen(text), &json_limits_trust, NULL, &price));
	struct chat_tokens tokens = {.input = 3000000, .cache_written = 1000000, .cached = 2000000, .output = 500000};
	ck_assert_double_eq_tol(prices_cost(price, &tokens), 2 * 2 + 4 + 2 * 0.5 + 5, 1e-9);
	json_object_put(price);
	arena_done(&arena);
}
END_TEST

UNIT_MAIN("prices", 30, a_name_stands_for_its_dated_versions_only, what_comes_with_ludwright_is_sound,
	a_price_that_is_none_is_refused, each_kind_of_token_has_its_price)
