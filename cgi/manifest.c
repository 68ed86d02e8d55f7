/* SPDX-License-Identifier: ISC */
#include "cgi/manifest.h"

#include "cgi/inputs.h"
#include "cgi/upload.h"
#include "lib/document.h"
#include "lib/hash.h"
#include "lib/id.h"
#include "lib/json.h"

#include <ctype.h>
#include <string.h>

#define DIGITS 32
#define OUTPUT_FILES 512 /* as worker/answer.h has it */

/* Of a line, which is parsed here; PostgreSQL takes all lines at once. */
static const struct json_limits limits = {
	.max_bytes = MANIFEST_MAX, .max_depth = 64, .max_keys = 1 << 18, .max_values = 1 << 19};
#define VALUES_MAX (2u << 20)

static const char *const kinds[] = {
	"run", "agent", "output", "snapshot", "checkpoint", "decision", "comment", "file", NULL};

struct reading {
	struct arena *arena;
	struct response *res;
	struct manifest *m;
	struct json_object *ids; /* {old UUID: new UUID} */
	size_t values; /* in the lines so far */
	int line;
};

static enum err wrong(struct reading *r, const char *what)
{
	response_field(r->res, arena_printf(r->arena, MANIFEST_NAME " line %d", r->line), what);
	return response_problem(r->res, ERR_INPUT, NULL, "The file does not hold together.");
}

/* A new id for the one that a row has. In: its text as the row has it, a UUID. */
static enum err renew(struct reading *r, const char *old)
{
	char uuid[ID_UUID_SIZE], made[ID_UUID_SIZE];
	if (strlen(old) != ID_UUID_SIZE - 1 || !id_parse("", old, uuid) || strcmp(uuid, old) != 0)
		return wrong(r, "Has an id that is no UUID");
	if (json_object_object_get_ex(r->ids, old, NULL))
		return wrong(r, "Has an id that another line has");
	id_random(made);
	json_object_object_add(r->ids, old, json_object_new_string(made));
	json_object_array_add(r->m->ids, json_object_new_string(made));
	return ERR_OK;
}

static bool is_hash(const char *s)
{
	return strlen(s) == HASH_HEX_SIZE - 1 && strspn(s, "0123456789abcdef") == HASH_HEX_SIZE - 1;
}

/* A file: {"path", "sha256", "bytes", "media_type"}. Its content has to follow, with this length. */
static enum err declare(struct reading *r, struct json_object *file)
{
	const char *path = json_get_string(file, "path", NULL), *hash = json_get_string(file, "sha256", "");
	const char *type = json_get_string(file, "media_type", "");
	int64_t bytes = json_get_int(file, "bytes", -1);
	struct json_object *known = NULL;
	if (!upload_safe_name(r->arena, path))
		return wrong(r, "Has a file with a path that is not accepted here");
	if (!is_hash(hash) || bytes < 0 || bytes > INT64_C(1) << 40 || strlen(type) > 100)
		return wrong(r, "Has a file without a proper sha256, bytes and media_type");
	if (json_object_object_get_ex(r->m->contents, hash, &known))
		return json_object_get_int64(known) == bytes ? ERR_OK
							     : wrong(r, "Says another length of the same content");
	json_object_object_add(r->m->contents, hash, json_object_new_int64(bytes));
	r->m->bytes += (uint64_t)bytes;
	return ERR_OK;
}

static size_t length_of(struct json_object *list)
{
	return json_object_is_type(list, json_type_array) ? json_object_array_length(list) : 0;
}

/* A file by its content and its path. */
static const char *key_of(struct reading *r, struct json_object *file)
{
	return arena_printf(r->arena, "%s %s", json_get_string(file, "sha256", ""), json_get_string(file, "path", ""));
}

/* What an output's envelope calls its files are those that the output has: steps read them by these hashes, and write
 * them where these paths say. */
static enum err check_output(struct reading *r, struct json_object *row)
{
	struct json_object *content = json_get(row, "content"), *have = json_object_new_object();
	struct json_object *files = json_get(row, "files"), *named = json_get(content, "files");
	const char *why = document_wrong(json_get(content, "document"));
	enum err err = why ? wrong(r, arena_printf(r->arena, "Has a document that %s", why)) : ERR_OK;
	if (!err && (document_wrong(named) || length_of(named) > OUTPUT_FILES))
		err = wrong(r, "Names too many files");
	for (size_t i = 0; !err && i < length_of(files); i++) {
		err = declare(r, json_object_array_get_idx(files, i));
		json_object_object_add(have, key_of(r, json_object_array_get_idx(files, i)), NULL);
	}
	for (size_t i = 0; !err && i < length_of(named); i++) {
		if (!json_object_object_get_ex(have, key_of(r, json_object_array_get_idx(named, i)), NULL))
			err = wrong(r, "Names a file in its content that it does not have");
	}
	json_object_put(have);
	return err;
}

/* The project itself goes through the same table as one that is made by hand. */
static enum err check_project(struct reading *r, struct json_object *row)
{
	static const char *const taken[] = {"name", "description", "concept", "config"};
	if (strcmp(json_get_string(row, "format", ""), MANIFEST_FORMAT) != 0)
		return wrong(r, "Is not of the format " MANIFEST_FORMAT);
	r->m->project = json_object_new_object();
	for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
		if (json_get(row, taken[i]))
			json_object_object_add(r->m->project, taken[i], json_object_get(json_get(row, taken[i])));
	enum err err = fields_check(input_project, r->m->project, r->res);
	return err ? wrong(r, "Is no project that could be made here") : ERR_OK;
}

static bool is_kind(const char *kind)
{
	for (int i = 0; kinds[i]; i++)
		if (!strcmp(kind, kinds[i]))
			return true;
	return false;
}

static enum err check_row(struct reading *r, struct json_object *row)
{
	const char *kind = json_get_string(row, "kind", "");
	if (r->line == 1)
		return strcmp(kind, "project") ? wrong(r, "Has to be the project") : check_project(r, row);
	if (!is_kind(kind))
		return wrong(r, "Is of no known kind");
	enum err err = strcmp(kind, "file") ? renew(r, json_get_string(row, "id", "")) : declare(r, row);
	if (!err && !strcmp(kind, "output"))
		err = check_output(r, row);
	return err;
}

static size_t values_in(struct json_object *value)
{
	size_t n = 1;
	if (json_object_is_type(value, json_type_object)) {
		json_object_object_foreach(value, key, member)
		{
			(void)key;
			n += values_in(member);
		}
	}
	for (size_t i = 0; i < length_of(value); i++)
		n += values_in(json_object_array_get_idx(value, i));
	return n;
}

static enum err read_line(struct reading *r, const char *text, size_t len)
{
	struct json_object *row = NULL;
	struct json_problem problem = {0};
	enum err err = json_parse(text, len, &limits, &problem, &row);
	if (err)
		return wrong(r, arena_printf(r->arena, "Is not JSON that is accepted here: %s at byte %zu",
					problem.message, problem.offset));
	r->values += values_in(row);
	if (r->values > VALUES_MAX)
		err = wrong(r, "Is one too many: the lines hold too many values");
	else
		err = json_object_is_type(row, json_type_object) ? check_row(r, row) : wrong(r, "Is no object");
	json_object_put(row);
	return err;
}

/* Lines become the elements of an array: line ends turn into commas. In: text begins with a byte for the bracket. */
static enum err read_lines(struct reading *r, struct buf *text)
{
	char *at = text->data + 1, *end = text->data + text->len;
	enum err err = ERR_OK;
	while (!err && at < end) {
		char *stop = memchr(at, '\n', (size_t)(end - at));
		if (!stop || ++r->line > MANIFEST_LINES)
			return wrong(r, stop ? "Is one too many" : "Is cut short");
		err = read_line(r, at, (size_t)(stop - at));
		*stop = ',';
		at = stop + 1;
	}
	return err || r->line ? err : wrong(r, "Is empty");
}

static bool is_hex(char c)
{
	return isdigit((unsigned char)c) || (c >= 'a' && c <= 'f');
}

/* The length of a UUID, or of the digits of a public id, at this place; 0 when there is none. */
static size_t id_at(const char *start, const char *p)
{
	size_t n = 0, dashes = 0;
	while (is_hex(p[n]) || p[n] == '-')
		dashes += p[n++] == '-';
	if (n == ID_UUID_SIZE - 1 && dashes == 4 && (p == start || !isalnum((unsigned char)p[-1])))
		return n;
	return n == DIGITS && !dashes && p > start && p[-1] == '_' ? n : 0;
}

/* Puts the new id over the old one, in the same form, when it is one of this text's. */
static void replace_id(struct json_object *ids, char *p, size_t n)
{
	char text[ID_UUID_SIZE + 1] = "_", old[ID_UUID_SIZE];
	struct json_object *made;
	memcpy(text + (n == DIGITS), p, n);
	if (!id_parse("", text, old) || !json_object_object_get_ex(ids, old, &made))
		return;
	for (const char *s = json_object_get_string(made); *s; s++)
		if (*s != '-' || n != DIGITS)
			*p++ = *s;
}

static void replace_ids(struct json_object *ids, struct buf *text)
{
	for (char *p = text->data; *p;) {
		size_t n = is_hex(*p) ? id_at(text->data, p) : 0;
		if (n)
			replace_id(ids, p, n);
		if (n)
			p += n;
		else if (is_hex(*p))
			p += strspn(p, "0123456789abcdef-");
		else
			p++;
	}
}

enum err manifest_read(struct arena *a, struct buf *text, struct response *res, struct manifest *manifest_r)
{
	struct reading r = {.arena = a, .res = res, .m = manifest_r, .ids = json_object_new_object()};
	*manifest_r = (struct manifest){.contents = json_object_new_object(), .ids = json_object_new_array()};
	enum err err = strlen(text->data) == text->len ? read_lines(&r, text) : wrong(&r, "Holds a NUL");
	if (!err) {
		replace_ids(r.ids, text);
		text->data[text->len - 1] = ']'; /* the last comma */
	}
	json_object_put(r.ids);
	return err;
}

void manifest_done(struct manifest *m)
{
	json_object_put(m->project);
	json_object_put(m->contents);
	json_object_put(m->ids);
}
