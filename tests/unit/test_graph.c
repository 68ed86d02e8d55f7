/* SPDX-License-Identifier: ISC */
/* The graph loader: both graphs load, and each kind of mistake is named with its place. */
#include "lib/graph.h"

#include "lib/json.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static struct arena a;

static struct json_object *parse(const char *text)
{
	struct json_object *value = NULL;
	char *copy = arena_strdup(&a, text);
	for (char *c = copy; *c; c++)
		if (*c == '\'')
			*c = '"';
	ck_assert_msg(
		!json_parse(copy, strlen(copy), &json_limits_trust, NULL, &value), "bad JSON in a test: %s", copy);
	return value;
}

static struct json_object *file(const char *name)
{
	const char *top = getenv("top_srcdir");
	struct json_object *root = json_object_from_file(arena_printf(&a, "%s/%s", top ? top : ".", name));
	ck_assert_ptr_nonnull(root);
	return root;
}

/* Puts a value at a pointer; an empty text takes the member away. */
static void put(struct json_object *root, const char *pointer, const char *value)
{
	const char *slash = strrchr(pointer, '/');
	struct json_object *parent = json_at(root, arena_strndup(&a, pointer, (size_t)(slash - pointer)));
	ck_assert_msg(parent != NULL, "nothing at %s", pointer);
	if (json_object_is_type(parent, json_type_array)) {
		size_t at = strcmp(slash, "/-") ? (size_t)atoi(slash + 1) : json_object_array_length(parent);
		if (*value)
			json_object_array_put_idx(parent, at, parse(value));
		else
			json_object_array_del_idx(parent, at, 1);
	} else if (*value) {
		json_object_object_add(parent, slash + 1, parse(value));
	} else {
		json_object_object_del(parent, slash + 1);
	}
}

static const char *list(struct graph_problem *p)
{
	const char *text = "";
	for (; p; p = p->next)
		text = arena_printf(&a, "%s%s: %s\n", text, p->pointer, p->message);
	return text;
}

START_TEST(game_graph)
{
	const struct graph *g;
	struct graph_problem *problems;
	arena_init(&a, 64 << 20);
	struct json_object *root = file("graphs/game-dev/graph.json");
	enum err err = graph_load(&a, root, &g, &problems);
	ck_assert_msg(!err, "%s", list(problems));
	ck_assert_str_eq(g->name, "game-dev");
	ck_assert_uint_eq(g->node_count, 16);
	ck_assert_int_eq(g->entry, graph_find(g, "concept"));
	ck_assert_str_eq(g->phases[2], "quality");
	ck_assert_int_eq(graph_find(g, "nobody"), -1);
	const struct graph_node *n = &g->nodes[graph_find(g, "code_leader")];
	ck_assert_int_eq(n->kind, GRAPH_LEADER);
	ck_assert_str_eq(graph_kind_name(n->kind), "leader");
	ck_assert_str_eq(n->worker, "code_worker");
	ck_assert_str_eq(n->tasks, "task_breakdown/code_tasks");
	ck_assert_int_eq(n->retry.max, 3);
	ck_assert_int_eq(n->retry.max_ms, 30000);
	ck_assert_int_eq(n->phase, 2);
	ck_assert_int_eq(graph_writer(g, "build_result"), graph_find(g, "integrator"));
	ck_assert_str_eq(g->nodes[graph_find(g, "tester")].program, "test");
	ck_assert(graph_reaches(g, graph_find(g, "concept"), graph_find(g, "checkpoint_final")));
	ck_assert(!graph_reaches(g, graph_find(g, "code_leader"), graph_find(g, "asset_leader")));
	ck_assert(!graph_reaches(g, graph_find(g, "tester"), graph_find(g, "code_leader")));
	int weight = 0;
	for (size_t i = 0; i < g->node_count; i++)
		weight += g->nodes[i].weight;
	ck_assert_int_eq(weight, 100);
	/* a list of two takes both, and a must-fix has one counter for all its edges */
	n = &g->nodes[graph_find(g, "reviewer")];
	ck_assert_uint_eq(n->edge_count, 5);
	ck_assert_int_eq(n->edges[0].limit_id, n->edges[3].limit_id);
	ck_assert_int_eq(n->edges[2].group, n->edges[3].group);
	ck_assert_int_ne(n->edges[0].group, n->edges[1].group);
	ck_assert_uint_eq(n->edges[0].test_count, 2);
	json_object_put(root);
	arena_done(&a);
}
END_TEST

/* What is put where in the example, and the problem that has to be named. */
static const struct {
	const char *at, *value, *pointer, *message;
} mistakes[] = {
	{"/colour", "'red'", "/colour", "unknown field"},
	{"/name", "", "/name", "is missing"},
	{"/name", "5", "/name", "has to be a text"},
	{"/phases", "[]", "/phases", "1 to 20 names"},
	{"/phases/0", "'A b'", "/phases/0", "has to be a name"},
	{"/entry", "'nobody'", "/entry", "no node is called"},
	{"/entry", "", "/entry", "is missing"},
	{"/revision_limit", "0", "/revision_limit", "from 1 to 100"},
	{"/revision_limit", "1.5", "/revision_limit", "whole number"},
	{"/nodes", "[]", "/nodes", "has to be an object"},
	{"/nodes", "{}", "/nodes", "1 to 200 nodes"},
	{"/edges", "{}", "/edges", "has to be a list"},
	{"/nodes/Proof", "{}", "/nodes", "small letter"},
	{"/nodes/end", "{}", "/nodes", "not end"},
	{"/nodes/proof", "7", "/nodes/proof", "has to be an object"},
	{"/nodes/proof/kind", "'robot'", "/nodes/proof/kind", "unknown kind"},
	{"/nodes/proof/a~1b", "1", "/nodes/proof/a~01b", "unknown field"},
	{"/nodes/proof/program", "'x'", "/nodes/proof/program", "unknown field"},
	{"/nodes/proof/order", "20", "/nodes/proof/order", "the same order"},
	{"/nodes/proof/order", "", "/nodes/proof/order", "is missing"},
	{"/nodes/proof/phase", "3", "/nodes/proof/phase", "from 1 to 2"},
	{"/nodes/proof/title", "''", "/nodes/proof/title", "1 to 1000 bytes"},
	{"/nodes/proof/channel", "", "/nodes/proof/channel", "is missing"},
	{"/nodes/proof/channel", "'text'", "/nodes/proof/channel", "writes this channel already"},
	{"/nodes/proof/output_type", "'Proof'", "/nodes/proof/output_type", "has to be a name"},
	{"/nodes/proof/reads", "'text'", "/nodes/proof/reads", "list of channels"},
	{"/nodes/proof/reads/1", "'songs'", "/nodes/proof/reads/1", "no node writes the channel"},
	{"/nodes/proof/reads/1", "7", "/nodes/proof/reads/1", "name of a channel"},
	{"/nodes/proof/prompt", "", "/nodes/proof/prompt", "is missing"},
	{"/nodes/proof/prompt", "'../secret'", "/nodes/proof/prompt", "below the graph's folder"},
	{"/nodes/proof/prompt", "'/etc/passwd'", "/nodes/proof/prompt", "below the graph's folder"},
	{"/nodes/proof/schema", "'a//b'", "/nodes/proof/schema", "below the graph's folder"},
	{"/nodes/proof/prompt_text", "5", "/nodes/proof/prompt_text", "has to be a text"},
	{"/nodes/proof/schema_json", "[]", "/nodes/proof/schema_json", "has to be an object"},
	{"/nodes/proof/retry", "3", "/nodes/proof/retry", "has to be an object"},
	{"/nodes/proof/retry", "{'max':99}", "/nodes/proof/retry/max", "from 0 to 20"},
	{"/nodes/proof/retry", "{'base_ms':500,'max_ms':20}", "/nodes/proof/retry", "more than max_ms"},
	{"/nodes/proof/retry", "{'often':1}", "/nodes/proof/retry/often", "unknown field"},
	{"/nodes/proof/time_limit_s", "0", "/nodes/proof/time_limit_s", "from 1 to 86400"},
	{"/nodes/proof/weight", "-1", "/nodes/proof/weight", "from 0 to 1000"},
	{"/nodes/chapters/worker", "", "/nodes/chapters/worker", "needs a worker"},
	{"/nodes/chapters/worker/type", "", "/nodes/chapters/worker/type", "is missing"},
	{"/nodes/chapters/worker/prompt", "", "/nodes/chapters/worker/prompt", "is missing"},
	{"/nodes/chapters/tasks", "", "/nodes/chapters/tasks", "is missing"},
	{"/nodes/chapters/tasks", "'outline'", "/nodes/chapters/tasks", "a channel and a pointer"},
	{"/nodes/chapters/tasks", "'songs/all'", "/nodes/chapters/tasks", "no node writes the channel"},
	{"/nodes/editor/reviews", "'nobody'", "/nodes/editor/reviews", "no node has this name"},
	{"/nodes/editor/reviews", "'together'", "/nodes/editor/reviews", "makes no document"},
	{"/nodes/editor/type", "", "/nodes/editor/type", "is missing"},
	{"/edges/0", "5", "/edges/0", "has to be an object"},
	{"/edges/0/form", "'x'", "/edges/0/form", "unknown field"},
	{"/edges/0/from", "'nobody'", "/edges/0/from", "no node is called"},
	{"/edges/0/to", "['chapters','nobody']", "/edges/0/to/1", "no node is called"},
	{"/edges/0/to", "[]", "/edges/0/to", "1 to 200 nodes"},
	{"/edges/0/to", "", "/edges/0/to", "the name of a node"},
	{"/edges/0/to", "['chapters','chapters']", "/edges/0", "the same node twice"},
	{"/edges/4/when", "5", "/edges/4/when", "has to be an object"},
	{"/edges/4/when/pointer", "'verdict'", "/edges/4/when/pointer", "begin with /"},
	{"/edges/4/when/equals", "null", "/edges/4/when/equals", "a text, a number, true or false"},
	{"/edges/4/when/equals", "[1,[2]]", "/edges/4/when/equals", "a list of 1 to 20 of these"},
	{"/edges/4/when/equals", "[]", "/edges/4/when/equals", "a list of 1 to 20 of these"},
	{"/edges/4/when/all", "[]", "/edges/4/when/all", "1 to 10 conditions"},
	{"/edges/4/when", "{'all':[5]}", "/edges/4/when/all/0", "has to be an object"},
	{"/edges/4/when", "{'decision':'approved'}", "/edges/4", "only checkpoints have decisions"},
	{"/edges/4/automatic", "'yes'", "/edges/4/automatic", "true or false"},
	{"/edges/4/limit", "0", "/edges/4/limit", "from 1 to 100"},
	{"/edges/4/limit", "", "/edges/4", "a cycle without an end"},
	{"/edges/5/limit", "2", "/edges/5", "only an edge with a when"},
	{"/edges/5/limit_key", "'x'", "/edges/5/limit_key", "says nothing without a limit"},
	{"/edges/5/automatic", "true", "/edges/5/automatic", "only a way back"},
	{"/edges/5", "", "/nodes/proof", "no edge is left when no condition holds"},
	{"/edges/6/when/decision", "'maybe'", "/edges/6/when/decision", "unknown decision"},
	{"/edges/6", "", "/nodes/editor", "no edge for the decision approved"},
	{"/edges/6", "", "/nodes/proof", "no path leads from here to the end"},
	{"/edges/6/when", "", "/edges/6", "need a when with a decision"},
	{"/edges/8", "", "/nodes/editor", "no edge for the decision rejected"},
	{"/edges/-", "{'from':'editor','to':'outline','when':{'decision':'rejected'}}", "/edges/9",
		"can never be taken"},
	{"/edges/8/to", "['outline','end']", "/edges/8", "back and forward at once"},
	{"/edges/1", "", "/nodes/chapters", "has no edge that leads on"},
	{"/edges/1/to", "'pictures'", "/nodes/pictures", "missing join: branches that part at outline"},
	{"/edges/1/to", "'proof'", "/nodes/proof", "missing join: branches that part at outline"},
	{"/edges/1/to", "'proof'", "/nodes/together", "a join needs two edges"},
	{"/edges/1/to", "'end'", "/nodes/outline", "branches that part at outline meet at the end"},
	{"/edges/2/to", "'chapters'", "/edges/2", "a cycle without an end"},
	{"/edges/3/when", "{'pointer':'/a','equals':1}", "/edges/3", "a join has no document"},
	{"/edges/0/to", "'chapters'", "/nodes/pictures", ""},
	{"/edges/-", "{'from':'pictures','to':'chapters','when':{'pointer':'/a','equals':1},'limit':1}", "/edges/9",
		"no edges lead forward to pictures again"},
	{"/edges/-", "{'from':'proof','to':'pictures','when':{'pointer':'/a','equals':1},'limit':1,'limit_key':'e'}",
		"", NULL},
};

START_TEST(each_mistake_is_named)
{
	for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
		const struct graph *g;
		struct graph_problem *problems, *p;
		arena_init(&a, 64 << 20);
		struct json_object *root = file("tests/unit/graphs/example.json");
		put(root, mistakes[i].at, mistakes[i].value);
		enum err err = graph_load(&a, root, &g, &problems);
		for (p = problems; p && mistakes[i].message; p = p->next)
			if (!strcmp(p->pointer, mistakes[i].pointer) && strstr(p->message, mistakes[i].message))
				break;
		bool as_expected = mistakes[i].message && *mistakes[i].message ? err == ERR_INPUT && p : err == ERR_OK;
		ck_assert_msg(as_expected, "%s = %s:\n%s", mistakes[i].at, mistakes[i].value, list(problems));
		json_object_put(root);
		arena_done(&a);
	}
}
END_TEST

START_TEST(limit_key_with_two_limits)
{
	const struct graph *g;
	struct graph_problem *problems;
	arena_init(&a, 64 << 20);
	struct json_object *root = file("tests/unit/graphs/example.json");
	put(root, "/edges/4/limit_key", "'fix'");
	put(root, "/edges/-",
		"{'from':'proof','to':'pictures','when':{'pointer':'/a','equals':1},'limit':5,'limit_key':'fix'}");
	ck_assert_int_eq(graph_load(&a, root, &g, &problems), ERR_INPUT);
	ck_assert_str_eq(problems->pointer, "/edges/9/limit");
	json_object_put(root);
	arena_done(&a);
}
END_TEST

START_TEST(all_problems_at_once)
{
	const struct graph *g;
	struct graph_problem *problems;
	arena_init(&a, 64 << 20);
	struct json_object *root = file("tests/unit/graphs/example.json");
	put(root, "/nodes/proof/kind", "'robot'");
	put(root, "/edges/1/to", "'nobody'");
	put(root, "/colour", "1");
	ck_assert_int_eq(graph_load(&a, root, &g, &problems), ERR_INPUT);
	ck_assert_msg(strstr(list(problems), "/colour") && strstr(list(problems), "/nodes/proof/kind") &&
			      strstr(list(problems), "/edges/1/to"),
		"%s", list(problems));
	ck_assert_ptr_null(g);
	json_object_put(root);
	ck_assert_int_eq(graph_load(&a, NULL, &g, &problems), ERR_INPUT);
	arena_done(&a);
}
END_TEST

START_TEST(sizes)
{
	const struct graph *g;
	struct graph_problem *problems;
	arena_init(&a, 256 << 20);
	struct json_object *root = file("tests/unit/graphs/example.json");
	for (int i = 0; i < 1001; i++)
		put(root, "/edges/-", "{'from':'outline','to':'chapters'}");
	ck_assert_int_eq(graph_load(&a, root, &g, &problems), ERR_INPUT);
	ck_assert_msg(strstr(list(problems), "1 to 1000 edges"), "%s", list(problems));
	json_object_put(root);
	root = file("tests/unit/graphs/example.json");
	for (int i = 0; i < 195; i++)
		put(root, arena_printf(&a, "/nodes/n%d", i), "{}");
	ck_assert_int_eq(graph_load(&a, root, &g, &problems), ERR_INPUT);
	ck_assert_msg(strstr(list(problems), "1 to 200 nodes"), "%s", list(problems));
	size_t count = 0;
	for (struct graph_problem *p = problems; p; p = p->next)
		count++;
	ck_assert_uint_le(count, GRAPH_PROBLEMS_MAX);
	json_object_put(root);
	arena_done(&a);
}
END_TEST

static void write_text(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");
	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	fclose(f);
}

START_TEST(files_are_inlined)
{
	static const char *const agents[] = {"outline", "chapters", "writer", "pictures", "proof"};
	char dir[] = "/tmp/lud-graph-XXXXXX";
	struct json_object *bundle, *root;
	struct graph_problem *problems;
	arena_init(&a, 64 << 20);
	ck_assert_ptr_nonnull(mkdtemp(dir));
	ck_assert_int_eq(graph_bundle(&a, dir, &bundle, &problems), ERR_INPUT);
	ck_assert_msg(strstr(problems->message, "graph.json: No such file"), "%s", problems->message);
	root = file("tests/unit/graphs/example.json");
	write_text(arena_printf(&a, "%s/graph.json", dir), json_object_to_json_string(root));
	json_object_put(root);
	write_text(arena_printf(&a, "%s/document.json", dir), "{\"type\": \"object\"}");
	for (size_t i = 0; i < 5; i++) {
		mkdir(arena_printf(&a, "%s/%s", dir, agents[i]), 0700);
		if (strcmp(agents[i], "writer") != 0)
			write_text(arena_printf(&a, "%s/%s/prompt.md", dir, agents[i]), "Write \"it\".\n");
	}
	ck_assert_int_eq(graph_bundle(&a, dir, &bundle, &problems), ERR_INPUT);
	ck_assert_str_eq(problems->pointer, "/nodes/chapters/worker/prompt");
	ck_assert_msg(strstr(problems->message, "writer/prompt.md: No such file"), "%s", problems->message);
	write_text(arena_printf(&a, "%s/writer/prompt.md", dir), "bad \xff byte");
	ck_assert_int_eq(graph_bundle(&a, dir, &bundle, &problems), ERR_INPUT);
	ck_assert_msg(strstr(problems->message, "is not UTF-8"), "%s", problems->message);
	write_text(arena_printf(&a, "%s/writer/prompt.md", dir), "書く");
	write_text(arena_printf(&a, "%s/document.json", dir), "{'type': 1}");
	ck_assert_int_eq(graph_bundle(&a, dir, &bundle, &problems), ERR_INPUT);
	ck_assert_msg(strstr(problems->message, "document.json: byte 1"), "%s", problems->message);
	write_text(arena_printf(&a, "%s/document.json", dir), "{\"type\": \"object\"}");
	enum err err = graph_bundle(&a, dir, &bundle, &problems);
	ck_assert_msg(!err, "%s", list(problems));
	const struct graph *g;
	ck_assert_int_eq(graph_load(&a, bundle, &g, &problems), ERR_OK);
	const struct graph_node *n = &g->nodes[graph_find(g, "chapters")];
	ck_assert_str_eq(n->prompt, "Write \"it\".\n");
	ck_assert_str_eq(n->worker_prompt, "書く");
	ck_assert_ptr_nonnull(n->worker_schema);
	json_object_put(bundle);
	ck_assert_int_eq(system(arena_printf(&a, "rm -r %s", dir)), 0);
	arena_done(&a);
}
END_TEST

UNIT_MAIN("graph", 60, game_graph, each_mistake_is_named, limit_key_with_two_limits, all_problems_at_once, sizes,
	files_are_inlined)
