/* SPDX-License-Identifier: ISC */
#include "worker/prices.h"
#include "lib/json.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define FILE_MAX (256u << 10)
#define PRICE_MAX 10000 /* dollars a million tokens: more is a mistake */

/* Whether what follows a listed name makes it a dated version of the same model: -2025…, not -20b, which is a size. */
static bool is_version(const char *rest)
{
	if (!*rest || !strcmp(rest, "-latest"))
		return true;
	return strchr("-@", *rest) && !strncmp(rest + 1, "20", 2) && strspn(rest + 1, "0123456789") >= 4;
}

struct json_object *prices_of(struct json_object *table, const char *model)
{
	struct json_object *list = json_get(table, "models"), *found = NULL;
	size_t longest = 0;
	if (!json_object_is_type(list, json_type_object))
		return NULL;
	json_object_object_foreach(list, name, value)
	{
		size_t len = strlen(name);
		if (len > longest && !strncmp(name, model, len) && is_version(model + len)) {
			longest = len;
			found = value;
		}
	}
	return found;
}

double prices_cost(struct json_object *price, const struct chat_tokens *tokens)
{
	double input = json_get_double(price, "input", 0);
	return ((double)(tokens->input - tokens->cache_written) * input +
		       (double)tokens->cache_written * json_get_double(price, "cache_write", input) +
		       (double)tokens->cached * json_get_double(price, "cached", input) +
		       (double)tokens->output * json_get_double(price, "output", 0)) /
	       1e6;
}

/* Out: what is wrong with a price, or NULL. A name that is misspelt would cost nothing. */
static const char *wrong(struct json_object *price)
{
	static const char *const needed[] = {"input", "output"};
	for (size_t i = 0; i < 2; i++)
		if (json_get_double(price, needed[i], -1) < 0)
			return i ? "has no `output`" : "has no `input`";
	json_object_object_foreach(price, key, value)
	{
		bool tokens = !strcmp(key, "max_output");
		bool number = json_object_is_type(value, json_type_int) ||
			      (!tokens && json_object_is_type(value, json_type_double));
		double n = json_object_get_double(value);
		if (strcmp(key, "input") && strcmp(key, "output") && strcmp(key, "cached") &&
			strcmp(key, "cache_write") && !tokens)
			return "has a member that is not known";
		if (!number || n < 0 || n > (tokens ? 1e6 : PRICE_MAX) || (tokens && n < 1))
			return "has a number that cannot be";
	}
	return NULL;
}

static enum err check(struct arena *a, const char *path, struct json_object *table, const char **message_r)
{
	struct json_object *list = json_get(table, "models");
	if (!json_object_is_type(list, json_type_object))
		return ERR_OK;
	json_object_object_foreach(list, name, price)
	{
		const char *what = json_object_is_type(price, json_type_object) ? wrong(price) : "is no object";
		if (what) {
			*message_r = arena_printf(a, "%s: the price of %.100s %s", path, name, what);
			return ERR_INPUT;
		}
	}
	return ERR_OK;
}

enum err prices_load(
	struct arena *a, const char *path, const char *provider, struct json_object **table_r, const char **message_r)
{
	struct json_object *root = NULL, *table;
	struct json_problem problem = {.message = "is too large"};
	FILE *file = fopen(path, "re");
	*table_r = NULL;
	if (!file && errno == ENOENT)
		return ERR_OK;
	if (!file) {
		*message_r = arena_printf(a, "%s: %s", path, strerror(errno));
		return ERR_INPUT;
	}
	char *text = arena_alloc(a, FILE_MAX + 1);
	size_t len = fread(text, 1, FILE_MAX + 1, file);
	fclose(file);
	if (len > FILE_MAX || json_parse(text, len, &json_limits_trust, &problem, &root)) {
		*message_r = arena_printf(a, "%s: %s at byte %zu", path, problem.message, problem.offset);
		return ERR_INPUT;
	}
	table = json_get(root, provider);
	enum err err = check(a, path, table, message_r);
	if (!err)
		*table_r = json_object_get(table);
	json_object_put(root);
	return err;
}
