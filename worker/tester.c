/* SPDX-License-Identifier: ISC */
/*
 * The builtin `test`: static checks, then the game's core is played by bots, and by recordings of people (tester_plays.c), each in its own
 * sandbox, two at a time; then a screenshot, where a browser is configured. A hostile core ends its own child and becomes a line of the report.
 */
#include "worker/builtin.h"
#include "worker/browser.h"
#include "worker/tester.h"

#include "lib/json.h"

#include <string.h>
#include <unistd.h>

enum { AT_ONCE = 2, CPU_SECONDS = 20, WALL_MS = 40000 };

/* The solver gets five minutes of play, who only has to fail less; that the game can be won is shown by one game, so it plays others only when
 * the first was not. Greedy plays other games than the solver: without a policy or advice of the game's own the two play alike. */
const struct test_play test_bots[TEST_BOTS] = {
	{"check", 600, 0, -1, NULL, false}, {"solver", 18000, 0, 0, NULL, false}, {"solver", 18000, 1, 1, NULL, true},
	{"solver", 18000, 2, 1, NULL, true}, {"replay", 18000, 0, 1, NULL, false}, {"greedy", 10800, 3, 0, NULL, false},
	{"greedy", 10800, 4, 0, NULL, false}, {"random", 7200, 0, 0, NULL, false}, {"sweep", 7200, 0, 0, NULL, false},
	{"idle", 3600, 0, 0, NULL, false},
};

struct builtin_run {
	struct loop *loop;
	const struct step_input *input;
	builtin_done_fn *done;
	void *context;
	struct game game;
	struct test_report report;
	int64_t seed;
	struct sandbox_file scripts[4]; /* the last: recorded inputs, for a replay */
	struct {
		struct builtin_run *run;
		int play;
		struct sandbox_call *call; /* NULL when the place is free */
	} places[AT_ONCE];
	bool *started; /* of each play */
	struct loop_timer *first; /* starts the plays once test_start has returned: done may free everything */
	struct browser *browser;
	bool ended;
};

static void go_on(struct builtin_run *run);

static bool plays_over(const struct builtin_run *run)
{
	for (int i = 0; i < run->report.count; i++) {
		if (!run->report.results[i].done)
			return false;
	}
	return true;
}

static void end(struct builtin_run *run)
{
	struct answer *answer = arena_new(run->input->arena, struct answer);
	answer_init(answer, run->input->arena);
	run->ended = true;
	if (run->report.screenshot) {
		size_t len = 0;
		const void *png = browser_picture(run->browser, &len);
		run->report.screenshot = png && answer_file(answer, "reports/title.png", png, len) == ERR_OK;
	}
	test_report_write(&run->report, answer);
	browser_end(run->browser);
	for (int i = 0; i < run->report.count; i++)
		json_object_put(run->report.results[i].run);
	json_object_put(run->report.console);
	run->done(run->context, answer);
}

static void browser_over(void *context, const struct browser_result *result)
{
	struct builtin_run *run = context;
	run->report.browser = result->ran ? "run" : arena_printf(run->input->arena, "not run: %s", result->message);
	run->report.console = json_object_get(result->console);
	run->report.screenshot = result->ran;
	end(run);
}

static void look_at_it(struct builtin_run *run)
{
	const char *path = run->input->conf->chromium_path;
	const char *message = NULL;
	if (!path || !*path)
		run->report.browser = "not run: no browser is configured";
	else if (browser_start(run->input->arena, run->loop, path, &run->game, browser_over, run, &run->browser, &message))
		run->report.browser = arena_printf(run->input->arena, "not run: %s", message);
	else
		return;
	end(run);
}

static void play_over(void *context, const struct sandbox_result *result)
{
	struct builtin_run *run = *(struct builtin_run **) context;
	for (int p = 0; p < AT_ONCE; p++) {
		if ((void *) &run->places[p] != context)
			continue;
		struct test_played *r = &run->report.results[run->places[p].play];
		*r = (struct test_played) {.done = true, .failure = result->failure, .run = json_object_get(result->answer), .ms = result->elapsed_ms};
		if (result->failure)
			r->message = arena_printf(run->input->arena, "%s%s%s: %s", result->file ? result->file : "",
				result->line ? arena_printf(run->input->arena, ":%ld ", result->line) : " ", sandbox_failure_name(result->failure), result->message);
		run->places[p].call = NULL;
	}
	go_on(run);
}

/* The sandbox's `play` member. */
static struct json_object *play_head(const struct builtin_run *run, const struct test_play *play)
{
	const struct recording *r = play->recording;
	int64_t seed = r && r->seeded ? r->seed : (run->seed + play->seed) % 4294967296;
	struct json_object *head = json_object_new_object();
	json_object_object_add(head, "bot", json_object_new_string(play->bot));
	json_object_object_add(head, "seed", json_object_new_int64(seed));
	json_object_object_add(head, "ticks", json_object_new_int(play->ticks));
	return head;
}

static void fail_play(struct builtin_run *run, int i, const char *message)
{
	run->started[i] = true;
	run->report.results[i] = (struct test_played) {.done = true, .failure = SANDBOX_BROKEN, .message = message};
}

static void start_play(struct builtin_run *run, int i, int place)
{
	const struct test_play *play = &run->report.plan[i];
	struct json_object *head = play_head(run, play);
	bool replay = strcmp(play->bot, "replay") == 0;
	if (replay) {
		/* A long game's inputs would not fit the request's head. */
		const char *inputs = play->recording ? play->recording->inputs
						     : json_text(run->input->arena, json_get(run->report.results[play->after].run, "inputs"));
		run->scripts[3] = (struct sandbox_file) {"inputs", inputs, strlen(inputs), SANDBOX_INPUTS};
	}
	struct sandbox_request request = {.mode = "play", .files = run->scripts, .file_count = replay ? 4 : 3, .play = head,
		.limits = {.cpu_seconds = CPU_SECONDS, .heap_bytes = 64L << 20, .result_bytes = 1 << 20, .wall_ms = WALL_MS}};
	run->places[place].run = run;
	run->places[place].play = i;
	run->started[i] = true;
	if (sandbox_start(run->loop, run->input->conf->sandbox_path, &request, play_over, &run->places[place], &run->places[place].call))
		fail_play(run, i, run->report.ja ? "サンドボックスを起動できません" : "the sandbox could not be started");
	json_object_put(head);
}

static bool won(const struct test_played *result)
{
	return !strcmp(json_get_string(result->run, "end", ""), "won");
}

/* Whether play i may start now: false also when what it needs has failed, or made it needless, and then it is over. */
static bool ready(struct builtin_run *run, int i)
{
	int after = run->report.plan[i].after;
	if (run->started[i] || (after >= 0 && !run->report.results[after].done))
		return false;
	/* That the solver's first game failed is what its spare ones are for: they hang on what that one hung on. */
	int needed = run->report.plan[i].spare ? run->report.plan[after].after : after;
	if (needed >= 0 && run->report.results[needed].failure) {
		fail_play(run, i, arena_printf(run->input->arena, run->report.ja ? "%s の失敗により未実行" : "not run, since %s failed", run->report.plan[needed].bot));
		return false;
	}
	if (run->report.plan[i].spare && won(&run->report.results[after])) {
		run->started[i] = true;
		run->report.results[i] = (struct test_played) {.done = true, .spared = true};
		return false;
	}
	return true;
}

static void go_on(struct builtin_run *run)
{
	for (int i = 0; i < run->report.count; i++) {
		for (int p = 0; p < AT_ONCE; p++) {
			if (!run->places[p].call && ready(run, i))
				start_play(run, i, p);
		}
	}
	bool idle = true;
	for (int p = 0; p < AT_ONCE; p++)
		idle &= run->places[p].call == NULL;
	if (idle && plays_over(run) && !run->ended)
		look_at_it(run);
}

static bool take_scripts(struct builtin_run *run)
{
	static const char *const names[] = {"data/params.js", "data/levels.js", "js/core.js"};
	for (int i = 0; i < 3; i++) {
		const struct game_file *f = game_find(&run->game, names[i]);
		if (!f)
			return false;
		run->scripts[i] = (struct sandbox_file) {names[i], f->bytes, f->len, SANDBOX_SCRIPT};
	}
	struct json_object *params = game_data(&run->game, "data/params.js");
	run->seed = json_get_int(params, "seed", run->input->seed) & 0xffffffff;
	json_object_put(params);
	return true;
}

static void first_turn(void *context)
{
	struct builtin_run *run = context;
	run->first = NULL;
	go_on(run);
}

static void test_start(struct loop *loop, const struct step_input *input, builtin_done_fn *done, void *context, struct builtin_run **run_r)
{
	static const char *const channels[] = {"build_result", NULL};
	struct builtin_run *run = arena_new(input->arena, struct builtin_run);
	*run = (struct builtin_run) {.loop = loop, .input = input, .done = done, .context = context};
	run->report = (struct test_report) {.a = input->arena, .ja = input->language && !strcmp(input->language, "ja"), .game = &run->game, .browser = "not run"};
	*run_r = run;
	test_plan(&run->report, input->plays);
	run->started = arena_array(input->arena, (size_t)run->report.count, sizeof *run->started);
	const char *message = "";
	enum err err = game_load(input->arena, input, channels, "game/", &game_limits_build, &run->game, &message);
	if (err) {
		struct answer *answer = arena_new(input->arena, struct answer);
		answer_init(answer, input->arena);
		answer_fail(answer, err == ERR_TOO_LARGE ? FAIL_INVALID : FAIL_INTERNAL, err != ERR_TOO_LARGE, "%s", message);
		*run_r = NULL;
		done(context, answer);
		return;
	}
	if (!take_scripts(run)) {
		for (int i = 0; i < run->report.count; i++)
			fail_play(run, i, run->report.ja ? "data/params.js、data/levels.js、js/core.js のどれかがないため未実行" : "not run: data/params.js, data/levels.js or js/core.js is missing");
	}
	run->first = loop_timer(loop, 0, first_turn, run);
}

static void test_cancel(struct builtin_run *run)
{
	if (!run || run->ended)
		return;
	loop_timer_stop(run->loop, run->first);
	for (int p = 0; p < AT_ONCE; p++)
		sandbox_cancel(run->places[p].call);
	browser_end(run->browser);
	for (int i = 0; i < run->report.count; i++)
		json_object_put(run->report.results[i].run);
	run->ended = true;
}

static const char *test_check(struct arena *a, const struct conf *conf)
{
	return access(conf->sandbox_path, X_OK) == 0 ? NULL : arena_printf(a, "%s is not there or not executable: set [worker] sandbox_path", conf->sandbox_path);
}

const struct builtin builtin_test = {.name = "test", .version = "3", .plays = true, .start = test_start, .cancel = test_cancel, .check = test_check};
