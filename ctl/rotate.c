/* SPDX-License-Identifier: ISC */
/*
 * ludctl keys rotate-data: a new data key, and every secret at rest under it, while everything runs. Each value is
 * changed by itself and only when it is still what was read, so that it can be stopped at any moment; run again, it
 * goes on with the key that was begun.
 */
#include "ctl/command.h"

#include "lib/secret.h"

#include <stdio.h>
#include <string.h>

struct rotation {
	struct context *c;
	struct db *db;
	struct secret_roots *roots;
	char key[SECRET_KEY_ID_SIZE];
	long resealed, unreadable;
};

static enum err ask(struct rotation *o, const char *statement, int n, const struct db_param *params, PGresult **rows_r)
{
	struct db_error said = {.sqlstate = ""};
	enum err err = db_query(o->db, o->c->arena, statement, n, params, rows_r, &said);
	if (err)
		command_fail("%s", said.message ? said.message : db_message(o->db));
	return err;
}

/* A rotation that was not finished goes on; else a new key begins one. */
static enum err choose_key(struct rotation *o)
{
	PGresult *r = NULL;
	enum err err = ask(o, "data_key", 0, NULL, &r);
	if (err)
		return err;
	const char *id = db_text(r, 0, 0, "");
	bool unfinished = db_int(r, 0, 1, 0) > 0 && secret_key_current(o->roots, id);
	if (unfinished)
		memcpy(o->key, id, SECRET_KEY_ID_SIZE);
	PQclear(r);
	if (unfinished) {
		printf("going on with data key %s\n", o->key);
		return ERR_OK;
	}
	secret_key_new(o->roots, o->key);
	r = NULL;
	err = ask(o, "data_key_add", 1, (struct db_param[]){DB_TEXT(o->key)}, &r);
	PQclear(r);
	if (!err)
		printf("new data key %s\n", o->key);
	return err;
}

static enum err reseal(struct rotation *o, struct arena *a, const PGresult *rows, int row, const char *id)
{
	char *plain;
	unsigned char *sealed;
	size_t len, sealed_len;
	PGresult *r = NULL;
	const char *value = PQgetvalue(rows, row, 1), *place = arena_printf(a, "secrets|value|%s", id);
	int value_len = PQgetlength(rows, row, 1);
	enum err err = secret_open(o->roots, a, place, value, (size_t)value_len, &plain, &len);
	if (err) {
		o->unreadable++;
		command_fail("secret %s does not open: %s", id,
			err == ERR_NOT_FOUND ? "the root of its key is not known here"
					     : "it was changed, or moved from another row");
		return ERR_OK;
	}
	err = secret_seal(o->roots, a, o->key, place, plain, len, &sealed, &sealed_len);
	explicit_bzero(plain, len);
	if (err)
		return err;
	struct db_param params[] = {
		DB_TEXT(id), {value, value_len, 1}, {(const char *)sealed, (int)sealed_len, 1}, DB_TEXT(o->key)};
	err = ask(o, "secret_reseal", 4, params, &r);
	o->resealed += !err && PQntuples(r) > 0;
	PQclear(r);
	return err;
}

/* In: id after which; the last one of the page comes back in it. */
static enum err page(struct rotation *o, char id[37], int *rows_r)
{
	struct arena arena;
	PGresult *rows = NULL;
	struct db_param params[] = {DB_TEXT(o->key), DB_TEXT(id)};
	arena_init(&arena, 64U << 20);
	enum err err = ask(o, "secrets_old", 2, params, &rows);
	*rows_r = err ? 0 : PQntuples(rows);
	for (int row = 0; !err && row < *rows_r; row++) {
		db_uuid(rows, row, 0, id);
		err = reseal(o, &arena, rows, row, id);
	}
	PQclear(rows);
	arena_done(&arena);
	return err;
}

static enum err rotate(struct rotation *o)
{
	char id[37] = "00000000-0000-0000-0000-000000000000";
	PGresult *r = NULL;
	int rows = 1;
	enum err err = choose_key(o);
	while (!err && rows)
		err = page(o, id, &rows);
	if (err)
		return err;
	struct db_param params[] = {DB_TEXT(o->key), DB_TEXT(arena_printf(o->c->arena, "%ld", o->resealed)),
		DB_TEXT(arena_printf(o->c->arena, "%ld", o->unreadable))};
	err = ask(o, "audit_rotated", 3, params, &r);
	PQclear(r);
	return err;
}

int keys_rotate_data(struct context *c)
{
	struct rotation o = {.c = c};
	const char *why = "";
	int status = 1;
	if (secret_roots_load(c->conf->secret_key, c->conf->data_keys, &o.roots, &why))
		return command_fail("%s", why);
	o.db = command_database(c);
	if (o.db && !rotate(&o)) {
		printf("%ld secrets are under it now\n", o.resealed);
		status = o.unreadable ? command_fail("%ld secrets did not open and are as they were", o.unreadable) : 0;
	}
	db_close(o.db);
	secret_roots_free(o.roots);
	return status;
}
