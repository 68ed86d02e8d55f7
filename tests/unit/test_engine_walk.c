/* SPDX-License-Identifier: ISC */
/*
 * Random walks: whatever ends well or badly, is decided, comes late or twice, in any order, no step runs twice in an
 * epoch (engine_sim looks), a join waits for exactly those branches that can still reach it, and each run ends or waits
 * for somebody. At the end the whole walk is replayed from its events.
 *
 * LUD_SEED and LUD_WALKS make another or a longer one.
 */
#include "lib/json.h"
#include "tests/unit/engine_sim.h"
#include "tests/unit/graph_make.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

static struct sim s;
static uint64_t seed;

static uint64_t number_from(const char *name, uint64_t fallback)
{
	const char *text = getenv(name);
	return text ? strtoull(text, NULL, 10) : fallback;
}

static struct json_object *state_of(struct json_object *state, int node)
{
	return json_get(json_get(state, "nodes"), s.g->nodes[node].name);
}

static bool is_token(struct json_object *state, int node)
{
	const char *status = json_get_string(state_of(state, node), "status", "idle");
	return strcmp(status, "idle") != 0 && strcmp(status, "done") != 0;
}

static int tokens_before(int join)
{
	int count = 0;
	for (int t = 0; t < (int)s.g->node_count; t++)
		count += t != join && is_token(s.state, t) && graph_reaches(s.g, t, join);
	return count;
}

/* In: the state before the event. */
static void check_joins(struct json_object *before)
{
	bool same_epoch = json_get_int(before, "epoch", 0) == json_get_int(s.state, "epoch", 0);
	for (int i = 0; i < (int)s.g->node_count; i++) {
		if (s.g->nodes[i].kind != GRAPH_JOIN)
			continue;
		int64_t fired = json_get_int(state_of(s.state, i), "revision", 0) -
				json_get_int(state_of(before, i), "revision", 0);
		if (is_token(s.state, i))
			ck_assert_msg(tokens_before(i) > 0, "join %s waits for nothing", s.g->nodes[i].name);
		if (fired && same_epoch)
			ck_assert_msg(fired == 1 && tokens_before(i) == 0, "join %s was too early", s.g->nodes[i].name);
	}
}

static const char *random_plan(bool calm)
{
	const char *text = "[";
	int n = dice(&seed, 5);
	if (!calm && !dice(&seed, 20))
		return "[{'id':'a','depends':['a']}]";
	for (int i = 0; i < n; i++) {
		const char *depends = i && dice(&seed, 2) ? arena_printf(&s.a, "'t%d'", dice(&seed, i)) : "";
		text = arena_printf(&s.a, "%s%s{'id':'t%d','depends':[%s]}", text, i ? "," : "", i, depends);
	}
	return arena_printf(&s.a, "%s]", text);
}

static void end_a_step(bool calm)
{
	int which = dice(&seed, (int)json_object_array_length(s.steps));
	struct json_object *step = json_object_array_get_idx(s.steps, (size_t)which);
	const char *node = json_get_string(step, "node", ""), *task = json_get_string(step, "task", NULL);
	node = arena_strdup(&s.a, node);
	task = task ? arena_strdup(&s.a, task) : NULL;
	if (!calm && !dice(&seed, 15))
		sim_fail(&s, node, task);
	else if (!strcmp(json_get_string(step, "stage", ""), "plan"))
		sim_plan(&s, node, random_plan(calm));
	else
		sim_complete(&s, node, task,
			arena_printf(&s.a,
				"{'k':%d,'verdict':'%s','recommendation':'iterate',"
				"'iterate_target':'%s'}",
				calm ? 9 : dice(&seed, 4), calm || dice(&seed, 2) ? "pass" : "fail",
				calm		 ? "none"
				: dice(&seed, 2) ? "code"
						 : "both"));
}

static void decide(bool calm)
{
	static const char *const decisions[] = {"approved", "approved", "rejected", "changes_requested"};
	static const char *const targets[] = {
		"t0", "t1", "t2", "code", "assets", "design", "retest", "packaging", NULL};
	int which = dice(&seed, json_object_object_length(s.waiting)), i = 0;
	const char *node = NULL;
	json_object_object_foreach(s.waiting, name, revision)
	{
		(void)revision;
		if (i++ == which)
			node = arena_strdup(&s.a, name);
	}
	sim_decide(&s, node, calm ? "approved" : decisions[dice(&seed, 4)], targets[dice(&seed, 9)]);
}

/* Something that happened already comes again: nothing may follow. */
static void repeat_an_event(void)
{
	int which = dice(&seed, (int)json_object_array_length(s.events));
	struct json_object *event = json_object_array_get_idx(s.events, (size_t)which);
	const char *kind = json_get_string(event, "kind", "");
	if (!strcmp(kind, "resumed") || !strcmp(kind, "retry"))
		return;
	sim_feed(&s, json_object_get(event));
	ck_assert_msg(json_object_array_length(s.actions) == 0, "%s twice did something", sim_text(&s, event));
}

/* Out: false when the run is at its end. */
static bool one_event(bool calm)
{
	int work = (int)json_object_array_length(s.steps), waiting = json_object_object_length(s.waiting);
	if (s.completed)
		return false;
	if (!calm && !dice(&seed, 8))
		repeat_an_event();
	else if (work + waiting && dice(&seed, work + waiting) < work)
		end_a_step(calm);
	else if (waiting)
		decide(calm);
	else if (s.failed || s.paused) {
		bool failed = s.failed;
		s.failed = s.paused = false;
		sim_event(&s, failed ? "{'kind':'retry','node':null,'task':null}" : "{'kind':'resumed','grant':true}");
		if (failed) /* both may be the case */
			s.paused = true;
	} else
		ck_abort_msg("the run hangs: %s", sim_text(&s, s.state));
	return true;
}

static void replay(void)
{
	struct json_object *state = NULL, *next, *actions;
	const char *message;
	for (size_t i = 0; i < json_object_array_length(s.events); i++) {
		struct json_object *event = json_object_array_get_idx(s.events, i);
		ck_assert(!engine_advance(&s.a, s.g, state, event, &next, &actions, &message));
		json_object_put(actions);
		json_object_put(state);
		state = next;
	}
	ck_assert_str_eq(sim_text(&s, state), sim_text(&s, s.state));
	json_object_put(state);
}

static const char *random_stops(void)
{
	const char *stops = "";
	for (size_t i = 0; i < s.g->node_count; i++)
		if (s.g->nodes[i].kind == GRAPH_CHECKPOINT && dice(&seed, 2))
			stops = arena_printf(&s.a, "%s%s'%s'", stops, *stops ? "," : "", s.g->nodes[i].name);
	return stops;
}

/* Wild for some events, then calm until the end. */
static void walk(struct json_object *root, int wild)
{
	sim_open(&s, root);
	sim_start(&s, random_stops());
	for (int i = 0; i < wild + 3000; i++) {
		struct json_object *before = json_object_get(s.state);
		bool more = one_event(i >= wild);
		check_joins(before);
		json_object_put(before);
		if (!more)
			break;
	}
	ck_assert_msg(s.completed, "no end: %s", sim_text(&s, s.state));
	replay();
	sim_close(&s);
}

START_TEST(game_graph)
{
	int walks = (int)number_from("LUD_WALKS", 20);
	for (int i = 0; i < walks; i++) {
		seed = number_from("LUD_SEED", 1) * 1000003 + (uint64_t)i + 1;
		walk(sim_file("graphs/game-dev/graph.json"), 250);
	}
}
END_TEST

START_TEST(random_graphs)
{
	int walks = (int)number_from("LUD_WALKS", 20) * 5;
	for (int i = 0; i < walks; i++) {
		seed = number_from("LUD_SEED", 1) * 7000009 + (uint64_t)i + 1;
		walk(graph_make(&seed, 16 + dice(&seed, 15)), 120);
	}
}
END_TEST

UNIT_MAIN("engine: random walks", 600, game_graph, random_graphs)
