/* SPDX-License-Identifier: ISC */
/*
 * The builtin `integrate`: the files of code and assets become a build. The same for every provider, and the same bytes for the same files:
 * no clock and no id goes in. Makes game/… (the folder), dist/game.zip, dist/game.html, and the document build_result.
 */
#include "config.h"
#include "worker/builtin.h"
#include "worker/game.h"
#include "worker/single.h"
#include "worker/zip.h"

#include "lib/json.h"

#include <string.h>

struct integrate {
	const struct step_input *input;
	struct answer *answer;
	struct game game;
};

static const char licence_text[] =
	"The pictures, sounds and texts of this game are dedicated to the public domain (CC0 1.0).\n"
	"\n"
	"Its program, made by Ludwright, is yours under the ISC licence:\n"
	"\n"
	"Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby granted.\n"
	"\n"
	"THE SOFTWARE IS PROVIDED \"AS IS\" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED\n"
	"WARRANTIES OF MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT, INDIRECT, OR\n"
	"CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT,\n"
	"NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF THIS SOFTWARE.\n";

/* Adds a made file to the game and the answer. */
static void add_made(struct integrate *it, const char *path, const char *bytes, size_t len)
{
	struct arena *a = it->input->arena;
	char *hex = arena_alloc(a, HASH_HEX_SIZE);
	hash_sha256_hex(bytes, len, hex);
	if (it->game.count < ANSWER_FILES_MAX)
		it->game.files[it->game.count++] = (struct game_file) {.path = path, .bytes = bytes, .len = len, .sha256 = hex, .maker = "integrator"};
	it->game.bytes += len;
}

static const char *document_text(const struct step_input *input, const char *channel, const char *member, const char *fallback)
{
	return json_get_string(json_get(input->documents, channel), member, fallback);
}

/* One line of foreign text for a plain file: control characters become spaces. */
static char *one_line(struct arena *a, const char *text)
{
	char *line = arena_strdup(a, text);
	for (char *p = line; *p; p++) {
		if ((unsigned char) *p < 0x20 || *p == 0x7f)
			*p = ' ';
	}
	return line;
}

static void add_credits(struct integrate *it)
{
	struct arena *a = it->input->arena;
	const char *title = one_line(a, document_text(it->input, "concept_document", "title", it->input->project_name));
	bool offline = !it->input->conf || strcmp(it->input->conf->provider, "offline") == 0;
	char *text = arena_printf(a,
		"# %s\n\nMade with Ludwright %s.\n\n- Idea: the person who wrote the concept of this project.\n- Program: %s\n"
		"- Pictures, sounds and music: made for this game alone from its seed; CC0 1.0.\n\nWho made which file is in PROVENANCE.json; the terms are in LICENSE.txt.\n",
		title, PACKAGE_VERSION,
		offline ? "tested templates of the offline studio, filled from the concept. No language model was used." : "written by the agents of this project.");
	add_made(it, "CREDITS.md", text, strlen(text));
	add_made(it, "LICENSE.txt", licence_text, strlen(licence_text));
}

static void add_provenance(struct integrate *it)
{
	struct json_object *root = json_object_new_object(), *files = json_object_new_object();
	game_sort(&it->game);
	for (size_t i = 0; i < it->game.count; i++) {
		struct json_object *entry = json_object_new_object();
		json_object_object_add(entry, "maker", json_object_new_string(it->game.files[i].maker));
		json_object_object_add(entry, "sha256", json_object_new_string(it->game.files[i].sha256));
		json_object_object_add(files, it->game.files[i].path, entry);
	}
	json_object_object_add(root, "schema", json_object_new_string("provenance/1"));
	json_object_object_add(root, "seed", json_object_new_int64(it->input->seed));
	json_object_object_add(root, "language", json_object_new_string(it->input->language));
	json_object_object_add(root, "files", files);
	char *text = arena_printf(it->input->arena, "%s\n", json_object_to_json_string_ext(root, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(root);
	add_made(it, "PROVENANCE.json", text, strlen(text));
}

/* Adds a file to the answer and its description to the list, when there is one. */
static enum err give(struct integrate *it, const char *path, const void *bytes, size_t len, struct json_object *list, const char *sha256)
{
	if (list) {
		struct json_object *entry = json_object_new_object();
		json_object_object_add(entry, "path", json_object_new_string(path + strlen("game/")));
		json_object_object_add(entry, "bytes", json_object_new_int64((int64_t) len));
		json_object_object_add(entry, "sha256", json_object_new_string(sha256));
		json_object_array_add(list, entry);
	}
	return answer_file(it->answer, path, bytes, len);
}

static enum err give_dist(struct integrate *it, struct json_object *document)
{
	struct arena *a = it->input->arena;
	const unsigned char *zip = NULL;
	size_t zip_len = 0;
	const char *message = "the zip could not be made";
	enum err err = zip_game(a, &it->game, &zip, &zip_len, &message);
	if (err) {
		answer_fail(it->answer, FAIL_INTERNAL, true, "%s", message);
		return err;
	}
	struct buf page;
	buf_init(&page, SINGLE_BYTES_MAX);
	bool single = single_write(a, &it->game, &page);
	if (single)
		err = give(it, "dist/game.html", arena_strndup(a, page.data, page.len), page.len, NULL, NULL);
	else
		answer_warn(it->answer, "no single page: it would be over %d bytes", SINGLE_BYTES_MAX);
	json_object_object_add(document, "single_file", json_object_new_string(single ? "dist/game.html" : ""));
	json_object_object_add(document, "single_file_bytes", json_object_new_int64(single ? (int64_t) page.len : 0));
	json_object_object_add(document, "zip", json_object_new_string("dist/game.zip"));
	json_object_object_add(document, "zip_bytes", json_object_new_int64((int64_t) zip_len));
	buf_free(&page);
	return err ? err : give(it, "dist/game.zip", zip, zip_len, NULL, NULL);
}

/* Paths that are new, changed, or gone since the previous build. */
static struct json_object *changes(struct integrate *it)
{
	struct json_object *list = json_object_new_array(), *before = json_get(it->input->previous, "files");
	size_t n = before && json_object_is_type(before, json_type_array) ? json_object_array_length(before) : 0;
	for (size_t i = 0; before && i < it->game.count; i++) {
		const struct game_file *f = &it->game.files[i];
		const char *old = NULL;
		for (size_t k = 0; k < n; k++) {
			struct json_object *entry = json_object_array_get_idx(before, k);
			if (strcmp(json_get_string(entry, "path", ""), f->path) == 0)
				old = json_get_string(entry, "sha256", "");
		}
		if (!old || strcmp(old, f->sha256) != 0)
			json_object_array_add(list, json_object_new_string(arena_printf(it->input->arena, "%s %s", old ? "changed" : "new", f->path)));
	}
	for (size_t k = 0; k < n; k++) {
		const char *path = json_get_string(json_object_array_get_idx(before, k), "path", "");
		if (!game_find(&it->game, path))
			json_object_array_add(list, json_object_new_string(arena_printf(it->input->arena, "gone %s", path)));
	}
	return list;
}

/* A build is named by its contents. */
static char *build_id(struct integrate *it)
{
	struct buf all;
	buf_init(&all, 1U << 20);
	for (size_t i = 0; i < it->game.count; i++)
		buf_printf(&all, "%s %s\n", it->game.files[i].sha256, it->game.files[i].path);
	char hex[HASH_HEX_SIZE];
	hash_sha256_hex(all.data, all.len, hex);
	buf_free(&all);
	return arena_strndup(it->input->arena, hex, 16);
}

static void make_build(struct integrate *it)
{
	struct arena *a = it->input->arena;
	struct json_object *document = json_object_new_object(), *files = json_object_new_array();
	it->answer->document = document;
	add_credits(it);
	add_provenance(it);
	game_sort(&it->game);
	json_object_object_add(document, "build_id", json_object_new_string(build_id(it)));
	json_object_object_add(document, "title", json_object_new_string(document_text(it->input, "concept_document", "title", it->input->project_name)));
	json_object_object_add(document, "entry", json_object_new_string("game/index.html"));
	json_object_object_add(document, "size", json_object_new_int64((int64_t) it->game.bytes));
	for (size_t i = 0; i < it->game.count; i++) {
		const struct game_file *f = &it->game.files[i];
		if (give(it, arena_printf(a, "game/%s", f->path), f->bytes, f->len, files, f->sha256)) {
			answer_fail(it->answer, FAIL_INVALID, false, "the file %s cannot be part of a build", f->path);
			json_object_put(files);
			return;
		}
	}
	json_object_object_add(document, "files", files);
	json_object_object_add(document, "checks", game_check(a, &it->game));
	json_object_object_add(document, "changes_since_last", changes(it));
	if (give_dist(it, document) == ERR_OK)
		it->answer->summary = arena_printf(a, "%zu files, %zu KiB: a folder, a zip and a single page. Assembled without a model.", it->game.count, it->game.bytes / 1024);
	else if (!it->answer->failure)
		answer_fail(it->answer, FAIL_INTERNAL, true, "the build's files could not be added");
}

static void integrate_start(struct loop *loop, const struct step_input *input, builtin_done_fn *done, void *context, struct builtin_run **run_r)
{
	(void) loop;
	static const char *const channels[] = {"code_artifacts", "asset_artifacts", NULL};
	struct answer *answer = arena_new(input->arena, struct answer);
	struct integrate *it = arena_new(input->arena, struct integrate);
	const char *message = "";
	answer_init(answer, input->arena);
	*it = (struct integrate) {.input = input, .answer = answer};
	*run_r = NULL;
	enum err err = game_load(input->arena, input, channels, "", &game_limits, &it->game, &message);
	if (err)
		answer_fail(answer, err == ERR_TOO_LARGE ? FAIL_INVALID : FAIL_INTERNAL, err == ERR_SYSTEM, "%s", message);
	else if (!game_find(&it->game, "index.html"))
		answer_fail(answer, FAIL_INVALID, false, "there is no index.html among the %zu files of code and assets", it->game.count);
	else
		make_build(it);
	done(context, answer);
}

static void integrate_cancel(struct builtin_run *run)
{
	(void) run; /* it never lasts longer than start */
}

const struct builtin builtin_integrate = {.name = "integrate", .version = "1", .start = integrate_start, .cancel = integrate_cancel};
