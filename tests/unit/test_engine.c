/* SPDX-License-Identifier: ISC */
/* The graph of games, from start to end: order, checkpoints, revisions, limit and grant, late events. */
#include "tests/unit/engine_sim.h"

#include "lib/json.h"
#include "tests/unit/unit.h"

#include <string.h>

static struct sim s;

static void open_game(const char *stops)
{
	sim_open(&s, sim_file("graphs/game-dev/graph.json"));
	sim_start(&s, stops);
}

static void plan_game(void)
{
	static const char *const nodes[] = {"concept", "design", "scenario", "character", "world", "task_split"};
	for (size_t i = 0; i < 6; i++)
		sim_complete(&s, nodes[i], NULL, NULL);
}

START_TEST(all_automatic)
{
	open_game("");
	SIM_AT_WORK(&s, "concept");
	ck_assert_int_eq(json_get_int(sim_action(&s, "phase"), "phase", 0), 1);
	sim_complete(&s, "concept", NULL, NULL);
	ck_assert(json_get_bool(sim_action(&s, "checkpoint"), "automatic", false));
	SIM_AT_WORK(&s, "design");
	sim_complete(&s, "design", NULL, NULL);
	sim_complete(&s, "scenario", NULL, NULL);
	sim_complete(&s, "character", NULL, NULL);
	sim_complete(&s, "world", NULL, NULL);
	sim_complete(&s, "task_split", NULL, NULL);
	ck_assert_str_eq(json_get_string(sim_action(&s, "phase"), "name", ""), "development");
	SIM_AT_WORK(&s, "code_leader asset_leader");
	sim_lead(&s, "code_leader");
	SIM_AT_WORK(&s, "asset_leader");
	sim_lead(&s, "asset_leader");
	ck_assert_int_eq(json_get_int(sim_action(&s, "phase"), "phase", 0), 3);
	SIM_AT_WORK(&s, "integrator");
	sim_complete(&s, "integrator", NULL, NULL);
	sim_complete(&s, "tester", NULL, "{'verdict':'pass'}");
	sim_complete(&s, "reviewer", NULL, "{'recommendation':'approve'}");
	ck_assert(s.completed);
	ck_assert_int_eq(s.progress, 100);
	struct json_object *channels = engine_channels(s.g, s.state);
	ck_assert_int_eq(json_object_object_length(channels), 11);
	json_object_put(channels);
	sim_close(&s);
}
END_TEST

START_TEST(every_checkpoint_stops)
{
	open_game("'checkpoint_concept','checkpoint_design','checkpoint_code','checkpoint_final'");
	sim_complete(&s, "concept", NULL, NULL);
	SIM_AT_WORK(&s, "");
	struct json_object *c = sim_action(&s, "checkpoint");
	ck_assert(!json_get_bool(c, "automatic", true));
	ck_assert_str_eq(json_get_string(c, "reviews", ""), "concept");
	ck_assert_str_eq(json_get_string(c, "type", ""), "concept_review");
	ck_assert_str_eq(json_get_string(c, "output_id", ""), "o1");
	sim_decide(&s, "checkpoint_concept", "approved", NULL);
	ck_assert_str_eq(json_get_string(sim_action(&s, "agent"), "node", ""), "concept");
	sim_complete(&s, "design", NULL, NULL);
	sim_decide(&s, "checkpoint_design", "approved", NULL);
	sim_complete(&s, "scenario", NULL, NULL);
	sim_complete(&s, "character", NULL, NULL);
	sim_complete(&s, "world", NULL, NULL);
	sim_complete(&s, "task_split", NULL, NULL);
	sim_lead(&s, "code_leader");
	SIM_AT_WORK(&s, "asset_leader"); /* the code's review does not hold it up */
	sim_lead(&s, "asset_leader");
	SIM_AT_WORK(&s, "");
	sim_decide(&s, "checkpoint_code", "approved", NULL);
	sim_complete(&s, "integrator", NULL, NULL);
	sim_complete(&s, "tester", NULL, "{'verdict':'pass'}");
	sim_complete(&s, "reviewer", NULL, NULL);
	ck_assert(!s.completed);
	sim_decide(&s, "checkpoint_final", "approved", NULL);
	ck_assert(s.completed);
	sim_close(&s);
}
END_TEST

START_TEST(revisions)
{
	open_game("'checkpoint_design'");
	sim_complete(&s, "concept", NULL, NULL);
	sim_complete(&s, "design", NULL, NULL);
	sim_decide(&s, "checkpoint_design", "changes_requested", NULL);
	struct json_object *step = sim_step(&s, "design", NULL);
	ck_assert_int_eq(json_get_int(step, "revision", 0), 2);
	ck_assert_int_eq(json_get_int(step, "variation", -1), 0);
	ck_assert(json_get_bool(step, "base", false));
	ck_assert_str_eq(json_get_string(step, "previous", ""), "o2");
	ck_assert_str_eq(sim_text(&s, json_get(step, "feedback")), "[\"d1\"]");
	sim_complete(&s, "design", NULL, NULL);
	ck_assert_int_eq(json_get_int(sim_action(&s, "checkpoint"), "revision", 0), 2);
	sim_decide(&s, "checkpoint_design", "rejected", NULL);
	step = sim_step(&s, "design", NULL);
	ck_assert_int_eq(json_get_int(step, "revision", 0), 3);
	ck_assert_int_eq(json_get_int(step, "variation", -1), 1);
	ck_assert(!json_get_bool(step, "base", true));
	ck_assert_str_eq(sim_text(&s, json_get(step, "feedback")), "[\"d1\",\"d2\"]");
	sim_close(&s);
}
END_TEST

START_TEST(limit_and_grant)
{
	open_game("'checkpoint_concept'");
	for (int i = 0; i < 5; i++) {
		sim_complete(&s, "concept", NULL, NULL);
		sim_decide(&s, "checkpoint_concept", "changes_requested", NULL);
		ck_assert(!s.paused);
	}
	sim_complete(&s, "concept", NULL, NULL);
	sim_decide(&s, "checkpoint_concept", "changes_requested", NULL);
	ck_assert_str_eq(json_get_string(sim_action(&s, "pause"), "reason", ""), "revision_limit");
	SIM_AT_WORK(&s, "");
	sim_event(&s, "{'kind':'resumed','grant':false}");
	ck_assert_int_eq(sim_count(&s, "pause"), 1);
	SIM_AT_WORK(&s, "");
	sim_event(&s, "{'kind':'resumed','grant':true}");
	SIM_AT_WORK(&s, "concept");
	ck_assert_int_eq(json_get_int(sim_step(&s, "concept", NULL), "revision", 0), 7);
	ck_assert_int_eq(json_object_array_length(json_get(sim_step(&s, "concept", NULL), "feedback")), 6);
	sim_complete(&s, "concept", NULL, NULL);
	sim_decide(&s, "checkpoint_concept", "rejected", NULL); /* one more, not more */
	ck_assert_int_eq(sim_count(&s, "pause"), 1);
	sim_event(&s, "{'kind':'resumed','grant':true}");
	sim_complete(&s, "concept", NULL, NULL);
	sim_decide(&s, "checkpoint_concept", "approved", NULL);
	SIM_AT_WORK(&s, "design");
	sim_close(&s);
}
END_TEST

START_TEST(late_events)
{
	open_game("'checkpoint_concept'");
	const char *once = "{'kind':'completed','node':'concept','task':null,'stage':'run','epoch':1,'output_id':'o1'}";
	sim_event(&s, "%s", once);
	const char *before = sim_text(&s, s.state);
	sim_event(&s, "%s", once);
	ck_assert_int_eq(json_object_array_length(s.actions), 0);
	ck_assert_str_eq(sim_text(&s, s.state), before);
	static const char *const ignored[] = {
		"{'kind':'start','stops':[]}",
		"{'kind':'decided','node':'checkpoint_concept','revision':2,'decision':'approved','decision_id':'x'}",
		"{'kind':'decided','node':'checkpoint_design','revision':1,'decision':'approved','decision_id':'x'}",
		"{'kind':'decided','node':'concept','revision':1,'decision':'approved','decision_id':'x'}",
		"{'kind':'failed','node':'concept','task':null,'stage':'run','epoch':1,'error':'x'}",
		"{'kind':'completed','node':'code_leader','task':'a','stage':'run','epoch':1,'output_id':'o9'}",
		"{'kind':'completed','node':'sync_development','task':null,'stage':'nonsense','epoch':0}",
		"{'kind':'resumed','grant':true}",
		"{'kind':'retry','node':'concept','task':null}",
	};
	for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++) {
		sim_event(&s, "%s", ignored[i]);
		ck_assert_msg(json_object_array_length(s.actions) == 0, "%s", ignored[i]);
		ck_assert_str_eq(sim_text(&s, s.state), before);
	}
	json_object_array_del_idx(s.steps, 0, 1);
	sim_decide(&s, "checkpoint_concept", "changes_requested", NULL);
	before = sim_text(&s, s.state);
	sim_event(&s, "%s", once); /* of the epoch before */
	sim_event(&s,
		"{'kind':'decided','node':'checkpoint_concept','revision':1,'decision':'approved','decision_id':'x'}");
	ck_assert_str_eq(sim_text(&s, s.state), before);
	SIM_AT_WORK(&s, "concept");
	sim_close(&s);
}
END_TEST

START_TEST(malformed)
{
	static const char *const bad[] = {"{}", "{'kind':'completed'}", "{'kind':'completed','node':'nobody'}",
		"{'kind':'dance','node':'concept'}", "{'kind':5}", "[]",
		"{'kind':'completed','node':'concept','task':null,'stage':'run','epoch':1}",
		"{'kind':'completed','node':'concept','task':null,'stage':'run','epoch':1,'output_id':7}",
		"{'kind':'decided','node':'checkpoint_concept','revision':1,'decision':'maybe','decision_id':'d'}",
		"{'kind':'retry','node':'nobody'}", "{'kind':'forked','from':'nobody'}",
		"{'kind':'forked','stops':['concept']}", "{'kind':'forked','revision_limit':-1}"};
	struct json_object *state, *actions;
	const char *message;
	open_game("");
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct json_object *event = sim_json(bad[i]);
		ck_assert_int_eq(engine_advance(&s.a, s.g, s.state, event, &state, &actions, &message), ERR_INPUT);
		ck_assert_ptr_nonnull(message);
		ck_assert_ptr_null(state);
		json_object_put(event);
	}
	struct json_object *event = sim_json("{'kind':'start','stops':['nobody']}"), *none = sim_json("{'v':7}");
	ck_assert_int_eq(engine_advance(&s.a, s.g, NULL, event, &state, &actions, &message), ERR_INPUT);
	ck_assert_int_eq(engine_advance(&s.a, s.g, none, event, &state, &actions, &message), ERR_BUG);
	json_object_put(event);
	json_object_put(none);
	sim_close(&s);
}
END_TEST

static void refuse_state(struct json_object *state)
{
	struct json_object *event = sim_json("{'kind':'retry','node':null,'task':null}"), *next, *actions;
	const char *message = NULL;
	enum err err = engine_advance(&s.a, s.g, state, event, &next, &actions, &message);
	ck_assert_msg(err == ERR_BUG && message, "believed: %.300s", sim_text(&s, state));
	json_object_put(event);
	json_object_put(state);
}

/* An imported project brings its state; what the engine would not have made for this graph is refused with a reason. */
START_TEST(foreign_states)
{
	static const char *const nodes[] = {"'concept':{'status':'plan','revision':1}",
		"'concept':{'status':'wait','revision':1}",
		"'concept':{'status':'held','revision':1,'held':{'decision':'rejected'}}",
		"'code_leader':{'status':'run','revision':1}", "'checkpoint_code':{'status':'run','revision':1}",
		"'checkpoint_code':{'status':'failed','failed':'run','revision':1}",
		"'checkpoint_code':{'status':'held','revision':1}", "'sync_development':{'status':'run','revision':1}",
		"'concept':{'status':'failed','revision':1}",
		"'concept':{'status':'failed','failed':'fan','revision':1}",
		"'concept':{'status':'failed','failed':'failed','revision':1}",
		"'design':{'status':'run','revision':1,'inputs':{'concept_document':['a','b']}}",
		"'design':{'status':'run','revision':1,'inputs':{'nothing':'a'}}",
		"'design':{'status':'run','revision':1,'inputs':['a']}",
		"'design':{'status':'run','revision':1,'inputs':{'concept_document':7}}",
		"'concept':{'status':'run','revision':1,'tasks':[{'id':'a','status':'run','depends':[]}]}",
		"'concept':{'status':'run','revision':1,'arrived':['design']}",
		"'concept':{'status':'run','revision':1,'feedback':[1]}",
		"'concept':{'status':'run','revision':1,'output':1}",
		"'concept':{'status':'failed','failed':'run','error':{},'revision':1}",
		"'code_leader':{'status':'fan','revision':1,'tasks':[{'id':'','status':'run','depends':[]}]}",
		"'code_leader':{'status':'fan','revision':1,'tasks':[{'id':'a','status':'run','depends':[1]}]}",
		"'code_leader':{'status':'fan','revision':1,'tasks':[{'id':'a','status':'run','output':[]}]}",
		"'code_leader':{'status':'fan','revision':1,'tasks':[{'id':'a','status':'pending'}]}"};
	open_game("");
	for (size_t i = 0; i < sizeof nodes / sizeof *nodes; i++)
		refuse_state(sim_json(arena_printf(&s.a, "{'v':1,'epoch':1,'phase':1,'nodes':{%s}}", nodes[i])));
	refuse_state(sim_json("{'v':1,'epoch':1,'phase':4,'nodes':{'concept':{'status':'run','revision':1}}}"));
	refuse_state(sim_json("{'v':1,'epoch':1,'progress':101,'nodes':{'concept':{'status':'run','revision':1}}}"));
	static const char *const lists[][2] = {{"feedback", "'x'"}, {"tasks", "{'id':'a','status':'run'}"}};
	for (int i = 0; i < 2; i++) {
		const char *list = lists[i][1];
		for (int k = 0; k < 10; k++)
			list = arena_printf(&s.a, "%s,%s", list, list);
		refuse_state(sim_json(arena_printf(&s.a,
			"{'v':1,'epoch':1,'nodes':{'code_leader':{'status':'fan','revision':1,'%s':[%s]}}}",
			lists[i][0], list)));
	}
	sim_close(&s);
}
END_TEST

START_TEST(failed_step_and_retry)
{
	open_game("");
	sim_fail(&s, "concept", NULL);
	ck_assert_str_eq(json_get_string(sim_action(&s, "fail"), "error_type", ""), "timeout");
	SIM_AT_WORK(&s, "");
	sim_event(&s, "{'kind':'retry','node':'concept','task':null}");
	SIM_AT_WORK(&s, "concept");
	ck_assert_int_eq(json_get_int(sim_step(&s, "concept", NULL), "revision", 0), 1);
	plan_game();
	SIM_AT_WORK(&s, "code_leader asset_leader");
	sim_fail(&s, "code_leader", NULL);
	sim_lead(&s, "asset_leader"); /* what was at work may still end; the join waits for the branch that failed */
	SIM_AT_WORK(&s, "");
	sim_event(&s, "{'kind':'retry','node':null,'task':null}");
	SIM_AT_WORK(&s, "code_leader");
	sim_lead(&s, "code_leader");
	SIM_AT_WORK(&s, "integrator");
	sim_close(&s);
}
END_TEST

START_TEST(inputs)
{
	open_game("'checkpoint_concept'");
	sim_complete(&s, "concept", NULL, NULL);
	sim_decide(&s, "checkpoint_concept", "changes_requested", NULL);
	struct json_object *channels = engine_channels(s.g, s.state);
	ck_assert_int_eq(json_object_object_length(channels), 0); /* until it is made again */
	json_object_put(channels);
	sim_complete(&s, "concept", NULL, NULL);
	sim_decide(&s, "checkpoint_concept", "approved", NULL);
	ck_assert_str_eq(
		sim_text(&s, json_get(sim_step(&s, "design", NULL), "inputs")), "{\"concept_document\":\"o2\"}");
	sim_close(&s);
}
END_TEST

UNIT_MAIN("engine", 60, all_automatic, every_checkpoint_stops, revisions, limit_and_grant, late_events, malformed,
	foreign_states, failed_step_and_retry, inputs)
