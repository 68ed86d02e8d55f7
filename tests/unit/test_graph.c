/* SPDX-License-Identifier: ISC */
/* The graph loader: both graphs load, and each kind of mistake is named with its place. */
#include "lib/graph.h"

#include "lib/json.h"
#include "tests/unit/unit.h"

#include <string.h>

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
	ck_assert_int_eq(n->edges[0].condition->op, GRAPH_ALL);
	ck_assert_uint_eq(n->edges[0].condition->part_count, 2);
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
	{"/entry", "'editor'", "/entry", "a checkpoint has nothing before it here; begin with an agent"},
	{"/entry", "'together'", "/entry", "a join has nothing before it here"},
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
	{"/nodes/proof/channel", "'text'", "/nodes/proof/channel", "chapters and proof both write the channel text"},
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
	{"/edges/4/when", "{'all':[]}", "/edges/4/when/all", "1 to 10 conditions"},
	{"/edges/4/when/all", "[]", "/edges/4/when", "needs just one of equals"},
	{"/edges/4/when", "{'all':[5]}", "/edges/4/when/all/0", "has to be an object"},
	{"/edges/4/when", "{'decision':'approved'}", "/edges/4", "only checkpoints have decisions"},
	{"/edges/4/automatic", "'yes'", "/edges/4/automatic", "true or false"},
	{"/edges/4/limit", "0", "/edges/4/limit", "from 1 to 100"},
	{"/edges/4/limit", "", "/edges/4/limit_key", "says nothing without a limit"},
	{"/edges/-", "{'from':'proof','to':'chapters','when':{'pointer':'/a','equals':1}}", "/edges/11",
		"a cycle without an end"},
	{"/edges/5/limit", "2", "/edges/5", "only an edge with a when"},
	{"/edges/5/limit_key", "'x'", "/edges/5/limit_key", "says nothing without a limit"},
	{"/edges/5/automatic", "true", "/edges/5/automatic", "only a way back"},
	{"/edges/5", "", "/nodes/proof", "no edge is left when no condition holds"},
	{"/edges/6/when/decision", "'maybe'", "/edges/6/when/decision", "unknown decision"},
	{"/edges/6", "", "/nodes/editor", "no edge for the decision approved"},
	{"/edges/6", "", "/nodes/proof", "no path leads from here to the end"},
	{"/edges/6/when", "", "/edges/6", "need a when with a decision"},
	{"/edges/8", "", "/nodes/editor", "no edge for the decision rejected"},
	{"/edges/-", "{'from':'editor','to':'outline','when':{'decision':'rejected'}}", "/edges/11",
		"can never be taken"},
	{"/edges/8/to", "['outline','end']", "/edges/8", "back and forward at once"},
	{"/edges/1", "", "/nodes/chapters", "has no edge that leads on"},
	{"/edges/1/to", "'pictures'", "/nodes/pictures", "missing join: branches that part at outline"},
	{"/edges/1/to", "'proof'", "/nodes/proof", "missing join: branches that part at outline"},
	{"/edges/1/to", "'proof'", "/nodes/together", "a join needs two edges"},
	{"/edges/1/to", "'end'", "/nodes/outline", "branches that part at outline meet at the end"},
	{"/edges/2/to", "'chapters'", "/edges/2", "a cycle without an end"},
	{"/edges/3/when", "{'pointer':'/a','equals':1}", "/edges/3/when", "a join has no document"},
	{"/edges/0/to", "'chapters'", "/nodes/pictures", ""},
	{"/edges/-", "{'from':'pictures','to':'chapters','when':{'pointer':'/a','equals':1},'limit':1}", "/edges/11",
		"no edges lead forward to pictures again"},
	{"/edges/-", "{'from':'proof','to':'pictures','when':{'pointer':'/a','equals':1},'limit':1,'limit_key':'e'}",
		"", NULL},
	/* ranges */
	{"/nodes/proof/token_limit", "0", "/nodes/proof/token_limit", "from 1 to 10000000"},
	{"/nodes/proof/token_limit", "'many'", "/nodes/proof/token_limit", "whole number"},
	{"/nodes/proof/time_limit_s", "86401", "/nodes/proof/time_limit_s", "from 1 to 86400"},
	{"/nodes/proof/retry", "{'base_ms':0}", "/nodes/proof/retry/base_ms", "from 1 to 600000"},
	{"/nodes/proof/retry", "{'max_ms':9999999}", "/nodes/proof/retry/max_ms", "from 1 to 3600000"},
	{"/nodes/proof/order", "0", "/nodes/proof/order", "from 1 to 1000000"},
	{"/edges/4/limit", "101", "/edges/4/limit", "from 1 to 100"},
	{"/edges/4/label", "''", "/edges/4/label", "1 to 1000 bytes"},
	{"/edges/4/limit_key", "'Fix'", "/edges/4/limit_key", "has to be a name"},
	{"/nodes/proof/model", "5", "/nodes/proof/model", "has to be a text"},
	{"/nodes/editor/reviews", "", "/nodes/editor/reviews", "is missing"},
	{"/nodes/chapters/worker/tasks", "'x'", "/nodes/chapters/worker/tasks", "unknown field"},
	{"/nodes/chapters/worker/output_type", "''", "/nodes/chapters/worker/output_type", "1 to 1000 bytes"},
	{"/nodes/editor/order", "5", "/nodes/editor/reviews", "does not lead to this checkpoint"},
	/* channels and reducers */
	{"/channels", "[]", "/channels", "has to be an object"},
	{"/channels/Notes", "{}", "/channels", "the name of channel \"Notes\""},
	{"/channels/notes", "'append'", "/channels/notes", "has to be an object with reducer"},
	{"/channels/notes", "{}", "/channels/notes/reducer", "is missing"},
	{"/channels/notes/reducer", "'sum'", "/channels/notes/reducer", "replace, merge or append"},
	{"/channels/notes/order", "1", "/channels/notes/order", "unknown field"},
	{"/channels/songs", "{'reducer':'append'}", "/channels/songs", "no node writes the channel \"songs\""},
	{"/channels/notes/reducer", "'replace'", "/nodes/proof/channel",
		"facts and proof both write the channel notes"},
	{"/channels/notes/reducer", "'merge'", "", NULL},
	{"/channels", "", "/nodes/proof/channel", "facts and proof both write the channel notes"},
	{"/nodes/chapters/reads/1", "'pictures'", "/nodes/chapters/reads/1",
		"pictures, which writes pictures, may be at work at the same time as chapters"},
	{"/nodes/pictures/reads/0", "'text'", "/nodes/pictures/reads/0", "chapters, which writes text, may be at work"},
	{"/nodes/chapters/tasks", "'pictures/all'", "/nodes/chapters/tasks", "may be at work at the same time"},
	{"/nodes/pictures/channel", "'notes'", "/nodes/chapters/reads/1", "may be at work at the same time"},
	/* conditions */
	{"/edges/9/when", "{}", "/edges/9/when", "needs just one of equals"},
	{"/edges/9/when/less", "5", "/edges/9/when", "needs just one of equals"},
	{"/edges/9/when/greater", "'5'", "/edges/9/when/greater", "has to be a number"},
	{"/edges/9/when", "{'pointer':'/a','less':[1]}", "/edges/9/when/less", "has to be a number"},
	{"/edges/9/when", "{'pointer':'/a','at_most':true}", "/edges/9/when/at_most", "has to be a number"},
	{"/edges/9/when", "{'pointer':'/a','at_least':null}", "/edges/9/when/at_least", "has to be a number"},
	{"/edges/9/when", "{'pointer':'/a','not_equals':{}}", "/edges/9/when/not_equals", "a text, a number"},
	{"/edges/9/when", "{'pointer':'/a','exists':1}", "/edges/9/when/exists", "true or false"},
	{"/edges/9/when", "{'exists':true}", "/edges/9/when/pointer", "is missing"},
	{"/edges/9/when", "{'channel':'notes','exists':true}", "", NULL},
	{"/edges/9/when", "{'channel':'notes','equals':1}", "/edges/9/when/pointer", "is missing"},
	{"/edges/9/when/pointer", "'/a~2'", "/edges/9/when/pointer", "~ has to be written ~0"},
	{"/edges/9/when/pointer", "'/a~'", "/edges/9/when/pointer", "~ has to be written ~0"},
	{"/edges/9/when/channel", "'songs'", "/edges/9/when/channel", "no node writes the channel \"songs\""},
	{"/edges/9/when/channel", "'No tes'", "/edges/9/when/channel", "has to be a name"},
	{"/edges/9/when/target", "'x'", "/edges/9/when/target", "unknown field"},
	{"/edges/9/when", "{'not':[]}", "/edges/9/when/not", "has to be an object: a condition"},
	{"/edges/9/when", "{'any':[]}", "/edges/9/when/any", "1 to 10 conditions"},
	{"/edges/9/when", "{'any':{'pointer':'/a','equals':1}}", "/edges/9/when/any", "1 to 10 conditions"},
	{"/edges/9/when", "{'pointer':'/a','not':{'pointer':'/b','equals':1}}", "/edges/9/when", "belong into"},
	{"/edges/9/when", "{'any':[{'decision':'approved'}]}", "/edges/9/when/any/0/decision", "unknown field"},
	{"/edges/9/when", "{'any':[{'not':{'all':[{'pointer':'/a','equals':1},{'pointer':'/b','less':'c'}]}}]}",
		"/edges/9/when/any/0/not/all/1/less", "has to be a number"},
	{"/edges/9/when", "{'not':{'not':{'not':{'pointer':'/a','equals':1}}}}", "", NULL},
	{"/edges/9/when", "{'not':{'not':{'not':{'not':{'pointer':'/a','equals':1}}}}}",
		"/edges/9/when/not/not/not/not", "4 deep at most"},
	{"/edges/3/when", "{'channel':'text','pointer':'/a','equals':1}", "/nodes/together", "no edge is left"},
	{"/edges/-", "{'from':'together','to':'proof','when':{'pointer':'/a','equals':1}}", "/edges/11/when",
		"a join has no document of its own"},
	{"/edges/-", "{'from':'together','to':'proof','when':{'channel':'text','pointer':'/a','equals':1}}", "", NULL},
	{"/edges/6/when/pointer", "'/a'", "/edges/6/when", "needs just one of equals"},
	{"/edges/6/when/channel", "'notes'", "/edges/6/when", "needs just one of equals"},
	{"/edges/7/when",
		"{'decision':'not_approved','target':'pictures','channel':'notes','pointer':'/0/wrong','less':9}", "",
		NULL},
	{"/edges/7/when", "{'decision':'not_approved','pointer':'/a','equals':1}", "/edges/7/when",
		"a checkpoint has no document of its own"},
	{"/edges/8/when", "{'decision':'not_approved','channel':'text','pointer':'/a','equals':1}", "/nodes/editor",
		"no edge for the decision rejected; add one without target, limit and condition"},
	{"/edges/-", "{'from':'outline','to':'pictures','when':{'channel':'notes','pointer':'/0','exists':true}}",
		"/edges/11/when/channel", "facts, which writes notes, comes after outline"},
	{"/edges/-",
		"{'from':'pictures','to':'together','when':{'not':{'channel':'text','pointer':'/a','exists':true}}}",
		"/edges/11/when/not/channel", "may be at work at the same time as pictures"},
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

/* Edges of a list with a condition are taken together, too. */
START_TEST(channel_of_a_branch_beside)
{
	const struct graph *g;
	struct graph_problem *problems;
	arena_init(&a, 64 << 20);
	struct json_object *root = file("tests/unit/graphs/example.json");
	put(root, "/edges/0/when", "{'pointer':'/a','less':1}");
	put(root, "/edges/-", "{'from':'outline','to':'pictures'}");
	ck_assert_int_eq(graph_load(&a, root, &g, &problems), ERR_OK);
	put(root, "/nodes/pictures/reads/0", "'text'");
	ck_assert_int_eq(graph_load(&a, root, &g, &problems), ERR_INPUT);
	ck_assert_str_eq(problems->pointer, "/nodes/pictures/reads/0");
	ck_assert_msg(strstr(problems->message, "at the same time as pictures"), "%s", problems->message);
	json_object_put(root);
	arena_done(&a);
}
END_TEST

/* Two ways of which one is taken: what one writes the other never sees, unless a way back leads there. */
START_TEST(channel_of_another_way)
{
	const struct graph *g;
	struct graph_problem *problems;
	arena_init(&a, 64 << 20);
	struct json_object *root = file("tests/unit/graphs/example.json");
	put(root, "/edges/0/to", "'chapters'");
	put(root, "/edges/-", "{'from':'outline','to':'pictures','when':{'pointer':'/a','at_least':2}}");
	put(root, "/nodes/pictures/reads/0", "'text'");
	ck_assert_int_eq(graph_load(&a, root, &g, &problems), ERR_OK);
	put(root, "/edges/7", ""); /* other pictures */
	put(root, "/edges/7/to", "'facts'"); /* was: write anew */
	ck_assert_int_eq(graph_load(&a, root, &g, &problems), ERR_INPUT);
	ck_assert_str_eq(problems->pointer, "/nodes/pictures/reads/0");
	ck_assert_str_eq(problems->message, "chapters, which writes text, never comes before pictures");
	json_object_put(root);
	arena_done(&a);
}
END_TEST

START_TEST(channels_and_conditions)
{
	const struct graph *g;
	struct graph_problem *problems;
	arena_init(&a, 64 << 20);
	struct json_object *root = file("tests/unit/graphs/example.json");
	ck_assert_int_eq(graph_load(&a, root, &g, &problems), ERR_OK);
	const struct graph_channel *notes = &g->channels[graph_find_channel(g, "notes")];
	ck_assert_int_eq(notes->reducer, GRAPH_APPEND);
	ck_assert_uint_eq(notes->writer_count, 2);
	ck_assert_int_eq(notes->writers[0], graph_find(g, "facts"));
	ck_assert_int_eq(notes->writers[1], graph_find(g, "proof"));
	ck_assert_int_eq(graph_writer(g, "notes"), graph_find(g, "facts"));
	ck_assert_int_eq(graph_find_channel(g, "songs"), -1);
	ck_assert_int_eq(g->channels[graph_find_channel(g, "text")].reducer, GRAPH_REPLACE);
	ck_assert_str_eq(g->condition_channels[0], "notes");
	ck_assert_ptr_null(g->condition_channels[1]);
	json_object_put(root);
	arena_done(&a);
}
END_TEST

START_TEST(reducers)
{
	struct json_object *x = NULL, *documents[3];
	arena_init(&a, 1 << 20);
	documents[0] = parse("{'a':1,'b':{'c':2}}");
	documents[1] = parse("[7]");
	documents[2] = parse("{'b':3}");
	static const char *const expected[] = {
		"{\"b\":3}", "{\"a\":1,\"b\":3}", "[{\"a\":1,\"b\":{\"c\":2}},[7],{\"b\":3}]"};
	for (int i = GRAPH_REPLACE; i <= GRAPH_APPEND; i++) {
		x = graph_reduce((enum graph_reducer)i, documents, 3);
		ck_assert_str_eq(json_canonical(&a, x), expected[i]);
		json_object_put(x);
	}
	ck_assert_ptr_null(graph_reduce(GRAPH_REPLACE, documents, 0));
	for (int i = 0; i < 3; i++)
		json_object_put(documents[i]);
	arena_done(&a);
}
END_TEST

START_TEST(many_conditions)
{
	const struct graph *g;
	struct graph_problem *problems;
	const char *list = "", *whole = "";
	arena_init(&a, 64 << 20);
	struct json_object *root = file("tests/unit/graphs/example.json");
	for (int i = 0; i < 9; i++)
		list = arena_printf(&a, "%s%s{'pointer':'/a','equals':%d}", list, i ? "," : "", i);
	for (int i = 0; i < 5; i++)
		whole = arena_printf(&a, "%s%s{'any':[%s]}", whole, i ? "," : "", list);
	put(root, "/edges/9/when", arena_printf(&a, "{'all':[%s]}", whole));
	ck_assert_int_eq(graph_load(&a, root, &g, &problems), ERR_INPUT); /* 1 + 5 * 10 */
	ck_assert_str_eq(problems->pointer, "/edges/9/when/all/4/any/8");
	ck_assert_msg(strstr(problems->message, "more than 50 conditions"), "%s", problems->message);
	ck_assert_ptr_null(problems->next);
	json_object_put(root);
	arena_done(&a);
}
END_TEST

START_TEST(limit_key_with_two_limits)
{
	const struct graph *g;
	struct graph_problem *problems;
	arena_init(&a, 64 << 20);
	struct json_object *root = file("tests/unit/graphs/example.json");
	put(root, "/edges/4/limit_key", "'fix'");
	put(root, "/edges/9/limit_key", "'fix'");
	put(root, "/edges/-",
		"{'from':'proof','to':'pictures','when':{'pointer':'/a','equals':1},'limit':5,'limit_key':'fix'}");
	ck_assert_int_eq(graph_load(&a, root, &g, &problems), ERR_INPUT);
	ck_assert_str_eq(problems->pointer, "/edges/11/limit");
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

/* In: in single quotes, how often and between which. */
static const char *repeat(const char *before, const char *item, int count, const char *after)
{
	size_t len = strlen(item);
	char *text = arena_alloc(&a, strlen(before) + (size_t)count * len + strlen(after) + 1),
	     *at = stpcpy(text, before);
	for (int i = 0; i < count; i++)
		at = stpcpy(at, item);
	strcpy(at, after);
	return text;
}

static void too_many(const char *at, const char *value, const char *pointer, const char *message)
{
	const struct graph *g;
	struct graph_problem *problems;
	struct json_object *root = file("tests/unit/graphs/example.json");
	put(root, at, value);
	ck_assert_int_eq(graph_load(&a, root, &g, &problems), ERR_INPUT);
	ck_assert_str_eq(problems->pointer, pointer);
	ck_assert_msg(strstr(problems->message, message), "%s", list(problems));
	size_t count = 0;
	for (struct graph_problem *p = problems; p; p = p->next)
		count++;
	ck_assert_uint_le(count, GRAPH_PROBLEMS_MAX);
	json_object_put(root);
}

START_TEST(sizes)
{
	arena_init(&a, 256 << 20);
	const char *edge = "{'from':'outline','to':'chapters'},";
	const char *fan = repeat("{'from':'outline','to':[", "'facts',", 199, "'proof']},");
	too_many("/edges", repeat("[", edge, 1000, "{}]"), "/edges", "1 to 1000 edges");
	too_many("/edges", repeat("[", fan, 5, "{'from':'outline','to':'proof'}]"), "/edges", "more than 1000 edges");
	too_many("/edges/0/to", repeat("[", "'facts',", 200, "'proof']"), "/edges/0/to", "1 to 200 nodes");
	too_many(
		"/nodes/proof/reads", repeat("[", "'text',", 200, "'text']"), "/nodes/proof/reads", "list of channels");
	too_many("/nodes/proof/prompt", repeat("'", "p", 201, "'"), "/nodes/proof/prompt", "path of a file");
	too_many("/nodes/proof/title", repeat("'", "p", 1001, "'"), "/nodes/proof/title", "1 to 1000 bytes, has 1001");
	too_many("/phases", repeat("[", "'p',", 20, "'p']"), "/phases", "1 to 20 names");
	too_many("/edges", repeat("[", "5,", 200, "5]"), "/edges/0", "has to be an object");
	const char *nodes = "{";
	for (int i = 0; i < 201; i++)
		nodes = arena_printf(&a, "%s%s'n%d':{}", nodes, i ? "," : "", i);
	too_many("/nodes", arena_printf(&a, "%s}", nodes), "/nodes", "1 to 200 nodes");
	arena_done(&a);
}
END_TEST

UNIT_MAIN("graph", 60, game_graph, each_mistake_is_named, channel_of_a_branch_beside, channel_of_another_way,
	channels_and_conditions, reducers, many_conditions, limit_key_with_two_limits, all_problems_at_once, sizes)
