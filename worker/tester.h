/* SPDX-License-Identifier: ISC */
/*
 * The tester's plan and its report, apart from the processes that carry it out (tester.c).
 *
 * Every play is one child of ludwright-sandbox. The plan begins with test_bots: a contract check, then bots: `solver` shows that the game
 * can be won, `greedy` how far one comes who sees what a player sees. `replay` plays the solver's recorded inputs and has to end in the same
 * state, which shows that the rules depend on seed and inputs alone. Then what people played and sent along with comments (recording.h) is
 * played on this build, so that they read in the review where it goes now. What did not run is reported as not run, never as passed.
 * Sentences are in the project's language; names of rules, defects of the rules and messages of the engine are in English.
 */
#ifndef LUD_WORKER_TESTER_H
#define LUD_WORKER_TESTER_H

#include "lib/arena.h"
#include "lib/buf.h"
#include "worker/answer.h"
#include "worker/game.h"
#include "worker/recording.h"
#include "worker/sandbox_client.h"

#include <json-c/json.h>
#include <stdbool.h>

enum { TEST_BOTS = 10 };

struct test_play {
	const char *bot;      /* of the sandbox: check, idle, random, sweep, greedy, solver, replay */
	int ticks;            /* most steps of 1/60 s */
	int seed;             /* added to the game's own seed */
	int after;            /* index of the play that has to be over first, or -1 */
	const struct recording *recording; /* what a replay plays; NULL: the inputs of `after` */
	bool spare;           /* played only when `after` was not won */
};

extern const struct test_play test_bots[TEST_BOTS];

struct test_played {
	bool done;
	bool spared; /* not played, since another was won; no run, no failure */
	enum sandbox_failure failure;
	const char *message; /* with file and line; NULL when it went well */
	struct json_object *run; /* owned */
	long ms;
};

struct test_report {
	struct arena *a;
	bool ja; /* the project's language, else English */
	const struct game *game;
	const struct test_play *plan; /* test_bots, then recordings */
	struct test_played *results;  /* of each play of the plan */
	int count;
	const struct recording *recordings; /* also those that are not played */
	size_t recording_count;
	const char *browser;      /* "not run: …" or "run" */
	struct json_object *console; /* array of console errors, owned, or NULL */
	bool screenshot;
};

/* Makes the plan, with room for its results. In: comments as input->plays, or NULL. */
void test_plan(struct test_report *report, struct json_object *comments);
/* The part `plays` of the document: each recording, how it ended then and now. Out: owned by the caller. In: *broken_r NULL. *broken_r: why the
 * core broke under one of them, if it did. */
struct json_object *test_plays_write(const struct test_report *report, const char **broken_r);
/* The part `balance/bots` of the document: by bot, in the order of their skill, plays, time to lose, score a minute and levels reached. Out: owned
 * by the caller. */
struct json_object *test_balance_bots(const struct test_report *report);
/* The same as a table in Markdown, "" for no bot, and as an SVG of numbers and the tester's own words alone. In: bots of test_balance_bots(). */
void test_balance_table(const struct test_report *report, struct json_object *bots, struct buf *out);
void test_balance_picture(const struct test_report *report, struct json_object *bots, struct buf *out);
/* Fills document, files (reports/test.json, reports/test.md, reports/balance.svg), summary. */
void test_report_write(struct test_report *report, struct answer *answer);

#endif
