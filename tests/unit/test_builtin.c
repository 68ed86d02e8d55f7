/* SPDX-License-Identifier: ISC */
/* The builtin programs without their children: the reader of scripts, the contract's static checks, the single page, the zip, and a tester that is
 * given a build without a game. */
#include "tests/unit/unit.h"

#include "lib/arena.h"
#include "lib/json.h"
#include "worker/builtin.h"
#include "worker/game.h"
#include "worker/scan.h"
#include "worker/single.h"
#include "worker/zip.h"

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
	add(game, "js/render.js", "art(\"ghost\");");
	ck_assert(strstr(detail(game, "assets"), "ghost"));
	add(game, "data/strings.js", "window.LUD_DATA = window.LUD_DATA || {};\nwindow.LUD_DATA.strings = {\"en\": {\"a\": \"1\"}, \"ja\": {}};");
	ck_assert(strstr(detail(game, "strings"), "a is not there in ja"));
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

UNIT_MAIN("builtin", 30, scan_blanks_what_is_no_code, network_is_found_behind_members_and_slashes, core_is_pure, pages_and_assets_are_held, single_page_holds_everything,
	zip_is_the_same_every_time, tester_without_a_game_fails_it)
