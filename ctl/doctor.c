/* SPDX-License-Identifier: ISC */
/*
 * ludctl doctor: one line a check, "ok" or "WRONG" with what to do about it; exit status 1 when anything is wrong. It changes nothing.
 */
#include "ctl/doctor.h"

#include "lib/http.h"
#include "lib/redis.h"
#include "lib/secret.h"
#include "lib/token.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void doctor_tell(struct doctor *d, bool ok, const char *what, const char *found, const char *mend)
{
	printf("%-6s %-12s %s\n", ok ? "ok" : "WRONG", what, found);
	if (!ok)
		printf("       %-12s → %s\n", "", mend);
	d->wrong += !ok;
}

/* What a restore left, or does: before anything that its half state makes wrong. */
static void check_restore(struct doctor *d)
{
	PGresult *r = NULL;
	if (db_query(d->db, d->c->arena, "restore_tables", 0, NULL, &r, NULL)) {
		doctor_tell(d, false, "restore", "cannot be looked at", "see PostgreSQL's log");
		return;
	}
	bool tables = db_int(r, 0, 0, 0) > 0, aside = db_bool(r, 0, 1, false), busy = db_bool(r, 0, 2, false);
	PQclear(r);
	if (busy)
		doctor_tell(d, false, "restore", "one is at work", "wait until it has ended");
	else if (aside && tables)
		doctor_tell(d, false, "restore", "one was interrupted when all was back; the schema before_restore is left",
			"run: ludctl restore --accept; or, to lose what was made since: ludctl restore --undo --force");
	else
		doctor_tell(d, !aside, "restore", aside ? "one was interrupted before all was back" : "none was interrupted",
			"run: ludctl restore --force BACKUP; or, to have back what was there before: ludctl restore --undo");
}

static void check_database(struct doctor *d)
{
	struct conf const *conf = d->c->conf;
	enum err err = db_open(conf->database_url, "ludctl", ctl_sql, &d->db);
	doctor_tell(d, !err, "database", err ? "cannot be reached" : "reached", "start PostgreSQL; check [database] url (DATABASE_URL)");
	if (err)
		return;
	check_restore(d);
	struct db_error error = {0};
	PGresult *list = NULL;
	err = db_query(d->db, d->c->arena, "migration_list", 0, NULL, &list, &error);
	bool migrated = !err && PQntuples(list) > 0;
	doctor_tell(d, migrated, "migrations", migrated ? arena_printf(d->c->arena, "%d applied", PQntuples(list)) : "none", "run: ludctl migrate");
	PQclear(list);
	if (!migrated) {
		db_close(d->db);
		d->db = NULL;
	}
}

static void check_figures(struct doctor *d)
{
	struct arena *a = d->c->arena;
	PGresult *r = NULL;
	struct db_error error = {0};
	if (!d->db)
		return;
	if (db_query(d->db, a, "doctor", 0, NULL, &r, &error)) {
		doctor_tell(d, false, "tables", error.message ? error.message : "unreadable", "run: ludctl migrate");
		return;
	}
	int64_t graphs = db_int(r, 0, db_column(r, "graphs"), 0), admins = db_int(r, 0, db_column(r, "admins"), 0);
	int64_t workers = db_int(r, 0, db_column(r, "workers"), 0), stuck = db_int(r, 0, db_column(r, "stuck"), 0);
	doctor_tell(d, graphs > 0, "graphs", arena_printf(a, "%ld stored", (long) graphs), "run: ludctl migrate");
	doctor_tell(d, admins > 0, "accounts", arena_printf(a, "%ld admins", (long) admins), "run: ludctl user add EMAIL --role admin");
	doctor_tell(d, workers > 0, "workers", arena_printf(a, "%ld seen in the last minute", (long) workers), "start ludwright-worker; read its log");
	doctor_tell(d, stuck == 0, "queue", stuck ? arena_printf(a, "%ld jobs have waited over 5 minutes", (long) stuck) : "nothing waits too long",
		"start a worker, or read its log for what it retries");
	int64_t roles = db_int(r, 0, db_column(r, "roles"), 0);
	doctor_tell(d, true, "roles", roles == 3 ? "one for each program" : "the programs share one, and may do more than they need: see docs/install.md", "");
	int64_t loose = db_int(r, 0, db_column(r, "unsealed"), 0);
	doctor_tell(d, loose == 0, "audit", loose ? arena_printf(a, "%ld rows are not sealed after a minute", (long) loose) : "sealed",
		"start ludwright-api; read its log for what keeps it from sealing");
	doctor_tell(d, db_bool(r, 0, db_column(r, "partitions_ahead"), false), "partitions", "of the logs, a month ahead", "run: ludctl migrate");
	PQclear(r);
}

static void check_redis(struct doctor *d)
{
	struct redis *redis = NULL;
	enum err err = redis_open(d->c->conf->redis_url, &redis);
	if (!err)
		err = redis_ping(redis);
	doctor_tell(d, !err, "redis", err ? "cannot be reached" : "reached", "start Redis; check [redis] url (REDIS_URL)");
	redis_close(redis);
}

static void check_files(struct doctor *d)
{
	const struct conf *conf = d->c->conf;
	struct arena *a = d->c->arena;
	doctor_tell(d, access(conf->files_dir, R_OK | W_OK | X_OK) == 0, "files", conf->files_dir, "make the folder and give it to the worker's user");
	doctor_tell(d, access(conf->sandbox_path, X_OK) == 0, "sandbox", conf->sandbox_path, "set [worker] sandbox_path to ludwright-sandbox");
	doctor_tell(d, access(arena_printf(a, "%s/game-dev/graph.json", conf->graphs_dir), R_OK) == 0, "material", conf->graphs_dir, "set [worker] graphs_dir to the folder that holds game-dev/");
	struct token_keys *keys = NULL;
	bool loaded = token_keys_load(conf->keys_dir, conf->public_url, &keys) == ERR_OK;
	doctor_tell(d, loaded, "keys", conf->keys_dir, "run: ludctl keys create, as the API's user");
	token_keys_free(keys);
	struct secret_roots *roots = NULL;
	const char *why = "";
	bool opened = !secret_roots_load(conf->secret_key, conf->data_keys, &roots, &why);
	doctor_tell(d, opened, "secrets", opened ? *conf->data_keys ? conf->data_keys : "the secret key is their root" : *conf->data_keys ? arena_printf(a, "%s: %s", conf->data_keys, why) : why, "see [server] secret_key and data_keys, and docs/secrets.md");
	secret_roots_free(roots);
	struct stat st;
	bool private = stat(conf->keys_dir, &st) == 0 && (st.st_mode & 077) == 0;
	doctor_tell(d, private, "keys' mode", private ? "only their owner reads them" : "others may read them", arena_printf(a, "run: chmod 700 %s", conf->keys_dir));
	bool separate = strcmp(conf->public_url, conf->play_url) != 0;
	doctor_tell(d, separate, "play origin", separate ? conf->play_url : "the same as the application's", "give games another host name or port: [server] play_url");
}

static void check_server(struct doctor *d)
{
	struct arena *a = d->c->arena;
	struct http_request request = {.method = "GET", .url = arena_printf(a, "%s/health/ready", d->c->conf->public_url), .file = -1, .timeout_ms = 5000};
	struct http_answer answer;
	enum err err = http_perform(a, &request, &answer);
	const char *found = err ? arena_printf(a, "%s: %s", request.url, answer.message) : arena_printf(a, "%s: status %ld", request.url, answer.status);
	doctor_tell(d, !err && answer.status == 200, "server", found, "start nginx and ludwright-api; read their logs");
}

int doctor_run(struct context *c)
{
	struct doctor d = {.c = c};
	doctor_tell(&d, true, "settings", "read", "");
	check_database(&d);
	check_figures(&d);
	check_redis(&d);
	check_files(&d);
	check_server(&d);
	doctor_slow(&d);
	doctor_host(&d);
	db_close(d.db);
	if (d.wrong)
		printf("%d wrong\n", d.wrong);
	else
		puts("all is well");
	return d.wrong ? 1 : 0;
}
