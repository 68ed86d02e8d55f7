/* SPDX-License-Identifier: ISC */
/*
 * Steps that end at once in one process share a transaction: most of what a commit costs is the transaction's.
 *
 * It holds at most one step of a project, since the next one's state follows from it, and locks projects in the order
 * of their ids, so that two processes never wait for one another. Steps with files end alone, since contents are shared
 * by all projects. What the database refuses is refused for all; then each ends alone, and meets its own fate.
 */
#include "lib/log.h"
#include "worker/queue.h"
#include "worker/step_commit.h"

#include <stdlib.h>
#include <string.h>

#define BATCH_MAX 16

static bool may_share(const struct step *s)
{
	return s->ending && s->kind != STEP_NOOP && !s->unknown && !s->refused && !s->answer.file_count &&
	       !s->reused_output && !step_alone(s);
}

static bool has_project(struct step *const *batch, int n, const struct step *s)
{
	for (int i = 0; i < n; i++)
		if (!strcmp(batch[i]->project_id, s->project_id))
			return true;
	return false;
}

static int by_project(const void *a, const void *b)
{
	const struct step *const *x = a, *const *y = b;
	return strcmp((*x)->project_id, (*y)->project_id);
}

/* Out: those that may share the next transaction, in the order of their projects. */
static int choose(struct worker *w, struct step **batch)
{
	int n = 0;
	for (struct step *s = w->steps; s && n < BATCH_MAX; s = s->next)
		if (may_share(s) && !has_project(batch, n, s))
			batch[n++] = s;
	qsort(batch, (size_t)n, sizeof(*batch), by_project);
	return n;
}

static enum err prepare_all(struct step **batch, int n, struct commit *commits)
{
	enum err err = ERR_OK;
	for (int i = 0; i < n && !err; i++)
		err = commit_prepare(batch[i], &commits[i]);
	return err;
}

/* Out: results, one a step; NULL with an error. */
static enum err send_all(struct worker *w, int n, struct commit *commits, PGresult **results)
{
	struct db_call calls[BATCH_MAX];
	for (int i = 0; i < n; i++)
		calls[i] = (struct db_call){.name = "commit", .n = COMMIT_PARAMS, .params = commits[i].params};
	enum err err = db_batch(w->db, n, calls, true);
	for (int i = 0; i < n; i++)
		results[i] = calls[i].result;
	return err;
}

/* Whether it is known that nothing was done, and that each may do better by itself. */
static bool try_alone(enum err err)
{
	return err && err != ERR_UNKNOWN && err != ERR_UNAVAILABLE;
}

static void commit_batch(struct worker *w, struct step **batch, int n)
{
	struct commit commits[BATCH_MAX] = {0};
	PGresult *results[BATCH_MAX] = {0};
	enum err err = prepare_all(batch, n, commits);
	if (!err)
		err = send_all(w, n, commits, results);
	for (int i = 0; i < n; i++) {
		if (!err)
			commit_done(&commits[i], results[i]);
		else
			run_cache_forget(w->runs, batch[i]->run_id);
		PQclear(results[i]);
		commit_drop(&commits[i]);
	}
	if (err)
		log_debug("%d steps could not end together: %s", n, err_name(err));
	for (int i = 0; i < n; i++)
		step_ended(batch[i], try_alone(err) ? step_commit(batch[i]) : err);
}

void step_commit_all(struct worker *w)
{
	struct step *batch[BATCH_MAX];
	int n;
	queue_finish(w);
	while ((n = choose(w, batch)) > 1)
		commit_batch(w, batch, n);
	for (struct step *s = w->steps; s;) {
		if (!s->ending || s->kind == STEP_NOOP) {
			s = s->next;
			continue;
		}
		step_ended(s, step_commit(s));
		s = w->steps; /* it is gone, and others may have come */
	}
}
