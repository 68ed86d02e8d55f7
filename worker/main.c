/* SPDX-License-Identifier: ISC */
/* ludwright-worker: the parent. It checks graphs and material, starts the worker processes, replaces those that die,
 * and ends them in order. */
#include "lib/clock.h"
#include "lib/conf.h"
#include "lib/id.h"
#include "lib/log.h"
#include "worker/builtin.h"
#include "worker/killpoint.h"
#include "worker/statements.h"
#include "worker/worker.h"

#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/wait.h>
#include <unistd.h>

#define GRAPH "game-dev"
#define STOP_MS 30000
#define BACKOFF_MS 200
#define BACKOFF_MAX_MS 10000
#define STEADY_MS 60000 /* a process that lived that long begins again without a wait */
#define EXIT_BROKEN 78 /* EX_CONFIG: configuration, graph or material is wrong; starting again does not help */

struct slot {
	pid_t pid; /* 0: none */
	char id[ID_UUID_SIZE];
	bool died; /* id is that of a process that died and may have left leases */
	bool over; /* ended in order, not to be started again */
	int failures;
	int64_t started, start_at;
};

static struct worker shared; /* what the children begin with */
static struct slot *slots;
static int slot_count;

static int usage(FILE *to, int code)
{
	fputs("usage: ludwright-worker [-c FILE] [--until-idle | --once | --check]\n"
	      "  -c, --config FILE  configuration (default $LUDWRIGHT_CONF, else /etc/ludwright/ludwright.conf)\n"
	      "  --until-idle       end when no job is left that may run: for cron\n"
	      "  --once             take one job at most, in this process\n"
	      "  --check            check configuration, graphs and material, then end\n",
		to);
	return code;
}

/* Everything that must be sound before a step is taken. Out: exit code, 0 when it is. */
static int check(struct arena *a, const struct conf *conf)
{
	const char *message = NULL;
	struct db *db = NULL;
	enum err err = provider_offline_open(a, conf, GRAPH, &shared.providers[0], &message);
	if (!err) {
		shared.provider_count = 1;
		err = provider_offline_check(a, &shared.providers[0], &message);
	}
	if (!err && *conf->provider_script)
		err = provider_script_open(a, conf, &shared.providers[shared.provider_count++], &message);
	static const char *const programs[] = {"integrate", "test"};
	for (size_t i = 0; !err && i < sizeof(programs) / sizeof(programs[0]); i++) {
		const struct builtin *builtin = builtin_find(programs[i]);
		message = builtin && builtin->check ? builtin->check(a, conf) : NULL;
		if (message)
			err = ERR_INPUT;
	}
	if (!err)
		err = db_open_wait(conf->database_url, "ludwright-worker", worker_sql, &worker_stop, &db);
	if (!err)
		err = graph_cache_check(a, db, &message);
	db_close(db); /* connections do not cross a fork */
	if (!err || worker_stop)
		return 0;
	log_error("not started: %s", message ? message : err_name(err));
	return EXIT_BROKEN;
}

static void on_stop(int number)
{
	(void)number;
	worker_stop++;
}

static void catch_signals(void)
{
	struct sigaction stop = {.sa_handler = on_stop};
	sigaction(SIGTERM, &stop, NULL);
	sigaction(SIGINT, &stop, NULL);
	signal(SIGPIPE, SIG_IGN);
}

static void start_child(struct slot *slot, const sigset_t *unblocked)
{
	struct worker w = shared;
	char predecessor[ID_UUID_SIZE];
	memcpy(predecessor, slot->id, sizeof(predecessor));
	w.predecessor = slot->died ? predecessor : NULL;
	id_random(slot->id);
	memcpy(w.id, slot->id, sizeof(w.id));
	pid_t pid = fork();
	if (pid == 0) {
		sigprocmask(SIG_SETMASK, unblocked, NULL);
		if (slot->died)
			killpoint_disarm();
		exit(worker_run(&w));
	}
	if (pid < 0) {
		log_error("cannot fork: %s", strerror(errno));
		slot->start_at = clock_monotonic_ms() + BACKOFF_MAX_MS;
		return;
	}
	slot->pid = pid;
	slot->started = clock_monotonic_ms();
}

static void reap(void)
{
	int status;
	pid_t pid;
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		struct slot *slot = NULL;
		for (int i = 0; i < slot_count; i++)
			if (slots[i].pid == pid)
				slot = &slots[i];
		if (!slot)
			continue;
		slot->pid = 0;
		if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
			slot->over = true;
			continue;
		}
		int64_t now = clock_monotonic_ms();
		slot->died = true;
		slot->failures = now - slot->started > STEADY_MS ? 0 : slot->failures + 1;
		int64_t delay = slot->failures > 6 ? BACKOFF_MAX_MS : (int64_t)BACKOFF_MS << slot->failures;
		slot->start_at = now + (delay < BACKOFF_MAX_MS ? delay : BACKOFF_MAX_MS);
		log_warn("a worker process %s %d; another one follows in %d ms",
			WIFSIGNALED(status) ? "was ended by signal" : "ended with code",
			WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status), (int)(slot->start_at - now));
	}
}

/* Sends a signal to all children. Out: how many there are. */
static int tell(int number)
{
	int n = 0;
	for (int i = 0; i < slot_count; i++)
		if (slots[i].pid > 0) {
			n++;
			if (number)
				kill(slots[i].pid, number);
		}
	return n;
}

static int64_t start_due(const sigset_t *unblocked)
{
	int64_t now = clock_monotonic_ms(), wait = 3600000;
	for (int i = 0; i < slot_count; i++) {
		if (slots[i].pid || slots[i].over)
			continue;
		if (slots[i].start_at <= now)
			start_child(&slots[i], unblocked);
		else if (slots[i].start_at - now < wait)
			wait = slots[i].start_at - now;
	}
	return wait;
}

/* Signals are blocked but while waiting, so that none is missed. */
static int supervise(void)
{
	sigset_t set, unblocked;
	int64_t stop_at = 0;
	int told = 0;
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, &unblocked);
	for (;;) {
		int64_t wait = worker_stop ? 1000 : start_due(&unblocked);
		if (worker_stop > told) {
			told = worker_stop;
			stop_at = stop_at ? stop_at : clock_monotonic_ms() + STOP_MS;
			tell(SIGTERM);
		}
		if (worker_stop && clock_monotonic_ms() >= stop_at)
			tell(SIGKILL);
		bool all_over = true;
		for (int i = 0; i < slot_count; i++)
			all_over = all_over && slots[i].over;
		if (tell(0) == 0 && (worker_stop || all_over))
			return 0;
		struct timespec limit = {.tv_sec = wait / 1000, .tv_nsec = wait % 1000 * 1000000};
		int number = sigtimedwait(&set, NULL, &limit);
		if (number == SIGTERM || number == SIGINT)
			worker_stop++;
		if (number == SIGHUP) {
			log_reopen();
			tell(SIGHUP);
		}
		reap();
	}
}

int main(int argc, char **argv)
{
	static const struct option options[] = {{"config", required_argument, NULL, 'c'},
		{"until-idle", no_argument, NULL, 'i'}, {"once", no_argument, NULL, 'o'},
		{"check", no_argument, NULL, 'k'}, {"help", no_argument, NULL, 'h'}, {0}};
	static struct arena arena;
	static struct conf conf;
	const char *file = NULL, *message = NULL;
	bool only_check = false;
	enum log_level level = LOG_LEVEL_INFO;
	for (int c; (c = getopt_long(argc, argv, "c:h", options, NULL)) != -1;) {
		switch (c) {
		case 'c':
			file = optarg;
			break;
		case 'i':
			shared.mode = WORKER_UNTIL_IDLE;
			break;
		case 'o':
			shared.mode = WORKER_ONCE;
			break;
		case 'k':
			only_check = true;
			break;
		case 'h':
			return usage(stdout, 0);
		default:
			return usage(stderr, 64);
		}
	}
	if (optind < argc)
		return usage(stderr, 64);
	arena_init(&arena, 256u << 20);
	if (conf_load(&arena, file, &conf, &message)) {
		fprintf(stderr, "ludwright-worker: %s\n", message);
		return EXIT_BROKEN;
	}
	log_level_parse(conf.log_level, &level);
	log_init("ludwright.worker", level, *conf.log_path ? conf.log_path : NULL);
	if (!killpoint_init())
		return 64;
	catch_signals();
	shared.conf = &conf;
	shared.wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC | EFD_SEMAPHORE);
	int code = check(&arena, &conf);
	if (code || only_check || worker_stop) {
		if (!code && only_check)
			log_info("configuration, graphs and material are sound");
		return code;
	}
	slot_count = conf.worker_processes;
	slots = arena_array(&arena, (size_t)slot_count, sizeof(*slots));
	if (shared.mode == WORKER_ONCE) {
		id_random(shared.id);
		return worker_run(&shared);
	}
	return supervise();
}
