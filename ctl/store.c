/* SPDX-License-Identifier: ISC */
/* ludctl store: what the file store holds, and taking away what nothing refers to. */
#include "ctl/command.h"

#include "ctl/table.h"
#include "lib/buf.h"
#include "lib/store.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HOURS 24 /* longer than any step may take between storing a content and referring to it */
#define ROWS "1000"
#define BATCH 500

struct gc {
	struct context *c;
	struct db *db;
	struct store *store;
	int64_t age; /* seconds */
	bool really;
	uint64_t rows, row_bytes, contents, bytes; /* gone */
	char found[BATCH][HASH_HEX_SIZE]; /* old contents whose rows have not been looked for yet */
	uint64_t found_bytes[BATCH];
	size_t n;
};

static enum err ask(struct gc *gc, const char *statement, int n, const struct db_param *params, PGresult **rows_r)
{
	struct db_error error = {0};
	enum err err = db_query(gc->db, gc->c->arena, statement, n, params, rows_r, &error);
	if (err)
		command_fail("%s", error.message	    ? error.message
				   : err == ERR_UNAVAILABLE ? db_message(gc->db)
							    : err_name(err));
	return err;
}

/* Rows first: a content without one is what the second half takes away. */
static enum err collect_rows(struct gc *gc)
{
	const char *after = "", *hours = arena_printf(gc->c->arena, "%" PRId64, gc->age / 3600);
	enum err err = ERR_OK;
	while (after && !err) {
		struct db_param params[] = {
			DB_TEXT(after), DB_TEXT(hours), DB_TEXT(ROWS), DB_TEXT(gc->really ? "t" : "f")};
		PGresult *rows = NULL;
		err = ask(gc, "store_collect", 4, params, &rows);
		if (!err) {
			after = db_null(rows, 0, 0) ? NULL : arena_strdup(gc->c->arena, db_text(rows, 0, 0, ""));
			gc->rows += (uint64_t)db_int(rows, 0, 1, 0);
			gc->row_bytes += (uint64_t)db_int(rows, 0, 2, 0);
		}
		PQclear(rows);
	}
	return err;
}

static enum err remove_one(struct gc *gc, const char *sha256)
{
	enum err err = gc->really ? store_remove(gc->store, sha256, gc->age) : ERR_OK;
	if (err == ERR_CONFLICT || err == ERR_NOT_FOUND) /* somebody has just put it again, or was faster */
		return ERR_OK;
	for (size_t i = 0; !err && i < gc->n; i++)
		if (!strcmp(gc->found[i], sha256))
			gc->contents++, gc->bytes += gc->found_bytes[i];
	return err;
}

/* Takes away those of the batch that no row names. */
static enum err flush(struct gc *gc)
{
	struct buf list;
	PGresult *rows = NULL;
	buf_init(&list, BATCH * (HASH_HEX_SIZE + 1) + 16);
	for (size_t i = 0; i < gc->n; i++)
		buf_printf(&list, "%c%s", i ? ',' : '{', gc->found[i]);
	buf_puts(&list, gc->n ? "}" : "{}");
	enum err err = ask(gc, "store_known", 1, (struct db_param[]){DB_TEXT(list.data)}, &rows);
	for (int i = 0; !err && i < PQntuples(rows); i++)
		err = remove_one(gc, db_text(rows, i, 0, ""));
	gc->n = 0;
	PQclear(rows);
	buf_free(&list);
	return err;
}

static enum err visit(void *context, const char *sha256, uint64_t bytes, int64_t age)
{
	struct gc *gc = context;
	if (age < gc->age)
		return ERR_OK;
	memcpy(gc->found[gc->n], sha256, HASH_HEX_SIZE);
	gc->found_bytes[gc->n++] = bytes;
	return gc->n == BATCH ? flush(gc) : ERR_OK;
}

static enum err collect(struct gc *gc)
{
	PGresult *rows = NULL;
	enum err err = ask(gc, "store_lock", 0, NULL, &rows);
	bool mine = !err && db_bool(rows, 0, 0, false);
	PQclear(rows);
	if (!err && !mine) {
		command_fail("another one is at it");
		return ERR_CONFLICT;
	}
	if (!err && !restore_none(gc->c, gc->db))
		return ERR_CONFLICT;
	if (!err)
		err = collect_rows(gc);
	if (err)
		return err;
	err = store_walk(gc->store, visit, gc);
	if (!err)
		err = flush(gc);
	if (err == ERR_SYSTEM)
		command_fail("the file store in %s: %m", gc->c->conf->files_dir);
	return err;
}

int store_gc(struct context *c)
{
	const char *text = command_option(c, "hours");
	char *end = "";
	long hours = text ? strtol(text, &end, 10) : HOURS;
	if (*end || hours < 1 || hours > 8760)
		return command_fail("--hours is a number from 1 to 8760");
	struct gc *gc = arena_new(c->arena, struct gc);
	*gc = (struct gc){.c = c, .age = hours * 3600, .really = !command_option(c, "dry-run")};
	if (store_open(c->conf->files_dir, &gc->store))
		return command_fail("the file store in %s: %m", c->conf->files_dir);
	gc->db = command_database(c);
	int status = gc->db && !collect(gc) ? 0 : 1;
	if (!status)
		printf("%s: %" PRIu64 " unused rows (%" PRIu64 " bytes), %" PRIu64 " contents on disk (%" PRIu64
		       " bytes)\n",
			gc->really ? "taken away" : "would be taken away", gc->rows, gc->row_bytes, gc->contents,
			gc->bytes);
	db_close(gc->db);
	store_close(gc->store);
	return status;
}

int store_usage(struct context *c)
{
	struct gc gc = {.c = c};
	bool json = command_option(c, "json");
	PGresult *rows = NULL, *total = NULL;
	gc.db = command_database(c);
	if (!gc.db)
		return 1;
	int status = ask(&gc, "store_usage", 1, (struct db_param[]){DB_TEXT("1000")}, &rows) ||
		     ask(&gc, "store_total", 0, NULL, &total);
	if (!status && json) {
		struct json_object *all = table_json_row(total, 0);
		json_object_object_add(all, "projects", table_json(rows));
		puts(json_object_to_json_string_ext(all, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
		json_object_put(all);
	} else if (!status) {
		table_print(c->arena, rows);
		table_print_row(c->arena, total, 0);
	}
	PQclear(rows);
	PQclear(total);
	db_close(gc.db);
	return status;
}
