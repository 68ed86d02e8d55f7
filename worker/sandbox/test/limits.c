/* SPDX-License-Identifier: ISC
 *
 * The walls themselves: each forbidden act kills the process that tries it.
 */
#include "config.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "worker/sandbox/limits.h"

/* Does it behind the walls. Out: how the child ended. */
static int behind(void (*act)(void))
{
	int status = 0;
	pid_t child = fork();

	if (child == 0) {
		limits_enter();
		act();
		_exit(0);
	}
	ck_assert_int_gt(child, 0);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	return status;
}

static void open_file(void)
{
	(void)!open("/etc/passwd", O_RDONLY);
}

static void make_file(void)
{
	(void)!open("/tmp", O_TMPFILE | O_RDWR, 0600);
}

static void make_socket(void)
{
	(void)!socket(AF_INET, SOCK_STREAM, 0);
}

static void execute(void)
{
	char *const none[] = {NULL};

	execve("/bin/true", none, none);
}

static void make_process(void)
{
	(void)!syscall(SYS_fork);
}

static void trace(void)
{
	ptrace(PTRACE_TRACEME, 0, NULL, NULL);
}

static void write_elsewhere(void)
{
	(void)!write(7, "x", 1);
}

static void read_elsewhere(void)
{
	char byte;

	(void)!read(7, &byte, 1);
}

static void map_code(void)
{
	(void)!mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void map_file(void)
{
	(void)!mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, 0, 0);
}

static void kill_parent(void)
{
	kill(getppid(), 0);
}

static void raise_files(void)
{
	struct rlimit limit = {100, 100};

	setrlimit(RLIMIT_NOFILE, &limit);
}

static void limit_other(void)
{
	struct rlimit limit = {1, 1};

	prlimit(1, RLIMIT_CPU, &limit, NULL);
}

static void (*const acts[])(void) = {open_file, make_file, make_socket, execute, make_process, trace, write_elsewhere,
	read_elsewhere, map_code, map_file, kill_parent, raise_files, limit_other};

START_TEST(forbidden_acts_kill)
{
	int status = behind(acts[_i]);

#ifdef __SANITIZE_ADDRESS__
	/* Their runtime needs what is forbidden here. */
	if (acts[_i] == map_code || acts[_i] == map_file || acts[_i] == write_elsewhere)
		return;
#endif
	ck_assert(WIFSIGNALED(status));
	ck_assert_int_eq(WTERMSIG(status), SIGSYS);
}
END_TEST

static void use_memory(void)
{
	for (size_t size = 16; size <= 64U << 20; size *= 4) {
		char *block = malloc(size);

		if (!block)
			_exit(3);
		block[size - 1] = 1;
		block = realloc(block, size * 2);
		if (!block)
			_exit(4);
		free(block);
	}
}

START_TEST(memory_is_allowed)
{
	ck_assert_int_eq(behind(use_memory), 0);
}
END_TEST

static void use_time(void)
{
	limits_tighten(1, 8 << 20);
	limits_answering();
	for (;;)
		__asm__ volatile("");
}

START_TEST(time_ends_for_good_while_answering)
{
	int status = behind(use_time);

	ck_assert(WIFSIGNALED(status));
	ck_assert_int_eq(WTERMSIG(status), SIGKILL);
}
END_TEST

static void lower_then_raise(void)
{
	struct rlimit limit = {100, 100};

	limits_tighten(5, 8 << 20);
	_exit(setrlimit(RLIMIT_CPU, &limit) < 0 && errno == EPERM ? 0 : 1);
}

START_TEST(limits_only_go_down)
{
	if (geteuid() == 0)
		return; /* root may raise its own */
	ck_assert_int_eq(behind(lower_then_raise), 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("limits");
	TCase *all = tcase_create("all");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(all, forbidden_acts_kill, 0, sizeof acts / sizeof *acts);
	tcase_add_test(all, memory_is_allowed);
	tcase_add_test(all, time_ends_for_good_while_answering);
	tcase_add_test(all, limits_only_go_down);
	tcase_set_timeout(all, 60);
	suite_add_tcase(suite, all);
	runner = srunner_create(suite);
	srunner_set_tap(runner, "-");
	srunner_run_all(runner, CK_SILENT);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
