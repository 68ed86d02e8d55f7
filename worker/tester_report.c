/* SPDX-License-Identifier: ISC */
#include "worker/tester.h"

#include "lib/buf.h"
#include "lib/json.h"

#include <string.h>

enum { WHERE_MAX = 500, DETAIL_MAX = 500 };
enum { CHECK, SOLVER, SOLVER_LAST = SOLVER + 2, REPLAY, GREEDY, GREEDY_LAST = GREEDY + 1, RANDOM, SWEEP, IDLE };

struct writer {
	struct test_report *report;
	struct json_object *defects;
	int count;
	bool blocked; /* a defect that fails the test */
};

static void add_string(struct json_object *o, const char *key, const char *text)
{
	json_object_object_add(o, key, text ? json_object_new_string(text) : NULL);
}

static struct json_object *run_of(const struct writer *w, int i)
{
	return w->report->results[i].run;
}

static bool won(const struct writer *w, int i)
{
	return strcmp(json_get_string(run_of(w, i), "end", ""), "won") == 0;
}

static double progress(const struct writer *w, int i)
{
	return json_get_double(run_of(w, i), "progress", 0);
}

static int count_plays(const struct writer *w, int first, int last)
{
	int plays = 0;
	for (int i = first; i <= last; i++)
		plays += !w->report->results[i].spared;
	return plays;
}

/* Of the plays from first to last, those that were won. */
static int count_wins(const struct writer *w, int first, int last)
{
	int wins = 0;
	for (int i = first; i <= last; i++)
		wins += won(w, i);
	return wins;
}

static double best_progress(const struct writer *w, int first, int last)
{
	double best = 0;
	for (int i = first; i <= last; i++)
		best = progress(w, i) > best ? progress(w, i) : best;
	return best;
}

static void add_defect(struct writer *w, const char *severity, const char *file, const char *what, struct json_object *run)
{
	struct json_object *d = json_object_new_object();
	add_string(d, "id", arena_printf(w->report->a, "d%d", ++w->count));
	add_string(d, "severity", severity);
	add_string(d, "file", file ? file : "");
	add_string(d, "where", arena_strndup(w->report->a, what, strnlen(what, WHERE_MAX)));
	if (run)
		json_object_object_add(d, "repro_seed", json_object_new_int64(json_get_int(run, "seed", 0)));
	json_object_array_add(w->defects, d);
	w->blocked |= strcmp(severity, "minor") != 0;
}

static struct json_object *write_static(struct writer *w)
{
	struct json_object *found = game_check(w->report->a, w->report->game), *list = json_object_new_array();
	for (size_t i = 0; i < json_object_array_length(found); i++) {
		struct json_object *rule = json_object_array_get_idx(found, i), *check = json_object_new_object();
		const char *name = json_get_string(rule, "name", ""), *detail = json_get_string(rule, "detail", "");
		bool ok = json_get_bool(rule, "ok", false);
		add_string(check, "check", name);
		json_object_object_add(check, "ok", json_object_new_boolean(ok));
		add_string(check, "detail", arena_strndup(w->report->a, detail, strnlen(detail, DETAIL_MAX)));
		json_object_array_add(list, check);
		if (!ok)
			add_defect(w, "blocker", "", arena_printf(w->report->a, "%s: %s", name, detail), NULL);
	}
	json_object_put(found);
	return list;
}

static void add_int(struct json_object *to, struct json_object *from, const char *key)
{
	json_object_object_add(to, key, json_object_new_int64(json_get_int(from, key, 0)));
}

/* A play that failed has the same members as one that ended, with end "error". */
static struct json_object *write_run(struct writer *w, int i)
{
	const struct test_played *r = &w->report->results[i];
	struct json_object *run = json_object_new_object();
	add_string(run, "bot", test_bots[i].bot);
	add_string(run, "end", r->message ? "error" : json_get_string(r->run, "end", "error"));
	add_int(run, r->run, "seed");
	add_int(run, r->run, "ticks");
	json_object_object_add(run, "score", json_object_new_double(json_get_double(r->run, "score", 0)));
	json_object_object_add(run, "lives", json_object_new_double(json_get_double(r->run, "lives", 0)));
	add_int(run, r->run, "level");
	json_object_object_add(run, "progress", json_object_new_double(progress(w, i)));
	add_string(run, "hash", json_get_string(r->run, "hash", ""));
	add_string(run, "error", r->message);
	if (r->message)
		add_defect(w, "blocker", "js/core.js", arena_printf(w->report->a, "%s: %s", test_bots[i].bot, r->message), r->run);
	return run;
}

static struct json_object *write_runs(struct writer *w)
{
	struct json_object *list = json_object_new_array();
	for (int i = 0; i < TEST_BOTS; i++) {
		if (!w->report->results[i].spared)
			json_object_array_add(list, write_run(w, i));
	}
	return list;
}

/* Whether two plays ended in the same state. NULL runs are not the same: nothing was shown. */
static bool same(const struct writer *w, int a, int b)
{
	const char *first = json_get_string(run_of(w, a), "hash", NULL), *second = json_get_string(run_of(w, b), "hash", NULL);
	return first && second && strcmp(first, second) == 0 && json_get_int(run_of(w, a), "ticks", -1) == json_get_int(run_of(w, b), "ticks", -2);
}

static void accept(struct writer *w, struct json_object *list, const char *id, bool ok, const char *severity, const char *file, const char *evidence)
{
	struct json_object *entry = json_object_new_object();
	add_string(entry, "id", id);
	json_object_object_add(entry, "ok", json_object_new_boolean(ok));
	add_string(entry, "evidence", evidence);
	json_object_array_add(list, entry);
	if (!ok)
		add_defect(w, severity, file, arena_printf(w->report->a, "%s: %s", id, evidence), run_of(w, SOLVER));
}

static struct json_object *write_acceptance(struct writer *w)
{
	struct arena *a = w->report->a;
	struct json_object *list = json_object_new_array();
	double best = best_progress(w, GREEDY, GREEDY_LAST);
	int wins = count_wins(w, SOLVER, SOLVER_LAST), plays = count_plays(w, SOLVER, SOLVER_LAST);
	bool ran = run_of(w, GREEDY) && run_of(w, IDLE), ja = w->report->ja;
	const char *not_run = ja ? "未実行" : "not run";
	accept(w, list, "idle_does_not_win", ran && !won(w, IDLE), "major", "js/core.js",
		!ran ? not_run : ja ? "何もしないプレイヤーはクリアできない" : "a player who does nothing does not win");
	accept(w, list, "play_matters", ran && best > progress(w, IDLE), "major", "js/core.js",
		!ran ? not_run
		     : arena_printf(a, ja ? "見て遊ぶボットは %.0f %%、何もしないと %.0f %%" : "who plays by sight reaches %.0f %%, who does nothing %.0f %%",
				best * 100, progress(w, IDLE) * 100));
	/* That no bot wins does not prove that nobody can, but a game that was never won is not handed out as tested: other levels may do. */
	accept(w, list, "can_be_won", wins > 0, "major", "data/levels.js", 
		arena_printf(a, ja ? "道を知っているボットは %d/%d 回クリア" : "who knows the way wins %d of %d games", wins, plays));
	accept(w, list, "random_mostly_loses", !won(w, RANDOM), "minor", "data/params.js",
		ja ? "でたらめな操作ではクリアできない" : "random keys do not win");
	accept(w, list, "replay_is_exact", same(w, SOLVER, REPLAY), "major", "js/core.js",
		ja ? "記録した入力を再生すると同じ状態で終わる" : "recorded inputs end in the same state");
	return list;
}

static struct json_object *write_balance(struct writer *w)
{
	struct json_object *balance = json_object_new_object();
	int64_t shortest = 0;
	for (int i = SOLVER; i <= SOLVER_LAST; i++) {
		int64_t ticks = json_get_int(run_of(w, i), "ticks", 0);
		if (won(w, i) && (shortest == 0 || ticks < shortest))
			shortest = ticks;
	}
	json_object_object_add(balance, "solver_wins", json_object_new_int(count_wins(w, SOLVER, SOLVER_LAST)));
	json_object_object_add(balance, "solver_plays", json_object_new_int(count_plays(w, SOLVER, SOLVER_LAST)));
	json_object_object_add(balance, "greedy_wins", json_object_new_int(count_wins(w, GREEDY, GREEDY_LAST)));
	json_object_object_add(balance, "greedy_plays", json_object_new_int(GREEDY_LAST - GREEDY + 1));
	json_object_object_add(balance, "greedy_progress", json_object_new_double(best_progress(w, GREEDY, GREEDY_LAST)));
	json_object_object_add(balance, "seconds_to_win", json_object_new_int64(shortest / 60));
	json_object_object_add(balance, "idle_seconds", json_object_new_int64(json_get_int(run_of(w, IDLE), "ticks", 0) / 60));
	add_string(balance, "idle_end", json_get_string(run_of(w, IDLE), "end", "not run"));
	add_string(balance, "random_end", json_get_string(run_of(w, RANDOM), "end", "not run"));
	json_object_object_add(balance, "random_progress", json_object_new_double(progress(w, RANDOM)));
	json_object_object_add(balance, "sweep_progress", json_object_new_double(progress(w, SWEEP)));
	json_object_object_add(balance, "bots", test_balance_bots(w->report));
	return balance;
}

static struct json_object *write_environment(struct writer *w)
{
	struct json_object *environment = json_object_new_object();
	add_string(environment, "engine", "duktape 2.7 in ludwright-sandbox");
	add_string(environment, "browser", w->report->browser);
	if (w->report->console) {
		json_object_object_add(environment, "console_errors", json_object_get(w->report->console));
		for (size_t i = 0; i < json_object_array_length(w->report->console); i++)
			add_defect(w, "major", "index.html", arena_printf(w->report->a, "console: %s", json_object_get_string(json_object_array_get_idx(w->report->console, i))), NULL);
	}
	return environment;
}

static void put_plays(struct json_object *plays, bool ja, struct buf *out)
{
	const char *head = ja ? "\nコメントのプレイ記録をこのビルドで再生：\n\n" : "\nRecorded plays of comments, on this build:\n\n";
	for (size_t i = 0; i < json_object_array_length(plays); i++) {
		struct json_object *p = json_object_array_get_idx(plays, i);
		buf_printf(out, "%s- %s %s, r%ld: %s%s\n", i ? "" : head, ja ? "コメント" : "comment",
			json_get_string(p, "comment_id", ""), (long) json_get_int(p, "revision", 0),
			strcmp(json_get_string(p, "outcome", ""), "refused") ? "" : ja ? "再生せず。" : "not played, since ", json_get_string(p, "said", ""));
	}
}

static void put_markdown(struct writer *w, struct json_object *document, struct buf *out)
{
	struct json_object *runs = json_get(document, "runs"), *statics = json_get(document, "static");
	bool ja = w->report->ja;
	buf_printf(out, ja ? "# テスト結果\n\n判定：**%s**\n\n| ボット | 結果 | 秒 | 得点 | 進み具合 |\n|---|---|---|---|---|\n"
			   : "# Test report\n\nVerdict: **%s**\n\n| bot | end | seconds | score | progress |\n|---|---|---|---|---|\n", json_get_string(document, "verdict", ""));
	for (size_t i = 0; i < json_object_array_length(runs); i++) {
		struct json_object *r = json_object_array_get_idx(runs, i);
		const char *error = json_get_string(r, "error", NULL);
		buf_printf(out, "| %s | %s | %ld | %ld | %.0f %% |\n", json_get_string(r, "bot", ""), error ? "error" : json_get_string(r, "end", ""),
			(long) (json_get_int(r, "ticks", 0) / 60), (long) json_get_int(r, "score", 0), json_get_double(r, "progress", 0) * 100);
	}
	test_balance_table(w->report, json_get(json_get(document, "balance"), "bots"), out);
	buf_puts(out, ja ? "\n| 検査 | 合格 |\n|---|---|\n" : "\n| check | holds |\n|---|---|\n");
	for (size_t i = 0; i < json_object_array_length(statics); i++) {
		struct json_object *s = json_object_array_get_idx(statics, i);
		buf_printf(out, "| %s | %s |\n", json_get_string(s, "check", ""), json_get_bool(s, "ok", false) ? ja ? "はい" : "yes" : ja ? "いいえ" : "no");
	}
	put_plays(json_get(document, "plays"), w->report->ja, out);
	for (size_t i = 0; i < json_object_array_length(w->defects); i++) {
		struct json_object *d = json_object_array_get_idx(w->defects, i);
		buf_printf(out, "%s- %s (%s): %s\n", i ? "" : ja ? "\n不具合：\n\n" : "\nDefects:\n\n", json_get_string(d, "id", ""), json_get_string(d, "severity", ""), json_get_string(d, "where", ""));
	}
}

static void give_files(struct writer *w, struct json_object *document, struct answer *answer)
{
	struct arena *a = w->report->a;
	struct buf text;
	buf_init(&text, 4U << 20);
	char *json = arena_printf(a, "%s\n", json_object_to_json_string_ext(document, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_NOSLASHESCAPE));
	put_markdown(w, document, &text);
	struct json_object *inputs = json_get(run_of(w, SOLVER), "inputs");
	struct buf picture;
	buf_init(&picture, 1U << 16);
	test_balance_picture(w->report, json_get(json_get(document, "balance"), "bots"), &picture);
	char *replay = inputs ? arena_strdup(a, json_object_to_json_string_ext(inputs, JSON_C_TO_STRING_PLAIN)) : NULL;
	if (answer_file(answer, "reports/test.json", json, strlen(json)) || answer_file(answer, "reports/test.md", arena_strndup(a, text.data, text.len), text.len) ||
		answer_file(answer, "reports/balance.svg", arena_strndup(a, picture.data, picture.len), picture.len) ||
		(replay && answer_file(answer, "reports/replay-solver.json", replay, strlen(replay))))
		answer_warn(answer, "a file of the report could not be kept");
	buf_free(&text);
	buf_free(&picture);
}

/* What people showed is tried again. That it goes elsewhere now is what they asked for; that the core breaks under it is not. */
static struct json_object *write_plays(struct writer *w)
{
	const char *broken = NULL;
	struct json_object *plays = test_plays_write(w->report, &broken);
	if (broken)
		add_defect(w, "major", "js/core.js", broken, NULL);
	return plays;
}

static struct json_object *write_determinism(struct writer *w)
{
	struct json_object *determinism = json_object_new_object();
	bool ok = same(w, SOLVER, REPLAY);
	json_object_object_add(determinism, "ok", json_object_new_boolean(ok));
	if (w->report->ja)
		add_string(determinism, "detail", ok ? "同じシードと入力で同じハッシュになった" : "同じシードと入力で同じハッシュにならないか、実行されていない");
	else
		add_string(determinism, "detail", ok ? "the same seed and inputs gave the same hash" : "the same seed and inputs did not give the same hash, or did not run");
	return determinism;
}

static struct json_object *write_not_run(struct writer *w)
{
	struct json_object *list = json_object_new_array();
	if (strncmp(w->report->browser, "not run", 7) == 0)
		json_object_array_add(list, json_object_new_string(arena_printf(w->report->a, "browser: %.150s", w->report->browser)));
	for (int i = 0; i < TEST_BOTS; i++) {
		if (w->report->results[i].failure == SANDBOX_BROKEN)
			json_object_array_add(list, json_object_new_string(arena_printf(w->report->a, "play: %s", test_bots[i].bot)));
	}
	return list;
}

static const char *summary(const struct writer *w, struct json_object *balance)
{
	struct arena *a = w->report->a;
	const char *browser = w->report->browser, *idle = json_get_string(balance, "idle_end", "?");
	int wins = (int) json_get_int(balance, "solver_wins", 0), plays = (int) json_get_int(balance, "solver_plays", 0), sight = (int) json_get_int(balance, "greedy_wins", 0);
	if (w->report->ja)
		return arena_printf(a, "%s：不具合 %d 件。道を知っているボットは %d/%d 回、見て遊ぶボットは %d/2 回クリア、何もしないと %s。サンドボックスでボットが遊んだ結果。ブラウザ：%s。",
			w->blocked ? "不合格" : "合格", w->count, wins, plays, sight,
			!strcmp(idle, "won") ? "クリア" : !strcmp(idle, "lost") ? "ゲームオーバー" : !strcmp(idle, "ticks") ? "そのまま続く" : "未実行",
			strncmp(browser, "not run", 7) ? "確認済み" : "未実行");
	return arena_printf(a, "%s: %d defect%s; who knows the way wins %d of %d, who plays by sight %d of 2, who does nothing %s. Played in a sandbox by bots; browser: %.80s.",
		w->blocked ? "Fail" : "Pass", w->count, w->count == 1 ? "" : "s", wins, plays, sight,
		!strcmp(idle, "won") ? "wins" : !strcmp(idle, "lost") ? "loses" : !strcmp(idle, "ticks") ? "goes on" : "was not tried", browser);
}

void test_report_write(struct test_report *report, struct answer *answer)
{
	struct writer w = {.report = report, .defects = json_object_new_array()};
	struct json_object *document = json_object_new_object(), *replays = json_object_new_array(), *replay = json_object_new_object(), *shots = json_object_new_array();
	json_object_object_add(document, "static", write_static(&w));
	json_object_object_add(document, "runs", write_runs(&w));
	json_object_object_add(document, "acceptance", write_acceptance(&w));
	json_object_object_add(document, "balance", write_balance(&w));
	json_object_object_add(document, "determinism", write_determinism(&w));
	json_object_object_add(document, "not_run", write_not_run(&w));
	add_string(replay, "id", "solver");
	json_object_object_add(replay, "ok", json_object_new_boolean(same(&w, SOLVER, REPLAY)));
	json_object_array_add(replays, replay);
	json_object_object_add(document, "replays", replays);
	json_object_object_add(document, "plays", write_plays(&w));
	json_object_object_add(document, "environment", write_environment(&w));
	if (report->screenshot)
		json_object_array_add(shots, json_object_new_string("reports/title.png"));
	json_object_object_add(document, "screenshots", shots);
	add_string(document, "verdict", w.blocked ? "fail" : "pass");
	json_object_object_add(document, "defects", w.defects);
	answer->summary = summary(&w, json_get(document, "balance"));
	give_files(&w, document, answer);
	answer->document = document;
}
