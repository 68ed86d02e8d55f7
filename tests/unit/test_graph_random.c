/* SPDX-License-Identifier: ISC */
/*
 * Graph files with random mistakes: members taken out, moved, or given other values. Whatever comes, the loader ends,
 * and says yes or names places of the file: each pointer leads to a value, or to where one is missing.
 *
 * LUD_SEED and LUD_WALKS make others or more; LUDWRIGHT_FULL=1 makes ten times as many.
 */
#include "lib/graph.h"
#include "lib/json.h"
#include "tests/unit/graph_make.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

#define PLACES_MOST 4000

struct place {
	struct json_object *parent;
	const char *key; /* or NULL, then index */
	size_t index;
};

static struct arena a;
static uint64_t seed;
static struct place places[PLACES_MOST];
static size_t place_count;

static uint64_t number_from(const char *name, uint64_t fallback)
{
	const char *text = getenv(name);
	return text ? strtoull(text, NULL, 10) : fallback;
}

static void add_place(struct json_object *parent, const char *key, size_t index)
{
	if (place_count < PLACES_MOST)
		places[place_count++] = (struct place){parent, key ? arena_strdup(&a, key) : NULL, index};
}

static struct json_object *value_at(const struct place *p)
{
	return p->key ? json_get(p->parent, p->key) : json_object_array_get_idx(p->parent, p->index);
}

/* All members and elements; the list is its own queue. */
static void list_places(struct json_object *root)
{
	place_count = 0;
	for (size_t i = 0; i <= place_count; i++) {
		struct json_object *value = i ? value_at(&places[i - 1]) : root;
		if (json_object_is_type(value, json_type_object)) {
			json_object_object_foreach(value, key, member)
			{
				(void)member;
				add_place(value, key, 0);
			}
		}
		for (size_t k = 0; json_object_is_type(value, json_type_array) && k < json_object_array_length(value);
			k++)
			add_place(value, NULL, k);
	}
}

static struct json_object *random_value(void)
{
	static const char *const values[] = {"null", "true", "0", "1", "2", "7", "-1", "1e99", "99999999999", "\"\"",
		"\"end\"", "\"outline\"", "\"proof\"", "\"notes\"", "\"A b\"", "[]", "{}", "[[]]", "{\"a\":{\"b\":1}}",
		"\"/a~b\"", "[1,\"x\"]", "\"append\"", "{\"not\":{\"channel\":\"text\",\"exists\":true}}",
		"{\"decision\":\"approved\"}"};
	int which = dice(&seed, (int)(sizeof values / sizeof *values) + 6);
	if (which < (int)(sizeof values / sizeof *values))
		return json_tokener_parse(values[which]);
	return json_object_get(value_at(&places[dice(&seed, (int)place_count)])); /* of somewhere else */
}

static struct json_object *copy_of(struct json_object *value)
{
	struct json_object *copy = NULL;
	if (value)
		json_object_deep_copy(value, &copy, NULL);
	json_object_put(value);
	return copy;
}

static void spoil(struct json_object *root)
{
	static const char *const keys[] = {
		"when", "any", "not", "limit", "channel", "reads", "x", "less", "to", "a/b~c", "Ä"};
	list_places(root);
	const struct place *p = &places[dice(&seed, (int)place_count)];
	int how = dice(&seed, 4);
	if (how == 0 && p->key)
		json_object_object_del(p->parent, p->key);
	else if (how == 0)
		json_object_array_del_idx(p->parent, p->index, 1);
	else if (how == 1 && p->key)
		json_object_object_add(p->parent, keys[dice(&seed, 11)], copy_of(random_value()));
	else if (p->key)
		json_object_object_add(p->parent, p->key, copy_of(random_value()));
	else
		json_object_array_put_idx(p->parent, p->index, copy_of(random_value()));
}

static void check_problem(struct json_object *root, const struct graph_problem *p)
{
	const char *slash = strrchr(p->pointer, '/');
	struct json_object *parent =
		slash ? json_at(root, arena_strndup(&a, p->pointer, (size_t)(slash - p->pointer))) : root;
	ck_assert_msg(parent != NULL, "%s (%s) is nowhere in %s", p->pointer, p->message, json_text(&a, root));
	ck_assert_uint_gt(strlen(p->message), 10);
}

static struct json_object *example(void)
{
	const char *top = getenv("top_srcdir");
	struct json_object *root =
		json_object_from_file(arena_printf(&a, "%s/tests/unit/graphs/example.json", top ? top : "."));
	ck_assert_ptr_nonnull(root);
	return root;
}

START_TEST(random_mistakes)
{
	const char *full = getenv("LUDWRIGHT_FULL");
	long files = (long)number_from("LUD_WALKS", 20) * 100 * (full && !strcmp(full, "1") ? 10 : 1), good = 0,
	     problems = 0;
	for (long i = 0; i < files; i++) {
		const struct graph *g;
		struct graph_problem *p;
		arena_init(&a, 64 << 20);
		seed = number_from("LUD_SEED", 1) * 9000011 + (uint64_t)i + 1;
		struct json_object *root = dice(&seed, 4) ? example() : graph_make(&seed, 12);
		for (int k = dice(&seed, 3); k >= 0; k--)
			spoil(root);
		enum err err = graph_load(&a, root, &g, &p);
		ck_assert_msg(!err == (g != NULL) && !err == (p == NULL), "%s", json_text(&a, root));
		good += !err;
		for (; p; p = p->next, problems++)
			check_problem(root, p);
		json_object_put(root);
		arena_done(&a);
	}
	printf("# %ld files, %ld of them good, %ld problems\n", files, good, problems);
	fflush(stdout);
	ck_assert(good && problems && good < files);
}
END_TEST

UNIT_MAIN("graph: random mistakes", 3600, random_mistakes)
