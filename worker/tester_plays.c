/* SPDX-License-Identifier: ISC */
/* The tester's plan, and what became of the plays that people sent along with comments. */
#include "worker/tester.h"

#include "lib/json.h"

#include <string.h>

enum { CHECK, TICKS_A_SECOND = 60 };

void test_plan(struct test_report *report, struct json_object *comments)
{
	struct recording *list;
	report->recording_count = recording_read(report->a, comments, &list);
	report->recordings = list;
	struct test_play *plan = arena_array(report->a, TEST_BOTS + report->recording_count, sizeof *plan);
	memcpy(plan, test_bots, sizeof test_bots);
	report->count = TEST_BOTS;
	for (size_t i = 0; i < report->recording_count; i++) {
		if (!list[i].refused)
			plan[report->count++] =
				(struct test_play){"replay", RECORDING_TICKS_MAX, 0, CHECK, &list[i], false};
	}
	report->plan = plan;
	report->results = arena_array(report->a, (size_t)report->count, sizeof *report->results);
}

/* What came of a recording, or NULL when it is not in the plan. */
static const struct test_played *result_of(const struct test_report *report, const struct recording *r)
{
	for (int i = TEST_BOTS; i < report->count; i++) {
		if (report->plan[i].recording == r)
			return &report->results[i];
	}
	return NULL;
}

static void put(struct json_object *o, const char *key, const char *text)
{
	json_object_object_add(o, key, json_object_new_string(text));
}

static void put_double(struct json_object *o, const char *key, double n)
{
	json_object_object_add(o, key, json_object_new_double(n));
}

/* A run's end in the words of recordings. */
static const char *end_of(struct json_object *run)
{
	const char *end = json_get_string(run, "end", "ticks");
	return !strcmp(end, "ticks") ? "open" : end;
}

static struct json_object *write_then(const struct recording *r)
{
	struct json_object *then = json_object_new_object();
	put(then, "end", r->end);
	put_double(then, "seconds", (double)r->ticks / TICKS_A_SECOND);
	if (r->scored)
		put_double(then, "score", r->score);
	put(then, "hash", r->hash);
	return then;
}

/* A game may be over before the last key was pressed: then that is when it ended. */
static struct json_object *write_now(struct json_object *run)
{
	struct json_object *now = json_object_new_object();
	const char *end = end_of(run);
	int64_t over = strcmp(end, "open") ? json_get_int(run, "over", 0) : 0;
	put(now, "end", end);
	put(now, "scene", json_get_string(run, "scene", ""));
	put_double(now, "seconds", (double)(over ? over : json_get_int(run, "ticks", 0)) / TICKS_A_SECOND);
	put_double(now, "score", json_get_double(run, "score", 0));
	put_double(now, "lives", json_get_double(run, "lives", 0));
	json_object_object_add(now, "level", json_object_new_int64(json_get_int(run, "level", 0)));
	put_double(now, "progress", json_get_double(run, "progress", 0));
	put(now, "hash", json_get_string(run, "hash", ""));
	return now;
}

static const char *outcome(const struct recording *r, struct json_object *run)
{
	if (!strcmp(json_get_string(run, "hash", ""), r->hash))
		return "same";
	return strcmp(end_of(run), r->end) ? "other" : "alike";
}

/* A recording's end in the reader's words. */
static const char *ended(const struct test_report *report, const char *end)
{
	if (!report->ja)
		return end;
	return !strcmp(end, "won") ? "クリア" : !strcmp(end, "lost") ? "ゲームオーバー" : "続行中";
}

static const char *tell(
	const struct test_report *report, const struct recording *r, struct json_object *run, struct json_object *now)
{
	struct arena *a = report->a;
	const char *then = arena_printf(a, report->ja ? "当時は%s（%.1f 秒）" : "%s at %.1f s then",
		ended(report, r->end), (double)r->ticks / TICKS_A_SECOND);
	if (!strcmp(outcome(r, run), "same"))
		return arena_printf(a, report->ja ? "%s。今もまったく同じ" : "%s, and goes exactly as it went", then);
	return arena_printf(a,
		report->ja ? "%s。今は%s（%.1f 秒）：場面 %s、ステージ %ld、%.0f %%、得点 %.0f"
			   : "%s, now %s at %.1f s: scene %s, level %ld, %.0f %%, score %.0f",
		then, ended(report, json_get_string(now, "end", "")), json_get_double(now, "seconds", 0),
		json_get_string(now, "scene", ""), (long)json_get_int(now, "level", 0),
		json_get_double(now, "progress", 0) * 100, json_get_double(now, "score", 0));
}

/* The core's own fault, not the recording's length or this machine's. */
static bool broke(const struct test_played *result)
{
	return result->failure == SANDBOX_EXCEPTION || result->failure == SANDBOX_CONTRACT ||
	       result->failure == SANDBOX_SYNTAX;
}

static void write_played(const struct test_report *report, const struct recording *r, struct json_object *o)
{
	const struct test_played *result = result_of(report, r);
	json_object_object_add(o, "then", write_then(r));
	if (result->message) {
		put(o, "outcome", "failed");
		put(o, "said", arena_strndup(report->a, result->message, strnlen(result->message, 400)));
		return;
	}
	struct json_object *now = write_now(result->run);
	json_object_object_add(o, "seed", json_object_new_int64(json_get_int(result->run, "seed", 0)));
	json_object_object_add(o, "now", now);
	put(o, "outcome", outcome(r, result->run));
	put(o, "said", tell(report, r, result->run, now));
}

struct json_object *test_plays_write(const struct test_report *report, const char **broken_r)
{
	struct json_object *list = json_object_new_array();
	for (size_t i = 0; i < report->recording_count; i++) {
		const struct recording *r = &report->recordings[i];
		struct json_object *o = json_object_new_object();
		put(o, "comment_id", r->comment);
		put(o, "checkpoint", r->checkpoint);
		json_object_object_add(o, "revision", json_object_new_int64(r->revision));
		if (r->refused) {
			put(o, "outcome", "refused");
			put(o, "said", recording_why(r->refused, report->ja));
		} else {
			const struct test_played *result = result_of(report, r);
			write_played(report, r, o);
			if (broke(result))
				*broken_r = arena_printf(report->a,
					report->ja ? "プレイ記録（コメント %.36s）：%s"
						   : "a recorded play (comment %.36s): %s",
					r->comment, result->message);
		}
		json_object_array_add(list, o);
	}
	return list;
}
