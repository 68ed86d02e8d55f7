/* SPDX-License-Identifier: ISC */
/*
 * Builtin programs: nodes that need no model (kind "builtin" in graph.json, chosen by its member `program`).
 *
 * A builtin is an activity in the worker's event loop: `start` returns soon, work goes on in callbacks (loop.h,
 * sandbox_client.h), and `done` is called exactly once with the same answer that a provider gives, and not at all after
 * `cancel`. It may be called before start returns. A few milliseconds of CPU a callback are fine; more goes into a
 * child program. The shell checks the document against the node's schema, puts the files into the store, and commits; a
 * builtin does none of that.
 */
#ifndef LUD_WORKER_BUILTIN_H
#define LUD_WORKER_BUILTIN_H

#include "lib/err.h"
#include "worker/answer.h"
#include "worker/input.h"
#include "worker/loop.h"

struct builtin_run; /* each program has its own; allocated in the input's arena or freed by itself after done or cancel
		     */

/* In: the answer is taken over by the callee (answer_done by the shell). */
typedef void builtin_done_fn(void *context, struct answer *answer);

struct builtin {
	const char *name; /* graph.json's `program`: integrate, test */
	const char *version; /* part of the input hash: changes when the same input gives another answer */
	bool plays; /* wants the recorded plays of people's comments (input->plays) */
	/* Out: *run_r for cancel; NULL when it was done at once. Failures go through done (answer_fail). */
	void (*start)(struct loop *loop, const struct step_input *input, builtin_done_fn *done, void *context,
		struct builtin_run **run_r);
	/* Ends children, frees everything; done is not called any more. */
	void (*cancel)(struct builtin_run *run);
	/* At start of the worker: is everything there that it needs? Out: what is missing, NULL when nothing is. May be
	 * NULL. */
	const char *(*check)(struct arena *a, const struct conf *conf);
};

extern const struct builtin builtin_integrate; /* worker/integrator.c */
extern const struct builtin builtin_test; /* worker/tester.c */

/* By name, or NULL. */
const struct builtin *builtin_find(const char *name);

#endif
