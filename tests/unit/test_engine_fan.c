/* SPDX-License-Identifier: ISC */
/* Leaders and their sub-agents, on the example graph. */
#include "tests/unit/engine_sim.h"

#include "lib/json.h"
#include "tests/unit/unit.h"

#include <string.h>

static struct sim s;

static void open_example(void)
{
	sim_open(&s, sim_file("tests/unit/graphs/example.json"));
	sim_start(&s, "'editor'");
	sim_complete(&s, "outline", NULL, NULL);
	SIM_AT_WORK(&s, "chapters pictures");
	sim_complete(&s, "pictures", NULL, NULL);
}

START_TEST(dependency_order)
{
	open_example();
	sim_plan(&s, "chapters",
		"[{'id':'d','depends':['b','c']},{'id':'b','depends':['a'],'title':'Bees'},"
		"{'id':'c','depends':['a','a']},{'id':'a'},{'id':'e'}]");
	SIM_AT_WORK(&s, "chapters/a chapters/e");
	ck_assert_str_eq(json_get_string(sim_step(&s, "chapters", "a"), "type", ""), "writer");
	ck_assert_int_eq(json_get_int(sim_step(&s, "chapters", "a"), "ordinal", 0), 4);
	ck_assert_str_eq(json_get_string(sim_step(&s, "chapters", "a"), "stage", ""), "run");
	sim_complete(&s, "chapters", "a", NULL);
	SIM_AT_WORK(&s, "chapters/e chapters/b chapters/c");
	ck_assert_str_eq(json_get_string(sim_step(&s, "chapters", "b"), "title", ""), "Bees");
	ck_assert_ptr_nonnull(json_at(sim_step(&s, "chapters", "b"), "/depends/a"));
	ck_assert_ptr_nonnull(json_at(sim_step(&s, "chapters", "b"), "/inputs/outline"));
	sim_complete(&s, "chapters", "c", NULL);
	SIM_AT_WORK(&s, "chapters/e chapters/b");
	sim_complete(&s, "chapters", "b", NULL);
	SIM_AT_WORK(&s, "chapters/e chapters/d");
	sim_complete(&s, "chapters", "d", NULL);
	sim_complete(&s, "chapters", "e", NULL);
	SIM_AT_WORK(&s, "chapters");
	ck_assert_str_eq(json_get_string(sim_step(&s, "chapters", NULL), "stage", ""), "gather");
	ck_assert_int_eq(json_object_object_length(json_get(sim_step(&s, "chapters", NULL), "results")), 5);
	sim_complete(&s, "chapters", NULL, NULL);
	SIM_AT_WORK(&s, "facts");
	sim_close(&s);
}
END_TEST

START_TEST(no_task)
{
	open_example();
	sim_plan(&s, "chapters", "[]");
	ck_assert_str_eq(json_get_string(sim_step(&s, "chapters", NULL), "stage", ""), "gather");
	sim_close(&s);
}
END_TEST

START_TEST(worker_fails)
{
	open_example();
	sim_plan(&s, "chapters", "[{'id':'a'},{'id':'b','depends':['a']},{'id':'c'},{'id':'d'}]");
	sim_fail(&s, "chapters", "a");
	ck_assert_int_eq(sim_count(&s, "fail"), 0); /* the others end first */
	ck_assert_str_eq(json_get_string(sim_action(&s, "agent"), "status", ""), "failed");
	SIM_AT_WORK(&s, "chapters/c chapters/d");
	sim_complete(&s, "chapters", "c", NULL);
	sim_fail(&s, "chapters", "d");
	struct json_object *fail = sim_action(&s, "fail");
	ck_assert_str_eq(json_get_string(fail, "task", ""), "a");
	ck_assert_str_eq(json_get_string(fail, "error_type", ""), "timeout");
	SIM_AT_WORK(&s, "");
	sim_event(&s, "{'kind':'retry','node':'chapters','task':'a'}");
	SIM_AT_WORK(&s, "chapters/a");
	sim_complete(&s, "chapters", "a", NULL);
	SIM_AT_WORK(&s, "chapters/b");
	sim_complete(&s, "chapters", "b", NULL);
	ck_assert_str_eq(json_get_string(sim_action(&s, "fail"), "task", ""), "d");
	sim_event(&s, "{'kind':'retry','node':null,'task':null}");
	SIM_AT_WORK(&s, "chapters/d");
	sim_complete(&s, "chapters", "d", NULL);
	ck_assert_str_eq(json_get_string(sim_step(&s, "chapters", NULL), "stage", ""), "gather");
	sim_close(&s);
}
END_TEST

START_TEST(retry_while_others_work)
{
	open_example();
	sim_plan(&s, "chapters", "[{'id':'a'},{'id':'c'}]");
	sim_fail(&s, "chapters", "a");
	sim_event(&s, "{'kind':'retry','node':'chapters','task':'a'}");
	SIM_AT_WORK(&s, "chapters/c chapters/a");
	/* the failed one's late answer is not the new one's */
	sim_event(&s, "{'kind':'completed','node':'chapters','task':'a','stage':'run','epoch':1,'output_id':'x'}");
	ck_assert_int_eq(json_object_array_length(s.actions), 0);
	sim_complete(&s, "chapters", "a", NULL);
	sim_complete(&s, "chapters", "c", NULL);
	ck_assert_str_eq(json_get_string(sim_step(&s, "chapters", NULL), "stage", ""), "gather");
	sim_close(&s);
}
END_TEST

START_TEST(bad_plans)
{
	static const char *const bad[][2] = {
		{"{}", "no list"},
		{"[{'id':'a'},{'id':'a'}]", "two tasks are called a"},
		{"[{'id':'a','depends':['b']}]", "depends on b"},
		{"[{'id':'a','depends':[null]}]", "depends on null"},
		{"[{'id':'a','depends':'b'}]", "has to be a list"},
		{"[{'id':'a','depends':['a']}]", "depends on itself"},
		{"[{'id':'x'},{'id':'a','depends':['b','x']},{'id':'b','depends':['a']}]", "depends on itself"},
		{"[{'id':''}]", "needs an id"},
		{"[{}]", "needs an id"},
		{"[5,null]", "needs an id"},
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		open_example();
		sim_plan(&s, "chapters", bad[i][0]);
		struct json_object *fail = sim_action(&s, "fail");
		ck_assert_str_eq(json_get_string(fail, "error_type", ""), "invalid_output");
		ck_assert_msg(strstr(json_get_string(fail, "error", ""), bad[i][1]), "%s", sim_text(&s, fail));
		sim_event(&s, "{'kind':'retry','node':'chapters','task':null}");
		ck_assert_str_eq(json_get_string(sim_step(&s, "chapters", NULL), "stage", ""), "plan");
		sim_close(&s);
	}
}
END_TEST

static const char *many(int count)
{
	const char *text = "[";
	for (int i = 0; i < count; i++)
		text = arena_printf(&s.a, "%s%s{'id':'t%d','depends':[%s]}", text, i ? "," : "", i,
			i ? arena_printf(&s.a, "'t%d'", i - 1) : "");
	return arena_printf(&s.a, "%s]", text);
}

START_TEST(two_hundred_tasks)
{
	open_example();
	sim_plan(&s, "chapters", many(201));
	ck_assert_str_eq(json_get_string(sim_action(&s, "fail"), "error", ""), "the plan has 201 tasks, 200 at most");
	sim_event(&s, "{'kind':'retry','node':'chapters','task':null}");
	sim_plan(&s, "chapters", many(200));
	for (int i = 0; i < 200; i++)
		sim_complete(&s, "chapters", arena_printf(&s.a, "t%d", i), NULL);
	ck_assert_str_eq(json_get_string(sim_step(&s, "chapters", NULL), "stage", ""), "gather");
	sim_close(&s);
}
END_TEST

/* docs/graphs.md tells this story. */
START_TEST(example_story)
{
	open_example();
	sim_lead(&s, "chapters");
	sim_complete(&s, "facts", NULL, "{'wrong':0}");
	ck_assert_str_eq(sim_text(&s, json_at(sim_step(&s, "proof", NULL), "/inputs/notes")), "[\"o7\"]");
	sim_complete(&s, "proof", NULL, "{'verdict':'errors'}");
	SIM_AT_WORK(&s, "chapters");
	ck_assert_str_eq(sim_text(&s, json_at(sim_step(&s, "chapters", NULL), "/inputs/notes")), "[\"o7\",\"o8\"]");
	sim_lead(&s, "chapters");
	sim_complete(&s, "facts", NULL, "{'wrong':3}");
	struct json_object *channels = engine_channels(s.g, s.state); /* until proof comes again */
	ck_assert_str_eq(sim_text(&s, json_get(channels, "notes")), "[\"o13\"]");
	json_object_put(channels);
	sim_complete(&s, "proof", NULL, "{'verdict':'good'}"); /* the facts were wrong */
	SIM_AT_WORK(&s, "chapters");
	sim_lead(&s, "chapters");
	sim_complete(&s, "facts", NULL, "{'wrong':1}");
	sim_complete(&s, "proof", NULL, "{'verdict':'errors'}"); /* twice at most, whoever says so */
	SIM_AT_WORK(&s, "");
	channels = engine_channels(s.g, s.state);
	ck_assert_str_eq(sim_text(&s, json_get(channels, "notes")), "[\"o19\",\"o20\"]");
	json_object_put(channels);
	sim_decide(&s, "editor", "changes_requested", "pictures");
	SIM_AT_WORK(&s, "pictures");
	sim_complete(&s, "pictures", NULL, NULL);
	sim_complete(&s, "facts", NULL, NULL);
	sim_complete(&s, "proof", NULL, "{'verdict':'good'}");
	sim_decide(&s, "editor", "approved", NULL);
	ck_assert(s.completed);
	sim_close(&s);
}
END_TEST

START_TEST(a_leader_says_how_far_it_is)
{
	open_example();
	sim_plan(&s, "chapters", "[{'id':'a'},{'id':'b'}]");
	sim_complete(&s, "chapters", "a", NULL);
	struct json_object *leader = json_object_array_get_idx(s.actions, 1);
	ck_assert_str_eq(sim_text(&s, leader),
		"{\"do\":\"agent\",\"node\":\"chapters\",\"task\":null,\"status\":\"running\",\"percent\":50}");
	sim_complete(&s, "chapters", "b", NULL);
	leader = json_object_array_get_idx(s.actions, json_object_array_length(s.actions) - 2);
	ck_assert_int_eq(json_get_int(leader, "percent", 0), 90);
	sim_close(&s);
}
END_TEST

UNIT_MAIN("engine: leaders", 60, dependency_order, no_task, worker_fails, retry_while_others_work, bad_plans,
	two_hundred_tasks, example_story, a_leader_says_how_far_it_is)
