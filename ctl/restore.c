/* SPDX-License-Identifier: ISC */
/* ludctl verify and ludctl restore: is a backup whole, and back from it. */
#include "ctl/vault.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define CLEAR_MAX 4096

struct restore {
	struct context *c;
	const char *backup, *pool;
	struct vault_manifest manifest;
	struct store *from, *to;
	int64_t contents, bytes, wrong;
};

static bool open_backup(struct restore *r)
{
	struct arena *a = r->c->arena;
	char *path = arena_strdup(a, r->c->argv[0]);
	while (strlen(path) > 1 && path[strlen(path) - 1] == '/')
		path[strlen(path) - 1] = '\0';
	char *slash = strrchr(path, '/');
	r->backup = path;
	r->pool = slash ? arena_printf(a, "%.*s/files", (int)(slash - path), path) : "files";
	if (!vault_read(r->c, r->backup, &r->manifest))
		return false;
	return !store_open(r->pool, &r->from) || !command_fail("%s: %s", r->pool, strerror(errno));
}

static bool same(struct restore *r, const char *name, const char *want)
{
	char hex[HASH_HEX_SIZE];
	if (!vault_hash(arena_printf(r->c->arena, "%s/%s", r->backup, name), hex))
		return false;
	return !strcmp(hex, want) || !command_fail("%s/%s was changed", r->backup, name);
}

static enum err nowhere(void *context, const void *bytes, size_t len)
{
	(void)context, (void)bytes, (void)len;
	return ERR_OK;
}

/* All that is wrong is named, not the first alone. */
static enum err check_one(void *context, const char *sha256, uint64_t bytes)
{
	struct restore *r = context;
	uint64_t found = 0;
	enum err err = store_read(r->from, sha256, nowhere, NULL, &found);
	r->contents++;
	r->bytes += (int64_t)found;
	if (err || found != bytes) {
		command_fail("content %s is %s", sha256, err == ERR_NOT_FOUND ? "missing" : "damaged");
		r->wrong++;
	}
	return ERR_OK;
}

static bool check_contents(struct restore *r)
{
	if (vault_each(r->c->arena, r->backup, check_one, r))
		return !command_fail("%s/files.list cannot be read", r->backup);
	if (!r->wrong && (r->contents != r->manifest.contents || r->bytes != r->manifest.bytes))
		return !command_fail("%s/files.list is not what the manifest says", r->backup);
	return !r->wrong;
}

static bool check(struct restore *r)
{
	const char *const argv[] = {"pg_restore", "--list", "--file=/dev/null",
		arena_printf(r->c->arena, "%s/database.dump", r->backup), NULL};
	return same(r, "database.dump", r->manifest.database) && same(r, "files.list", r->manifest.list) &&
	       vault_run(r->c, argv) == 0 && check_contents(r);
}

int verify_run(struct context *c)
{
	struct restore r = {.c = c};
	bool good = open_backup(&r) && check(&r);
	if (good)
		printf("%s: whole; of %s, %" PRId64 " contents, %" PRId64 " bytes\n", r.backup, r.manifest.created_at,
			r.contents, r.bytes);
	store_close(r.from);
	return good ? 0 : 1;
}

/* A database that holds something is not written over unless that is asked for. */
static bool may_write(struct restore *r, bool force)
{
	PGresult *rows = NULL;
	struct db *db = command_database(r->c);
	if (!db)
		return false;
	enum err err = db_query(db, r->c->arena, "restore_tables", 0, NULL, &rows, NULL);
	int64_t tables = err ? -1 : db_int(rows, 0, 0, 0);
	PQclear(rows);
	db_close(db);
	if (tables > 0 && !force)
		return !command_fail(
			"the database has %" PRId64 " tables already; with --force they are replaced", tables);
	return tables >= 0 || !command_fail("the database cannot be looked at");
}

/* What is in the database goes. */
static bool clear(struct restore *r)
{
	const char *dir = command_option(r->c, "sql");
	char *path = arena_printf(r->c->arena, "%s/clear.sql", dir ? dir : LUD_SQL_DIR),
	     *text = arena_alloc(r->c->arena, CLEAR_MAX + 1);
	struct db_error error = {.message = NULL};
	FILE *f = fopen(path, "re");
	size_t len = f ? fread(text, 1, CLEAR_MAX, f) : 0;
	if (f)
		fclose(f);
	struct db *db = len ? command_database(r->c) : NULL;
	enum err err = db ? db_script(db, r->c->arena, text, &error) : ERR_SYSTEM;
	db_close(db);
	return !err || !command_fail("%s: %s", path, error.message ? error.message : err_name(err));
}

static bool restore_database(struct restore *r)
{
	char *dump = arena_printf(r->c->arena, "%s/database.dump", r->backup);
	const char *const argv[] = {"pg_restore", "--no-owner", "--no-privileges", "--no-password", "--exit-on-error",
		"--single-transaction", "--dbname=", dump, NULL};
	return vault_run(r->c, argv) == 0;
}

static enum err bring_one(void *context, const char *sha256, uint64_t bytes)
{
	struct restore *r = context;
	bool copied = false;
	enum err err = vault_content(r->from, r->to, r->c->conf->files_dir, sha256, &copied);
	r->contents += copied;
	r->bytes += copied ? (int64_t)bytes : 0;
	if (err)
		command_fail("content %s: %s", sha256, err_name(err));
	return err;
}

static bool restore_files(struct restore *r)
{
	const struct conf *conf = r->c->conf;
	struct arena *a = r->c->arena;
	const char *heads = *conf->audit_dir ? conf->audit_dir : arena_printf(a, "%s/audit", conf->keys_dir);
	if (store_open(conf->files_dir, &r->to))
		return !command_fail("%s: %s", conf->files_dir, strerror(errno));
	return vault_each(a, r->backup, bring_one, r) == ERR_OK &&
	       vault_copy(r->c, arena_printf(a, "%s/audit", r->backup), heads);
}

/* Files first: what the database names is there when it is. Rights and functions are this version's, by ludctl migrate.
 */
int restore_run(struct context *c)
{
	struct restore r = {.c = c};
	bool force = command_option(c, "force") != NULL;
	bool good = open_backup(&r) && same(&r, "database.dump", r.manifest.database) &&
		    same(&r, "files.list", r.manifest.list) && may_write(&r, force) && restore_files(&r) &&
		    (!force || clear(&r)) && restore_database(&r);
	if (good)
		printf("%s: of %s, %" PRId64 " contents brought back, %" PRId64 " bytes\n", r.backup,
			r.manifest.created_at, r.contents, r.bytes);
	store_close(r.from);
	store_close(r.to);
	return good ? migrate_run(c) : 1;
}
