/* SPDX-License-Identifier: ISC */
#include "relay/pool.h"

#include "lib/clock.h"
#include "lib/log.h"
#include "relay/metrics.h"
#include "relay/server.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define BACKLOG 4096
#define STOP_MS 10000
#define SETTLE_MS 500 /* a new process listens by then */

struct child {
	pid_t pid; /* 0: not running */
	bool old; /* of before the last SIGHUP */
	int64_t started, told; /* ms; told: to end */
};

struct pool {
	struct arena *arena, *reloaded; /* reloaded: of the configuration that was read last */
	const char *conf_path;
	struct conf *conf;
	struct metrics *slots;
	int fd;
	struct child children[METRICS_SLOTS];
	sigset_t signals;
	int64_t not_before; /* no start before: one died at once */
	bool stopping;
};

static bool path_taken(const struct sockaddr_un *address)
{
	int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool taken = probe >= 0 && connect(probe, (const struct sockaddr *)address, sizeof *address) == 0;
	if (probe >= 0)
		close(probe);
	return taken;
}

/* Out: -1 after a logged reason. */
static int listen_on(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	if (strlen(path) >= sizeof address.sun_path) {
		log_error("the path of the socket is too long: %s", path);
		return -1;
	}
	strcpy(address.sun_path, path);
	if (path_taken(&address)) {
		log_error("another program serves %s already", path);
		return -1;
	}
	unlink(path);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	mode_t mask = umask(0117);
	int bound = bind(fd, (struct sockaddr *)&address, sizeof address);
	umask(mask);
	if (bound < 0 || listen(fd, BACKLOG) < 0) {
		log_error("cannot listen on %s: %s", path, strerror(errno));
		close(fd);
		return -1;
	}
	return fd;
}

static void spawn(struct pool *p, struct child *c)
{
	*c = (struct child){.started = clock_monotonic_ms()};
	pid_t pid = fork();
	if (pid == 0) {
		sigset_t mask;
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		sigemptyset(&mask);
		sigaddset(&mask, SIGTERM);
		sigaddset(&mask, SIGUSR1);
		sigprocmask(SIG_SETMASK, &mask, NULL);
		signal(SIGINT, SIG_IGN);
		signal(SIGHUP, SIG_IGN);
		exit(server_run(p->conf, p->fd, p->slots, (int)(c - p->children)));
	}
	c->pid = pid > 0 ? pid : 0;
	if (pid < 0)
		log_error("cannot fork: %s", strerror(errno));
}

static int count(const struct pool *p, bool staying)
{
	int n = 0;
	for (int i = 0; i < METRICS_SLOTS; i++)
		n += p->children[i].pid && !(staying && (p->children[i].told || p->children[i].old));
	return n;
}

static void fill(struct pool *p)
{
	for (int i = 0; i < METRICS_SLOTS && count(p, true) < p->conf->relay_processes; i++)
		if (!p->children[i].pid && clock_monotonic_ms() >= p->not_before)
			spawn(p, &p->children[i]);
}

static void reap(struct pool *p)
{
	int status;
	for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;) {
		for (int i = 0; i < METRICS_SLOTS; i++) {
			struct child *c = &p->children[i];
			if (c->pid != pid)
				continue;
			c->pid = 0;
			memset(p->slots[i].connections, 0, sizeof p->slots[i].connections);
			p->slots[i].subscriptions = 0;
			if (c->told || p->stopping)
				continue;
			log_warn("process %d ended (%s %d); starting another", (int)pid,
				WIFSIGNALED(status) ? "signal" : "code",
				WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
			if (clock_monotonic_ms() - c->started < 1000)
				p->not_before = clock_monotonic_ms() + 1000;
		}
	}
}

static void tell_to_end(struct child *c)
{
	int64_t now = clock_monotonic_ms();
	if (!c->told) {
		c->told = now;
		kill(c->pid, SIGTERM);
	} else if (now - c->told > STOP_MS) {
		kill(c->pid, SIGKILL);
	}
}

/* The old end once the new have had time to listen. */
static void end_old(struct pool *p)
{
	int64_t newest = 0;
	for (int i = 0; i < METRICS_SLOTS; i++)
		if (p->children[i].pid && !p->children[i].old && p->children[i].started > newest)
			newest = p->children[i].started;
	bool settled = newest && clock_monotonic_ms() - newest >= SETTLE_MS;
	for (int i = 0; i < METRICS_SLOTS; i++)
		if (p->children[i].pid && (p->stopping || p->children[i].told || (p->children[i].old && settled)))
			tell_to_end(&p->children[i]);
}

static void reload(struct pool *p)
{
	struct conf *conf = conf_reload(p->conf_path, p->conf, &p->reloaded);
	if (!conf)
		return;
	p->conf = conf;
	for (int i = 0; i < METRICS_SLOTS; i++)
		p->children[i].old = p->children[i].pid != 0;
	log_info("replacing the processes");
}

static void handle(struct pool *p, int number)
{
	if (number == SIGTERM || number == SIGINT)
		p->stopping = true;
	else if (number == SIGHUP && !p->stopping)
		reload(p);
	else if (number == SIGUSR1) {
		log_reopen();
		for (int i = 0; i < METRICS_SLOTS; i++)
			if (p->children[i].pid)
				kill(p->children[i].pid, SIGUSR1);
	}
}

static void run(struct pool *p)
{
	while (!p->stopping || count(p, false)) {
		bool busy = p->stopping || count(p, false) != p->conf->relay_processes;
		struct timespec wait = {.tv_sec = busy ? 0 : 1, .tv_nsec = busy ? 50000000 : 0};
		handle(p, sigtimedwait(&p->signals, NULL, &wait));
		reap(p);
		if (!p->stopping)
			fill(p);
		end_old(p);
	}
}

int pool_run(struct arena *a, const char *conf_path, struct conf *conf)
{
	struct pool *p = arena_new(a, struct pool);
	size_t size = METRICS_SLOTS * sizeof(struct metrics);
	*p = (struct pool){.arena = a, .conf_path = conf_path, .conf = conf, .fd = -1};
	p->slots = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (p->slots == MAP_FAILED || (*conf->relay_socket && (p->fd = listen_on(conf->relay_socket)) < 0))
		return 1;
	sigemptyset(&p->signals);
	for (const int *s = (const int[]){SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGCHLD, 0}; *s; s++)
		sigaddset(&p->signals, *s);
	sigprocmask(SIG_BLOCK, &p->signals, NULL);
	log_info("serving %s with %d processes", *conf->relay_socket ? conf->relay_socket : conf->relay_listen,
		conf->relay_processes);
	run(p);
	if (p->fd >= 0) {
		unlink(conf->relay_socket);
		close(p->fd);
	}
	munmap(p->slots, size);
	log_info("ended");
	return 0;
}
