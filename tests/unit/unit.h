/* SPDX-License-Identifier: ISC */
/* A Check program that speaks TAP: tests of one module, one case, run by UNIT_MAIN. */
#ifndef LUD_UNIT_H
#define LUD_UNIT_H

#include <check.h>
#include <stdlib.h>

/* In: name of the module, the time limit in seconds, and the tests. */
#define UNIT_MAIN(module, seconds, ...)                                                                                \
	int main(void)                                                                                                 \
	{                                                                                                              \
		const TTest *const tests[] = {__VA_ARGS__};                                                            \
		Suite *suite = suite_create(module);                                                                   \
		TCase *tcase = tcase_create(module);                                                                   \
		SRunner *runner;                                                                                       \
                                                                                                                       \
		tcase_set_timeout(tcase, seconds);                                                                     \
		for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++)                                          \
			tcase_add_test(tcase, tests[i]);                                                               \
		suite_add_tcase(suite, tcase);                                                                         \
		runner = srunner_create(suite);                                                                        \
		srunner_set_tap(runner, "-");                                                                          \
		srunner_run_all(runner, CK_SILENT);                                                                    \
		int failed = srunner_ntests_failed(runner);                                                            \
		srunner_free(runner);                                                                                  \
		return failed ? EXIT_FAILURE : EXIT_SUCCESS;                                                           \
	}

/* True when the statement ends the process with that status. For what log_fatal guards. */
#define unit_exits(status, statement)                                                                                  \
	unit_exits_((status), ({                                                                                       \
		pid_t pid_ = fork();                                                                                   \
		if (pid_ == 0) {                                                                                       \
			close(2);                                                                                      \
			statement;                                                                                     \
			_exit(0);                                                                                      \
		}                                                                                                      \
		pid_;                                                                                                  \
	}))

#include <sys/wait.h>
#include <unistd.h>

static inline _Bool unit_exits_(int status, pid_t pid)
{
	int got = 0;

	return pid > 0 && waitpid(pid, &got, 0) == pid && WIFEXITED(got) && WEXITSTATUS(got) == status;
}

#endif
