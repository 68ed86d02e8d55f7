/* SPDX-License-Identifier: ISC */
/* Conditions, over a node's own document and over channels, and what reducers give to those who read. */
#include "tests/unit/engine_sim.h"

#include "lib/json.h"
#include "tests/unit/unit.h"

#include <string.h>

static struct sim s;

#define WORK "'kind':'agent','phase':1,'title':'T','output_type':'d','prompt':'p.md','schema':'s.json'"

/* a, then b and c at once, which meet at j; then cp, which reviews a, and z; b, c and z write `shared`. Each `when` may
 * lead to `other` instead. In: reducer of `shared`, and edges that stand before the others. */
static void open_graph(const char *reducer, const char *edges)
{
	struct arena a;
	arena_init(&a, 1 << 20);
	sim_open(&s,
		sim_json(arena_printf(&a,
			"{'name':'when','phases':['one'],'entry':'a','channels':{'shared':{'reducer':'%s'}},'nodes':{"
			"'a':{" WORK ",'order':10,'channel':'own'},"
			"'b':{" WORK ",'order':20,'channel':'shared'},"
			"'c':{" WORK ",'order':30,'channel':'shared'},"
			"'j':{'kind':'join','order':40,'phase':1,'title':'T'},"
			"'cp':{'kind':'checkpoint','order':50,'phase':1,'title':'T','reviews':'a','type':'t'},"
			"'other':{" WORK ",'order':60,'channel':'other','reads':['own','shared']},"
			"'z':{" WORK ",'order':70,'channel':'shared','reads':['own','shared','other']}},"
			"'edges':[%s{'from':'a','to':['b','c']},{'from':'b','to':'j'},{'from':'c','to':'j'},"
			"{'from':'j','to':'cp'},{'from':'cp','to':'z','when':{'decision':'approved'}},"
			"{'from':'cp','to':'a','when':{'decision':'not_approved'}},{'from':'other','to':'z'},"
			"{'from':'z','to':'end'}]}",
			reducer, edges)));
	arena_done(&a);
}

static void run_to_join(const char *own, const char *b, const char *c)
{
	sim_complete(&s, "a", NULL, own);
	if (sim_step(&s, "other", NULL))
		return;
	sim_complete(&s, "c", NULL, c);
	sim_complete(&s, "b", NULL, b);
}

/* Does the condition hold, on an edge of `from`? */
static bool holds(const char *from, const char *reducer, const char *when, const char *own)
{
	struct arena a;
	arena_init(&a, 1 << 20);
	open_graph(reducer, arena_printf(&a, "{'from':'%s','to':'other','when':%s},", from, when));
	sim_start(&s, "");
	run_to_join(own, "{'n':1,'b':true}", "{'n':2,'c':true}");
	bool taken = sim_step(&s, "other", NULL) != NULL;
	ck_assert_msg(taken || sim_step(&s, "z", NULL), "%s: %s", when, sim_at_work(&s));
	sim_close(&s);
	arena_done(&a);
	return taken;
}

START_TEST(comparisons)
{
	static const struct {
		const char *when;
		bool holds;
	} cases[] = {
		{"{'pointer':'/n','equals':3}", true},
		{"{'pointer':'/n','equals':3.0}", true},
		{"{'pointer':'/n','equals':[1,2]}", false},
		{"{'pointer':'/n','not_equals':3}", false},
		{"{'pointer':'/n','not_equals':[1,2]}", true},
		{"{'pointer':'/none','not_equals':3}", true},
		{"{'pointer':'/none','equals':3}", false},
		{"{'pointer':'/n','less':3}", false},
		{"{'pointer':'/n','less':3.5}", true},
		{"{'pointer':'/n','at_most':3}", true},
		{"{'pointer':'/n','at_most':2}", false},
		{"{'pointer':'/n','greater':3}", false},
		{"{'pointer':'/n','greater':2}", true},
		{"{'pointer':'/n','at_least':3}", true},
		{"{'pointer':'/n','at_least':3.01}", false},
		{"{'pointer':'/big','less':9007199254740994}", true}, /* no double tells these apart */
		{"{'pointer':'/big','at_least':9007199254740994}", false},
		{"{'pointer':'/text','less':5}", false},
		{"{'pointer':'/none','less':5}", false},
		{"{'pointer':'/none','at_least':-5}", false},
		{"{'pointer':'/n','exists':true}", true},
		{"{'pointer':'/n','exists':false}", false},
		{"{'pointer':'/none','exists':true}", false},
		{"{'pointer':'/none','exists':false}", true},
		{"{'pointer':'/nothing','exists':false}", true}, /* null */
		{"{'pointer':'/in/0/x','equals':'y'}", true},
		{"{'all':[{'pointer':'/n','less':5},{'pointer':'/text','equals':'t'}]}", true},
		{"{'all':[{'pointer':'/n','less':5},{'pointer':'/text','equals':'u'}]}", false},
		{"{'any':[{'pointer':'/n','less':1},{'pointer':'/text','equals':'t'}]}", true},
		{"{'any':[{'pointer':'/n','less':1},{'pointer':'/text','equals':'u'}]}", false},
		{"{'not':{'pointer':'/n','less':1}}", true},
		{"{'not':{'any':[{'pointer':'/n','less':1},{'not':{'pointer':'/text','equals':'u'}}]}}", false},
	};
	const char *own = "{'n':3,'big':9007199254740993,'text':'t','nothing':null,'in':[{'x':'y'}]}";
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		ck_assert_msg(holds("a", "append", cases[i].when, own) == cases[i].holds, "%s", cases[i].when);
}
END_TEST

START_TEST(channels)
{
	static const struct {
		const char *from, *reducer, *when;
		bool holds;
	} cases[] = {
		{"a", "append", "{'channel':'own','pointer':'/n','equals':3}", true}, /* the one that is completing */
		{"j", "append", "{'channel':'own','pointer':'/n','equals':3}", true},
		{"j", "append", "{'channel':'own','pointer':'/n','equals':4}", false},
		/* in the nodes' order, though c was there first */
		{"j", "append", "{'channel':'shared','pointer':'/0/b','equals':true}", true},
		{"j", "append", "{'channel':'shared','pointer':'/1/n','greater':1}", true},
		{"j", "append", "{'channel':'shared','pointer':'/2','exists':true}", false},
		{"j", "merge", "{'channel':'shared','pointer':'/n','equals':2}", true},
		{"j", "merge",
			"{'all':[{'channel':'shared','pointer':'/b','exists':true},{'channel':'shared','pointer':'/"
			"c','exists':true}]}",
			true},
		{"j", "append", "{'channel':'shared','exists':true}", true},
		{"cp", "append", "{'decision':'approved','channel':'own','pointer':'/n','less':9}", true},
		{"cp", "append", "{'decision':'approved','channel':'own','pointer':'/n','less':2}", false},
		{"cp", "append", "{'decision':'changes_requested','channel':'own','pointer':'/n','less':9}", false},
		{"cp", "merge", "{'decision':'approved','not':{'channel':'shared','pointer':'/n','equals':1}}", true},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		ck_assert_msg(holds(cases[i].from, cases[i].reducer, cases[i].when, "{'n':3}") == cases[i].holds,
			"%s: %s", cases[i].from, cases[i].when);
}
END_TEST

/* What was not written in this round is not there. */
START_TEST(a_channel_that_is_not_written)
{
	static const char *const at_z = "{'from':'z','to':'a','when':{%s},'limit':1},"
					"{'from':'a','to':'other','when':{'pointer':'/k','equals':1}},";
	static const struct {
		const char *when;
		bool back;
	} cases[] = {
		{"'channel':'other','exists':false", true},
		{"'channel':'other','pointer':'/x','not_equals':1", true},
		{"'channel':'other','pointer':'/x','equals':1", false},
		{"'channel':'other','pointer':'/x','less':1", false},
		{"'not':{'channel':'other','exists':true}", true},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena a;
		arena_init(&a, 1 << 20);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		open_graph("append", arena_printf(&a, at_z, cases[i].when));
#pragma GCC diagnostic pop
		sim_start(&s, "");
		run_to_join(NULL, NULL, NULL);
		sim_complete(&s, "z", NULL, NULL);
		ck_assert_msg(!s.completed == cases[i].back, "%s", cases[i].when);
		if (cases[i].back) { /* now the other way, which makes it */
			sim_complete(&s, "a", NULL, "{'k':1}");
			sim_complete(&s, "other", NULL, "{'x':1}");
			sim_complete(&s, "z", NULL, NULL);
			ck_assert(s.completed);
		}
		sim_close(&s);
		arena_done(&a);
	}
}
END_TEST

START_TEST(readers_get_all_outputs)
{
	open_graph("merge", "{'from':'a','to':'other','when':{'pointer':'/k','equals':1}},");
	sim_start(&s, "'cp'");
	run_to_join(NULL, NULL, NULL); /* o1: a, o2: c, o3: b */
	struct json_object *given = engine_channels(s.g, s.state);
	ck_assert_str_eq(sim_text(&s, given), "{\"own\":\"o1\",\"shared\":[\"o3\",\"o2\"]}");
	json_object_put(given);
	sim_decide(&s, "cp", "approved", NULL);
	ck_assert_str_eq(sim_text(&s, json_get(sim_step(&s, "z", NULL), "inputs")),
		"{\"own\":\"o1\",\"shared\":[\"o3\",\"o2\"]}");
	sim_close(&s);
	open_graph("append", "{'from':'a','to':'other','when':{'pointer':'/k','equals':1}},"
			     "{'from':'z','to':'b','when':{'pointer':'/k','equals':1},'limit':1},");
	sim_start(&s, "");
	run_to_join(NULL, NULL, NULL);
	sim_complete(&s, "z", NULL, "{'k':1}");
	SIM_AT_WORK(&s, "b");
	given = engine_channels(s.g, s.state);
	ck_assert_str_eq(sim_text(&s, given), "{\"own\":\"o1\",\"shared\":[\"o2\"]}"); /* b and z are stale */
	json_object_put(given);
	sim_complete(&s, "b", NULL, NULL);
	ck_assert_str_eq(sim_text(&s, json_at(sim_step(&s, "z", NULL), "/inputs/shared")), "[\"o5\",\"o2\"]");
	sim_close(&s);
}
END_TEST

/* Rather than decide without them. */
START_TEST(documents_that_are_missing)
{
	static const char *const bad[] = {"", ",'documents':{}", ",'documents':{'shared':{}}",
		",'documents':{'shared':[{}]}", ",'documents':{'shared':[{},{},{}]}", ",'documents':[]"};
	struct json_object *state, *actions;
	const char *message;
	open_graph("append", "{'from':'j','to':'other','when':{'channel':'shared','pointer':'/0/k','equals':1}},");
	sim_start(&s, "'cp'");
	run_to_join(NULL, NULL, NULL);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct json_object *event = sim_json(arena_printf(&s.a,
			"{'kind':'decided','node':'cp','revision':1,'decision':'approved','decision_id':'d'%s}",
			bad[i]));
		ck_assert_int_eq(engine_advance(&s.a, s.g, s.state, event, &state, &actions, &message), ERR_INPUT);
		ck_assert_str_eq(message, "what happened has to bring the documents of channel shared (2)");
		json_object_put(event);
	}
	sim_decide(&s, "cp", "approved", NULL);
	SIM_AT_WORK(&s, "z");
	sim_close(&s);
}
END_TEST

/* w ends, m sends back to t, and t goes past w, all at once: what w made is stale by then. */
START_TEST(a_channel_that_gets_stale_meanwhile)
{
	sim_open(&s,
		sim_json(
			"{'name':'meanwhile','phases':['one'],'entry':'e','nodes':{"
			"'e':{" WORK ",'order':10,'channel':'e'},"
			"'t':{'kind':'checkpoint','order':20,'phase':1,'title':'T','reviews':'e','type':'t'},"
			"'w':{" WORK ",'order':30,'channel':'w'},"
			"'m':{'kind':'checkpoint','order':40,'phase':1,'title':'T','reviews':'e','type':'t'},"
			"'x':{" WORK ",'order':50,'channel':'x'},'y':{" WORK ",'order':60,'channel':'y'}},"
			"'edges':[{'from':'e','to':'t'},{'from':'t','to':'w','when':{'decision':'approved'},'limit':1},"
			"{'from':'t','to':'m','when':{'decision':'approved'}},"
			"{'from':'t','to':'e','when':{'decision':'not_approved'}},{'from':'w','to':'m'},"
			"{'from':'m','to':'t','when':{'decision':'approved'},'limit':1},"
			"{'from':'m','to':'x','when':{'decision':'approved','channel':'w','exists':true}},"
			"{'from':'m','to':'y','when':{'decision':'approved'}},"
			"{'from':'m','to':'e','when':{'decision':'not_approved'}},"
			"{'from':'x','to':'end'},{'from':'y','to':'end'}]}"));
	sim_start(&s, "");
	sim_complete(&s, "e", NULL, NULL);
	SIM_AT_WORK(&s, "w");
	sim_complete(&s, "w", NULL, "{'k':1}");
	SIM_AT_WORK(&s, "y");
	sim_close(&s);
}
END_TEST

UNIT_MAIN("engine: conditions", 60, comparisons, channels, a_channel_that_is_not_written, readers_get_all_outputs,
	documents_that_are_missing, a_channel_that_gets_stale_meanwhile)
