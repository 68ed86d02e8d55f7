/* SPDX-License-Identifier: ISC */
/* The balance of a game as its bots show it, by bot: numbers for the report and its page, and a small picture. */
#include "lib/json.h"
#include "worker/tester.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BOTS = 5, PLAYS_MAX = 8, TICKS_A_SECOND = 60 };
#define NUMBER_MAX 1e12

/* Those who play, by skill: the words are those of the pages (www/src/i18n). */
static const struct {
	const char *bot, *en, *ja;
} players[BOTS] = {
	{"idle", "Does nothing", "何もしない"},
	{"random", "Random keys", "でたらめ"},
	{"sweep", "Explores", "歩き回る"},
	{"greedy", "Plays by sight", "見て遊ぶ"},
	{"solver", "Knows the way", "道を知っている"},
};

/* What one bot's plays came to. */
struct tally {
	int plays, won, lost;
	double seconds, score, levels; /* sums; levels: shares of the levels that were reached */
	double lost_after[PLAYS_MAX]; /* seconds */
};

/* 0 when the levels cannot be counted. */
static size_t count_levels(const struct game *game)
{
	struct json_object *levels = game_data(game, "data/levels.js");
	size_t n = json_object_is_type(levels, json_type_array) ? json_object_array_length(levels) : 0;
	json_object_put(levels);
	return n;
}

static void add_play(struct tally *t, struct json_object *run, size_t levels)
{
	const char *end = json_get_string(run, "end", "");
	double seconds = (double)json_get_int(run, "ticks", 0) / TICKS_A_SECOND;
	double reached = levels ? (double)json_get_int(run, "level", 0) / (double)levels : 0;
	t->plays++;
	t->seconds += seconds;
	t->score += json_get_double(run, "score", 0);
	t->levels += reached > 1 ? 1 : reached;
	t->won += !strcmp(end, "won");
	if (!strcmp(end, "lost") && t->lost < PLAYS_MAX)
		t->lost_after[t->lost++] = seconds;
}

static struct tally tally_of(const struct test_report *report, const char *bot, size_t levels)
{
	struct tally t = {0};
	for (int i = 0; i < TEST_BOTS; i++) {
		if (!strcmp(test_bots[i].bot, bot) && report->results[i].run)
			add_play(&t, report->results[i].run, levels);
	}
	return t;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static double middle(double *list, int n)
{
	qsort(list, (size_t)n, sizeof(*list), by_size);
	return n % 2 ? list[n / 2] : (list[n / 2 - 1] + list[n / 2]) / 2;
}

/* With two digits; a game's own score may be as large as a number can be. */
static void put_number(struct json_object *o, const char *key, double n)
{
	json_object_object_add(o, key, json_object_new_double(round(fmax(-NUMBER_MAX, fmin(n, NUMBER_MAX)) * 100) / 100));
}

static struct json_object *row_of(const char *bot, struct tally *t, size_t levels)
{
	struct json_object *row = json_object_new_object();
	json_object_object_add(row, "bot", json_object_new_string(bot));
	json_object_object_add(row, "plays", json_object_new_int(t->plays));
	json_object_object_add(row, "won", json_object_new_int(t->won));
	json_object_object_add(row, "lost", json_object_new_int(t->lost));
	json_object_object_add(row, "time_to_lose_p50", NULL);
	if (t->lost)
		put_number(row, "time_to_lose_p50", middle(t->lost_after, t->lost));
	put_number(row, "seconds", t->seconds / t->plays);
	put_number(row, "score_a_minute", t->seconds > 0 ? t->score * 60 / t->seconds : 0);
	json_object_object_add(row, "levels_reached", NULL);
	if (levels)
		put_number(row, "levels_reached", t->levels / t->plays);
	return row;
}

struct json_object *test_balance_bots(const struct test_report *report)
{
	struct json_object *list = json_object_new_array();
	size_t levels = count_levels(report->game);
	for (size_t i = 0; i < BOTS; i++) {
		struct tally t = tally_of(report, players[i].bot, levels);
		if (t.plays)
			json_object_array_add(list, row_of(players[i].bot, &t, levels));
	}
	return list;
}

static const char *name_of(const char *bot, bool ja)
{
	for (size_t i = 0; i < BOTS; i++) {
		if (!strcmp(players[i].bot, bot))
			return ja ? players[i].ja : players[i].en;
	}
	return bot;
}

/* "0:42", or a dash for who never loses. */
static const char *clock_of(struct arena *a, struct json_object *row)
{
	long s = (long)(json_get_double(row, "time_to_lose_p50", -1) + 0.5);
	return json_get(row, "time_to_lose_p50") ? arena_printf(a, "%ld:%02ld", s / 60, s % 60) : "–";
}

static const char *share_of(struct arena *a, struct json_object *row)
{
	return json_get(row, "levels_reached")
		       ? arena_printf(a, "%.0f %%", json_get_double(row, "levels_reached", 0) * 100)
		       : "–";
}

void test_balance_table(const struct test_report *report, struct json_object *bots, struct buf *out)
{
	if (!json_object_array_length(bots))
		return;
	buf_puts(out,
		report->ja
			? "\n## バランス\n\n| ボット | 回数 | クリア | ゲームオーバーまで | 毎分の得点 | "
			  "到達したステージ |\n"
			: "\n## Balance\n\n| bot | plays | won | time to lose | score a minute | levels reached |\n");
	buf_puts(out, "|---|---|---|---|---|---|\n");
	for (size_t i = 0; i < json_object_array_length(bots); i++) {
		struct json_object *row = json_object_array_get_idx(bots, i);
		buf_printf(out, "| %s | %ld | %ld | %s | %.0f | %s |\n",
			name_of(json_get_string(row, "bot", ""), report->ja), (long)json_get_int(row, "plays", 0),
			(long)json_get_int(row, "won", 0), clock_of(report->a, row),
			json_get_double(row, "score_a_minute", 0), share_of(report->a, row));
	}
}

/* A line of the picture: name, bar of the levels reached, its number, time to lose, score a minute. Colour says nothing
 * that a number does not. */
static void draw_row(const struct test_report *report, struct json_object *row, size_t i, struct buf *out)
{
	size_t y = 52 + 26 * i;
	bool won = json_get_int(row, "won", 0) > 0;
	buf_printf(out,
		"<text x=\"12\" y=\"%zu\">%s</text><rect x=\"132\" y=\"%zu\" width=\"160\" height=\"16\" rx=\"4\" "
		"fill=\"#dfe3ea\"/>",
		y + 13, name_of(json_get_string(row, "bot", ""), report->ja), y);
	buf_printf(out, "<rect x=\"132\" y=\"%zu\" width=\"%.0f\" height=\"16\" rx=\"4\" fill=\"%s\"/>", y,
		json_get_double(row, "levels_reached", 0) * 160, won ? "#1f7a4d" : "#4a66a8");
	buf_printf(out, "<text x=\"302\" y=\"%zu\">%s%s</text>", y + 13, share_of(report->a, row), won ? " ★" : "");
	buf_printf(out,
		"<text x=\"450\" y=\"%zu\" text-anchor=\"end\">%s</text><text x=\"548\" y=\"%zu\" "
		"text-anchor=\"end\">%.0f</text>\n",
		y + 13, clock_of(report->a, row), y + 13, json_get_double(row, "score_a_minute", 0));
}

void test_balance_picture(const struct test_report *report, struct json_object *bots, struct buf *out)
{
	size_t height = 64 + 26 * json_object_array_length(bots);
	buf_printf(out,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"560\" height=\"%zu\" viewBox=\"0 0 560 %zu\" "
		"font-family=\"sans-serif\" font-size=\"13\" fill=\"#20242e\">\n"
		"<rect width=\"560\" height=\"%zu\" fill=\"#f7f8fa\"/>\n<g font-weight=\"700\">",
		height, height, height);
	buf_printf(out, "<text x=\"12\" y=\"30\">%s</text><text x=\"132\" y=\"30\">%s</text>",
		report->ja ? "ボット" : "Bot", report->ja ? "到達したステージ（★ クリア）" : "Levels reached (★ won)");
	buf_printf(out,
		"<text x=\"450\" y=\"30\" text-anchor=\"end\">%s</text><text x=\"548\" y=\"30\" "
		"text-anchor=\"end\">%s</text></g>\n",
		report->ja ? "ゲームオーバーまで" : "Time to lose", report->ja ? "毎分の得点" : "Score/min");
	for (size_t i = 0; i < json_object_array_length(bots); i++)
		draw_row(report, json_object_array_get_idx(bots, i), i, out);
	buf_puts(out, "</svg>\n");
}
