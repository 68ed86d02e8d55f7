/* SPDX-License-Identifier: ISC */
#include "cgi/master.h"

#include "cgi/child.h"
#include "cgi/sealer.h"
#include "cgi/shared.h"
#include "lib/clock.h"
#include "lib/log.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define BACKLOG 511
#define BUSY_MAX_MS 120000
#define STOP_MS 30000
#define READY_MS 6000

struct child {
	pid_t pid; /* 0: not running */
	struct shared_child *shared;
	int64_t started, leave_since; /* ms; leave_since not 0: told to end */
	bool old; /* from before the last SIGHUP */
};

struct master {
	struct conf *conf;
	const char *conf_path;
	struct arena *arena, *reloaded; /* reloaded: of the configuration that was read last */
	struct shared *shared;
	int listen_fd;
	sigset_t handled;
	struct child children[2 * SHARED_CHILDREN];
	struct child sealer; /* serves no requests and has nothing in the shared memory */
	bool stopping, replacing;
	int64_t not_before; /* no restart before: a child died at once */
};

static int listen_on(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0 || strlen(path) >= sizeof address.sun_path) {
		log_error("the path of the socket is too long: %s", path);
		return -1;
	}
	strcpy(address.sun_path, path);
	int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool taken = probe >= 0 && connect(probe, (struct sockaddr *)&address, sizeof address) == 0;
	if (probe >= 0)
		close(probe);
	if (taken) {
		log_error("another program serves %s already", path);
		close(fd);
		return -1;
	}
	unlink(path);
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

/* Out: 0 in the child. */
static pid_t fork_child(struct child *c)
{
	c->started = clock_monotonic_ms();
	c->leave_since = 0;
	c->old = false;
	pid_t pid = fork();
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		sigset_t mask;
		sigemptyset(&mask);
		sigaddset(&mask, SIGTERM);
		sigaddset(&mask, SIGUSR1);
		sigprocmask(SIG_SETMASK, &mask, NULL);
	}
	c->pid = pid > 0 ? pid : 0;
	if (pid < 0)
		log_error("cannot fork: %s", strerror(errno));
	return pid;
}

static void spawn(struct master *m, struct child *c)
{
	c->shared = &m->shared->children[c - m->children];
	atomic_store(&c->shared->pid, 0);
	atomic_store(&c->shared->busy_since, 0);
	if (fork_child(c) == 0)
		exit(child_run(m->listen_fd, m->conf, m->shared, c->shared));
}

static void spawn_sealer(struct master *m)
{
	if (fork_child(&m->sealer) == 0) {
		close(m->listen_fd);
		exit(sealer_run(m->conf));
	}
}

static struct child *free_child(struct master *m)
{
	for (size_t i = 0; i < sizeof m->children / sizeof *m->children; i++)
		if (!m->children[i].pid)
			return &m->children[i];
	return NULL;
}

static int count_children(const struct master *m, bool staying)
{
	int n = 0;
	for (size_t i = 0; i < sizeof m->children / sizeof *m->children; i++)
		n += m->children[i].pid && !(staying && (m->children[i].leave_since || m->children[i].old));
	return n;
}

static void fill(struct master *m)
{
	int missing = m->conf->api_children - count_children(m, true);
	for (size_t i = 0; m->replacing && i < sizeof m->children / sizeof *m->children; i++)
		missing -= m->children[i].pid && m->children[i].old && !m->children[i].leave_since;
	if (clock_monotonic_ms() < m->not_before)
		return;
	for (; missing > 0; missing--) {
		struct child *c = free_child(m);
		if (c)
			spawn(m, c);
	}
	if (!m->sealer.pid)
		spawn_sealer(m);
}

static void tell_to_leave(struct child *c)
{
	if (!c->leave_since)
		c->leave_since = clock_monotonic_ms();
	kill(c->pid, clock_monotonic_ms() - c->leave_since > STOP_MS ? SIGKILL : SIGTERM);
}

static void ended(struct master *m, struct child *c, int status)
{
	pid_t pid = c->pid;
	c->pid = 0;
	if (c->leave_since || m->stopping)
		return;
	log_warn("%s %d ended (%s %d); starting another", c == &m->sealer ? "sealer" : "child", (int)pid,
		WIFSIGNALED(status) ? "signal" : "code", WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
	if (clock_monotonic_ms() - c->started < 1000)
		m->not_before = clock_monotonic_ms() + 1000;
}

static void reap(struct master *m)
{
	int status;
	for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;) {
		if (pid == m->sealer.pid) {
			ended(m, &m->sealer, status);
			continue;
		}
		shared_forget(m->shared, pid);
		for (size_t i = 0; i < sizeof m->children / sizeof *m->children; i++)
			if (m->children[i].pid == pid)
				ended(m, &m->children[i], status);
	}
}

static void watch_busy(struct master *m)
{
	int64_t now = clock_monotonic_ms();
	for (size_t i = 0; i < sizeof m->children / sizeof *m->children; i++) {
		struct child *c = &m->children[i];
		int64_t since = c->pid ? atomic_load(&c->shared->busy_since) : 0;
		if (since && now - since > BUSY_MAX_MS) {
			log_error("child %d is stuck in a request; killed", (int)c->pid);
			kill(c->pid, SIGKILL);
		}
	}
}

static void reload(struct master *m)
{
	struct conf *conf = conf_reload(m->conf_path, m->conf, &m->reloaded);
	if (!conf)
		return;
	m->conf = conf;
	m->replacing = true;
	for (size_t i = 0; i < sizeof m->children / sizeof *m->children; i++)
		m->children[i].old = m->children[i].pid && !m->children[i].leave_since;
	if (m->sealer.pid)
		tell_to_leave(&m->sealer);
	log_info("replacing the children");
}

/* One step of a replacement: when the newest successor is ready, one old child leaves and the next successor starts. */
static void replace_step(struct master *m)
{
	struct child *old = NULL;
	int64_t now = clock_monotonic_ms();
	for (size_t i = 0; i < sizeof m->children / sizeof *m->children; i++) {
		struct child *c = &m->children[i];
		if (c->pid && !c->old && !c->leave_since && !atomic_load(&c->shared->pid) &&
			now - c->started < READY_MS)
			return;
		if (c->pid && c->old && !c->leave_since)
			old = c;
	}
	if (!old) {
		m->replacing = false;
		return;
	}
	if (count_children(m, true) > 0)
		tell_to_leave(old);
	struct child *c = free_child(m);
	if (c && count_children(m, true) < m->conf->api_children)
		spawn(m, c);
}

static void handle(struct master *m, int signal)
{
	if (signal == SIGTERM || signal == SIGINT)
		m->stopping = true;
	else if (signal == SIGHUP && !m->stopping)
		reload(m);
	else if (signal == SIGUSR1) {
		log_reopen();
		for (size_t i = 0; i < sizeof m->children / sizeof *m->children; i++)
			if (m->children[i].pid)
				kill(m->children[i].pid, SIGUSR1);
		if (m->sealer.pid)
			kill(m->sealer.pid, SIGUSR1);
	}
}

static void run(struct master *m)
{
	while (!m->stopping || count_children(m, false) || m->sealer.pid) {
		struct timespec wait = {.tv_nsec = m->stopping || m->replacing ? 50000000 : 500000000};
		handle(m, sigtimedwait(&m->handled, NULL, &wait));
		reap(m);
		watch_busy(m);
		if (m->replacing && !m->stopping)
			replace_step(m);
		for (size_t i = 0; i < sizeof m->children / sizeof *m->children; i++)
			if (m->children[i].pid && (m->stopping || m->children[i].leave_since))
				tell_to_leave(&m->children[i]);
		if (m->sealer.pid && (m->stopping || m->sealer.leave_since))
			tell_to_leave(&m->sealer);
		if (!m->stopping)
			fill(m);
	}
}

int master_run(struct arena *a, const char *conf_path, struct conf *conf)
{
	struct master *m = arena_new(a, struct master);
	*m = (struct master){.conf = conf,
		.conf_path = conf_path,
		.arena = a,
		.shared = shared_new(conf->api_password_children, conf->api_children)};
	m->listen_fd = listen_on(conf->api_socket);
	if (m->listen_fd < 0 || !m->shared)
		return 1;
	sigemptyset(&m->handled);
	for (const int *s = (const int[]){SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGCHLD, 0}; *s; s++)
		sigaddset(&m->handled, *s);
	sigprocmask(SIG_BLOCK, &m->handled, NULL);
	fill(m);
	log_info("serving %s with %d children", conf->api_socket, conf->api_children);
	run(m);
	unlink(conf->api_socket);
	close(m->listen_fd);
	shared_free(m->shared);
	log_info("ended");
	return 0;
}
