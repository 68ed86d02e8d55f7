/* SPDX-License-Identifier: ISC */
#include "cgi/sealer.h"

#include "cgi/api.h"
#include "lib/audit_key.h"
#include "lib/clock.h"
#include "lib/log.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define ARENA_MAX (4u << 20)
#define ROWS_MAX 5000 /* of one pass */
#define WHOLE_MS 3600000 /* how often the whole trail is looked through for what came very late */
#define COMPLAIN_MS 60000

struct sealer {
	const struct conf *conf;
	struct arena arena;
	struct db *db; /* NULL: not connected */
	struct audit_key *key;
	int64_t low; /* all ids up to here are sealed or were never committed */
	int64_t next_low, next_open; /* low may become next_low when nothing before the transaction next_open runs */
	int64_t before; /* the last id given out at the pass before */
	int64_t whole; /* ms: when the whole trail was looked through */
	int64_t kept; /* number of the last head in our file */
	int64_t complained; /* ms */
};

/* What audit_seal() said. */
struct sealed {
	struct audit_head end; /* number 0: the chain is empty */
	int64_t rows; /* -1: another machine is at it */
	int64_t highest, finished, open;
	bool head; /* the end is signed already */
};

static void complain(struct sealer *s, const char *what, const char *why)
{
	if (s->complained && clock_monotonic_ms() - s->complained < COMPLAIN_MS)
		return;
	s->complained = clock_monotonic_ms();
	log_line(LOG_LEVEL_ERROR, "the audit trail is not being sealed", "what", what, "why", why, NULL);
}

static enum err seal(struct sealer *s, struct sealed *sealed_r)
{
	PGresult *r = NULL;
	struct db_error said = {.sqlstate = ""};
	struct db_param params[] = {
		DB_TEXT(arena_printf(&s->arena, "%" PRId64, s->low)), DB_TEXT(arena_printf(&s->arena, "%d", ROWS_MAX))};
	enum err err = db_query(s->db, &s->arena, "audit_seal", 2, params, &r, &said);
	if (err) {
		complain(s, "audit_seal", said.message ? said.message : err_name(err));
		return err;
	}
	*sealed_r = (struct sealed){.rows = db_int(r, 0, 0, -1),
		.end.number = db_int(r, 0, 1, 0),
		.head = db_bool(r, 0, 3, false),
		.highest = db_int(r, 0, 4, 0),
		.finished = db_int(r, 0, 5, 0),
		.open = db_int(r, 0, 6, 0)};
	if (db_length(r, 0, 2) == HASH_SIZE)
		memcpy(sealed_r->end.hash, PQgetvalue(r, 0, 2), HASH_SIZE);
	PQclear(r);
	return ERR_OK;
}

/* Waits for all transactions of now. An id is given out a moment before its transaction has a number, so the bound it
 * brings is that of the pass before. */
static void look_ahead(struct sealer *s, const struct sealed *sealed)
{
	s->next_low = s->before;
	s->next_open = sealed->open;
}

/* A pass that took all there was moves the bound up to the ids given out before transactions that have ended since:
 * also while rows keep coming, or each pass would look through all of them again. */
static void move_low(struct sealer *s, const struct sealed *sealed)
{
	if (sealed->rows < 0 || sealed->rows == ROWS_MAX)
		return;
	if (clock_monotonic_ms() - s->whole > WHOLE_MS) {
		s->whole = clock_monotonic_ms();
		s->low = s->before = INT64_MIN;
		s->next_open = 0;
	} else if (!s->next_open) {
		look_ahead(s, sealed);
	} else if (sealed->finished >= s->next_open) {
		s->low = s->next_low;
		look_ahead(s, sealed);
	}
	s->before = sealed->highest;
}

/* One write of a whole line, then to the disk. */
static bool keep_in_file(struct sealer *s, const char *line)
{
	char day[CLOCK_ISO_SIZE];
	const char *dir = *s->conf->audit_dir ? s->conf->audit_dir : audit_key_dir(&s->arena, s->conf);
	clock_iso(clock_wall_us(), day);
	char *path = arena_printf(&s->arena, "%s/heads-%.10s.jsonl", dir, day);
	int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0640);
	bool kept = fd >= 0 && write(fd, line, strlen(line)) == (ssize_t)strlen(line) && fdatasync(fd) == 0;
	if (!kept)
		complain(s, path, strerror(errno));
	if (fd >= 0)
		close(fd);
	return kept;
}

static void keep_in_table(struct sealer *s, const struct audit_head *head)
{
	PGresult *r = NULL;
	struct db_error said = {.sqlstate = ""};
	struct db_param params[] = {DB_TEXT(arena_printf(&s->arena, "%" PRId64, head->number)),
		{(const char *)head->hash, HASH_SIZE, 1}, DB_TEXT(head->kid),
		{(const char *)head->signature, AUDIT_SIGNATURE_SIZE, 1}};
	if (db_query(s->db, &s->arena, "audit_head", 4, params, &r, &said))
		complain(s, "audit_head", said.message ? said.message : "");
	PQclear(r);
}

/* Out: whether more waits than one pass takes. */
static bool pass(struct sealer *s)
{
	struct sealed sealed;
	if (seal(s, &sealed))
		return false;
	move_low(s, &sealed);
	if (!sealed.end.number || (sealed.head && sealed.end.number == s->kept))
		return false;
	audit_head_sign(s->key, &sealed.end);
	if (s->kept != sealed.end.number && keep_in_file(s, audit_head_line(&s->arena, &sealed.end)))
		s->kept = sealed.end.number;
	if (!sealed.head)
		keep_in_table(s, &sealed.end);
	return sealed.rows == ROWS_MAX;
}

/* Out: whether key and database are there. */
static bool ready(struct sealer *s)
{
	const char *dir = audit_key_dir(&s->arena, s->conf);
	if (!s->key && audit_key_load(dir, &s->key)) {
		complain(s, dir, "there is no key, and none can be made: run ludctl keys create");
		return false;
	}
	if (!s->db && db_open(s->conf->database_url, "ludwright-sealer", api_sql, &s->db)) {
		complain(s, "database", db_message(NULL));
		s->db = NULL;
	}
	return s->db != NULL;
}

int sealer_run(const struct conf *conf)
{
	struct sealer s = {.conf = conf, .whole = clock_monotonic_ms(), .low = INT64_MIN};
	bool more = false;
	struct sigaction ignore = {.sa_handler = SIG_IGN};
	sigset_t handled;
	prctl(PR_SET_NAME, "ludwright-seal");
	sigaction(SIGPIPE, &ignore, NULL);
	sigemptyset(&handled);
	sigaddset(&handled, SIGTERM);
	sigaddset(&handled, SIGUSR1);
	arena_init(&s.arena, ARENA_MAX);
	for (int signal = 0; signal != SIGTERM;) {
		if (signal == SIGUSR1)
			log_reopen();
		more = ready(&s) && pass(&s);
		arena_reset(&s.arena);
		signal = sigtimedwait(&handled, NULL, &(struct timespec){.tv_sec = !more});
	}
	db_close(s.db);
	audit_key_free(s.key);
	arena_done(&s.arena);
	return 0;
}
