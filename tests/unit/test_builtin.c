/* SPDX-License-Identifier: ISC */
/* The builtin programs without their children: the reader of scripts, the contract's static checks, the single page, the zip, and a tester that is
 * given a build without a game. */
#include "tests/unit/unit.h"

#include "lib/arena.h"
#include "lib/json.h"
#include "worker/builtin.h"
#include "worker/game.h"
#include "worker/recording.h"
#include "worker/scan.h"
#include "worker/single.h"
#include "worker/tester.h"
#include "worker/zip.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct arena arena;

static void add(struct game *game, const char *path, const char *text)
{
	char *hex = arena_alloc(&arena, HASH_HEX_SIZE);
	hash_sha256_hex(text, strlen(text), hex);
	game->files[game->count++] = (struct game_file){.path = path, .bytes = text, .len = strlen(text), .sha256 = hex, .maker = "test"};
	game->bytes += strlen(text);
	game_sort(game);
}

/* What the rule says of the game; "" when it holds. */
static const char *detail(const struct game *game, const char *rule)
{
	struct json_object *list = game_check(&arena, game);
	const char *found = NULL;
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		struct json_object *check = json_object_array_get_idx(list, i);
		if (strcmp(json_get_string(check, "name", ""), rule) == 0)
			found = arena_strdup(&arena, json_get_string(check, "detail", ""));
	}
	json_object_put(list);
	ck_assert_msg(found != NULL, "there is no rule %s", rule);
	return found;
}

START_TEST(scan_blanks_what_is_no_code)
{
	const char *text = "a('fetch') /* eval */ + /fetch\\/[/]/.test(b); // eval\nc(\"\\\"eval\");";
	arena_init(&arena, 16U << 20);
	char *code = scan_code(&arena, text, strlen(text), false);
	ck_assert_uint_eq(strlen(code), strlen(text));
	ck_assert_ptr_null(strstr(code, "fetch"));
	ck_assert_ptr_null(strstr(code, "eval"));
	ck_assert_ptr_nonnull(strstr(code, "test(b)"));
	ck_assert_int_eq(scan_line(code, strstr(code, "c(")), 2);
	ck_assert_ptr_null(scan_word("prefetch fetched $fetch", "fetch", true));
	ck_assert_ptr_null(scan_word("a.fetch()", "fetch", false));
	ck_assert_ptr_nonnull(scan_word("a.fetch()", "fetch", true));
	arena_done(&arena);
}
END_TEST

START_TEST(network_is_found_behind_members_and_slashes)
{
	static const char *const bad[] = {"w.fetch('x')", "new window.WebSocket(u)", "window.eval('1')", "if (1) /\"/.test(a); fetch('x')", "x = (a) / 2; fetch(1); y = 3 / 1",
		"s = `${fetch(1)}`", "import('x')", "Function('return 1')()"};
	static const char *const good[] = {"var a = 'fetch'; // fetch", "prefetch(1)", "var r = /fetch/; /* `x` */", "f(function () { return 1 / 2; })"};
	arena_init(&arena, 64U << 20);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct game *game = arena_new(&arena, struct game);
		add(game, "js/main.js", bad[i]);
		ck_assert_msg(*detail(game, "no_network"), "not found in: %s", bad[i]);
	}
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		struct game *game = arena_new(&arena, struct game);
		add(game, "js/main.js", good[i]);
		ck_assert_msg(!*detail(game, "no_network"), "%s: %s", good[i], detail(game, "no_network"));
	}
	arena_done(&arena);
}
END_TEST

START_TEST(core_is_pure)
{
	static const char *const bad[] = {"Math.sin(1)", "Math . random()", "new Date()", "document.title", "setTimeout(f)", "a.toLocaleString()"};
	arena_init(&arena, 64U << 20);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct game *game = arena_new(&arena, struct game);
		add(game, "js/core.js", bad[i]);
		ck_assert_msg(*detail(game, "core_pure"), "not found in: %s", bad[i]);
	}
	struct game *game = arena_new(&arena, struct game);
	add(game, "js/core.js", "var LudCore = {x: Math.floor(Math.sqrt(2)), s: 'Date document'};");
	ck_assert_str_eq(detail(game, "core_pure"), "");
	arena_done(&arena);
}
END_TEST

START_TEST(pages_and_assets_are_held)
{
	arena_init(&arena, 64U << 20);
	struct game *game = arena_new(&arena, struct game);
	add(game, "index.html", "<body onload=\"x()\"><script src=\"js/none.js\"></script>");
	ck_assert(*detail(game, "page"));
	ck_assert(strstr(detail(game, "files"), "js/core.js is missing"));
	add(game, "assets/manifest.json", "{\"hero\": {\"file\": \"assets/hero.png\", \"bytes\": 1, \"sha256\": \"0\"}}");
	ck_assert(strstr(detail(game, "assets"), "not in the game") || strstr(detail(game, "assets"), "lacks"));
	struct game *ghost = arena_new(&arena, struct game);
	add(ghost, "assets/manifest.json", "{}");
	add(ghost, "js/render.js", "start(\"none\"); art(\"ghost\");");
	ck_assert(strstr(detail(ghost, "assets"), "ghost"));
	add(game, "data/strings.js", "window.LUD_DATA = window.LUD_DATA || {};\nwindow.LUD_DATA.strings = {\"en\": {\"a\": \"1\"}, \"ja\": {}};");
	ck_assert(strstr(detail(game, "strings"), "a is not there in ja"));
	arena_done(&arena);
}
END_TEST

/* A text of nothing but one part, over and over. */
static char *filled(const char *part, size_t len)
{
	char *text = arena_alloc(&arena, len + 1);
	size_t n = strlen(part);
	for (size_t at = 0; at + n <= len; at += n)
		memcpy(text + at, part, n);
	return text;
}

/* Two megabytes of what makes a rule look again and again: each byte is passed over a few times, not each time all that came before. */
START_TEST(foreign_games_are_read_once)
{
	static const char *const hostile[][2] = {{"index.html", "<"}, {"index.html", "<script "}, {"index.html", "<a on"}, {"js/core.js", "Math.sin;"},
		{"js/core.js", "/\n"}, {"js/main.js", "a /\n"}, {"js/main.js", "art(\"x\")"}};
	for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
		arena_init(&arena, 64U << 20);
		struct game *game = arena_new(&arena, struct game);
		add(game, hostile[i][0], filled(hostile[i][1], (2U << 20) - 100));
		add(game, "assets/manifest.json", "{}");
		(void) detail(game, "page");
		arena_done(&arena);
	}
}
END_TEST

START_TEST(huge_games_are_not_looked_into)
{
	arena_init(&arena, 64U << 20);
	struct game *game = arena_new(&arena, struct game);
	add(game, "index.html", "<script>1</script>");
	add(game, "js/main.js", filled("eval(1);", 3U << 20));
	size_t used = arena.used;
	ck_assert_ptr_nonnull(strstr(detail(game, "size"), "at most"));
	ck_assert_ptr_nonnull(strstr(detail(game, "no_network"), "not looked at"));
	ck_assert_ptr_nonnull(strstr(detail(game, "page"), "not looked at"));
	ck_assert_uint_lt(arena.used - used, 65536);

	/* One whose manifest has more assets than anybody would search for. */
	struct game *many = arena_new(&arena, struct game);
	char *manifest = arena_alloc(&arena, 300 * 16 + 3), *at = manifest;
	for (int i = 0; i < 300; i++)
		at += sprintf(at, "%s\"k%d\": {}", i ? ", " : "{", i);
	memcpy(at, "}", 2);
	add(many, "assets/manifest.json", manifest);
	ck_assert_ptr_nonnull(strstr(detail(many, "assets"), "300 assets"));
	arena_done(&arena);
}
END_TEST

/* What a browser reads past, the rules do not stop at. */
START_TEST(a_zero_hides_nothing)
{
	static const char page[] = "<p>\0<script>1</script>", script[] = "/*\0*/ fetch('x')";
	arena_init(&arena, 64U << 20);
	struct game *game = arena_new(&arena, struct game);
	game->files[game->count++] = (struct game_file){.path = "index.html", .bytes = page, .len = sizeof page - 1};
	game->files[game->count++] = (struct game_file){.path = "js/main.js", .bytes = script, .len = sizeof script - 1};
	ck_assert_ptr_nonnull(strstr(detail(game, "page"), "byte 0"));
	ck_assert_ptr_nonnull(strstr(detail(game, "no_network"), "byte 0"));
	arena_done(&arena);
}
END_TEST

START_TEST(single_page_holds_everything)
{
	struct buf page;
	arena_init(&arena, 256U << 20);
	struct game *game = arena_new(&arena, struct game);
	add(game, "index.html", "<link rel=\"stylesheet\" href=\"css/style.css\"><script src=\"js/main.js\"></script>");
	add(game, "css/style.css", "a{}</style>");
	add(game, "js/main.js", "var s = '</script><!--', a = \"assets/a.png\", n = 1</x/.exec(1);");
	add(game, "assets/a.png", "PNG");
	buf_init(&page, SINGLE_BYTES_MAX);
	ck_assert(single_write(&arena, game, &page));
	ck_assert_str_eq(page.data, "<style>a{}<\\/style></style><script>var s = '<\\/script><\\!--', a = \"data:image/png;base64,UE5H\", n = 1</x/.exec(1);</script>");
	buf_free(&page);

	/* A game that keeps its limits may name a large asset often enough to fill any memory: no page then. */
	char *script = arena_alloc(&arena, 60000), *large = arena_alloc(&arena, (1U << 20) + 1);
	for (size_t i = 0; i < 2000; i++)
		memcpy(script + i * 16, "\"assets/b.png\"; ", 16);
	memset(large, 'x', 1U << 20);
	struct game *heavy = arena_new(&arena, struct game);
	add(heavy, "index.html", "<script src=\"js/main.js\"></script>");
	add(heavy, "js/main.js", script);
	add(heavy, "assets/b.png", large);
	buf_init(&page, SINGLE_BYTES_MAX);
	ck_assert(!single_write(&arena, heavy, &page));
	buf_free(&page);
	arena_done(&arena);
}
END_TEST

START_TEST(zip_is_the_same_every_time)
{
	const unsigned char *first = NULL, *second = NULL;
	size_t a = 0, b = 0;
	const char *message = NULL;
	arena_init(&arena, 16U << 20);
	struct game *game = arena_new(&arena, struct game);
	add(game, "index.html", "<p>");
	add(game, "js/main.js", "1;");
	ck_assert_int_eq(zip_game(&arena, game, &first, &a, &message), ERR_OK);
	setenv("TZ", "Asia/Tokyo", 1);
	ck_assert_int_eq(zip_game(&arena, game, &second, &b, &message), ERR_OK);
	ck_assert_uint_eq(a, b);
	ck_assert_mem_eq(first, second, a);
	ck_assert_mem_eq(first, "PK\003\004", 4);
	arena_done(&arena);
}
END_TEST

static void take(void *context, struct answer *answer)
{
	*(struct answer **)context = answer;
}

START_TEST(tester_without_a_game_fails_it)
{
	struct answer *answer = NULL;
	struct builtin_run *run = NULL;
	struct conf conf = {.sandbox_path = "/nonexistent", .chromium_path = "", .provider = "offline"};
	struct step_input input = {.conf = &conf, .arena = &arena};
	struct loop *loop = loop_new();
	arena_init(&arena, 64U << 20);
	builtin_test.start(loop, &input, take, &answer, &run);
	ck_assert_msg(answer == NULL, "done may free everything: never from start");
	ck_assert_ptr_nonnull(run);
	while (!answer)
		ck_assert_int_eq(loop_turn(loop, 1000), ERR_OK);
	ck_assert_str_eq(json_get_string(answer->document, "verdict", ""), "fail");
	ck_assert_uint_gt(json_object_array_length(json_get(answer->document, "not_run")), 0);
	answer_done(answer);
	loop_free(loop);
	arena_done(&arena);
}
END_TEST

/* The first play of that bot which has no run yet. */
static void played(struct test_report *report, const char *bot, const char *run)
{
	for (int i = 0; i < TEST_BOTS; i++) {
		if (strcmp(test_bots[i].bot, bot) == 0 && !report->results[i].run) {
			report->results[i].run = json_tokener_parse(run);
			return;
		}
	}
	ck_abort_msg("no more plays of %s", bot);
}

START_TEST(the_balance_is_counted_by_bot)
{
	struct test_played results[TEST_BOTS] = {0};
	struct buf page, picture;
	arena_init(&arena, 64U << 20);
	struct game *game = arena_new(&arena, struct game);
	struct test_report report = {.a = &arena, .game = game, .ja = true, .results = results};
	add(game, "data/levels.js", "window.LUD_DATA = window.LUD_DATA || {};\nwindow.LUD_DATA.levels = [1, 2, 3, 4];\n");
	played(&report, "idle", "{\"end\": \"lost\", \"ticks\": 1800, \"score\": 0, \"level\": 1}");
	played(&report, "greedy", "{\"end\": \"lost\", \"ticks\": 3600, \"score\": 90, \"level\": 2}");
	played(&report, "greedy", "{\"end\": \"lost\", \"ticks\": 7200, \"score\": 210, \"level\": 3}");
	played(&report, "solver", "{\"end\": \"won\", \"ticks\": 3600, \"score\": 500, \"level\": 4}");
	struct json_object *bots = test_balance_bots(&report);
	ck_assert_str_eq(json_canonical(&arena, bots),
		"[{\"bot\":\"idle\",\"levels_reached\":0.25,\"lost\":1,\"plays\":1,\"score_a_minute\":0,\"seconds\":30,\"time_to_lose_p50\":30,\"won\":0},"
		"{\"bot\":\"greedy\",\"levels_reached\":0.63,\"lost\":2,\"plays\":2,\"score_a_minute\":100,\"seconds\":90,\"time_to_lose_p50\":90,\"won\":0},"
		"{\"bot\":\"solver\",\"levels_reached\":1,\"lost\":0,\"plays\":1,\"score_a_minute\":500,\"seconds\":60,\"time_to_lose_p50\":null,\"won\":1}]");
	buf_init(&page, 1U << 16);
	buf_init(&picture, 1U << 16);
	test_balance_table(&report, bots, &page);
	ck_assert_ptr_nonnull(strstr(page.data, "| 見て遊ぶ | 2 | 0 | 1:30 | 100 | 63 % |\n| 道を知っている | 1 | 1 | – | 500 | 100 % |"));
	test_balance_picture(&report, bots, &picture);
	ck_assert_ptr_nonnull(strstr(picture.data, "width=\"40\" height=\"16\"")); /* a quarter of the bar */
	ck_assert_ptr_nonnull(strstr(picture.data, "100 % ★"));
	buf_free(&page);
	buf_free(&picture);
	json_object_put(bots);
	for (int i = 0; i < TEST_BOTS; i++)
		json_object_put(results[i].run);
	arena_done(&arena);
}
END_TEST

/* --- games from the store --- */

static char dir[] = "/tmp/ludwright-builtin-XXXXXX";
static struct store *store;
static struct input_file files[ANSWER_FILES_MAX];
static struct step_input stored = {.arena = &arena, .files = files};

static void open_store(void)
{
	arena_init(&arena, 64U << 20);
	ck_assert_ptr_nonnull(mkdtemp(dir));
	ck_assert_int_eq(store_open(arena_printf(&arena, "%s/store", dir), &store), ERR_OK);
	stored.store = store;
	stored.file_count = 0;
}

static void close_store(void)
{
	store_close(store);
	ck_assert_int_eq(system(arena_printf(&arena, "rm -rf %s", dir)), 0);
	arena_done(&arena);
}

/* A file of `len` bytes, of which its row says that it has one. */
static void put(const char *channel, const char *path, char fill, size_t len)
{
	char *bytes = malloc(len + 1), *hex = arena_alloc(&arena, HASH_HEX_SIZE);
	memset(bytes, fill, len);
	ck_assert_int_eq(store_put(store, bytes, len, hex), ERR_OK);
	free(bytes);
	files[stored.file_count++] = (struct input_file){.path = path, .sha256 = hex, .bytes = 1, .channel = channel, .maker = "test"};
}

START_TEST(a_game_is_loaded_once_and_within_its_limits)
{
	static const char *const channels[] = {"code_artifacts", "asset_artifacts", NULL};
	const struct game_limits limits = {.files = 3, .bytes = 100};
	const char *message = NULL;
	open_store();
	struct game *game = arena_new(&arena, struct game);
	put("asset_artifacts", "b", 'B', 60);
	put("code_artifacts", "b", 'x', 5U << 20); /* replaced by the later channel: never read */
	put("code_artifacts", "a", 'A', 40);
	put("code_artifacts", "c", ' ', 0);
	put("build_result", "d", ' ', 5U << 20);
	size_t used = arena.used;
	ck_assert_int_eq(game_load(&arena, &stored, channels, "", &limits, game, &message), ERR_OK);
	ck_assert_uint_lt(arena.used - used, 300);
	ck_assert_uint_eq(game->count, 3);
	ck_assert_uint_eq(game->bytes, 100);
	ck_assert_str_eq(game->files[0].path, "a");
	ck_assert_uint_eq(strspn(game->files[1].bytes, "B"), 60);
	ck_assert_uint_eq(strlen(game->files[1].bytes), 60);
	ck_assert_str_eq(game->files[2].bytes, "");

	put("asset_artifacts", "c", 'C', 1); /* one byte too many */
	used = arena.used;
	ck_assert_int_eq(game_load(&arena, &stored, channels, "", &limits, game, &message), ERR_TOO_LARGE);
	ck_assert_uint_lt(arena.used - used, 600);
	ck_assert_ptr_nonnull(strstr(message, "too large"));
	stored.file_count--;
	put("code_artifacts", "e", ' ', 0); /* one file too many */
	ck_assert_int_eq(game_load(&arena, &stored, channels, "", &limits, game, &message), ERR_TOO_LARGE);
	close_store();
}
END_TEST

static void is_refused(const struct builtin *builtin)
{
	struct answer *answer = NULL;
	struct builtin_run *run = NULL;
	struct loop *loop = loop_new();
	builtin->start(loop, &stored, take, &answer, &run);
	ck_assert_ptr_nonnull(answer);
	ck_assert_ptr_null(run);
	ck_assert_int_eq(answer->failure, FAIL_INVALID);
	ck_assert(!answer->retry);
	ck_assert_uint_lt(arena.used, 16U << 20);
	answer_done(answer);
	loop_free(loop);
}

START_TEST(a_game_that_is_too_large_fails_its_step)
{
	open_store();
	for (int i = 0; i < 20; i++) {
		put("code_artifacts", arena_printf(&arena, "js/%d.js", i), (char) ('a' + i), 4U << 20);
		put("build_result", arena_printf(&arena, "game/js/%d.js", i), (char) ('a' + i), 4U << 20);
	}
	is_refused(&builtin_integrate);
	is_refused(&builtin_test);
	close_store();
}
END_TEST

#define OPEN "```lud-play\n"
#define CLOSE "\n```"
#define PLAY "{\"seed\": 7, \"inputs\": [[2, 60], [18, 4]], \"ticks\": 64, \"hash\": \"0a\", \"score\": 3, \"end\": \"lost\"}"

static void add_comment(struct json_object *list, int n, const char *text)
{
	struct json_object *o = json_object_new_object();
	json_object_object_add(o, "id", json_object_new_string(arena_printf(&arena, "c%d", n)));
	json_object_object_add(o, "checkpoint", json_object_new_string("checkpoint_final"));
	json_object_object_add(o, "revision", json_object_new_int(1));
	json_object_object_add(o, "text", json_object_new_string(text));
	json_object_array_add(list, o);
}

/* Of one comment: "" when its play can be played, "none" when it has none, else why not. */
static const char *refused(const char *text, struct recording *r_r)
{
	struct json_object *list = json_object_new_array();
	struct recording *found;
	add_comment(list, 1, text);
	size_t n = recording_read(&arena, list, &found);
	if (n)
		*r_r = found[0];
	json_object_put(list);
	return n ? recording_why(found[0].refused, false) : "none";
}

START_TEST(a_recorded_play_is_read)
{
	struct recording r = {0};
	arena_init(&arena, 64U << 20);
	ck_assert_str_eq(refused("Too near here.\n\n" OPEN PLAY CLOSE "\n", &r), "");
	ck_assert_str_eq(r.comment, "c1");
	ck_assert_str_eq(r.inputs, "[[2,60],[18,4]]");
	ck_assert(r.seeded && r.scored && r.seed == 7 && r.ticks == 64 && r.score == 3);
	ck_assert_str_eq(r.end, "lost");
	ck_assert_str_eq(r.hash, "0a");
	ck_assert_str_eq(refused(OPEN "{\"seed\": null, \"inputs\": [[0, 1]], \"hash\": null, \"score\": null, \"end\": \"open\"}" CLOSE, &r), "");
	ck_assert(!r.seeded && !r.scored && r.ticks == 1 && !*r.hash);
	ck_assert_str_eq(refused("no play", &r), "none");
	ck_assert_str_eq(refused(OPEN PLAY CLOSE " and more", &r), "none");
	ck_assert_str_eq(refused("see " OPEN PLAY CLOSE, &r), "none");
	ck_assert_str_eq(refused(OPEN "\n```", &r), "it is no JSON, or too long");
	ck_assert_str_eq(refused(OPEN, &r), "none");
	ck_assert_uint_eq(recording_read(&arena, NULL, &(struct recording *){NULL}), 0);
	arena_done(&arena);
}
END_TEST

/* Whoever may comment may write what they like there. */
START_TEST(a_play_that_is_none_says_why)
{
	static const char *const bad[] = {"", "[]", "7", "null", "{", "{\"inputs\": [[2, 60]]}", "{\"inputs\": [], \"end\": \"won\"}",
		"{\"inputs\": [[2, 60, 1]], \"end\": \"won\"}", "{\"inputs\": [[256, 60]], \"end\": \"won\"}", "{\"inputs\": [[-1, 60]], \"end\": \"won\"}",
		"{\"inputs\": [[2, 0]], \"end\": \"won\"}", "{\"inputs\": [[2, 1.5]], \"end\": \"won\"}", "{\"inputs\": [[\"2\", 60]], \"end\": \"won\"}",
		"{\"inputs\": [[2, 36000], [0, 1]], \"end\": \"won\"}", "{\"inputs\": [[2, 9000000000]], \"end\": \"won\"}",
		"{\"inputs\": [[2, 60]], \"end\": \"drawn\"}", "{\"inputs\": [[2, 60]], \"end\": \"won\", \"seed\": 4294967296}",
		"{\"inputs\": [[2, 60]], \"end\": \"won\", \"seed\": \"7\"}", "{\"inputs\": [[2, 60]], \"end\": \"won\", \"ticks\": 61}",
		"{\"inputs\": [[2, 60]], \"end\": \"won\", \"score\": \"many\"}", "{\"inputs\": [[2, 60]], \"end\": \"won\", \"files\": []}",
		"{\"inputs\": {\"0\": [2, 60]}, \"end\": \"won\"}", "[[[[[[[[[[1]]]]]]]]]]"};
	struct recording r = {0};
	arena_init(&arena, 64U << 20);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		const char *why = refused(arena_printf(&arena, OPEN "%s" CLOSE, bad[i]), &r);
		ck_assert_msg(*why && strcmp(why, "none"), "%s: %s", bad[i], why);
		ck_assert_ptr_null(r.inputs);
	}
	char *many = arena_alloc(&arena, 400000);
	strcpy(many, OPEN "{\"end\": \"won\", \"inputs\": [[1,1]");
	for (size_t n = strlen(many), i = 0; i < 30000; i++, n += 6)
		memcpy(many + n, ",[1,1]", 7);
	strcat(many, "]}" CLOSE);
	ck_assert_str_eq(refused(many, &r), "it is no JSON, or too long");
	arena_done(&arena);
}
END_TEST

START_TEST(of_many_plays_the_newest_are_played)
{
	struct json_object *list = json_object_new_array();
	struct recording *found;
	size_t played = 0;
	arena_init(&arena, 64U << 20);
	for (int i = 0; i < 12; i++)
		add_comment(list, i, i == 11 ? OPEN "x" CLOSE : "And this.\n" OPEN PLAY CLOSE);
	ck_assert_uint_eq(recording_read(&arena, list, &found), 12);
	for (size_t i = 0; i < 12; i++)
		played += !found[i].refused;
	ck_assert_uint_eq(played, RECORDING_PLAYED_MAX);
	ck_assert(found[2].refused && !found[3].refused && !found[10].refused && found[11].refused);
	ck_assert_int_eq(found[0].refused, RECORDING_OLDER);
	ck_assert_str_eq(recording_why(RECORDING_OLDER, true), "一度のテストで再生するのは新しい 8 件までです");
	json_object_put(list);
	arena_done(&arena);
}
END_TEST

UNIT_MAIN("builtin", 30, scan_blanks_what_is_no_code, network_is_found_behind_members_and_slashes, core_is_pure, pages_and_assets_are_held, foreign_games_are_read_once,
	huge_games_are_not_looked_into, a_zero_hides_nothing, single_page_holds_everything,
	zip_is_the_same_every_time, tester_without_a_game_fails_it, the_balance_is_counted_by_bot, a_game_is_loaded_once_and_within_its_limits, a_game_that_is_too_large_fails_its_step,
	a_recorded_play_is_read, a_play_that_is_none_says_why, of_many_plays_the_newest_are_played)
