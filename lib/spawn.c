/* SPDX-License-Identifier: ISC */
#include "lib/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define WAIT_MS 1000
#define FIRST_FREE 3 /* the lowest descriptor that is none of the standard three */

static char *const child_environment[] = {"PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8", NULL};

/* The four ends of two pipes, and a third pipe on which the child reports that it could not start. */
struct pipes {
	int in[2], out[2], report[2];
};

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void close_pipes(struct pipes *p)
{
	int saved = errno;

	for (int i = 0; i < 2; i++) {
		close_fd(&p->in[i]);
		close_fd(&p->out[i]);
		close_fd(&p->report[i]);
	}
	errno = saved;
}

static bool open_pipes(struct pipes *p)
{
	*p = (struct pipes){{-1, -1}, {-1, -1}, {-1, -1}};
	if (pipe2(p->in, O_CLOEXEC) == 0 && pipe2(p->out, O_CLOEXEC) == 0 && pipe2(p->report, O_CLOEXEC) == 0 &&
		fcntl(p->in[1], F_SETFL, O_NONBLOCK) == 0 && fcntl(p->out[0], F_SETFL, O_NONBLOCK) == 0)
		return true;
	close_pipes(p);
	return false;
}

static void default_signals(void)
{
	sigset_t none;

	for (int s = 1; s < NSIG; s++)
		signal(s, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Lifts the descriptors over the standard three first, in case our own standard ones were closed. */
static bool arrange(struct pipes *p, bool keep_stderr)
{
	int in = fcntl(p->in[0], F_DUPFD_CLOEXEC, FIRST_FREE);
	int out = fcntl(p->out[1], F_DUPFD_CLOEXEC, FIRST_FREE);
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	int errors = fcntl(keep_stderr ? STDERR_FILENO : null, F_DUPFD_CLOEXEC, FIRST_FREE);

	p->report[1] = fcntl(p->report[1], F_DUPFD_CLOEXEC, FIRST_FREE);
	return p->report[1] >= 0 && dup2(in, STDIN_FILENO) == STDIN_FILENO &&
	       dup2(out, STDOUT_FILENO) == STDOUT_FILENO && dup2(errors, STDERR_FILENO) == STDERR_FILENO &&
	       close_range(FIRST_FREE, ~0U, CLOSE_RANGE_CLOEXEC) == 0;
}

_Noreturn static void child(const char *const *argv, const char *cwd, bool keep_stderr, struct pipes *p, pid_t parent)
{
	ssize_t n;
	int failure;

	setpgid(0, 0);
	default_signals();
	/* A parent that died before prctl sends nothing any more. */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && getppid() == parent && arrange(p, keep_stderr) &&
		(!cwd || chdir(cwd) == 0))
		execve(argv[0], (char *const *)argv, child_environment);
	failure = errno;
	n = write(p->report[1], &failure, sizeof(failure));
	(void)n;
	_exit(127);
}

/* Out: 0 when the program runs, else the errno with which it did not. */
static int read_report(int fd)
{
	int failure = 0;
	ssize_t n;

	do
		n = read(fd, &failure, sizeof(failure));
	while (n < 0 && errno == EINTR);
	return n == (ssize_t)sizeof(failure) ? failure : 0;
}

static int reap(pid_t pid)
{
	int status = 0;

	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

enum err spawn_start(const char *const *argv, const char *cwd, bool keep_stderr, struct spawn_child *child_r)
{
	struct pipes p;
	pid_t parent = getpid(), pid;
	int failure;

	*child_r = (struct spawn_child){.pid = -1, .in = -1, .out = -1};
	if (!open_pipes(&p))
		return ERR_SYSTEM;
	pid = fork();
	if (pid == 0)
		child(argv, cwd, keep_stderr, &p, parent);
	if (pid < 0) {
		close_pipes(&p);
		return ERR_SYSTEM;
	}
	setpgid(pid, pid);
	close_fd(&p.report[1]);
	failure = read_report(p.report[0]);
	if (failure) {
		reap(pid);
		close_pipes(&p);
		errno = failure;
		return ERR_SYSTEM;
	}
	*child_r = (struct spawn_child){.pid = pid, .in = p.in[1], .out = p.out[0]};
	p.in[1] = p.out[0] = -1;
	close_pipes(&p);
	return ERR_OK;
}

/* The whole group is killed while its leader is not reaped yet, so that its number cannot be somebody else's. */
static int finish(struct spawn_child *child)
{
	int code;

	kill(-child->pid, SIGKILL);
	code = reap(child->pid);
	close_fd(&child->in);
	close_fd(&child->out);
	child->pid = -1;
	return code;
}

void spawn_end(struct spawn_child *child)
{
	if (child->pid > 0)
		finish(child);
}

/* Waits for the end of the leader without reaping it. */
static void await_end(pid_t pid)
{
	struct pollfd p = {.fd = pidfd_open(pid, 0), .events = POLLIN};

	if (p.fd < 0)
		return;
	while (poll(&p, 1, WAIT_MS) < 0 && errno == EINTR)
		;
	close(p.fd);
}

int spawn_wait(struct spawn_child *child)
{
	if (child->pid <= 0)
		return -1;
	close_fd(&child->in);
	await_end(child->pid);
	return finish(child);
}
