/* SPDX-License-Identifier: ISC */
#include "worker/worker.h"
#include "lib/clock.h"
#include "lib/counters.h"
#include "lib/log.h"
#include "worker/post.h"
#include "worker/queue.h"
#include "worker/step.h"
#include "worker/statements.h"

#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#define REDIS_WAIT_MS 10000

volatile int worker_stop;
static volatile sig_atomic_t reopen_log;

const struct provider *worker_provider(const struct worker *w, const char *name)
{
	for (size_t i = 0; i < w->provider_count; i++)
		if (!strcmp(w->providers[i].name, name))
			return &w->providers[i];
	return NULL;
}

static void on_signal(int number)
{
	if (number == SIGHUP)
		reopen_log = 1;
	else
		worker_stop++;
}

static void catch_signals(void)
{
	struct sigaction action = {.sa_handler = on_signal}; /* no SA_RESTART: a signal ends the wait */
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
	signal(SIGPIPE, SIG_IGN);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
}

/* Nothing depends on Redis but how soon people hear: it is waited for a little, then done without. */
static void wait_for_redis(struct worker *w)
{
	int64_t end = clock_monotonic_ms() + REDIS_WAIT_MS;
	bool told = false;
	while (redis_ping(w->redis) && !worker_stop) {
		if (!told)
			log_warn("Redis cannot be reached; waiting up to %d s for it", REDIS_WAIT_MS / 1000);
		told = true;
		if (clock_monotonic_ms() >= end) {
			log_warn("going on without Redis: live views hear of events a little later");
			return;
		}
		usleep(500000);
	}
	if (told && !worker_stop)
		log_info("Redis is there");
}

static enum err open_all(struct worker *w)
{
	enum err err = db_open_wait(w->conf->database_url, "ludwright-worker", worker_sql, &worker_stop, &w->db);
	if (err)
		return err;
	if ((err = redis_open(w->conf->redis_url, &w->redis))) {
		log_error("redis.url cannot be used: %s", err_name(err));
		return err;
	}
	wait_for_redis(w);
	if ((err = store_open(w->conf->files_dir, &w->store))) {
		log_error("files.dir %s cannot be opened: %s", w->conf->files_dir, err_name(err));
		return err;
	}
	w->loop = loop_new();
	w->graphs = graph_cache_new();
	w->outputs = output_cache_new();
	w->runs = run_cache_new();
	w->counters = counters_open(w->conf->metrics_file);
	w->post = w->mode == WORKER_ONCE ? NULL : post_open(w);
	return queue_open(w);
}

static void close_all(struct worker *w)
{
	while (w->steps)
		step_release(w->steps);
	if (w->db && w->loop)
		queue_close(w);
	post_close(w->post);
	loop_free(w->loop);
	graph_cache_free(w->graphs);
	output_cache_free(w->outputs);
	run_cache_free(w->runs);
	counters_close(w->counters);
	store_close(w->store);
	redis_close(w->redis);
	db_close(w->db);
}

static void on_drained(void *context)
{
	struct worker *w = context;
	while (w->steps) {
		log_info("handing a step back that is not ready in time");
		step_release(w->steps);
	}
	post_close(w->post);
	w->post = NULL;
}

static void begin_stop(struct worker *w)
{
	if (!w->stopping) {
		w->stopping = true;
		post_stop(w->post);
		log_info("stopping: %d steps in flight", w->busy);
		loop_timer(w->loop, WORKER_DRAIN_MS, on_drained, w);
	} else if (worker_stop > 1) {
		on_drained(w);
	}
}

static bool is_done(struct worker *w)
{
	if (w->busy || post_busy(w->post))
		return false;
	if (w->stopping)
		return true;
	if (w->mode == WORKER_ONCE)
		return true; /* its one job has ended, or there was none */
	return w->mode == WORKER_UNTIL_IDLE && !w->claim_due && post_idle(w->post) && queue_idle(w);
}

int worker_run(struct worker *w)
{
	catch_signals();
	enum err err = open_all(w);
	if (err) {
		close_all(w);
		return worker_stop ? 0 : 1;
	}
	log_info("worker %s takes up to %d steps at once", w->id, w->conf->worker_concurrency);
	for (;;) {
		if (worker_stop)
			begin_stop(w);
		if (reopen_log) {
			reopen_log = 0;
			log_reopen();
		}
		step_commit_all(w); /* before others begin: what follows begins with them, and ends with them */
		queue_claim(w);
		step_begin_new(w);
		step_tell_all(w);
		post_turn(w->post);
		if (w->dead || is_done(w))
			break;
		if (w->stray_due)
			queue_beat(w);
		bool more = w->claim_due && !w->stopping && w->busy < w->conf->worker_concurrency &&
			    w->mode != WORKER_ONCE;
		if ((err = loop_turn(w->loop, more || step_waiting(w) || step_has_ended(w) ? 0 : 1000)))
			break;
		queue_listen(w);
	}
	log_info("worker %s ends after %d jobs", w->id, w->claimed);
	close_all(w);
	return err || w->dead ? 1 : 0;
}
