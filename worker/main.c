/* SPDX-License-Identifier: ISC */
/* ludwright-worker: its arguments, and the checks of configuration, graphs and material before the first step. */
#include "config.h"
#include "lib/conf.h"
#include "lib/harden.h"
#include "lib/id.h"
#include "lib/log.h"
#include "lib/log_levels.h"
#include "worker/builtin.h"
#include "worker/killpoint.h"
#include "worker/pool.h"
#include "worker/statements.h"
#include "worker/worker.h"

#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <sys/eventfd.h>

#define GRAPH "game-dev"
/* Statements here find single rows by key, over tables that are empty when a plan is made and large when it is used: a
 * plan that reads a table whole, kept for the session, cost a hundred times the rest (bench/steps). */
#define SESSION_OPTIONS "-c enable_seqscan=off -c plan_cache_mode=force_generic_plan"
#define EXIT_BROKEN 78 /* EX_CONFIG: configuration, graph or material is wrong; starting again does not help */

static struct worker shared; /* what the children begin with */

static int usage(FILE *to, int code)
{
	fputs("usage: ludwright-worker [-c FILE] [--until-idle | --once | --check | --version]\n"
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
	static const char *const models[] = {"anthropic", "openai"};
	for (size_t i = 0; !err && i < sizeof(models) / sizeof(models[0]); i++)
		err = provider_model_open(a, conf, models[i], &shared.providers[shared.provider_count++], &message);
	if (!err)
		err = provider_replay_open(&shared.providers[shared.provider_count++]);
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

int main(int argc, char **argv)
{
	static const struct option options[] = {{"config", required_argument, NULL, 'c'},
		{"until-idle", no_argument, NULL, 'i'}, {"once", no_argument, NULL, 'o'},
		{"check", no_argument, NULL, 'k'}, {"version", no_argument, NULL, 'V'},
		{"help", no_argument, NULL, 'h'}, {0}};
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
		case 'V':
			puts("ludwright-worker " PACKAGE_VERSION);
			return 0;
		case 'h':
			return usage(stdout, 0);
		default:
			return usage(stderr, 64);
		}
	}
	if (optind < argc)
		return usage(stderr, 64);
	harden_process();
	arena_init(&arena, 256u << 20);
	if (conf_load(&arena, file, &conf, &message)) {
		fprintf(stderr, "ludwright-worker: %s\n", message);
		return EXIT_BROKEN;
	}
	log_level_parse(conf.log_level, &level);
	log_init("ludwright.worker", level, *conf.log_path ? conf.log_path : NULL);
	log_levels_use(conf.log_levels);
	if (!killpoint_init())
		return 64;
	catch_signals();
	shared.conf = &conf;
	db_set_options(SESSION_OPTIONS);
	db_add_options(arena_printf(&arena, "-c ludwright.user_month_usd=%d", conf.provider_user_month_usd));
	shared.wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC | EFD_SEMAPHORE);
	int code = check(&arena, &conf);
	if (code || only_check || worker_stop) {
		if (!code && only_check)
			log_info("configuration, graphs and material are sound");
		return code;
	}
	if (shared.mode == WORKER_ONCE) {
		id_random(shared.id);
		return worker_run(&shared);
	}
	return pool_run(&shared);
}
