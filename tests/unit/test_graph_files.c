/* SPDX-License-Identifier: ISC */
/* A graph's folder: files are inlined, what is wrong with one is named, and nothing large or deep is read. */
#include "lib/graph.h"
#include "lib/json.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static struct arena a;
static char dir[32];
static struct json_object *bundle;
static struct graph_problem *problems;

static const char *in_dir(const char *name)
{
	return arena_printf(&a, "%s/%s", dir, name);
}

static void write_text(const char *name, const char *text)
{
	FILE *f = fopen(in_dir(name), "w");
	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	fclose(f);
}

static void make_dir(void)
{
	arena_init(&a, 64 << 20);
	strcpy(dir, "/tmp/lud-graph-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
}

/* The example with all that it names. */
static void make_example(void)
{
	static const char *const agents[] = {"outline", "chapters", "writer", "pictures", "facts", "proof"};
	const char *top = getenv("top_srcdir");
	make_dir();
	struct json_object *root =
		json_object_from_file(arena_printf(&a, "%s/tests/unit/graphs/example.json", top ? top : "."));
	ck_assert_ptr_nonnull(root);
	write_text("graph.json", json_object_to_json_string(root));
	json_object_put(root);
	write_text("document.json", "{\"type\": \"object\"}");
	for (size_t i = 0; i < 6; i++) {
		mkdir(in_dir(agents[i]), 0700);
		write_text(arena_printf(&a, "%s/prompt.md", agents[i]), "Write \"it\".\n");
	}
}

static void drop_dir(void)
{
	ck_assert_int_eq(system(arena_printf(&a, "rm -r %s", dir)), 0);
	arena_done(&a);
}

static void refuses(const char *pointer, const char *message)
{
	ck_assert_int_eq(graph_bundle(&a, dir, &bundle, &problems), ERR_INPUT);
	ck_assert_ptr_null(bundle);
	ck_assert_str_eq(problems->pointer, pointer);
	ck_assert_msg(strstr(problems->message, message), "%s", problems->message);
}

/* Text of `before`, then count times `middle`, then `after`. */
static const char *repeat(const char *before, const char *middle, size_t count, const char *after)
{
	size_t len = strlen(middle);
	char *text = arena_alloc(&a, strlen(before) + count * len + strlen(after) + 1), *at = text;
	at = stpcpy(at, before);
	for (size_t i = 0; i < count; i++, at += len)
		memcpy(at, middle, len);
	strcpy(at, after);
	return text;
}

START_TEST(files_are_inlined)
{
	const struct graph *g;
	make_example();
	write_text("writer/prompt.md", "書く");
	enum err err = graph_bundle(&a, dir, &bundle, &problems);
	ck_assert_msg(!err, "%s", problems ? problems->message : "");
	ck_assert_int_eq(graph_load(&a, bundle, &g, &problems), ERR_OK);
	const struct graph_node *n = &g->nodes[graph_find(g, "chapters")];
	ck_assert_str_eq(n->prompt, "Write \"it\".\n");
	ck_assert_str_eq(n->worker_prompt, "書く");
	ck_assert_ptr_nonnull(n->worker_schema);
	json_object_put(bundle);
	drop_dir();
}
END_TEST

START_TEST(wrong_files_are_named)
{
	make_example();
	ck_assert_int_eq(unlink(in_dir("writer/prompt.md")), 0);
	refuses("/nodes/chapters/worker/prompt", "writer/prompt.md: No such file");
	ck_assert_int_eq(
		mkfifo(in_dir("writer/prompt.md"), 0600), 0); /* nobody writes to it: not even opened for long */
	refuses("/nodes/chapters/worker/prompt", "writer/prompt.md: no plain file");
	ck_assert_int_eq(unlink(in_dir("writer/prompt.md")), 0);
	write_text("writer/prompt.md", "bad \xff byte");
	refuses("/nodes/chapters/worker/prompt", "is not UTF-8");
	write_text("writer/prompt.md", "good");
	write_text("document.json", "{'type': 1}");
	refuses("/nodes/outline/schema", "document.json: byte 1");
	write_text("document.json", "[]");
	refuses("/nodes/outline/schema", "has to be a JSON object");
	write_text("document.json", "{\"type\": \"objekt\"}");
	refuses("/nodes/outline/schema", "document.json: /type: ");
	write_text("document.json", "{\"properties\": {\"verdict\": {\"type\": \"string\", \"pattern\": \"^ok$\"}}}");
	refuses("/nodes/outline/schema", "document.json: /properties/verdict/pattern: is a keyword that is not known");
	write_text("document.json", "{}");
	write_text("writer/prompt.md", " \n");
	refuses("/nodes/chapters/worker/prompt", "writer/prompt.md: is empty; say what");
	ck_assert_int_eq(unlink(in_dir("graph.json")), 0);
	refuses("", "graph.json: No such file");
	drop_dir();
}
END_TEST

START_TEST(too_large)
{
	make_example();
	write_text("facts/prompt.md", repeat("", "x", 256 * 1024, "y"));
	refuses("/nodes/facts/prompt", "larger than 256 KiB");
	write_text("facts/prompt.md", repeat("", "x", 256 * 1024, ""));
	ck_assert_int_eq(graph_bundle(&a, dir, &bundle, &problems), ERR_OK);
	json_object_put(bundle);
	write_text("graph.json", repeat("{\"name\":\"", "x", 256 * 1024, "\"}"));
	refuses("", "larger than 256 KiB");
	drop_dir();
}
END_TEST

START_TEST(too_deep)
{
	make_example();
	write_text("document.json", repeat(repeat("{\"examples\":", "[", 31, ""), "1", 1, repeat("", "]", 31, "}")));
	ck_assert_int_eq(graph_bundle(&a, dir, &bundle, &problems), ERR_OK);
	json_object_put(bundle);
	write_text("document.json", repeat(repeat("", "{\"a\":", 33, ""), "1", 1, repeat("", "}", 33, "")));
	refuses("/nodes/outline/schema", "document.json: byte");
	write_text("graph.json", repeat("", "[", 100000, ""));
	refuses("", "graph.json: byte");
	drop_dir();
}
END_TEST

/* Each file may be, all together not. */
START_TEST(too_large_together)
{
	struct json_object *root = json_object_new_object(), *nodes = json_object_new_object();
	make_dir();
	json_object_object_add(root, "nodes", nodes);
	for (int i = 0; i < 33; i++) {
		struct json_object *node = json_object_new_object();
		json_object_object_add(node, "prompt", json_object_new_string("prompt.md"));
		json_object_object_add(nodes, arena_printf(&a, "n%d", i), node);
	}
	write_text("graph.json", json_object_to_json_string(root));
	json_object_put(root);
	write_text("prompt.md", repeat("", "x", 256 * 1024, ""));
	refuses("/nodes/n31/prompt", "prompt.md: the graph's files are larger than 8 MiB together");
	drop_dir();
}
END_TEST

UNIT_MAIN("graph: files", 60, files_are_inlined, wrong_files_are_named, too_large, too_deep, too_large_together)
