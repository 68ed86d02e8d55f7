/* SPDX-License-Identifier: ISC */
/*
 * ludctl backup: the database and its files as of one moment, while everything runs.
 *
 * One transaction holds the moment: pg_dump works on its snapshot, and the list of contents is read in it. Contents are
 * never changed, and the collector is kept away meanwhile, so copying those of the list afterwards gives what the
 * snapshot knows. A content that the disk has lost is named, and everything else is kept all the same.
 */
#include "ctl/vault.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define ROWS "1000"
#define SESSION                                                                                                        \
	"-c default_transaction_isolation=repeatable\\ read -c idle_in_transaction_session_timeout=0 -c "              \
	"statement_timeout=0"
#define KEEP_MAX 1000
#define UNFINISHED_MAX (7 * 86400) /* seconds after which what a killed backup left is nobody's */

struct backup {
	struct context *c;
	struct db *db;
	struct store *from, *to;
	const char *root, *pool; /* the folder of all, its contents */
	const char *part; /* this backup; NULL until its folder is made */
	struct vault_manifest manifest;
	int64_t copied;
	FILE *list;
};

static bool failed(const char *what, enum err err, const struct db_error *error)
{
	command_fail("%s: %s", what, error && error->message ? error->message : err_name(err));
	return false;
}

static bool ask(struct backup *b, const char *statement, int n, const struct db_param *params, PGresult **r_r)
{
	struct db_error error = {.message = NULL};
	enum err err = db_query(b->db, b->c->arena, statement, n, params, r_r, &error);
	return !err || failed(statement, err, &error);
}

/* Keeps the collector of contents away until the connection ends. */
static bool lock_store(struct backup *b)
{
	PGresult *r = NULL;
	bool good = ask(b, "store_lock", 0, NULL, &r), mine = good && db_bool(r, 0, 0, false);
	PQclear(r);
	if (good && !mine)
		command_fail("ludctl store gc, or another backup, is at it");
	return mine;
}

static bool dump(struct backup *b, const char *snapshot)
{
	char *file = arena_printf(b->c->arena, "--file=%s/database.dump", b->part),
	     *option = arena_printf(b->c->arena, "--snapshot=%s", snapshot);
	const char *const argv[] = {
		"pg_dump", "--format=custom", "--no-password", "--exclude-schema=before_restore", option, file, NULL};
	return vault_run(b->c, argv) == 0;
}

/* Before the moment: the trail of the snapshot has all that these heads sign. */
static bool take_heads(struct backup *b)
{
	const struct conf *conf = b->c->conf;
	struct arena *a = b->c->arena;
	const char *heads = *conf->audit_dir ? conf->audit_dir : arena_printf(a, "%s/audit", conf->keys_dir);
	return vault_copy_heads(b->c, heads, arena_printf(a, "%s/audit", b->part));
}

static bool take_moment(struct backup *b)
{
	PGresult *r = NULL;
	if (db_begin(b->db) || !ask(b, "backup_snapshot", 0, NULL, &r))
		return false;
	b->manifest.created_at = arena_strdup(b->c->arena, db_text(r, 0, 2, ""));
	b->manifest.migration = db_int(r, 0, 1, 0);
	bool good = dump(b, db_text(r, 0, 0, ""));
	PQclear(r);
	return good;
}

/* One page of the list. Out: *last_r the last address; rows_r how many. */
static bool list_page(struct backup *b, char last_r[HASH_HEX_SIZE], int *rows_r)
{
	PGresult *r = NULL;
	if (!ask(b, "backup_contents", 2, (struct db_param[]){DB_TEXT(last_r), DB_TEXT(ROWS)}, &r))
		return false;
	*rows_r = PQntuples(r);
	for (int i = 0; i < *rows_r; i++) {
		int64_t bytes = db_int(r, i, 1, 0);
		snprintf(last_r, HASH_HEX_SIZE, "%s", db_text(r, i, 0, ""));
		fprintf(b->list, "%s %" PRId64 "\n", last_r, bytes);
		b->manifest.contents++;
		b->manifest.bytes += bytes;
	}
	PQclear(r);
	return true;
}

static bool write_list(struct backup *b)
{
	char last[HASH_HEX_SIZE] = "";
	int rows = 1;
	bool good = true;
	b->list = fopen(arena_printf(b->c->arena, "%s/files.list", b->part), "we");
	if (!b->list)
		return failed(b->part, ERR_SYSTEM, NULL);
	while (good && rows)
		good = list_page(b, last, &rows);
	good = !fflush(b->list) && !fsync(fileno(b->list)) && good;
	fclose(b->list);
	return good;
}

/* What is missing does not stop it: that is when a backup of the rest is needed most. */
static enum err copy_one(void *context, const char *sha256, uint64_t bytes)
{
	struct backup *b = context;
	bool copied = false;
	enum err err = vault_content(b->from, b->to, b->pool, sha256, &copied);
	(void)bytes;
	b->copied += copied;
	if (err == ERR_NOT_FOUND || err == ERR_BUG) {
		command_fail("content %s is %s", sha256, err == ERR_NOT_FOUND ? "missing" : "damaged");
		b->manifest.missing++;
		return ERR_OK;
	}
	if (err)
		command_fail("content %s: %s", sha256, err_name(err));
	return err;
}

static bool finish(struct backup *b, const char *whole)
{
	struct arena *a = b->c->arena;
	bool good = vault_each(a, b->part, copy_one, b) == ERR_OK &&
		    vault_hash(arena_printf(a, "%s/database.dump", b->part), b->manifest.database) &&
		    vault_hash(arena_printf(a, "%s/files.list", b->part), b->manifest.list) &&
		    vault_write(b->c, b->part, &b->manifest);
	if (good && rename(b->part, whole))
		good = failed(whole, ERR_SYSTEM, NULL);
	if (!good)
		return false;
	b->part = NULL;
	printf("%s: %" PRId64 " contents, %" PRId64 " bytes; %" PRId64 " copied anew\n", whole, b->manifest.contents,
		b->manifest.bytes, b->copied);
	return true;
}

/* --- those that are kept --- */

static int is_backup(const struct dirent *e)
{
	return strlen(e->d_name) == 16 && e->d_name[0] == '2' && e->d_name[8] == 'T' && e->d_name[15] == 'Z';
}

/* Being made by another installation, or left by one that was killed. */
static int is_unfinished(const struct dirent *e)
{
	return strlen(e->d_name) == 21 && e->d_name[0] == '2' && e->d_name[8] == 'T' &&
	       !strcmp(e->d_name + 15, "Z.part");
}

struct kept {
	char (*addresses)[HASH_HEX_SIZE];
	size_t n, cap;
	struct store *pool;
	int64_t gone;
};

static enum err note(void *context, const char *sha256, uint64_t bytes)
{
	struct kept *k = context;
	(void)bytes;
	if (k->n == k->cap) {
		k->cap = k->cap ? 2 * k->cap : 4096;
		k->addresses = realloc(k->addresses, k->cap * sizeof *k->addresses);
		if (!k->addresses)
			abort();
	}
	snprintf(k->addresses[k->n++], HASH_HEX_SIZE, "%s", sha256);
	return ERR_OK;
}

static int compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

static enum err drop_unused(void *context, const char *sha256, uint64_t bytes, int64_t age)
{
	struct kept *k = context;
	(void)bytes, (void)age;
	if (bsearch(sha256, k->addresses, k->n, sizeof *k->addresses, compare))
		return ERR_OK;
	k->gone++;
	enum err err = store_remove(k->pool, sha256, 0);
	return err == ERR_NOT_FOUND || err == ERR_CONFLICT ? ERR_OK : err;
}

static bool remove_backup(struct backup *b, const char *name)
{
	const char *const argv[] = {"rm", "-rf", "--", arena_printf(b->c->arena, "%s/%s", b->root, name), NULL};
	return vault_run(b->c, argv) == 0;
}

/* Those that were killed go. Out: whether none is being made. */
static bool alone(struct backup *b)
{
	struct dirent **names = NULL;
	struct stat st;
	int count = scandir(b->root, &names, is_unfinished, alphasort), others = 0;
	for (int i = 0; i < count; i++) {
		const char *path = arena_printf(b->c->arena, "%s/%s", b->root, names[i]->d_name);
		if (stat(path, &st) || time(NULL) - st.st_mtime < UNFINISHED_MAX || !remove_backup(b, names[i]->d_name))
			others++;
		free(names[i]);
	}
	free(names);
	return count >= 0 && !others;
}

/* Older backups than the newest n go, then contents that no backup names any more: the next time, if another is made.
 */
static bool keep(struct backup *b, long n)
{
	struct dirent **names = NULL;
	int count = scandir(b->root, &names, is_backup, alphasort);
	struct kept k = {.pool = b->to};
	bool good = count >= 0;
	for (int i = 0; i < count; i++) {
		const char *name = names[i]->d_name;
		if (good && i < count - n)
			good = remove_backup(b, name);
		else if (good)
			good = vault_each(b->c->arena, arena_printf(b->c->arena, "%s/%s", b->root, name), note, &k) ==
			       ERR_OK;
		free(names[i]);
	}
	free(names);
	if (k.n)
		qsort(k.addresses, k.n, sizeof *k.addresses, compare);
	if (good && k.n && alone(b))
		good = store_walk(b->to, drop_unused, &k) == ERR_OK;
	free(k.addresses);
	return good;
}

/* The folder of this backup, named by the second: another that is made in the same second refuses. Out: *whole_r its
 * name in the end. */
static bool make_part(struct backup *b, const char **whole_r)
{
	struct arena *a = b->c->arena;
	char name[32];
	time_t now = time(NULL);
	struct tm t;
	gmtime_r(&now, &t);
	strftime(name, sizeof name, "%Y%m%dT%H%M%SZ", &t);
	*whole_r = arena_printf(a, "%s/%s", b->root, name);
	const char *part = arena_printf(a, "%s.part", *whole_r);
	if (access(*whole_r, F_OK) == 0)
		return !command_fail("%s is there already", *whole_r);
	if (mkdir(part, 0700))
		return !command_fail("%s: %s", part, strerror(errno));
	b->part = part;
	return true;
}

static bool prepare(struct backup *b)
{
	umask(077);
	b->root = b->c->argv[0];
	b->pool = arena_printf(b->c->arena, "%s/files", b->root);
	if (mkdir(b->root, 0700) && errno != EEXIST)
		return !command_fail("%s: %s", b->root, strerror(errno));
	if (store_open(b->c->conf->files_dir, &b->from) || store_open(b->pool, &b->to))
		return !command_fail("%s or %s: %s", b->c->conf->files_dir, b->pool, strerror(errno));
	db_set_options(SESSION);
	b->db = command_database(b->c);
	return b->db != NULL;
}

int backup_run(struct context *c)
{
	struct backup b = {.c = c};
	const char *whole = NULL, *text = command_option(c, "keep");
	char *end = "";
	long most = text ? strtol(text, &end, 10) : 0;
	if (*end || most < 0 || most > KEEP_MAX)
		return command_fail("--keep is a number from 1 to %d", KEEP_MAX);
	bool good = prepare(&b) && lock_store(&b) && make_part(&b, &whole) && take_heads(&b) && take_moment(&b) &&
		    write_list(&b) && !db_commit(b.db) && finish(&b, whole);
	if (good && most)
		good = keep(&b, most);
	if (!good && b.part)
		remove_backup(&b, strrchr(b.part, '/') + 1);
	db_close(b.db);
	store_close(b.from);
	store_close(b.to);
	if (good && b.manifest.missing)
		command_fail("%" PRId64 " contents could not be kept: see above", b.manifest.missing);
	return good && !b.manifest.missing ? 0 : 1;
}
