/* SPDX-License-Identifier: ISC */
/* Work that begins again: retries of what failed and of what was lost, and runs that carry on from another's state. */
#include "tests/unit/engine_sim.h"

#include "lib/json.h"
#include "tests/unit/unit.h"

#include <string.h>

static struct sim s, copy;

/* Two sub-agents done or at work, one waiting, and the pictures at work. */
static void open_in_the_midst(void)
{
	sim_open(&s, sim_file("tests/unit/graphs/example.json"));
	sim_start(&s, "'editor'");
	sim_complete(&s, "outline", NULL, NULL);
	sim_plan(&s, "chapters", "[{'id':'a'},{'id':'b'},{'id':'c','depends':['b']}]");
	sim_complete(&s, "chapters", "a", NULL);
}

static void open_at_editor(void)
{
	open_in_the_midst();
	sim_complete(&s, "chapters", "b", NULL);
	sim_complete(&s, "chapters", "c", NULL);
	sim_complete(&s, "chapters", NULL, NULL);
	sim_complete(&s, "pictures", NULL, NULL);
	sim_complete(&s, "facts", NULL, NULL);
	sim_complete(&s, "proof", NULL, "{'verdict':'good'}");
}

static void fork_here(const char *more)
{
	sim_fork(&copy, &s);
	sim_event(&copy, "{'kind':'forked'%s}", more);
}

static void close_both(void)
{
	sim_close(&copy);
	sim_close(&s);
}

static enum err refused(struct sim *sim, const char *event, const char **message_r)
{
	struct json_object *value = sim_json(event), *state, *actions;
	sim_add_documents(sim, value);
	enum err err = engine_advance(&sim->a, sim->g, sim->state, value, &state, &actions, message_r);
	ck_assert(!err == (state != NULL));
	json_object_put(value);
	json_object_put(state);
	json_object_put(err ? NULL : actions);
	return err;
}

START_TEST(what_is_at_work_is_begun_again)
{
	open_in_the_midst();
	fork_here("");
	SIM_AT_WORK(&copy, "chapters/b pictures");
	ck_assert_int_gt(json_get_int(sim_step(&copy, "pictures", NULL), "epoch", 0), 1);
	ck_assert_int_eq(json_get_int(sim_step(&copy, "pictures", NULL), "revision", 0), 1);
	ck_assert_int_eq(json_get_int(sim_action(&copy, "phase"), "phase", 0), 2);
	ck_assert_int_eq(json_get_int(sim_action(&copy, "progress"), "percent", 0), s.progress);
	/* late for this run: of the epoch before */
	sim_event(&copy, "{'kind':'completed','node':'pictures','task':null,'stage':'run','epoch':1,'output_id':'x'}");
	ck_assert_int_eq(json_object_array_length(copy.actions), 0);
	sim_complete(&copy, "chapters", "b", NULL);
	sim_complete(&copy, "chapters", "c", NULL);
	struct json_object *gather = sim_step(&copy, "chapters", NULL);
	ck_assert_str_eq(json_get_string(json_get(gather, "results"), "a", ""), "o3");
	SIM_AT_WORK(&s, "chapters/b pictures"); /* the other run has nothing of it */
	close_both();
}
END_TEST

START_TEST(a_plan_and_a_gather_are_begun_again)
{
	sim_open(&s, sim_file("tests/unit/graphs/example.json"));
	sim_start(&s, "");
	sim_complete(&s, "outline", NULL, NULL);
	fork_here("");
	ck_assert_str_eq(json_get_string(sim_step(&copy, "chapters", NULL), "stage", ""), "plan");
	sim_close(&copy);
	sim_plan(&s, "chapters", "[]");
	fork_here("");
	ck_assert_str_eq(json_get_string(sim_step(&copy, "chapters", NULL), "stage", ""), "gather");
	SIM_AT_WORK(&copy, "chapters pictures");
	close_both();
}
END_TEST

START_TEST(a_checkpoint_is_asked_again)
{
	open_at_editor();
	fork_here("");
	struct json_object *asked = sim_action(&copy, "checkpoint");
	ck_assert_int_eq(json_get_int(asked, "revision", 0), 1);
	ck_assert(!json_get_bool(asked, "automatic", true));
	sim_decide(&copy, "editor", "changes_requested", NULL);
	SIM_AT_WORK(&copy, "outline");
	sim_close(&copy);
	fork_here(",'stops':[]"); /* nobody is to be asked here */
	ck_assert(copy.completed);
	close_both();
}
END_TEST

START_TEST(decisions_are_left_behind)
{
	open_at_editor();
	for (int i = 0; i < 5; i++) {
		sim_decide(&s, "editor", "changes_requested", "pictures");
		sim_complete(&s, "pictures", NULL, NULL);
		sim_complete(&s, "facts", NULL, NULL);
		sim_complete(&s, "proof", NULL, "{'verdict':'good'}");
	}
	sim_decide(&s, "editor", "changes_requested", "pictures");
	ck_assert(s.paused);
	fork_here(",'revision_limit':1");
	ck_assert_int_eq(json_get_int(sim_action(&copy, "checkpoint"), "revision", 0), 6); /* waits anew */
	sim_decide(&copy, "editor", "changes_requested", "pictures");
	ck_assert(!copy.paused);
	struct json_object *step = sim_step(&copy, "pictures", NULL);
	ck_assert_str_eq(sim_text(&copy, json_get(step, "feedback")), "[\"d7\"]");
	ck_assert(json_get_bool(step, "base", false));
	sim_complete(&copy, "pictures", NULL, NULL);
	sim_complete(&copy, "facts", NULL, NULL);
	sim_complete(&copy, "proof", NULL, "{'verdict':'good'}");
	sim_decide(&copy, "editor", "changes_requested", "pictures"); /* over its own limit */
	ck_assert(copy.paused);
	close_both();
}
END_TEST

START_TEST(failed_ones_are_tried_again)
{
	open_in_the_midst();
	sim_fail(&s, "pictures", NULL);
	sim_fail(&s, "chapters", "b");
	ck_assert(s.failed);
	fork_here("");
	SIM_AT_WORK(&copy, "chapters/b pictures");
	ck_assert_int_eq(sim_count(&copy, "agent"), 1); /* the leader runs again */
	close_both();
}
END_TEST

START_TEST(a_finished_run_begins_again_somewhere)
{
	const char *message;
	open_at_editor();
	sim_decide(&s, "editor", "approved", NULL);
	ck_assert(s.completed);
	ck_assert_int_eq(refused(&s, "{'kind':'forked'}", &message), ERR_INPUT);
	ck_assert_msg(strstr(message, "say with from"), "%s", message);
	ck_assert_int_eq(refused(&s, "{'kind':'forked','from':'nobody'}", &message), ERR_INPUT);
	ck_assert_int_eq(refused(&s, "{'kind':'forked','from':'proof','stops':['proof']}", &message), ERR_INPUT);
	fork_here(",'from':'pictures'");
	SIM_AT_WORK(&copy, "pictures");
	ck_assert_int_lt(copy.progress, 100);
	struct json_object *step = sim_step(&copy, "pictures", NULL);
	ck_assert_int_eq(json_get_int(step, "revision", 0), 2);
	ck_assert(json_get_bool(step, "base", false));
	ck_assert_str_eq(sim_text(&copy, json_get(sim_action(&copy, "stale"), "nodes")), "[\"facts\",\"proof\"]");
	sim_complete(&copy, "pictures", NULL, NULL);
	SIM_AT_WORK(&copy, "facts"); /* the chapters count as arrived */
	sim_complete(&copy, "facts", NULL, NULL);
	sim_complete(&copy, "proof", NULL, "{'verdict':'good'}");
	sim_decide(&copy, "editor", "approved", NULL);
	ck_assert(copy.completed);
	ck_assert_int_eq(copy.progress, 100);
	sim_close(&copy);
	fork_here(",'from':'together'"); /* a join, and what follows it */
	SIM_AT_WORK(&copy, "facts");
	close_both();
}
END_TEST

START_TEST(from_must_be_clear)
{
	const char *message;
	sim_open(&s, sim_file("tests/unit/graphs/example.json"));
	ck_assert_int_eq(refused(&s, "{'kind':'forked'}", &message), ERR_INPUT); /* nothing was begun */
	sim_close(&s);
	open_in_the_midst();
	ck_assert_int_eq(refused(&s, "{'kind':'forked','from':'facts'}", &message), ERR_INPUT);
	ck_assert_str_eq(message, "the run did not come to facts, so it cannot begin again there");
	ck_assert_int_eq(refused(&s, "{'kind':'forked','from':'pictures'}", &message), ERR_INPUT);
	ck_assert_str_eq(message, "chapters is at work beside pictures; begin again before both");
	fork_here(",'from':'outline'");
	SIM_AT_WORK(&copy, "outline");
	close_both();
}
END_TEST

/* A bug of the engine's, or a lost event, leaves a run with nothing that failed. */
START_TEST(retry_of_what_was_lost)
{
	open_in_the_midst();
	sim_event(&s, "{'kind':'retry','node':null,'task':null}");
	ck_assert_str_eq(sim_text(&s, json_get(sim_action(&s, "cancel"), "nodes")), "[\"chapters\",\"pictures\"]");
	SIM_AT_WORK(&s, "chapters/b pictures");
	struct json_object *done = json_object_array_get_idx(s.actions, 2);
	ck_assert_str_eq(json_get_string(done, "task", ""), "a"); /* the cancel took that of its agent too */
	ck_assert_str_eq(json_get_string(done, "status", ""), "completed");
	sim_event(&s, "{'kind':'completed','node':'pictures','task':null,'stage':'run','epoch':1,'output_id':'x'}");
	ck_assert_int_eq(json_object_array_length(s.actions), 0);
	sim_event(&s, "{'kind':'retry','node':'chapters','task':'b'}");
	ck_assert_int_eq(json_object_array_length(s.actions), 1);
	sim_event(&s, "{'kind':'retry','node':'pictures','task':null}");
	ck_assert_str_eq(sim_text(&s, json_get(sim_action(&s, "cancel"), "nodes")), "[\"pictures\"]");
	sim_event(&s, "{'kind':'retry','node':'outline','task':null}"); /* done: nothing to do */
	ck_assert_int_eq(json_object_array_length(s.actions), 0);
	sim_fail(&s, "pictures", NULL); /* what failed goes first, and alone */
	sim_event(&s, "{'kind':'retry','node':null,'task':null}");
	ck_assert_int_eq(sim_count(&s, "cancel"), 0);
	SIM_AT_WORK(&s, "chapters/b pictures");
	sim_close(&s);
}
END_TEST

/* Both of what runs side by side failed, and one of them is tried again. */
START_TEST(the_other_one_failed_too)
{
	open_in_the_midst();
	sim_fail(&s, "pictures", NULL);
	sim_fail(&s, "chapters", "b");
	sim_event(&s, "{'kind':'retry','node':'pictures','task':null}");
	SIM_AT_WORK(&s, "pictures");
	ck_assert_int_eq(sim_count(&s, "fail"), 0); /* something is at work */
	sim_complete(&s, "pictures", NULL, NULL); /* the join waits for the chapters */
	struct json_object *fail = sim_action(&s, "fail");
	ck_assert_str_eq(json_get_string(fail, "node", ""), "chapters");
	ck_assert_str_eq(json_get_string(fail, "task", ""), "b");
	ck_assert_str_eq(json_get_string(fail, "error_type", ""), "timeout");
	sim_event(&s, "{'kind':'retry','node':'chapters','task':'a'}"); /* that one did not fail */
	ck_assert_int_eq(sim_count(&s, "fail"), 1);
	sim_event(&s, "{'kind':'retry','node':'chapters','task':'b'}");
	SIM_AT_WORK(&s, "chapters/b");
	sim_close(&s);
	open_in_the_midst();
	sim_fail(&s, "pictures", NULL);
	sim_fail(&s, "chapters", "b");
	sim_event(&s, "{'kind':'retry','node':'chapters','task':null}");
	sim_complete(&s, "chapters", "b", NULL);
	sim_complete(&s, "chapters", "c", NULL);
	sim_complete(&s, "chapters", NULL, NULL);
	fail = sim_action(&s, "fail");
	ck_assert_str_eq(json_get_string(fail, "node", ""), "pictures");
	ck_assert_str_eq(json_get_string(fail, "error", ""), "no answer"); /* as it was, from the state */
	ck_assert_str_eq(json_get_string(fail, "error_type", ""), "timeout");
	sim_close(&s);
}
END_TEST

/* A decision was held and nobody heard of it: the project was paused for something else, or failed and was started. */
START_TEST(a_held_decision_is_told_again)
{
	open_at_editor();
	sim_event(&s, "{'kind':'resumed','grant':false}");
	ck_assert_int_eq(json_object_array_length(s.actions), 0);
	for (int i = 0; i < 6 && !s.paused; i++) {
		sim_decide(&s, "editor", "changes_requested", "pictures");
		if (s.paused)
			break;
		sim_complete(&s, "pictures", NULL, NULL);
		sim_complete(&s, "facts", NULL, NULL);
		sim_complete(&s, "proof", NULL, "{'verdict':'good'}");
	}
	ck_assert(s.paused);
	sim_event(&s, "{'kind':'resumed','grant':false}");
	ck_assert_str_eq(json_get_string(sim_action(&s, "pause"), "reason", ""), "revision_limit");
	sim_event(&s, "{'kind':'retry','node':null,'task':null}");
	ck_assert_str_eq(json_get_string(sim_action(&s, "pause"), "reason", ""), "revision_limit");
	sim_event(&s, "{'kind':'resumed','grant':true}");
	ck_assert(!s.stopped && json_object_array_length(s.steps) > 0);
	sim_close(&s);
}
END_TEST

START_TEST(retry_of_a_lost_decision)
{
	open_at_editor();
	sim_event(&s, "{'kind':'retry','node':null,'task':null}");
	ck_assert_str_eq(sim_text(&s, json_get(sim_action(&s, "cancel"), "nodes")), "[\"editor\"]");
	ck_assert_int_eq(json_get_int(sim_action(&s, "checkpoint"), "revision", 0), 2);
	ck_assert_str_eq(
		json_get_string(sim_action(&s, "agent"), "node", ""), "proof"); /* the cancel made it pending */
	ck_assert_str_eq(json_get_string(sim_action(&s, "agent"), "status", ""), "completed");
	sim_event(&s, "{'kind':'decided','node':'editor','revision':1,'decision':'approved','decision_id':'x'}");
	ck_assert_int_eq(json_object_array_length(s.actions), 0);
	sim_decide(&s, "editor", "approved", NULL);
	ck_assert(s.completed);
	sim_close(&s);
}
END_TEST

UNIT_MAIN("engine: again", 60, what_is_at_work_is_begun_again, a_plan_and_a_gather_are_begun_again,
	a_checkpoint_is_asked_again, decisions_are_left_behind, failed_ones_are_tried_again,
	a_finished_run_begins_again_somewhere, from_must_be_clear, retry_of_what_was_lost, the_other_one_failed_too,
	a_held_decision_is_told_again, retry_of_a_lost_decision)
