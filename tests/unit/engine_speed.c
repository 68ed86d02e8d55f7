/* SPDX-License-Identifier: ISC */
/*
 * How long engine_advance takes for the graph of games: a run from start to end, again and again, with the state given
 * as JSON values. Not part of the tests: prints microseconds of processor time an event. LUD_RUNS says how many runs
 * (1000).
 */
#include "tests/unit/engine_sim.h"

#include "lib/json.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <time.h>

static void record(struct sim *s)
{
	static const char *const nodes[] = {"concept", "design", "scenario", "character", "world", "task_split"};
	sim_open(s, sim_file("graphs/game-dev/graph.json"));
	sim_start(s, "");
	for (size_t i = 0; i < 6; i++)
		sim_complete(s, nodes[i], NULL, NULL);
	for (int round = 0; round < 3; round++) {
		sim_lead(s, "code_leader");
		if (!round)
			sim_lead(s, "asset_leader");
		sim_complete(s, "integrator", NULL, NULL);
		sim_complete(s, "tester", NULL, "{'verdict':'fail'}");
	}
	sim_complete(s, "reviewer", NULL, NULL);
	ck_assert(s->completed);
}

static double run_once(struct sim *s, struct arena *a)
{
	struct json_object *state = NULL, *next, *actions;
	struct timespec from, to;
	const char *message;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
	for (size_t i = 0; i < json_object_array_length(s->events); i++) {
		ck_assert(!engine_advance(
			a, s->g, state, json_object_array_get_idx(s->events, i), &next, &actions, &message));
		json_object_put(actions);
		json_object_put(state);
		state = next;
		arena_reset(a);
	}
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
	json_object_put(state);
	return (double)(to.tv_sec - from.tv_sec) * 1e6 + (double)(to.tv_nsec - from.tv_nsec) / 1e3;
}

START_TEST(game_graph)
{
	const char *text = getenv("LUD_RUNS");
	int runs = text ? atoi(text) : 1000;
	double sum = 0, least = 1e12;
	struct sim s;
	struct arena a;
	record(&s);
	arena_init(&a, 64 << 20);
	for (int i = 0; i < runs; i++) {
		double t = run_once(&s, &a);
		sum += t;
		least = t < least ? t : least;
	}
	double events = (double)json_object_array_length(s.events);
	printf("# %d runs of %.0f events: %.2f us an event, %.2f in the fastest run\n", runs, events,
		sum / runs / events, least / events);
	fflush(stdout);
	arena_done(&a);
	sim_close(&s);
}
END_TEST

UNIT_MAIN("engine: speed", 600, game_graph)
