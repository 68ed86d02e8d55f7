/* SPDX-License-Identifier: ISC */
/* ludctl verify and ludctl restore: is a backup whole, and back from it. */
#include "ctl/vault.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* pg_restore may take hours, and a schema with all that was in it some minutes to go. */
#define SESSION "-c idle_session_timeout=0 -c statement_timeout=0"

struct restore {
	struct context *c;
	struct db *db; /* has the lock that keeps others away; NULL before look() */
	const char *backup, *pool;
	struct vault_manifest manifest;
	struct store *from, *to;
	int64_t contents, bytes, wrong; /* wrong: missing or damaged */
	int64_t tables; /* in the database */
	bool aside; /* a restore that was interrupted left what was there before it in before_restore */
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
	if (r->wrong && r->wrong == r->manifest.missing)
		return !command_fail("%" PRId64 " contents were missing when it was made; all else is whole", r->wrong);
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

/* Takes the lock, or finds that this session has it still. Out: false after a complaint. */
static bool take(struct restore *r, const char *lock)
{
	PGresult *rows = NULL;
	enum err err = db_query(r->db, r->c->arena, lock, 0, NULL, &rows, NULL);
	bool mine = !err && db_bool(rows, 0, 0, false);
	PQclear(rows);
	if (err)
		return !command_fail("%s: %s", lock, err_name(err));
	return mine || !command_fail("a restore is at work, or ludctl migrate or store gc: see that it has ended, and "
				     "run this again");
}

static bool count_tables(struct restore *r)
{
	PGresult *rows = NULL;
	enum err err = db_query(r->db, r->c->arena, "restore_tables", 0, NULL, &rows, NULL);
	r->tables = err ? -1 : db_int(rows, 0, 0, 0);
	r->aside = !err && db_bool(rows, 0, 1, false);
	PQclear(rows);
	return !err || !command_fail("the database cannot be looked at");
}

/* What is there, which nobody else changes until the connection ends. Out: false after a complaint. */
static bool look(struct restore *r)
{
	db_set_options(SESSION);
	r->db = command_database(r->c);
	return r->db && take(r, "restore_lock") && count_tables(r);
}

/* Says what an interrupted restore left, and what to run. */
static bool fail_left(struct restore *r, const char *backup)
{
	if (r->tables > 0)
		return !command_fail(
			"a restore was interrupted when all was back: the database holds the backup, the "
			"schema before_restore what was there before; to keep the backup run: ludctl "
			"restore --accept; to have back what was there before, without what was made since, "
			"run: ludctl restore --undo --force");
	return !command_fail(
		"a restore was interrupted: the database is empty, what was there before is in the schema "
		"before_restore; to go on run: ludctl restore --force %s; to have back what was there before "
		"run: ludctl restore --undo",
		backup);
}

static bool keep_away(struct restore *r)
{
	return take(r, "restore_apart") && count_tables(r) && (!r->aside || fail_left(r, "BACKUP"));
}

bool restore_over(struct context *c, struct db *db)
{
	struct restore r = {.c = c, .db = db};
	return keep_away(&r) || (r.aside && r.tables > 0);
}

bool restore_none(struct context *c, struct db *db)
{
	struct restore r = {.c = c, .db = db};
	return keep_away(&r);
}

/* A database that holds something is not written over unless that is asked for. */
static bool may_write(struct restore *r, bool force)
{
	if (!look(r))
		return false;
	if (r->aside && (r->tables > 0 || !force))
		return fail_left(r, r->backup);
	return r->tables == 0 || force ||
	       !command_fail("the database has %" PRId64 " tables already; with --force they are replaced", r->tables);
}

/* Two statements, or one, as one transaction. */
static bool both(struct restore *r, const char *first, const char *second)
{
	const char *const names[] = {first, second};
	struct db_error error = {.message = NULL};
	if (!take(r, "restore_lock")) /* another session, when the first was lost meanwhile */
		return false;
	enum err err = db_begin(r->db);
	for (int i = 0; i < 2 && names[i] && !err; i++) {
		PGresult *rows = NULL;
		err = db_query(r->db, r->c->arena, names[i], 0, NULL, &rows, &error);
		PQclear(rows);
	}
	if (err)
		db_rollback(r->db);
	else
		err = db_commit(r->db);
	return !err || !command_fail("%s: %s", first, error.message ? error.message : err_name(err));
}

/* A ';' before each line of the schema before_restore. In: list: a descriptor, at its start. */
static bool leave_out(int list)
{
	int copy = dup(list);
	FILE *f = copy < 0 ? NULL : fdopen(copy, "r");
	char *line = NULL;
	size_t size = 0;
	bool good = f != NULL;
	off_t at = 0;
	for (ssize_t n; good && (n = getline(&line, &size, f)) > 0; at += n)
		good = !strstr(line, " before_restore ") || pwrite(list, ";", 1, at) == 1;
	good = good && !ferror(f);
	free(line);
	if (f)
		fclose(f);
	return good;
}

/* What of the dump is brought back: not what an interrupted restore had left beside what was dumped (as ludctl backup
 * once did). Excluding the schema by its name would still create it. Out: a memory file that children see as well, or
 * -1 after a complaint. Owns: close. */
static int list_dump(struct restore *r, const char *dump)
{
	int list = memfd_create("contents", 0);
	const char *const argv[] = {
		"pg_restore", "--list", arena_printf(r->c->arena, "--file=/proc/self/fd/%d", list), dump, NULL};
	if (list >= 0 && vault_run(r->c, argv) == 0 && leave_out(list))
		return list;
	command_fail("%s: its contents cannot be listed", dump);
	if (list >= 0)
		close(list);
	return -1;
}

static bool restore_database(struct restore *r)
{
	char *dump = arena_printf(r->c->arena, "%s/database.dump", r->backup);
	int list = list_dump(r, dump);
	if (list < 0)
		return false;
	const char *const argv[] = {"pg_restore", "--no-owner", "--no-privileges", "--no-password", "--exit-on-error",
		"--single-transaction", arena_printf(r->c->arena, "--use-list=/proc/self/fd/%d", list),
		"--dbname=", dump, NULL};
	bool good = vault_run(r->c, argv) == 0;
	close(list);
	return good;
}

/* What is in the database steps aside, where one that was interrupted has not put it, and comes back when the backup
 * does not get in. */
static bool replace_database(struct restore *r)
{
	if (!r->aside && !both(r, "restore_aside", "restore_empty"))
		return false;
	if (restore_database(r)) {
		if (!both(r, "restore_done", NULL))
			command_fail("all is back; to take away what was there before run: ludctl restore --accept");
		return true;
	}
	if (both(r, "restore_drop", "restore_return"))
		command_fail("the database is as it was before");
	else
		command_fail("what was in the database is in its schema before_restore; to have it back run: ludctl "
			     "restore --undo");
	return false;
}

static enum err bring_one(void *context, const char *sha256, uint64_t bytes)
{
	struct restore *r = context;
	bool copied = false;
	if (store_read(r->to, sha256, nowhere, NULL, NULL) == ERR_SYSTEM &&
		!store_read(r->from, sha256, nowhere, NULL, NULL))
		store_remove(r->to, sha256, 0); /* damaged: the backup's takes its place */
	enum err err = vault_content(r->from, r->to, r->c->conf->files_dir, sha256, &copied);
	r->contents += copied;
	r->bytes += copied ? (int64_t)bytes : 0;
	if (err)
		command_fail("content %s: %s", sha256, err == ERR_BUG ? "is damaged" : err_name(err));
	if (err == ERR_NOT_FOUND || err == ERR_BUG)
		return ++r->wrong > r->manifest.missing ? err : ERR_OK; /* no more than the backup's own says */
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
	       vault_copy_heads(r->c, arena_printf(a, "%s/audit", r->backup), heads);
}

static bool accept_backup(struct restore *r)
{
	if (!r->tables)
		return fail_left(r, "BACKUP");
	return both(r, "restore_done", NULL) && migrate_restored(r->c) == 0;
}

/* The database may be in use since all was back. */
static bool undo(struct restore *r, bool force)
{
	if (r->tables > 0 && !force)
		return !command_fail(
			"the database holds the backup, and all that was made since the restore, which would "
			"go: to have back what was there before run: ludctl restore --undo --force");
	if (!both(r, "restore_drop", "restore_return"))
		return false;
	puts("the database is as it was before the restore");
	return true;
}

/* Ends one that was interrupted, when all was back or at any point before. */
static bool settle(struct restore *r, bool accept, bool force)
{
	if (!look(r))
		return false;
	if (!r->aside)
		return !command_fail("no restore was interrupted: there is no schema before_restore");
	return accept ? accept_backup(r) : undo(r, force);
}

/* Files first: what the database names is there when it is. Rights and functions are this version's, by ludctl migrate.
 */
static bool bring_back(struct restore *r, bool force)
{
	bool good = open_backup(r) && same(r, "database.dump", r->manifest.database) &&
		    same(r, "files.list", r->manifest.list) && may_write(r, force) && restore_files(r) &&
		    (force ? replace_database(r) : restore_database(r));
	if (good)
		printf("%s: of %s, %" PRId64 " contents brought back, %" PRId64 " bytes\n", r->backup,
			r->manifest.created_at, r->contents, r->bytes);
	store_close(r->from);
	store_close(r->to);
	return good && migrate_restored(r->c) == 0;
}

int restore_run(struct context *c)
{
	struct restore r = {.c = c};
	bool accept = command_option(c, "accept") != NULL, back = command_option(c, "undo") != NULL,
	     force = command_option(c, "force") != NULL;
	if (c->argc + accept + back != 1)
		return command_fail(
			       "usage: ludctl restore BACKUP [--force], or --accept, or --undo [--force], of one that "
			       "was interrupted") +
		       1;
	bool good = accept || back ? settle(&r, accept, force) : bring_back(&r, force);
	db_close(r.db);
	return good ? 0 : 1;
}
