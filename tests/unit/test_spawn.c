/* SPDX-License-Identifier: ISC */
#include "lib/spawn.h"

#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static char output[65536];

/* Reads until the end of file. */
static void read_out(struct spawn_child *c)
{
	struct pollfd p = {.fd = c->out, .events = POLLIN};
	size_t len = 0;
	ssize_t n;

	ck_assert(fcntl(c->out, F_GETFL) & O_NONBLOCK);
	do {
		poll(&p, 1, -1);
		n = read(c->out, output + len, sizeof(output) - 1 - len);
		len += n > 0 ? (size_t)n : 0;
	} while (n > 0 || (n < 0 && errno == EAGAIN));
	output[len] = '\0';
}

static int shell(const char *script, const char *cwd, bool keep_stderr)
{
	const char *argv[] = {"/bin/sh", "-c", script, NULL};
	struct spawn_child c;

	ck_assert_int_eq(spawn_start(argv, cwd, keep_stderr, &c), ERR_OK);
	read_out(&c);
	return spawn_wait(&c);
}

START_TEST(nothing_is_inherited)
{
	const char *ls[] = {"/bin/ls", "/proc/self/fd", NULL}, *env[] = {"/usr/bin/env", NULL},
		   *grep[] = {"/bin/grep", "Sig", "/proc/self/status", NULL};
	struct spawn_child c;

	setenv("SECRET_KEY", "canary", 1);
	for (int i = 0; i < 20; i++)
		ck_assert_int_ge(open("/etc/passwd", O_RDONLY), 0);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	ck_assert_int_eq(spawn_start(ls, NULL, false, &c), ERR_OK);
	read_out(&c);
	ck_assert_int_eq(spawn_wait(&c), 0);
	ck_assert_str_eq(output, "0\n1\n2\n3\n"); /* 3 is ls's own */
	ck_assert_int_eq(spawn_start(env, NULL, false, &c), ERR_OK);
	read_out(&c);
	ck_assert_int_eq(spawn_wait(&c), 0);
	ck_assert_str_eq(output, "PATH=/usr/local/bin:/usr/bin:/bin\nLANG=C.UTF-8\n");
	ck_assert_int_eq(spawn_start(grep, NULL, false, &c), ERR_OK);
	read_out(&c);
	ck_assert_int_eq(spawn_wait(&c), 0);
	/* glibc keeps 32 and 33 for itself; what we ignored has to be gone. */
	ck_assert_ptr_nonnull(strstr(output, "SigIgn:\t"));
	ck_assert_uint_eq(strtoul(strstr(output, "SigIgn:\t") + 8, NULL, 16) & ~(3UL << 31), 0);
	ck_assert_ptr_nonnull(strstr(output, "SigBlk:\t0000000000000000"));
}
END_TEST

START_TEST(it_talks_and_tells_how_it_ended)
{
	const char *cat[] = {"/bin/cat", NULL};
	struct spawn_child c;

	ck_assert_int_eq(shell("exit 7", NULL, false), 7);
	ck_assert_int_eq(shell("kill -9 $$", NULL, false), 128 + 9);
	ck_assert_int_eq(shell("pwd", "/usr", false), 0);
	ck_assert_str_eq(output, "/usr\n");
	ck_assert_int_eq(shell("readlink /proc/self/fd/2", NULL, false), 0);
	ck_assert_str_eq(output, "/dev/null\n");
	ck_assert_int_eq(spawn_start(cat, NULL, true, &c), ERR_OK);
	ck_assert_int_eq(write(c.in, "hello", 5), 5);
	close(c.in);
	c.in = -1;
	read_out(&c);
	ck_assert_str_eq(output, "hello");
	ck_assert_int_eq(spawn_wait(&c), 0);
	ck_assert_int_eq(c.pid, -1);
	ck_assert_int_eq(c.out, -1);
}
END_TEST

static bool gone(pid_t pid)
{
	struct timespec t = {.tv_nsec = 10000000};
	char path[64], stat[512] = "";

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	for (int i = 0; i < 500; i++) {
		FILE *f = fopen(path, "re");

		if (!f)
			return true;
		if (fgets(stat, sizeof(stat), f) && strstr(stat, ") Z")) {
			fclose(f);
			return true;
		}
		fclose(f);
		nanosleep(&t, NULL);
	}
	return false;
}

START_TEST(the_whole_group_is_killed)
{
	const char *argv[] = {"/bin/sh", "-c", "sleep 1000 & echo $!; trap '' TERM; exec >&-; wait", NULL};
	struct spawn_child c;
	pid_t leader, grandchild;

	ck_assert_int_eq(spawn_start(argv, NULL, false, &c), ERR_OK);
	leader = c.pid;
	ck_assert_int_eq(getpgid(leader), leader);
	ck_assert_int_ne(getpgid(0), leader);
	struct pollfd p = {.fd = c.out, .events = POLLIN};
	poll(&p, 1, -1);
	ck_assert_int_gt(read(c.out, output, 100), 0);
	grandchild = atoi(output);
	ck_assert_int_gt(grandchild, 1);
	spawn_end(&c);
	ck_assert(gone(leader) && gone(grandchild));
	spawn_end(&c);
	ck_assert_int_eq(spawn_wait(&c), -1);
}
END_TEST

START_TEST(a_child_that_stays_is_killed_after_a_second)
{
	const char *argv[] = {"/bin/sh", "-c", "exec >&-; sleep 1000", NULL};
	struct spawn_child c;

	ck_assert_int_eq(spawn_start(argv, NULL, false, &c), ERR_OK);
	read_out(&c);
	ck_assert_int_eq(spawn_wait(&c), 128 + SIGKILL);
}
END_TEST

START_TEST(it_dies_with_its_parent)
{
	const char *argv[] = {"/bin/sleep", "1000", NULL};
	struct spawn_child c;
	int pipe_fd[2];
	pid_t pid, grandchild = 0;

	ck_assert_int_eq(pipe(pipe_fd), 0);
	pid = fork();
	if (pid == 0) {
		if (spawn_start(argv, NULL, false, &c) || write(pipe_fd[1], &c.pid, sizeof(c.pid)) < 0)
			_exit(1);
		raise(SIGKILL);
	}
	ck_assert_int_eq(read(pipe_fd[0], &grandchild, sizeof(grandchild)), sizeof(grandchild));
	waitpid(pid, NULL, 0);
	ck_assert(gone(grandchild));
}
END_TEST

START_TEST(what_cannot_start_is_an_error)
{
	const char *none[] = {"/nonexistent/program", NULL}, *sh[] = {"/bin/true", NULL};
	struct spawn_child c;

	errno = 0;
	ck_assert_int_eq(spawn_start(none, NULL, false, &c), ERR_SYSTEM);
	ck_assert_int_eq(errno, ENOENT);
	ck_assert_int_eq(c.pid, -1);
	spawn_end(&c);
	ck_assert_int_eq(spawn_start(sh, "/nonexistent", false, &c), ERR_SYSTEM);
	ck_assert_int_eq(errno, ENOENT);
	close(0);
	close(1);
	ck_assert_int_eq(shell("echo still", NULL, false), 0);
	ck_assert_str_eq(output, "still\n");
}
END_TEST

UNIT_MAIN("spawn", 30, nothing_is_inherited, it_talks_and_tells_how_it_ended, the_whole_group_is_killed,
	a_child_that_stays_is_killed_after_a_second, it_dies_with_its_parent, what_cannot_start_is_an_error)
