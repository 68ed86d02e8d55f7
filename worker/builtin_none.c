/* SPDX-License-Identifier: ISC */
/* Stands in for builtin programs that are not written yet: they say so. Goes when integrator.c and tester.c are there. */
#include "worker/builtin.h"

static void none(struct loop *loop, const struct step_input *input, builtin_done_fn *done, void *context, struct builtin_run **run_r)
{
	struct answer answer;
	(void)loop;
	(void)run_r;
	answer_init(&answer, input->arena);
	answer_fail(&answer, FAIL_INTERNAL, false, "the program of node %s is not part of this build", input->node->name);
	done(context, &answer);
}

const struct builtin builtin_integrate = {.name = "integrate", .version = "none", .start = none};
const struct builtin builtin_test = {.name = "test", .version = "none", .start = none};
