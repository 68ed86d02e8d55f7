/* SPDX-License-Identifier: ISC */
#include "worker/pool.h"

#include "lib/buf.h"
#include "lib/clock.h"
#include "lib/log.h"
#include "worker/killpoint.h"
#include "worker/pool_target.h"
#include "worker/statements.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define SLOTS 512 /* worker.max at most, and those that are on their way out */
#define STOP_MS 30000
#define BACKOFF_MS 200
#define BACKOFF_MAX_MS 10000
#define STEADY_MS 60000 /* a process that lived that long begins again without a wait */
#define LOOK_MS 1000
#define LOOK_AWAY_MS 5000 /* after a look that failed */
#define LOOK_LIMIT_S 3 /* a server that does not answer must not keep the parent from its children */

struct slot {
	pid_t pid; /* 0: none */
	char id[ID_UUID_SIZE];
	bool wanted; /* there is a process, or there will be at start_at */
	bool died; /* id is that of a process that died and may have left leases */
	int failures;
	int busy; /* at the last look */
	int64_t started, start_at;
	int64_t told_at; /* when it was sent away; 0: not */
};

static struct pool {
	const struct worker *seed;
	struct slot slots[SLOTS];
	struct pool_bounds bounds;
	struct pool_trend trend;
	struct db *db;
	volatile sig_atomic_t look_fd; /* its socket while a look goes on, else -1 */
	int64_t look_at;
	sigset_t signals, unblocked;
} pool = {.look_fd = -1};

#define EACH_SLOT(slot) (struct slot *slot = pool.slots; slot < pool.slots + SLOTS; slot++)

static int count_wanted(void)
{
	int n = 0;
	for
		EACH_SLOT(slot)
	n += slot->wanted;
	return n;
}

static int count_running(void)
{
	int n = 0;
	for
		EACH_SLOT(slot)
	n += slot->pid > 0;
	return n;
}

static void tell(int number)
{
	for
		EACH_SLOT(slot)
	if (slot->pid > 0)
		kill(slot->pid, number);
}

/* The child's part; it does not come back. The connection is the parent's: closed, not ended. */
static void run_child(struct slot *slot, struct worker *w, pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		exit(0);
	if (pool.db && PQsocket(db_conn(pool.db)) >= 0)
		close(PQsocket(db_conn(pool.db)));
	signal(SIGALRM, SIG_DFL);
	sigprocmask(SIG_SETMASK, &pool.unblocked, NULL);
	if (slot->died)
		killpoint_disarm();
	exit(worker_run(w));
}

static void start_child(struct slot *slot)
{
	struct worker w = *pool.seed;
	char predecessor[ID_UUID_SIZE];
	memcpy(predecessor, slot->id, sizeof(predecessor));
	w.predecessor = slot->died ? predecessor : NULL;
	id_random(w.id);
	pid_t parent = getpid(), pid = fork();
	if (pid == 0)
		run_child(slot, &w, parent);
	if (pid < 0) {
		log_error("cannot fork: %s", strerror(errno));
		slot->start_at = clock_monotonic_ms() + BACKOFF_MAX_MS;
		return;
	}
	memcpy(slot->id, w.id, sizeof(slot->id));
	slot->died = false;
	slot->busy = 0;
	slot->pid = pid;
	slot->started = clock_monotonic_ms();
}

/* Starts whose time has come. Out: milliseconds until the next one. */
static int64_t start_due(void)
{
	int64_t now = clock_monotonic_ms(), wait = 3600000;
	for
		EACH_SLOT(slot)
		{
			if (slot->pid || !slot->wanted)
				continue;
			if (slot->start_at <= now)
				start_child(slot);
			if (!slot->pid && slot->start_at - now < wait)
				wait = slot->start_at - now;
		}
	return wait;
}

/* Says that there is to be one process more. One that died without a successor so far gets it. */
static void add_one(void)
{
	struct slot *free = NULL;
	for
		EACH_SLOT(slot)
	if (!slot->pid && !slot->wanted && (!free || (slot->died && !free->died)))
		free = slot;
	if (!free)
		return;
	free->wanted = true;
	free->failures = 0;
	free->told_at = 0;
}

/* Sends the newest process away that has nothing in hand. Out: whether there was one. */
static bool remove_one(void)
{
	struct slot *newest = NULL;
	for
		EACH_SLOT(slot)
	if (slot->wanted && slot->pid && !slot->busy && (!newest || slot->started > newest->started))
		newest = slot;
	if (!newest)
		return false;
	newest->wanted = false;
	newest->told_at = clock_monotonic_ms();
	kill(newest->pid, SIGTERM);
	return true;
}

static void note_death(struct slot *slot, int status)
{
	int64_t now = clock_monotonic_ms();
	slot->died = true;
	slot->failures = now - slot->started > STEADY_MS ? 0 : slot->failures + 1;
	int64_t delay = slot->failures > 6 ? BACKOFF_MAX_MS : (int64_t)BACKOFF_MS << slot->failures;
	delay = delay < BACKOFF_MAX_MS ? delay : BACKOFF_MAX_MS;
	slot->start_at = now + delay;
	char next[64] = "";
	if (slot->wanted && !worker_stop)
		snprintf(next, sizeof(next), "; another one follows in %d ms", (int)delay);
	log_warn("a worker process %s %d%s", WIFSIGNALED(status) ? "was ended by signal" : "ended with code",
		WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status), next);
}

static void reap(void)
{
	int status;
	pid_t pid;
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		for
			EACH_SLOT(slot)
			{
				if (slot->pid != pid)
					continue;
				slot->pid = 0;
				if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
					note_death(slot, status);
					continue;
				}
				slot->wanted = false;
				slot->start_at =
					clock_monotonic_ms() + BACKOFF_MS; /* whoever ends it by hand again and again */
				if (pool.seed->mode == WORKER_UNTIL_IDLE)
					pool.bounds.min = 0; /* it found nothing left to do */
			}
	}
}

/* '{id,id}' of the processes that run; slots_r says whose they are. */
static const char *running_ids(struct arena *a, struct slot **slots_r)
{
	struct buf b;
	int n = 0;
	buf_init(&b, 1u << 16);
	buf_puts(&b, "{");
	for
		EACH_SLOT(slot)
		{
			if (!slot->wanted || !slot->pid)
				continue;
			buf_printf(&b, "%s%s", n ? "," : "", slot->id);
			slots_r[n++] = slot;
		}
	buf_puts(&b, "}");
	const char *text = arena_strdup(a, b.data);
	buf_free(&b);
	return text;
}

/* Ends the look from within libpq, which goes on waiting after any signal. */
static void on_late(int number)
{
	(void)number;
	if (pool.look_fd >= 0)
		shutdown(pool.look_fd, SHUT_RDWR);
}

/* The statement, within LOOK_LIMIT_S; when the connection has to be made first, 5 s more. */
static enum err ask(struct arena *a, const struct db_param params[2], PGresult **rows_r)
{
	enum err err = ERR_OK;
	if (!pool.db)
		err = db_open(pool.seed->conf->database_url, "ludwright-worker", worker_sql, &pool.db);
	if (err)
		return err;
	pool.look_fd = PQsocket(db_conn(pool.db));
	alarm(LOOK_LIMIT_S);
	err = db_query(pool.db, a, "queue_depth", 2, params, rows_r, NULL);
	alarm(0);
	pool.look_fd = -1;
	return err;
}

/* Fails: whatever the database says; nothing is known then. */
static enum err look(struct arena *a, struct pool_look *look_r)
{
	struct slot *slots[SLOTS];
	PGresult *rows = NULL;
	int most = pool.bounds.max * pool.bounds.places + 1;
	*look_r = (struct pool_look){0};
	struct db_param params[] = {DB_TEXT(running_ids(a, slots)), DB_TEXT(arena_printf(a, "%d", most))};
	enum err err = ask(a, params, &rows);
	for (int i = 0; !err && i < PQntuples(rows); i++) {
		int64_t ord = db_int(rows, i, db_column(rows, "ord"), 0);
		look_r->ready = (int)db_int(rows, i, db_column(rows, "ready"), 0);
		look_r->wait_ms = db_int(rows, i, db_column(rows, "wait_ms"), 0);
		if (ord > 0) {
			slots[ord - 1]->busy = (int)db_int(rows, i, db_column(rows, "busy"), 0);
			look_r->busy += slots[ord - 1]->busy;
		}
	}
	PQclear(rows);
	if (err && pool.db && PQstatus(db_conn(pool.db)) != CONNECTION_OK) {
		db_close(pool.db);
		pool.db = NULL;
	}
	return err;
}

static bool is_mending(void)
{
	for
		EACH_SLOT(slot)
	if (slot->wanted && !slot->pid && slot->failures)
		return true;
	return false;
}

/* Looks at the queue and decides; what start_due does is left to it. */
static void resize(void)
{
	struct arena a;
	struct pool_look seen;
	arena_init(&a, 1u << 20);
	enum err err = look(&a, &seen);
	arena_done(&a);
	pool.look_at = clock_monotonic_ms() + (err ? LOOK_AWAY_MS : LOOK_MS);
	if (err || is_mending())
		return;
	int running = count_wanted();
	int target = pool_target(&pool.bounds, &seen, running, clock_monotonic_ms(), &pool.trend);
	for (int i = running; i < target; i++)
		add_one();
	bool fewer = target < running && remove_one();
	if (target > running || fewer)
		log_info("%d processes instead of %d: %d jobs ready, %d at work", target, running, seen.ready,
			seen.busy);
}

/* What is to be done now. Out: milliseconds until there may be more. */
static int64_t keep(void)
{
	int64_t now = clock_monotonic_ms();
	for (int i = count_wanted(); i < pool.bounds.min; i++)
		add_one();
	if (pool.bounds.min < pool.bounds.max && now >= pool.look_at && count_wanted() > 0)
		resize();
	int64_t wait = start_due();
	now = clock_monotonic_ms();
	if (pool.bounds.min < pool.bounds.max && pool.look_at - now < wait)
		wait = pool.look_at - now;
	return wait > 0 ? wait : 0;
}

/* Those that were told to end and did not. */
static void kill_late(int64_t now, int64_t stop_at)
{
	for
		EACH_SLOT(slot)
	if (slot->pid && ((stop_at && now >= stop_at) || (slot->told_at && now - slot->told_at >= STOP_MS)))
		kill(slot->pid, SIGKILL);
}

static void wait_for_signal(int64_t wait_ms)
{
	struct timespec limit = {.tv_sec = wait_ms / 1000, .tv_nsec = wait_ms % 1000 * 1000000};
	int number = sigtimedwait(&pool.signals, NULL, &limit);
	if (number == SIGTERM || number == SIGINT)
		worker_stop++;
	if (number == SIGHUP) {
		log_reopen();
		tell(SIGHUP);
	}
}

/* Signals are blocked but while waiting, so that none is missed. */
static void block_signals(void)
{
	sigemptyset(&pool.signals);
	sigaddset(&pool.signals, SIGCHLD);
	sigaddset(&pool.signals, SIGTERM);
	sigaddset(&pool.signals, SIGINT);
	sigaddset(&pool.signals, SIGHUP);
	sigprocmask(SIG_BLOCK, &pool.signals, &pool.unblocked);
	sigaction(SIGALRM, &(struct sigaction){.sa_handler = on_late}, NULL);
}

static bool is_over(void)
{
	return !count_running() && (worker_stop || (pool.seed->mode == WORKER_UNTIL_IDLE && !count_wanted()));
}

int pool_run(const struct worker *seed)
{
	const struct conf *conf = seed->conf;
	int64_t stop_at = 0;
	pool.seed = seed;
	pool.bounds = (struct pool_bounds){conf->worker_min, conf->worker_max, conf->worker_concurrency};
	block_signals();
	for (int told = 0;;) {
		int64_t wait = worker_stop ? 1000 : keep();
		if (worker_stop > told) {
			told = worker_stop;
			stop_at = stop_at ? stop_at : clock_monotonic_ms() + STOP_MS;
			tell(SIGTERM);
		}
		kill_late(clock_monotonic_ms(), stop_at);
		wait_for_signal(wait);
		reap();
		if (is_over())
			break;
	}
	db_close(pool.db);
	return 0;
}
