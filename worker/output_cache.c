/* SPDX-License-Identifier: ISC */
#include "worker/output_cache.h"
#include "lib/buf.h"
#include "lib/db.h"
#include "lib/document.h"
#include "lib/json.h"
#include "lib/log.h"

#include <stdlib.h>
#include <string.h>

#define BUCKETS 1024
#define QUERY_ARENA_MAX (512u << 20)

struct entry {
	struct output output;
	size_t bytes;
	struct entry *next; /* in its bucket */
	struct entry *newer, *older; /* by use */
};

struct output_cache {
	struct entry *buckets[BUCKETS];
	struct entry *newest, *oldest;
	size_t bytes, count;
};

struct output_cache *output_cache_new(void)
{
	struct output_cache *cache = calloc(1, sizeof(*cache));
	if (!cache)
		log_fatal("out of memory");
	return cache;
}

/* The first digits of a random UUID are as good as a hash. */
static struct entry **bucket(struct output_cache *cache, const char *id)
{
	return &cache->buckets[strtoul((char[]){id[0], id[1], id[2], '\0'}, NULL, 16) % BUCKETS];
}

static void unlink_use(struct output_cache *cache, struct entry *e)
{
	*(e->newer ? &e->newer->older : &cache->newest) = e->older;
	*(e->older ? &e->older->newer : &cache->oldest) = e->newer;
	e->newer = e->older = NULL;
}

static void link_newest(struct output_cache *cache, struct entry *e)
{
	e->older = cache->newest;
	*(cache->newest ? &cache->newest->newer : &cache->oldest) = e;
	cache->newest = e;
}

static void drop(struct output_cache *cache, struct entry *e)
{
	struct entry **at = bucket(cache, e->output.id);
	while (*at != e)
		at = &(*at)->next;
	*at = e->next;
	unlink_use(cache, e);
	cache->bytes -= e->bytes;
	cache->count--;
	json_object_put(e->output.document);
	json_object_put(e->output.files);
	free(e);
}

void output_cache_free(struct output_cache *cache)
{
	if (!cache)
		return;
	while (cache->oldest)
		drop(cache, cache->oldest);
	free(cache);
}

static struct entry *find(struct output_cache *cache, const char *id)
{
	struct entry *e = *bucket(cache, id);
	while (e && strcmp(e->output.id, id) != 0)
		e = e->next;
	return e;
}

const struct output *output_cache_get(struct output_cache *cache, const char *project_id, const char *id)
{
	struct entry *e = find(cache, id);
	if (!e || strcmp(e->output.project_id, project_id) != 0)
		return NULL;
	unlink_use(cache, e);
	link_newest(cache, e);
	return &e->output;
}

/* The canonical text of document and files, read back: an output is the same, to the order of its members, whether this
 * process made it or the database gave it, and so is what follows from it. */
static enum err put_content(struct entry *e, struct json_object *document, struct json_object *files)
{
	if (document_wrong(document) || document_wrong(files))
		return ERR_TOO_LARGE;
	struct arena a;
	struct json_object *both = json_object_new_array(), *read = NULL;
	arena_init(&a, QUERY_ARENA_MAX);
	json_object_array_add(both, json_object_get(document));
	json_object_array_add(both, json_object_get(files));
	const char *text = json_canonical(&a, both);
	size_t len = strlen(text);
	hash_sha256_hex(text, len, e->output.sha256);
	enum err err = json_parse(text, len, &document_limits_pair, NULL, &read);
	if (!err) {
		e->output.document = json_object_get(json_object_array_get_idx(read, 0));
		e->output.files = json_object_get(json_object_array_get_idx(read, 1));
		e->output.bytes = len;
		e->bytes += len;
	}
	json_object_put(read);
	json_object_put(both);
	arena_done(&a);
	return err;
}

enum err output_cache_add(struct output_cache *cache, const char *project_id, const char *id, const char *type,
	const char *summary, struct json_object *document, struct json_object *files)
{
	size_t type_len = strlen(type) + 1, summary_len = strlen(summary) + 1;
	if (find(cache, id))
		return ERR_OK;
	struct entry *e = calloc(1, sizeof(*e) + type_len + summary_len);
	if (!e)
		log_fatal("out of memory for an output");
	e->bytes = sizeof(*e) + type_len + summary_len;
	e->output.type = memcpy(e + 1, type, type_len);
	e->output.summary = memcpy((char *)(e + 1) + type_len, summary, summary_len);
	memcpy(e->output.id, id, ID_UUID_SIZE);
	memcpy(e->output.project_id, project_id, ID_UUID_SIZE);
	enum err err = put_content(e, document, files);
	if (err) {
		log_error("output %s is none that could be stored: %s", id, err_name(err));
		free(e);
		return err;
	}
	e->next = *bucket(cache, id);
	*bucket(cache, id) = e;
	link_newest(cache, e);
	cache->bytes += e->bytes;
	cache->count++;
	return ERR_OK;
}

/* Only before a load, so that what a caller asked for together stays together. */
static void trim(struct output_cache *cache)
{
	while ((cache->bytes > OUTPUT_CACHE_BYTES || cache->count > OUTPUT_CACHE_COUNT) && cache->oldest)
		drop(cache, cache->oldest);
}

static struct json_object *parse(const PGresult *rows, int row, const char *column)
{
	struct json_object *value = NULL;
	const char *text = db_text(rows, row, db_column(rows, column), "null");
	json_parse(text, strlen(text), &json_limits_trust, NULL, &value);
	return value;
}

static enum err add_rows(struct output_cache *cache, const char *project_id, const PGresult *rows)
{
	enum err err = ERR_OK;
	for (int i = 0; !err && i < PQntuples(rows); i++) {
		char id[ID_UUID_SIZE];
		struct json_object *document = parse(rows, i, "document"), *files = parse(rows, i, "files");
		db_uuid(rows, i, db_column(rows, "id"), id);
		err = output_cache_add(cache, project_id, id, db_text(rows, i, db_column(rows, "type"), ""),
			db_text(rows, i, db_column(rows, "summary"), ""), document, files);
		json_object_put(document);
		json_object_put(files);
	}
	return err;
}

enum err output_cache_load(
	struct output_cache *cache, struct db *db, const char *project_id, const char *const *ids, size_t n)
{
	struct arena a;
	struct buf list;
	PGresult *rows = NULL;
	struct db_error error = {0};
	trim(cache);
	buf_init(&list, n * ID_UUID_SIZE + 16);
	buf_puts(&list, "{");
	for (size_t i = 0; i < n; i++)
		if (!output_cache_get(cache, project_id, ids[i]))
			buf_printf(&list, "%s%.36s", list.len > 1 ? "," : "", ids[i]);
	buf_puts(&list, "}");
	enum err err = ERR_OK;
	if (list.len > 2) {
		arena_init(&a, QUERY_ARENA_MAX);
		struct db_param params[] = {DB_TEXT(project_id), DB_TEXT(list.data)};
		err = db_query(db, &a, "outputs", 2, params, &rows, &error);
		if (err)
			log_warn("outputs: %s: %s", err_name(err), error.message ? error.message : db_message(db));
		else
			err = add_rows(cache, project_id, rows);
		PQclear(rows);
		arena_done(&a);
	}
	buf_free(&list);
	return err;
}
