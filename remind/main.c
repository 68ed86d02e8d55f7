/* SPDX-License-Identifier: ISC */
/*
 * ludwright-remind: reminds people of the checkpoints that wait for them, then ends. For cron, on any number of
 * machines: the database sees to it that each level goes out once (sql/functions/reminders_send.sql). Small
 * transactions, so that no decision waits for one.
 */
#include "config.h"
#include "lib/buf.h"
#include "lib/conf.h"
#include "lib/db.h"
#include "lib/harden.h"
#include "lib/id.h"
#include "lib/log.h"
#include "lib/log_levels.h"
#include "lib/redis.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>

#define BATCH 100
#define SHOWN "100000" /* at most in one run; the rest in the next */
#define EXIT_CONFIG 78

struct sent {
	int64_t first, again;
};

extern const struct db_statement remind_sql[];

static int usage(FILE *to, int code)
{
	fputs("usage: ludwright-remind [-c FILE] [--dry-run] [--version]\n"
	      "  -c, --config FILE  configuration (default $LUDWRIGHT_CONF, else /etc/ludwright/ludwright.conf)\n"
	      "  -n, --dry-run      say what is due, and send nothing\n",
		to);
	return code;
}

static enum err list(struct arena *a, struct db *db)
{
	PGresult *r = NULL;
	enum err err = db_query(db, a, "reminder_list", 1, (struct db_param[]){DB_TEXT(SHOWN)}, &r, NULL);
	if (err)
		return err;
	for (int i = 0; i < PQntuples(r); i++)
		printf("%-10s %2" PRId64 "  %8.2f h  %" PRId64 " people  %s  %s: %s\n",
			db_text(r, i, db_column(r, "level"), ""), db_int(r, i, db_column(r, "number"), 0),
			db_double(r, i, db_column(r, "hours"), 0), db_int(r, i, db_column(r, "people"), 0),
			db_text(r, i, db_column(r, "checkpoint"), ""), db_text(r, i, db_column(r, "project"), ""),
			db_text(r, i, db_column(r, "title"), ""));
	printf("%d due; nothing was sent\n", PQntuples(r));
	PQclear(r);
	return ERR_OK;
}

/* '{id,id}' of n rows from the given one on. */
static const char *ids_of(struct arena *a, const PGresult *due, int from, int n)
{
	struct buf b;
	char id[ID_UUID_SIZE];
	buf_init(&b, BATCH * ID_UUID_SIZE + 3);
	for (int i = 0; i < n; i++) {
		db_uuid(due, from + i, 0, id);
		buf_printf(&b, "%s%s", i ? "," : "{", id);
	}
	buf_puts(&b, "}");
	const char *text = arena_strdup(a, b.data);
	buf_free(&b);
	return text;
}

/* One transaction. */
static enum err send_some(struct arena *a, struct db *db, const char *ids, struct sent *sent)
{
	PGresult *r = NULL;
	enum err err = db_query(db, a, "reminders_send", 1, (struct db_param[]){DB_TEXT(ids)}, &r, NULL);
	if (err)
		return err;
	sent->first += db_int(r, 0, 0, 0);
	sent->again += db_int(r, 0, 1, 0);
	PQclear(r);
	return ERR_OK;
}

/* Live views look by themselves within seconds; this makes them look at once. */
static void ring(const struct conf *conf)
{
	struct redis *redis = NULL;
	if (!redis_open(conf->redis_url, &redis))
		redis_publish(redis, "ludwright:look", "{}", 2);
	redis_close(redis);
}

static enum err send_all(struct arena *a, struct db *db, const struct conf *conf)
{
	PGresult *due = NULL;
	struct sent sent = {0, 0};
	enum err err = db_query(db, a, "reminders_due", 1, (struct db_param[]){DB_TEXT(SHOWN)}, &due, NULL);
	for (int i = 0; !err && i < PQntuples(due); i += BATCH) {
		int left = PQntuples(due) - i;
		err = send_some(a, db, ids_of(a, due, i, left < BATCH ? left : BATCH), &sent);
		arena_reset(a);
	}
	PQclear(due);
	if (sent.first + sent.again)
		ring(conf);
	log_info("reminded of %" PRId64 " checkpoints: %" PRId64 " for the first time, %" PRId64 " again",
		sent.first + sent.again, sent.first, sent.again);
	return err;
}

static int run(const struct conf *conf, bool dry)
{
	struct arena a;
	struct db *db = NULL;
	arena_init(&a, 64u << 20);
	enum err err = db_open(conf->database_url, "ludwright-remind", remind_sql, &db);
	if (!err)
		err = dry ? list(&a, db) : send_all(&a, db, conf);
	if (err)
		log_error("ended early: %s; %s", err_name(err), db ? db_message(db) : "the database cannot be reached");
	db_close(db);
	arena_done(&a);
	return err ? 1 : 0;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {{"config", required_argument, NULL, 'c'},
		{"dry-run", no_argument, NULL, 'n'}, {"version", no_argument, NULL, 'V'},
		{"help", no_argument, NULL, 'h'}, {0}};
	static struct arena arena;
	static struct conf conf;
	const char *file = NULL, *message = NULL;
	enum log_level level = LOG_LEVEL_INFO;
	bool dry = false;
	for (int c; (c = getopt_long(argc, argv, "c:nh", options, NULL)) != -1;) {
		if (c == 'c')
			file = optarg;
		else if (c == 'n')
			dry = true;
		else if (c == 'V')
			return puts("ludwright-remind " PACKAGE_VERSION) < 0;
		else
			return c == 'h' ? usage(stdout, 0) : usage(stderr, 64);
	}
	if (optind < argc)
		return usage(stderr, 64);
	harden_process();
	arena_init(&arena, 16u << 20);
	if (conf_load(&arena, file, &conf, &message)) {
		fprintf(stderr, "ludwright-remind: %s\n", message);
		return EXIT_CONFIG;
	}
	log_level_parse(conf.log_level, &level);
	log_init("ludwright.remind", level, *conf.log_path ? conf.log_path : NULL);
	log_levels_use(conf.log_levels);
	return run(&conf, dry);
}
