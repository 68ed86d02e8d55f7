/* SPDX-License-Identifier: ISC */
/* The static half of the game contract: one function a rule, each with its own sentence about what is wrong. */
#include "worker/game.h"

#include "lib/hash.h"
#include "lib/json.h"
#include "worker/scan.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

struct check {
	struct arena *a;
	const struct game *game;
	const char *detail; /* what the rule found; NULL: it holds */
};

/* The files may be foreign, and this runs where others wait: a rule that looks into them passes over each byte a few times at most, and ends with what it
 * finds first. */
enum { ASSETS_MAX = 256 /* of a manifest: for each of them all scripts are searched */ };

static bool ends_in(const char *text, const char *tail)
{
	size_t n = strlen(text), t = strlen(tail);
	return n >= t && strcmp(text + n - t, tail) == 0;
}

static void check_size(struct check *c)
{
	if (c->game->count > GAME_FILES_MAX)
		c->detail = arena_printf(c->a, "%zu files; %d at most", c->game->count, GAME_FILES_MAX);
	else if (c->game->bytes > GAME_BYTES_MAX)
		c->detail = arena_printf(c->a, "%zu bytes; %d at most", c->game->bytes, GAME_BYTES_MAX);
	for (size_t i = 0; i < c->game->count; i++) {
		const struct game_file *f = &c->game->files[i];
		if (ends_in(f->path, ".js") && f->len > GAME_SCRIPT_MAX)
			c->detail = arena_printf(c->a, "%s has %zu bytes; a script has %d at most", f->path, f->len, GAME_SCRIPT_MAX);
	}
}

static void check_files(struct check *c)
{
	static const char *const needed[] = {"index.html", "css/style.css", "js/core.js", "js/render.js", "js/audio.js", "js/input.js", "js/ui.js", "js/main.js",
		"data/params.js", "data/levels.js", "data/strings.js", "data/assets.js", "assets/manifest.json"};
	for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
		if (!game_find(c->game, needed[i]))
			c->detail = arena_printf(c->a, "%s%s is missing", c->detail ? arena_printf(c->a, "%s; ", c->detail) : "", needed[i]);
	}
}

/* The value of an attribute in a tag of n bytes, or NULL. In: before is ` name="`. */
static const char *attribute(struct arena *a, const char *tag, size_t n, const char *before)
{
	const char *p = memmem(tag, n, before, strlen(before)), *from = p ? p + strlen(before) : NULL;
	const char *end = from ? memchr(from, '"', n - (size_t) (from - tag)) : NULL;
	return from ? arena_strndup(a, from, (size_t) ((end ? end : tag + n) - from)) : NULL;
}

static void check_script_tag(struct check *c, const char *tag, size_t n)
{
	const char *src = attribute(c->a, tag, n, " src=\"");
	if (attribute(c->a, tag, n, " type=\""))
		c->detail = "a script of index.html has a type; classic scripts only";
	else if (!src)
		c->detail = "index.html has an inline script";
	else if (!game_find(c->game, src))
		c->detail = arena_printf(c->a, "index.html names the script %s, which is not in the game", src);
}

/* Whether a tag of n bytes has an attribute like onclick. */
static bool has_handler(const char *tag, size_t n)
{
	const char *end = tag + n;
	for (const char *q = tag; q < end; q++) {
		if (!isspace((unsigned char) *q) || strncasecmp(q + 1, "on", 2) != 0)
			continue;
		const char *name = q + 3;
		while (name < end && isalpha((unsigned char) *name))
			name++;
		if (name > q + 3 && *name == '=')
			return true;
		q = name - 1;
	}
	return false;
}

static bool has_nul(const struct game_file *f)
{
	return f->len && memchr(f->bytes, '\0', f->len);
}

static void check_page(struct check *c)
{
	const struct game_file *page = game_find(c->game, "index.html");
	if (!page)
		return;
	if (has_nul(page))
		c->detail = "index.html has a byte 0";
	/* One pass: what stands between < and > belongs to that tag, and the page may be foreign. */
	for (const char *p = page->bytes, *end; !c->detail && (p = strchr(p, '<')); p = end) {
		size_t n = strcspn(p, ">");
		end = p + n;
		if (strncasecmp(p, "<script", 7) == 0)
			check_script_tag(c, p, n);
		if (has_handler(p, n))
			c->detail = "index.html has an inline event handler";
	}
}

static void check_words(struct check *c, const struct game_file *f, const char *code)
{
	static const char *const words[] = {"fetch", "XMLHttpRequest", "WebSocket", "EventSource", "importScripts", "eval", "Function", "import", "sendBeacon", "RTCPeerConnection",
		"Worker", "SharedWorker", "serviceWorker"};
	for (size_t w = 0; w < sizeof words / sizeof *words; w++) {
		const char *hit = scan_word(code, words[w], true);
		if (hit)
			c->detail = arena_printf(c->a, "%s:%d uses %s", f->path, scan_line(code, hit), words[w]);
	}
	if (strchr(code, '`'))
		c->detail = arena_printf(c->a, "%s:%d has a template; scripts are ES5", f->path, scan_line(code, strchr(code, '`')));
}

static void check_network(struct check *c)
{
	for (size_t i = 0; i < c->game->count && !c->detail; i++) {
		const struct game_file *f = &c->game->files[i];
		if (!ends_in(f->path, ".js"))
			continue;
		if (has_nul(f)) {
			c->detail = arena_printf(c->a, "%s has a byte 0", f->path);
			return;
		}
		check_words(c, f, scan_code(c->a, f->bytes, f->len, false));
		check_words(c, f, scan_code(c->a, f->bytes, f->len, true));
	}
}

static void check_addresses(struct check *c)
{
	for (size_t i = 0; i < c->game->count; i++) {
		const struct game_file *f = &c->game->files[i];
		bool page = ends_in(f->path, ".html") || ends_in(f->path, ".css");
		const char *hit = page ? strstr(f->bytes, "//") : NULL;
		while (hit && hit > f->bytes && hit[-1] != ':' && hit[-1] != '"' && hit[-1] != '\'' && hit[-1] != '(')
			hit = strstr(hit + 2, "//");
		if (!hit && ends_in(f->path, ".js"))
			hit = strstr(f->bytes, "\"http") ? strstr(f->bytes, "\"http") : strstr(f->bytes, "'http");
		if (hit)
			c->detail = arena_printf(c->a, "%s names an address outside: %.40s", f->path, hit);
	}
}

static void check_core(struct check *c)
{
	static const char *const banned[] = {"document", "window", "self", "globalThis", "Date", "performance", "setTimeout", "setInterval", "requestAnimationFrame", "navigator", "localStorage", "console", "alert", "eval", "Function"};
	static const char *const allowed[] = {"floor", "ceil", "abs", "min", "max", "sqrt"};
	const struct game_file *core = game_find(c->game, "js/core.js");
	if (!core)
		return;
	char *code = scan_code(c->a, core->bytes, core->len, false);
	for (size_t i = 0; i < sizeof banned / sizeof *banned; i++) {
		const char *hit = scan_word(code, banned[i], false);
		if (hit)
			c->detail = arena_printf(c->a, "js/core.js:%d uses %s", scan_line(code, hit), banned[i]);
	}
	size_t len = 0;
	for (const char *p = code; !c->detail && (p = scan_member(p, "Math", &len)); p += len) {
		bool known = false;
		for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
			known |= strlen(allowed[i]) == len && memcmp(p, allowed[i], len) == 0;
		if (!known)
			c->detail = arena_printf(c->a, "js/core.js:%d uses Math.%.*s, which differs between machines or is not in the contract", scan_line(code, p), (int) len, p);
	}
	if (strstr(code, ".toLocale") || strstr(code, ".localeCompare"))
		c->detail = "js/core.js depends on a locale";
}

static void check_placeholders(struct check *c)
{
	static const char *const marks[] = {"TODO", "FIXME", "rest stays the same", "rest of the code", "your code here", "... existing code"};
	for (size_t i = 0; i < c->game->count; i++) {
		const struct game_file *f = &c->game->files[i];
		for (size_t m = 0; ends_in(f->path, ".js") && m < sizeof marks / sizeof *marks; m++) {
			if (strstr(f->bytes, marks[m]))
				c->detail = arena_printf(c->a, "%s has a placeholder: %s", f->path, marks[m]);
		}
	}
}

static void check_strings(struct check *c)
{
	struct json_object *strings = game_data(c->game, "data/strings.js");
	struct json_object *en = json_get(strings, "en"), *ja = json_get(strings, "ja");
	if (!en || !ja || !json_object_is_type(en, json_type_object) || !json_object_is_type(ja, json_type_object)) {
		c->detail = "data/strings.js does not hold texts as en and ja";
	} else {
		json_object_object_foreach(en, key, value)
		{
			(void) value;
			if (!json_get(ja, key)) {
				c->detail = arena_printf(c->a, "the text %.200s is not there in ja", key);
				break;
			}
		}
		if (json_object_object_length(en) != json_object_object_length(ja))
			c->detail = c->detail ? c->detail : "ja has texts that en has not";
	}
	json_object_put(strings);
}

static void check_asset_file(struct check *c, const char *key, struct json_object *entry)
{
	const char *path = json_get_string(entry, "file", "");
	const struct game_file *f = game_find(c->game, path);
	char hex[HASH_HEX_SIZE];
	if (!f) {
		c->detail = arena_printf(c->a, "the asset %s names %s, which is not in the game", key, path);
		return;
	}
	if (!f->sha256)
		hash_sha256_hex(f->bytes, f->len, hex);
	if (strcmp(f->sha256 ? f->sha256 : hex, json_get_string(entry, "sha256", "")) != 0 || json_get_int(entry, "bytes", -1) != (int64_t) f->len)
		c->detail = arena_printf(c->a, "the manifest's size or hash of %s is not that of the file", path);
}

/* A key counts as used when a script names it as a literal, or when the page or the integrator uses its file. */
static bool key_used(struct check *c, const char *key, const char *path)
{
	const char *literals[] = {arena_printf(c->a, "\"%s\"", key), arena_printf(c->a, "'%s'", key)};
	const struct game_file *page = game_find(c->game, "index.html");
	if (strcmp(key, "cover") == 0 || (page && strstr(page->bytes, path)))
		return true;
	for (size_t i = 0; i < c->game->count; i++) {
		const struct game_file *f = &c->game->files[i];
		if (strncmp(f->path, "js/", 3) == 0 && (strstr(f->bytes, literals[0]) || strstr(f->bytes, literals[1])))
			return true;
	}
	return false;
}

/* Every art("key") and sound("key") of the scripts has to be in the manifest. */
static void check_calls(struct check *c, struct json_object *manifest, const char *call)
{
	for (size_t i = 0; i < c->game->count; i++) {
		const struct game_file *f = &c->game->files[i];
		if (strncmp(f->path, "js/", 3) != 0)
			continue;
		for (const char *p = f->bytes; !c->detail && (p = strstr(p, call)); p++) {
			const char *name = p + strlen(call);
			char *key = arena_strndup(c->a, name, strcspn(name, "\"'"));
			bool own = p == f->bytes || !(isalnum((unsigned char) p[-1]) || p[-1] == '_' || p[-1] == '$');
			if (own && !json_get(manifest, key))
				c->detail = arena_printf(c->a, "%s uses the asset %s, which is not in the manifest", f->path, key);
		}
	}
}

static void check_entries(struct check *c, struct json_object *manifest, struct json_object *data)
{
	json_object_object_foreach(manifest, key, entry)
	{
		if (c->detail)
			return;
		check_asset_file(c, key, entry);
		if (!json_get(data, key))
			c->detail = arena_printf(c->a, "data/assets.js lacks the asset %s", key);
		else if (!key_used(c, key, json_get_string(entry, "file", "")))
			c->detail = arena_printf(c->a, "no script uses the asset %s", key);
	}
}

static void check_assets(struct check *c)
{
	const struct game_file *file = game_find(c->game, "assets/manifest.json");
	struct json_object *manifest = NULL, *data = game_data(c->game, "data/assets.js");
	if (!file || json_parse(file->bytes, file->len, &json_limits_trust, NULL, &manifest) || !json_object_is_type(manifest, json_type_object)) {
		c->detail = "assets/manifest.json is not a JSON object";
	} else if (json_object_object_length(manifest) > ASSETS_MAX) {
		c->detail = arena_printf(c->a, "assets/manifest.json has %d assets; %d at most", json_object_object_length(manifest), ASSETS_MAX);
	} else {
		check_entries(c, manifest, data);
		static const char *const calls[] = {"art(\"", "art('", "sound(\"", "sound('"};
		for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
			check_calls(c, manifest, calls[i]);
		if (data && json_object_object_length(data) != json_object_object_length(manifest))
			c->detail = c->detail ? c->detail : "data/assets.js has assets that the manifest has not";
	}
	json_object_put(manifest);
	json_object_put(data);
}

static void check_paths(struct check *c)
{
	for (size_t i = 0; i < c->game->count; i++) {
		if (!answer_path_safe(c->game->files[i].path))
			c->detail = "a file has a path that is not safe";
	}
}

static struct json_object *rule_entry(const char *name, const char *detail)
{
	struct json_object *entry = json_object_new_object();
	json_object_object_add(entry, "name", json_object_new_string(name));
	json_object_object_add(entry, "ok", json_object_new_boolean(detail == NULL));
	json_object_object_add(entry, "detail", json_object_new_string(detail ? detail : ""));
	return entry;
}

struct json_object *game_check(struct arena *a, const struct game *game)
{
	static const struct {
		const char *name;
		void (*run)(struct check *c);
		bool looks_into; /* takes time and memory by what the files hold */
	} rules[] = {{"files", check_files, false}, {"size", check_size, false}, {"paths", check_paths, false}, {"page", check_page, true},
		{"no_network", check_network, true}, {"no_addresses", check_addresses, true}, {"core_pure", check_core, true},
		{"no_placeholders", check_placeholders, true}, {"strings", check_strings, true}, {"assets", check_assets, true}};
	bool huge = game->count > game_limits_build.files || game->bytes > game_limits_build.bytes;
	struct json_object *list = json_object_new_array();
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
		struct check check = {.a = a, .game = game};
		if (huge && rules[i].looks_into)
			check.detail = "not looked at: the game is too large";
		else
			rules[i].run(&check);
		json_object_array_add(list, rule_entry(rules[i].name, check.detail));
	}
	return list;
}
