/* SPDX-License-Identifier: ISC */
/*
 * ludctl migrate: sql/migrations/NNNN_name.sql, each once and in its own transaction with the row that records it (0000
 * makes the table of those rows and may run again); then sql/functions/ whole, in one transaction; then the programs'
 * roles and their rights, log partitions ahead and the graphs. One at a time by an advisory lock. Killed in the middle
 * and run again, it goes on where it was.
 */
#include "ctl/command.h"

#include "lib/graph.h"
#include "lib/hash.h"
#include "lib/json.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MIGRATION_MAX = 1000, FILE_MAX = 4 << 20 };

struct migrate {
	struct context *c;
	struct db *db;
	const char *sql_dir;
	int applied;
};

static char *read_file(struct arena *a, const char *path)
{
	struct stat st;
	FILE *file = fopen(path, "re");
	if (!file)
		return NULL;
	char *text = NULL;
	if (fstat(fileno(file), &st) == 0 && st.st_size <= FILE_MAX) {
		text = arena_alloc(a, (size_t)st.st_size + 1);
		if (fread(text, 1, (size_t)st.st_size, file) != (size_t)st.st_size)
			text = NULL;
	}
	fclose(file);
	return text;
}

static int is_sql(const struct dirent *entry)
{
	size_t n = strlen(entry->d_name);
	return n > 4 && entry->d_name[0] != '.' && strcmp(entry->d_name + n - 4, ".sql") == 0;
}

static bool report(const char *file, const struct db_error *error)
{
	command_fail("%s: %s (%s)%s%s", file, error->message ? error->message : "failed", error->sqlstate,
		error->detail ? ": " : "", error->detail ? error->detail : "");
	return false;
}

static bool run_file(struct migrate *m, const char *path)
{
	struct db_error error = {0};
	char *text = read_file(m->c->arena, path);
	if (!text) {
		command_fail("cannot read %s, or it is over 4 MiB", path);
		return false;
	}
	if (db_script(m->db, m->c->arena, text, &error))
		return report(path, &error);
	return true;
}

/* The recorded hash of a migration, or NULL. */
static const char *recorded(const PGresult *list, int number)
{
	for (int row = 0; row < PQntuples(list); row++) {
		if (db_int(list, row, 0, 0) == number)
			return db_text(list, row, 2, "");
	}
	return NULL;
}

static bool apply(struct migrate *m, const char *path, const char *name, int number, const char *sha256)
{
	struct arena *a = m->c->arena;
	struct db_error error = {0};
	PGresult *result = NULL;
	if (db_begin(m->db))
		return report(name, &error);
	bool done = run_file(m, path);
	struct db_param params[] = {DB_TEXT(arena_printf(a, "%d", number)), DB_TEXT(name), DB_TEXT(sha256)};
	if (done && db_query(m->db, a, "migration_add", 3, params, &result, &error))
		done = report(name, &error);
	PQclear(result);
	if (done && db_commit(m->db)) {
		command_fail("%s: the commit failed; run ludctl migrate again", name);
		done = false;
	}
	if (!done)
		db_rollback(m->db);
	else
		printf("applied %s\n", name);
	m->applied += done;
	return done;
}

static bool apply_one(struct migrate *m, const char *name, const PGresult *list)
{
	char *path = arena_printf(m->c->arena, "%s/migrations/%s", m->sql_dir, name);
	char *end = NULL;
	long number = strtol(name, &end, 10);
	char *text = read_file(m->c->arena, path);
	if (number == 0 && end == name + 4)
		return true; /* ran before the list was read */
	if (!text || end != name + 4 || *end != '_') {
		command_fail("%s is not a migration: NNNN_name.sql, 4 MiB at most", path);
		return false;
	}
	char sha256[HASH_HEX_SIZE];
	hash_sha256_hex(text, strlen(text), sha256);
	const char *before = recorded(list, (int)number);
	if (before && strcmp(before, sha256) != 0) {
		command_fail("%s was changed after it had been applied; put it back and add a new migration", path);
		return false;
	}
	return before || apply(m, path, name, (int)number, sha256);
}

static bool apply_migrations(struct migrate *m)
{
	struct dirent **names = NULL;
	struct db_error error = {0};
	PGresult *list = NULL;
	int n = scandir(arena_printf(m->c->arena, "%s/migrations", m->sql_dir), &names, is_sql, alphasort);
	bool done = n > 0 && n <= MIGRATION_MAX;
	if (!done)
		command_fail("there are no migrations in %s/migrations", m->sql_dir);
	else if (db_query(m->db, m->c->arena, "migration_list", 0, NULL, &list, &error))
		done = report("schema_migrations", &error);
	for (int i = 0; i < n; i++) {
		done = done && apply_one(m, names[i]->d_name, list);
		free(names[i]);
	}
	free(names);
	PQclear(list);
	return done;
}

static bool query_only(struct migrate *m, const char *name)
{
	struct db_error error = {0};
	PGresult *result = NULL;
	enum err err = db_query(m->db, m->c->arena, name, 0, NULL, &result, &error);
	PQclear(result);
	return err ? report(name, &error) : true;
}

static bool install_functions(struct migrate *m)
{
	struct dirent **names = NULL;
	int n = scandir(arena_printf(m->c->arena, "%s/functions", m->sql_dir), &names, is_sql, alphasort);
	bool done = n > 0 && db_begin(m->db) == ERR_OK && query_only(m, "functions_begin");
	if (!done)
		command_fail("there are no functions in %s/functions", m->sql_dir);
	for (int i = 0; i < n; i++) {
		done = done && run_file(m, arena_printf(m->c->arena, "%s/functions/%s", m->sql_dir, names[i]->d_name));
		free(names[i]);
	}
	free(names);
	if (done && db_commit(m->db) == ERR_OK)
		return true;
	db_rollback(m->db);
	return false;
}

static bool store_graph(struct migrate *m, const char *graphs_dir, const char *name)
{
	struct arena *a = m->c->arena;
	struct json_object *bundle = NULL;
	struct graph_problem *problems = NULL;
	if (graph_bundle(a, arena_printf(a, "%s/%s", graphs_dir, name), &bundle, &problems)) {
		for (struct graph_problem *p = problems; p; p = p->next)
			command_fail("%s/%s: %s: %s", graphs_dir, name, p->pointer, p->message);
		return false;
	}
	char *text = json_canonical(a, bundle);
	json_object_put(bundle);
	char sha256[HASH_HEX_SIZE];
	hash_sha256_hex(text, strlen(text), sha256);
	struct db_param params[] = {DB_TEXT(name), DB_TEXT(sha256), DB_TEXT(text)};
	struct db_error error = {0};
	PGresult *result = NULL;
	if (db_query(m->db, a, "graph_store", 3, params, &result, &error))
		return report(name, &error);
	if (db_bool(result, 0, 1, false))
		printf("stored graph %s %.12s\n", name, sha256);
	PQclear(result);
	return true;
}

static bool grant(struct migrate *m, const char *role)
{
	struct db_error error = {0};
	PGresult *result = NULL;
	struct db_param params[] = {DB_TEXT(role)};
	enum err err = db_query(m->db, m->c->arena, "roles_grant", 1, params, &result, &error);
	PQclear(result);
	return err ? report(role, &error) : true;
}

/* Where this account may not make roles, and nobody else did, everything still works: with one role for all. */
static bool grant_roles(struct migrate *m)
{
	struct db_error error = {0};
	PGresult *roles = NULL;
	if (db_query(m->db, m->c->arena, "roles_make", 0, NULL, &roles, &error))
		return report("roles", &error);
	bool done = true;
	for (int row = 0; done && row < PQntuples(roles); row++) {
		const char *role = db_text(roles, row, 0, ""), *state = db_text(roles, row, 1, "");
		if (strcmp(state, "missing") == 0)
			printf("role %s is not there and this account may not make it: its program connects with "
			       "another, and may do more than it needs\n",
				role);
		else
			done = grant(m, role);
		if (done && strcmp(state, "made") == 0)
			printf("made role %s\n", role);
	}
	PQclear(roles);
	return done;
}

static int migrate(struct context *c, bool restored)
{
	const char *sql_dir = command_option(c, "sql"), *graphs_dir = command_option(c, "graphs");
	struct migrate m = {.c = c, .sql_dir = sql_dir ? sql_dir : LUD_SQL_DIR};
	m.db = command_database(c);
	if (!m.db)
		return 1;
	bool done = (restored || restore_over(c, m.db)) && query_only(&m, "migration_lock") &&
		    run_file(&m, arena_printf(c->arena, "%s/migrations/0000_schema_migrations.sql", m.sql_dir)) &&
		    apply_migrations(&m) && install_functions(&m) && grant_roles(&m) &&
		    query_only(&m, "partitions_ahead") &&
		    store_graph(&m, graphs_dir ? graphs_dir : c->conf->graphs_dir, "game-dev");
	if (done)
		printf("the database is up to date (%d migration%s applied)\n", m.applied, m.applied == 1 ? "" : "s");
	db_close(m.db);
	return done ? 0 : 1;
}

int migrate_run(struct context *c)
{
	return migrate(c, false);
}

int migrate_restored(struct context *c)
{
	return migrate(c, true);
}
