/* SPDX-License-Identifier: ISC */
/*
 * The tester's plan and its report, apart from the processes that carry it out (tester.c).
 *
 * Every play is one child of ludwright-sandbox. The plan is fixed: a contract check, then bots; `replay` plays greedy's recorded inputs and
 * has to end in the same state, which shows that the rules depend on seed and inputs alone. What did not run is reported as not run,
 * never as passed.
 */
#ifndef LUD_WORKER_TESTER_H
#define LUD_WORKER_TESTER_H

#include "lib/arena.h"
#include "worker/answer.h"
#include "worker/game.h"
#include "worker/sandbox_client.h"

#include <json-c/json.h>
#include <stdbool.h>

enum { TEST_PLAYS = 8 };

struct test_play {
	const char *bot;      /* of the sandbox: check, idle, random, sweep, greedy, replay */
	int ticks;            /* most steps of 1/60 s */
	int seed;             /* added to the game's own seed */
	int after;            /* index of the play that has to be over first, or -1 */
};

extern const struct test_play test_plan[TEST_PLAYS];

struct test_result {
	bool done;
	enum sandbox_failure failure;
	const char *message; /* with file and line; NULL when it went well */
	struct json_object *run; /* owned */
	long ms;
};

struct test_report {
	struct arena *a;
	const struct game *game;
	struct test_result results[TEST_PLAYS];
	const char *browser;      /* "not run: …" or "run" */
	struct json_object *console; /* array of console errors, owned, or NULL */
	bool screenshot;
};

/* Fills document, files (reports/test.json, reports/test.md), summary. */
void test_report_write(struct test_report *report, struct answer *answer);

#endif
