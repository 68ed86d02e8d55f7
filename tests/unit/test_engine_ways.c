/* SPDX-License-Identifier: ISC */
/* The ways back in the graph of games: fix rounds, must-fix, all targets of the final review, the join. */
#include "tests/unit/engine_sim.h"

#include "lib/json.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

static struct sim s;

#define PASS "{'verdict':'pass'}"
#define FAIL "{'verdict':'fail'}"
#define APPROVE "{'recommendation':'approve'}"

static void open_at_leaders(const char *stops)
{
	static const char *const nodes[] = {"concept", "design", "scenario", "character", "world", "task_split"};
	sim_open(&s, sim_file("graphs/game-dev/graph.json"));
	sim_start(&s, stops);
	for (size_t i = 0; i < 6; i++)
		sim_complete(&s, nodes[i], NULL, NULL);
	SIM_AT_WORK(&s, "code_leader asset_leader");
}

static void open_at_tester(const char *stops)
{
	open_at_leaders(stops);
	sim_lead(&s, "asset_leader");
	sim_lead(&s, "code_leader");
	sim_complete(&s, "integrator", NULL, NULL);
	SIM_AT_WORK(&s, "tester");
}

static void open_at_final(void)
{
	open_at_tester("'checkpoint_final'");
	sim_complete(&s, "tester", NULL, PASS);
	sim_complete(&s, "reviewer", NULL, APPROVE);
	SIM_AT_WORK(&s, "");
}

START_TEST(fix_rounds)
{
	open_at_leaders("'checkpoint_code','checkpoint_final'");
	sim_lead(&s, "code_leader");
	sim_decide(&s, "checkpoint_code", "approved", NULL);
	sim_lead(&s, "asset_leader");
	sim_complete(&s, "integrator", NULL, NULL);
	for (int i = 0; i < 2; i++) {
		sim_complete(&s, "tester", NULL, FAIL);
		SIM_AT_WORK(&s, "code_leader");
		ck_assert_int_eq(json_get_int(sim_action(&s, "phase"), "phase", 0), 2);
		struct json_object *step = sim_step(&s, "code_leader", NULL);
		ck_assert(json_get_bool(step, "base", false));
		ck_assert_ptr_nonnull(json_at(step, "/inputs/test_results")); /* the failing tests */
		struct json_object *channels = engine_channels(s.g, s.state);
		ck_assert_ptr_null(json_get(channels, "test_results"));
		ck_assert_ptr_nonnull(json_get(channels, "asset_artifacts"));
		json_object_put(channels);
		sim_lead(&s, "code_leader");
		ck_assert(json_get_bool(sim_action(&s, "checkpoint"), "automatic", false));
		SIM_AT_WORK(&s, "integrator"); /* the assets count as arrived */
		sim_complete(&s, "integrator", NULL, NULL);
	}
	sim_complete(&s, "tester", NULL, FAIL);
	SIM_AT_WORK(&s, "reviewer");
	sim_complete(&s, "reviewer", NULL, APPROVE);
	SIM_AT_WORK(&s, "");
	/* a person decides: then the test may send it back again, and the code is reviewed again */
	sim_decide(&s, "checkpoint_final", "changes_requested", "code");
	ck_assert_ptr_nonnull(json_at(sim_step(&s, "code_leader", NULL), "/inputs/review_result"));
	sim_lead(&s, "code_leader");
	SIM_AT_WORK(&s, "");
	sim_decide(&s, "checkpoint_code", "approved", NULL);
	sim_complete(&s, "integrator", NULL, NULL);
	sim_complete(&s, "tester", NULL, FAIL);
	SIM_AT_WORK(&s, "code_leader");
	sim_close(&s);
}
END_TEST

START_TEST(must_fix_once)
{
	static const char *const cases[][2] = {{"code", "code_leader"}, {"assets", "asset_leader"},
		{"both", "code_leader asset_leader"}, {"code_leader", "code_leader"}, {"asset_leader", "asset_leader"}};
	for (size_t i = 0; i < 5; i++) {
		const char *document;
		open_at_tester("'checkpoint_final'");
		document = arena_printf(&s.a, "{'recommendation':'iterate','iterate_target':'%s'}", cases[i][0]);
		sim_complete(&s, "tester", NULL, PASS);
		sim_complete(&s, "reviewer", NULL, document);
		SIM_AT_WORK(&s, cases[i][1]);
		if (sim_step(&s, "code_leader", NULL))
			sim_lead(&s, "code_leader");
		if (sim_step(&s, "asset_leader", NULL))
			sim_lead(&s, "asset_leader");
		sim_complete(&s, "integrator", NULL, NULL);
		sim_complete(&s, "tester", NULL, PASS);
		/* once in sum, whatever it wants now */
		sim_complete(&s, "reviewer", NULL, "{'recommendation':'iterate','iterate_target':'assets'}");
		SIM_AT_WORK(&s, "");
		ck_assert_ptr_nonnull(json_get(s.waiting, "checkpoint_final"));
		sim_close(&s);
	}
	open_at_tester("'checkpoint_final'");
	sim_complete(&s, "tester", NULL, PASS);
	sim_complete(&s, "reviewer", NULL, "{'recommendation':'iterate','iterate_target':'design'}");
	SIM_AT_WORK(&s, ""); /* an earlier document is a person's decision */
	sim_close(&s);
}
END_TEST

START_TEST(all_targets)
{
	static const char *const cases[][2] = {{"code", "code_leader"}, {"assets", "asset_leader"},
		{"packaging", "integrator"}, {"retest", "tester"}, {"concept", "concept"}, {"design", "design"},
		{"scenario", "scenario"}, {"character", "character"}, {"world", "world"}, {"task_split", "task_split"},
		{NULL, "code_leader asset_leader"}, {"nonsense", "code_leader asset_leader"}};
	static const char *const decisions[] = {"rejected", "changes_requested"};
	for (size_t i = 0; i < 2 * sizeof cases / sizeof *cases; i++) {
		open_at_final();
		sim_decide(&s, "checkpoint_final", decisions[i % 2], cases[i / 2][0]);
		SIM_AT_WORK(&s, cases[i / 2][1]);
		struct json_object *step = json_object_array_get_idx(s.steps, 0);
		ck_assert_str_eq(sim_text(&s, json_get(step, "feedback")), "[\"d1\"]");
		ck_assert_int_eq(json_get_bool(step, "base", false), i % 2);
		ck_assert_int_eq(json_get_int(step, "revision", 0), 2);
		sim_close(&s);
	}
}
END_TEST

START_TEST(earlier_document)
{
	open_at_final();
	sim_decide(&s, "checkpoint_final", "changes_requested", "world");
	ck_assert_str_eq(sim_text(&s, json_get(sim_action(&s, "stale"), "nodes")),
		"[\"task_split\",\"code_leader\",\"asset_leader\",\"integrator\",\"tester\",\"reviewer\"]");
	ck_assert_int_eq(json_get_int(sim_action(&s, "phase"), "phase", 0), 1);
	struct json_object *channels = engine_channels(s.g, s.state);
	ck_assert_int_eq(json_object_object_length(channels), 4);
	json_object_put(channels);
	sim_complete(&s, "world", NULL, NULL);
	sim_complete(&s, "task_split", NULL, NULL);
	SIM_AT_WORK(&s, "code_leader asset_leader");
	struct json_object *step = sim_step(&s, "code_leader", NULL);
	ck_assert_int_eq(json_get_int(step, "revision", 0), 2);
	ck_assert(json_get_bool(step, "base", false));
	ck_assert_ptr_null(json_at(step, "/inputs/test_results")); /* speaks of a game that is gone */
	sim_plan(&s, "code_leader", "[{'id':'a'},{'id':'c'}]");
	step = sim_step(&s, "code_leader", "a");
	ck_assert_int_eq(json_get_int(step, "revision", 0), 2);
	ck_assert_ptr_nonnull(json_get(step, "previous"));
	ck_assert_ptr_null(json_get(sim_step(&s, "code_leader", "c"), "previous"));
	sim_complete(&s, "code_leader", "a", NULL);
	sim_complete(&s, "code_leader", "c", NULL);
	sim_complete(&s, "code_leader", NULL, NULL);
	SIM_AT_WORK(&s, "asset_leader");
	sim_lead(&s, "asset_leader");
	sim_complete(&s, "integrator", NULL, NULL);
	sim_complete(&s, "tester", NULL, PASS);
	sim_complete(&s, "reviewer", NULL, APPROVE);
	ck_assert_int_eq(json_get_int(sim_action(&s, "checkpoint"), "revision", 0), 2);
	sim_decide(&s, "checkpoint_final", "approved", NULL);
	ck_assert(s.completed);
	sim_close(&s);
}
END_TEST

START_TEST(join_in_both_orders)
{
	static const char *const orders[][2] = {{"code_leader", "asset_leader"}, {"asset_leader", "code_leader"}};
	for (size_t i = 0; i < 2; i++) {
		open_at_leaders("");
		sim_lead(&s, orders[i][0]);
		SIM_AT_WORK(&s, orders[i][1]);
		sim_lead(&s, orders[i][1]);
		SIM_AT_WORK(&s, "integrator");
		sim_close(&s);
	}
}
END_TEST

/* The code goes round while the assets are there already, and while they are still at work. */
START_TEST(join_of_unequal_branches)
{
	for (int early = 0; early < 2; early++) {
		open_at_leaders("'checkpoint_code'");
		if (early)
			sim_lead(&s, "asset_leader");
		sim_lead(&s, "code_leader");
		for (int i = 0; i < 3; i++) {
			sim_decide(&s, "checkpoint_code", "changes_requested", NULL);
			ck_assert_int_eq(sim_count(&s, "cancel"), 0);
			sim_lead(&s, "code_leader");
		}
		if (!early) {
			SIM_AT_WORK(&s, "asset_leader");
			sim_lead(&s, "asset_leader");
		}
		SIM_AT_WORK(&s, "");
		sim_decide(&s, "checkpoint_code", "approved", NULL);
		SIM_AT_WORK(&s, "integrator");
		sim_close(&s);
	}
}
END_TEST

START_TEST(final_limit_resets_fix_rounds_only_by_a_person)
{
	open_at_tester("");
	sim_complete(&s, "tester", NULL, FAIL);
	for (int i = 0; i < 2; i++) {
		sim_lead(&s, "code_leader");
		sim_complete(&s, "integrator", NULL, NULL);
		sim_complete(&s, "tester", NULL, FAIL);
	}
	SIM_AT_WORK(&s, "reviewer"); /* automatic approvals of the code do not count as a person's */
	sim_complete(&s, "reviewer", NULL, NULL);
	ck_assert(s.completed);
	sim_close(&s);
}
END_TEST

/* a parts into b, which is reviewed, and c; both meet at j, and z follows. When /k is 1, a goes to z directly. */
static void open_parted(const char *more)
{
	static const char *const work =
		"{'kind':'agent','order':%d,'phase':1,'title':'T','channel':'c%d','output_type':'d',"
		"'prompt':'p.md','schema':'s.json'}";
	char text[4][200];
	for (int i = 0; i < 4; i++) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		snprintf(text[i], sizeof text[i], work, 10 * (i + 1), i);
#pragma GCC diagnostic pop
	}
	char whole[3000];
	snprintf(whole, sizeof whole,
		"{'name':'parted','phases':['one'],'entry':'a','nodes':{'a':%s,'b':%s,'c':%s,'z':%s,"
		"'cp':{'kind':'checkpoint','order':25,'phase':1,'title':'T','reviews':'a','type':'t'},"
		"'j':{'kind':'join','order':35,'phase':1,'title':'T'}},"
		"'edges':[{'from':'a','to':'z','when':{'pointer':'/k','equals':1}},{'from':'a','to':['b','c']},"
		"{'from':'b','to':'cp'},%s{'from':'cp','to':'j','when':{'decision':'approved'}},"
		"{'from':'cp','to':'a','when':{'decision':'not_approved'}},{'from':'c','to':'j'},{'from':'j','to':'z'},"
		"{'from':'z','to':'end'}]}",
		text[0], text[1], text[2], text[3], more);
	sim_open(&s, sim_json(whole));
}

START_TEST(going_back_before_a_fork_cancels_the_other_branch)
{
	open_parted("");
	sim_start(&s, "'cp'");
	sim_complete(&s, "a", NULL, NULL);
	sim_complete(&s, "b", NULL, NULL);
	sim_decide(&s, "cp", "changes_requested", NULL);
	ck_assert_str_eq(sim_text(&s, json_get(sim_action(&s, "cancel"), "nodes")), "[\"c\"]");
	SIM_AT_WORK(&s, "a");
	sim_event(&s, "{'kind':'completed','node':'c','task':null,'stage':'run','epoch':1,'output_id':'late'}");
	ck_assert_int_eq(json_object_array_length(s.actions), 0);
	sim_complete(&s, "a", NULL, NULL);
	SIM_AT_WORK(&s, "b c");
	sim_close(&s);
}
END_TEST

START_TEST(arrivals_from_what_is_undone_are_forgotten)
{
	open_parted("");
	sim_start(&s, "'cp'");
	sim_complete(&s, "a", NULL, NULL);
	sim_complete(&s, "c", NULL, NULL);
	sim_complete(&s, "b", NULL, NULL);
	sim_decide(&s, "cp", "rejected", NULL);
	sim_complete(&s, "a", NULL, "{'k':1}");
	SIM_AT_WORK(&s, "z"); /* past the join, which must not fire for the c of before */
	sim_complete(&s, "z", NULL, NULL);
	ck_assert(s.completed);
	ck_assert_str_eq(json_get_string(sim_action(&s, "agent"), "status", ""), "completed");
	ck_assert_int_eq(sim_count(&s, "agent"), 3); /* z, and b and c, which are skipped */
	sim_close(&s);
}
END_TEST

/* The checkpoint passes by itself and goes back at once, while the other branch is not even queued. */
START_TEST(going_back_while_parting)
{
	open_parted("{'from':'cp','to':'a','when':{'decision':'approved'},'limit':1},");
	sim_start(&s, "");
	sim_complete(&s, "a", NULL, NULL);
	sim_complete(&s, "c", NULL, NULL);
	sim_complete(&s, "b", NULL, NULL);
	SIM_AT_WORK(&s, "a");
	sim_complete(&s, "a", NULL, NULL);
	SIM_AT_WORK(&s, "b c");
	sim_complete(&s, "b", NULL, NULL); /* the limit is used up: on to the join */
	SIM_AT_WORK(&s, "c");
	sim_complete(&s, "c", NULL, NULL);
	SIM_AT_WORK(&s, "z");
	sim_close(&s);
}
END_TEST

/* The same with the checkpoint itself as the first of the branches. */
START_TEST(going_back_in_the_midst_of_parting)
{
	struct json_object *root;
	open_parted("{'from':'cp','to':'a','when':{'decision':'approved'},'limit':1},");
	root = sim_json(sim_text(&s, s.root));
	json_object_object_del(json_get(root, "nodes"), "b");
	struct json_object *edges = json_get(root, "edges");
	json_object_array_put_idx(edges, 1, sim_json("{'from':'a','to':['cp','c']}"));
	json_object_array_del_idx(edges, 2, 1);
	sim_close(&s);
	sim_open(&s, root);
	sim_start(&s, "");
	sim_complete(&s, "a", NULL, NULL);
	SIM_AT_WORK(&s, "a");
	sim_complete(&s, "a", NULL, NULL);
	SIM_AT_WORK(&s, "c");
	sim_complete(&s, "c", NULL, NULL);
	SIM_AT_WORK(&s, "z");
	sim_close(&s);
}
END_TEST

/* "Once more, then on": the approvals are a person's each time. */
START_TEST(limit_of_an_approval)
{
	open_parted("{'from':'cp','to':'a','when':{'decision':'approved'},'limit':1},");
	sim_start(&s, "'cp'");
	sim_complete(&s, "a", NULL, NULL);
	sim_complete(&s, "c", NULL, NULL);
	sim_complete(&s, "b", NULL, NULL);
	sim_decide(&s, "cp", "approved", NULL);
	SIM_AT_WORK(&s, "a");
	sim_complete(&s, "a", NULL, NULL);
	sim_complete(&s, "c", NULL, NULL);
	sim_complete(&s, "b", NULL, NULL);
	sim_decide(&s, "cp", "approved", NULL);
	SIM_AT_WORK(&s, "z");
	sim_close(&s);
}
END_TEST

UNIT_MAIN("engine: ways back", 60, fix_rounds, must_fix_once, all_targets, earlier_document, join_in_both_orders,
	join_of_unequal_branches, final_limit_resets_fix_rounds_only_by_a_person,
	going_back_before_a_fork_cancels_the_other_branch, arrivals_from_what_is_undone_are_forgotten,
	going_back_while_parting, going_back_in_the_midst_of_parting, limit_of_an_approval)
