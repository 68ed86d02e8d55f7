/* SPDX-License-Identifier: ISC */
/* The tools `check` and `play`: the game contract, and the game's core in the sandbox, as the tester will hold them. */
#include "lib/buf.h"
#include "lib/json.h"
#include "worker/game.h"
#include "worker/tools_private.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define CHECK_TICKS 600
#define PLAY_TICKS 7200
#define CPU_SECONDS 20
#define WALL_MS 40000
#define RESULT_BYTES 65536

static struct chat_result say(const struct chat_call *call, const char *text)
{
	return (struct chat_result){.id = call->id, .text = text};
}

static struct chat_result refuse(const struct chat_call *call, const char *text)
{
	return (struct chat_result){.id = call->id, .text = text, .error = true};
}

/* --- the core --- */

/* Out: false with *missing_r when the three scripts are not all there. */
static bool scripts(struct tools *t, struct sandbox_file files_r[3], const char **missing_r)
{
	static const char *const names[] = {"data/params.js", "data/levels.js", "js/core.js"};
	for (int i = 0; i < 3; i++) {
		size_t len = 0;
		const char *why, *text = tools_content(t, names[i], &len, &why);
		if (!text) {
			*missing_r = names[i];
			return false;
		}
		files_r[i] = (struct sandbox_file){names[i], text, len, SANDBOX_SCRIPT};
	}
	return true;
}

static void name_work(struct tools *t, struct tools_work *work)
{
	char hex[HASH_HEX_SIZE];
	const char *name = arena_printf(t->a, "%s %" PRId64 " %d", work->bot, work->seed, work->ticks);
	for (int i = 0; i < 3; i++) {
		hash_sha256_hex(work->files[i].bytes, work->files[i].len, hex);
		name = arena_printf(t->a, "%s %s", name, hex);
	}
	hash_sha256_hex(name, strlen(name), work->key);
}

/* Out: what came of it, or NULL: it is to be done first (or cannot be, with *why_r). */
static const char *played(struct tools *t, struct tools_work *work, const char **why_r)
{
	name_work(t, work);
	for (size_t i = 0; t->memo && i < t->memo->count; i++)
		if (!strcmp(t->memo->plays[i].key, work->key))
			return t->memo->plays[i].text;
	*why_r = !t->memo			     ? "nothing can be played here"
		 : t->memo->count == TOOLS_PLAYS_MAX ? "there were enough plays in this step"
						     : NULL;
	if (*why_r || t->work.wanted)
		return NULL;
	t->work = *work;
	t->work.wanted = true;
	return NULL;
}

static struct chat_result run_bot(
	struct tools *t, const struct chat_call *call, struct tools_work *work, const char *before)
{
	const char *missing = "", *why = NULL, *text;
	if (!scripts(t, work->files, &missing))
		return say(call, arena_printf(t->a, "%sThe core was not run: %s is not here.", before, missing));
	if ((text = played(t, work, &why)))
		return say(call, arena_printf(t->a, "%s%s", before, text));
	return why ? refuse(call, why) : say(call, "(not known yet)");
}

struct chat_result tools_play(struct tools *t, const struct chat_call *call, struct json_object *arguments)
{
	static const char *const bots[] = {"idle", "random", "sweep", "greedy", "solver"};
	const char *bot = json_get_string(arguments, "bot", "");
	struct tools_work work = {.seed = json_get_int(arguments, "seed", t->input->seed) & 0xffffffff};
	int64_t ticks = json_get_int(arguments, "ticks", PLAY_TICKS);
	for (size_t i = 0; i < sizeof(bots) / sizeof(bots[0]); i++)
		if (!strcmp(bots[i], bot))
			work.bot = bots[i];
	if (!work.bot || ticks < 60 || ticks > 18000)
		return refuse(call, "`bot` is idle, random, sweep, greedy or solver; `ticks` 60 to 18000");
	work.ticks = (int)ticks;
	return run_bot(t, call, &work, "");
}

/* --- the contract --- */

/* Enough to see that it is too large is enough: game_check looks into no such game. */
static void add(struct tools *t, struct game *game, const char *path)
{
	size_t len = 0;
	const char *why, *text;
	bool huge = game->count > game_limits_build.files || game->bytes > game_limits_build.bytes;
	if (huge || game_find(game, path) || !(text = tools_content(t, path, &len, &why)))
		return;
	game->files[game->count++] = (struct game_file){.path = path, .bytes = text, .len = len};
	game->bytes += len;
}

/* Of what was made for the build only the game's own files: no documents. */
static bool is_game(const char *path)
{
	return !strcmp(path, "index.html") || !strncmp(path, "js/", 3) || !strncmp(path, "css/", 4) ||
	       !strncmp(path, "data/", 5);
}

/* Pictures and sounds, and whether all files are there, are the integrator's to see. */
static bool is_ours(const struct tools *t, const char *rule)
{
	return strcmp(rule, "assets") && (strcmp(rule, "files") || !t->input->task_id) &&
	       (strcmp(rule, "strings") || !t->input->task_id);
}

static const char *check_contract(struct tools *t)
{
	struct game *game = arena_new(t->a, struct game);
	struct buf found;
	for (size_t i = 0; i < t->file_count; i++)
		if (is_game(t->files[i].path))
			add(t, game, t->files[i].path);
	for (size_t i = 0; i < t->input->file_count; i++)
		if (is_game(t->input->files[i].path))
			add(t, game, t->input->files[i].path);
	struct json_object *rules = game_check(t->a, game);
	buf_init(&found, RESULT_BYTES);
	for (size_t i = 0; i < json_object_array_length(rules); i++) {
		struct json_object *rule = json_object_array_get_idx(rules, i);
		const char *name = json_get_string(rule, "name", "");
		if (!json_get_bool(rule, "ok", false) && is_ours(t, name))
			buf_printf(&found, "- %s: %.600s\n", name, json_get_string(rule, "detail", ""));
	}
	const char *text = found.len ? arena_printf(t->a, "Against the contract:\n%s", found.data)
				     : arena_printf(t->a, "%zu files keep to the contract.\n", game->count);
	buf_free(&found);
	json_object_put(rules);
	return text;
}

struct chat_result tools_check(struct tools *t, const struct chat_call *call, struct json_object *arguments)
{
	struct tools_work work = {.bot = "check", .seed = t->input->seed & 0xffffffff, .ticks = CHECK_TICKS};
	(void)arguments;
	return run_bot(t, call, &work, check_contract(t));
}

/* --- the work --- */

enum err tools_work_start(const struct tools_work *work, struct loop *loop, const char *sandbox, sandbox_done_fn *done,
	void *context, struct sandbox_call **call_r)
{
	struct json_object *head = json_object_new_object();
	json_object_object_add(head, "bot", json_object_new_string(work->bot));
	json_object_object_add(head, "seed", json_object_new_int64(work->seed));
	json_object_object_add(head, "ticks", json_object_new_int(work->ticks));
	struct sandbox_request request = {.mode = "play",
		.files = work->files,
		.file_count = 3,
		.play = head,
		.limits = {.cpu_seconds = CPU_SECONDS,
			.heap_bytes = 64L << 20,
			.result_bytes = 1 << 20,
			.wall_ms = WALL_MS}};
	enum err err = sandbox_start(loop, sandbox, &request, done, context, call_r);
	json_object_put(head);
	return err;
}

static const char *outcome(struct arena *a, const struct sandbox_result *result)
{
	static const char *const shown[] = {"bot", "seed", "ticks", "end", "score", "lives", "level", "progress"};
	if (result->failure)
		return arena_printf(a, "js/core.js does not run: %s%s%s: %.600s", result->file ? result->file : "",
			result->line ? arena_printf(a, ":%ld ", result->line) : " ",
			sandbox_failure_name(result->failure), result->message);
	struct json_object *kept = json_object_new_object();
	for (size_t i = 0; i < sizeof(shown) / sizeof(shown[0]); i++)
		json_object_object_add(kept, shown[i], json_object_get(json_get(result->answer, shown[i])));
	const char *text = arena_printf(a, "js/core.js ran: %s", json_text(a, kept));
	json_object_put(kept);
	return text;
}

void tools_worked(struct tools_memo *memo, struct arena *a, const char *key, const struct sandbox_result *result)
{
	if (memo->count == TOOLS_PLAYS_MAX)
		return;
	snprintf(memo->plays[memo->count].key, HASH_HEX_SIZE, "%s", key);
	memo->plays[memo->count++].text = outcome(a, result);
}
