/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "worker/sandbox/limits.h"

#include <errno.h>
#include <seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "worker/sandbox/heap.h"

/* LIMITS_OPEN builds the program without walls, for valgrind and for finding errors; it is never installed. */
#ifndef LIMITS_OPEN
#define LIMITS_OPEN 0
#endif
#ifdef __SANITIZE_ADDRESS__
enum { SANITIZED = 1 };
#else
enum { SANITIZED = 0 };
#endif

enum {
	STACK = 64 << 20,
	/* Beside the heap: input, answer, zlib, stack, libraries, and what malloc cannot reuse. */
	ROOM = 256 << 20,
};

static volatile sig_atomic_t answering;

static void on_cpu(int signal)
{
	static const char text[] = "{\"ok\":false,\"error\":{\"kind\":\"limit\",\"file\":null,\"line\":null,"
				   "\"message\":\"cpu: the processor time is used up\"}}\n";

	(void)signal;
	if (answering)
		return;
	_exit(write(STDOUT_FILENO, text, sizeof text - 1) == (ssize_t)sizeof text - 1 ? 0 : 1);
}

static void need(bool well)
{
	if (!well)
		_exit(2);
}

static void limit(int resource, rlim_t soft, rlim_t hard)
{
	struct rlimit now, then = {soft, hard};

	need(getrlimit(resource, &now) == 0);
	if (now.rlim_max < then.rlim_max)
		then.rlim_max = now.rlim_max;
	if (then.rlim_max < then.rlim_cur)
		then.rlim_cur = then.rlim_max;
	need(setrlimit(resource, &then) == 0);
}

static rlim_t address_space(size_t heap_bytes)
{
	return (rlim_t)heap_bytes + heap_bytes / 2 + ROOM;
}

static void set_limits(void)
{
	limit(RLIMIT_CPU, LIMITS_CPU_MAX, LIMITS_CPU_MAX + 1);
	limit(RLIMIT_STACK, STACK, STACK);
	limit(RLIMIT_CORE, 0, 0);
	limit(RLIMIT_FSIZE, 0, 0);
	limit(RLIMIT_NOFILE, 3, 3);
	limit(RLIMIT_NPROC, 0, 0);
	limit(RLIMIT_MEMLOCK, 0, 0);
	if (!SANITIZED)
		limit(RLIMIT_AS, address_space(HEAP_BYTES_MAX), address_space(HEAP_BYTES_MAX));
}

/* The parent may have blocked or ignored signals for itself. */
static void set_signals(void)
{
	struct sigaction action = {.sa_handler = on_cpu};
	sigset_t none;

	sigemptyset(&none);
	need(sigaction(SIGXCPU, &action, NULL) == 0);
	need(sigprocmask(SIG_SETMASK, &none, NULL) == 0);
}

static bool allow_memory(scmp_filter_ctx filter)
{
	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(brk), 0) == 0 &&
	       seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(munmap), 0) == 0 &&
	       seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mremap), 0) == 0 &&
	       seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
		       SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS | MAP_PRIVATE, MAP_ANONYMOUS | MAP_PRIVATE)) == 0;
}

static bool allow_tightening(scmp_filter_ctx filter, int resource)
{
	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 3, SCMP_A0(SCMP_CMP_EQ, 0),
		       SCMP_A1(SCMP_CMP_EQ, (scmp_datum_t)resource), SCMP_A3(SCMP_CMP_EQ, 0)) == 0;
}

/* What the sanitizers' runtime calls; their builds are for tests only. */
static bool allow_sanitizer(scmp_filter_ctx filter)
{
	static const int calls[] = {SCMP_SYS(mmap), SCMP_SYS(mprotect), SCMP_SYS(madvise), SCMP_SYS(sigaltstack),
		SCMP_SYS(futex), SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(write), SCMP_SYS(rt_sigprocmask),
		SCMP_SYS(clock_gettime), SCMP_SYS(sched_yield)};

	for (size_t i = 0; SANITIZED && i < sizeof calls / sizeof *calls; i++)
		if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0) != 0)
			return false;
	return true;
}

static void set_filter(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);

	need(filter != NULL && seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS) == 0);
	need(seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(read), 1, SCMP_A0(SCMP_CMP_EQ, STDIN_FILENO)) == 0);
	need(seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(write), 1, SCMP_A0(SCMP_CMP_EQ, STDOUT_FILENO)) == 0);
	need(seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(exit_group), 0) == 0);
	need(seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(rt_sigreturn), 0) == 0);
	need(allow_memory(filter));
	need(allow_tightening(filter, RLIMIT_CPU) && allow_tightening(filter, RLIMIT_AS));
	need(allow_sanitizer(filter));
	need(seccomp_load(filter) == 0);
	seccomp_release(filter);
}

void limits_enter(void)
{
	set_signals();
	if (LIMITS_OPEN)
		return;
	need(close_range(3, ~0U, 0) == 0);
	need(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
	need(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0);
	set_limits();
	set_filter();
}

void limits_tighten(unsigned cpu_seconds, size_t heap_bytes)
{
	struct rlimit cpu = {cpu_seconds, cpu_seconds + 1},
		      space = {address_space(heap_bytes), address_space(heap_bytes)};

	/* EPERM: the parent's own limit is lower, and holds. */
	need(setrlimit(RLIMIT_CPU, &cpu) == 0 || errno == EPERM);
	if (!SANITIZED && !LIMITS_OPEN)
		need(setrlimit(RLIMIT_AS, &space) == 0 || errno == EPERM);
}

void limits_answering(void)
{
	answering = 1;
}
