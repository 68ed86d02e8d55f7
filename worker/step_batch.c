/* SPDX-License-Identifier: ISC */
/*
 * Steps that end at once in one process share a transaction: most of what a commit costs is the transaction's, and that
 * of statements, whatever the number of their rows.
 *
 * It holds at most one step of a project, since the next one's state follows from it, and locks projects in the order
 * of their ids, so that two processes never wait for one another. Steps with files end alone, since contents are shared
 * by all projects. Those that are as most are (a state from the engine, no acts, 1 MiB of texts at most) end by one
 * statement ("commits": arrays, an element a step), others, and those that it does not end together, by one each. What
 * the database refuses there is refused for all; then each ends alone, and meets its own fate.
 */
#include "lib/json.h"
#include "lib/log.h"
#include "worker/queue.h"
#include "worker/step_commit.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#define BATCH_MAX 16
#define TOGETHER_MAX (1u << 20) /* bytes of one statement's texts */
#define TEXT_OID 25

static bool may_share(const struct step *s)
{
	return s->ending && s->kind != STEP_NOOP && !s->unknown && !s->refused && !s->answer.file_count &&
	       !s->reused_output && !step_alone(s);
}

/* A step that is older than those in the batch: instead of one of its project, else beside them, else instead of the
 * newest. Out: how many there are. */
static int put_in(struct step **batch, int n, struct step *s)
{
	int at = 0;
	while (at < n && strcmp(batch[at]->project_id, s->project_id) != 0)
		at++;
	if (at == n && n == BATCH_MAX)
		at = 0;
	else if (at == n)
		n++;
	memmove(batch + at, batch + at + 1, (size_t)(n - at - 1) * sizeof(*batch));
	batch[n - 1] = s;
	return n;
}

static int by_project(const void *a, const void *b)
{
	const struct step *const *x = a, *const *y = b;
	return strcmp((*x)->project_id, (*y)->project_id);
}

/* Out: those that may share the next transaction, in the order of their projects. Of a project that has several, the one
 * that began first: the list is newest first, so a later one takes its place. */
static int choose(struct worker *w, struct step **batch)
{
	int n = 0;
	for (struct step *s = w->steps; s; s = s->next)
		if (may_share(s))
			n = put_in(batch, n, s);
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

/* Parameters of "commit" that "commits" has too, in their order; file_path and acts are not among them. */
static const int columns[] = {
	1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 27, 28, 29, 30};

#define COLUMNS (sizeof(columns) / sizeof(*columns))

/* Whether one statement may end them all. */
static bool as_most(const struct commit *commits, int n)
{
	size_t bytes = 0;
	for (int i = 0; i < n; i++) {
		if (!commits[i].next || json_object_array_length(commits[i].acts.others))
			return false;
		for (size_t k = 0; k < COMMIT_PARAMS; k++)
			bytes += commits[i].params[k].value ? strlen(commits[i].params[k].value) : 0;
	}
	return bytes <= TOGETHER_MAX;
}

static char *put_number(char *at, uint32_t number)
{
	number = htonl(number);
	memcpy(at, &number, sizeof(number));
	return at + sizeof(number);
}

/* One parameter of all steps as text[], in PostgreSQL's binary form: dimensions, whether there are nulls, the elements'
 * type, length, lower bound; then each with its length, -1 for null. In the arena of the first step. */
static struct db_param column_of(struct commit *commits, int n, int column)
{
	size_t size = 20;
	for (int i = 0; i < n; i++)
		size += 4 + (commits[i].params[column].value ? strlen(commits[i].params[column].value) : 0);
	char *bytes = arena_alloc(&commits[0].step->arena, size), *at = bytes;
	const uint32_t head[] = {1, 1, TEXT_OID, (uint32_t)n, 1};
	for (int i = 0; i < 5; i++)
		at = put_number(at, head[i]);
	for (int i = 0; i < n; i++) {
		const char *value = commits[i].params[column].value;
		size_t len = value ? strlen(value) : 0;
		at = put_number(at, value ? (uint32_t)len : UINT32_MAX);
		memcpy(at, value ? value : "", len);
		at += len;
	}
	return (struct db_param){.value = bytes, .length = (int)size, .format = 1};
}

/* All by one statement. Out: its rows, one a step, in order. */
static enum err send_together(struct worker *w, int n, struct commit *commits, PGresult **rows_r)
{
	struct db_param params[1 + COLUMNS] = {commits[0].params[0]};
	struct db_error error = {0};
	for (size_t k = 0; k < COLUMNS; k++)
		params[1 + k] = column_of(commits, n, columns[k]);
	enum err err = db_query(w->db, &commits[0].step->arena, "commits", 1 + COLUMNS, params, rows_r, &error);
	if (err)
		log_debug("%d steps in one statement: %s", n, error.message ? error.message : db_message(w->db));
	return err;
}

/* Out: results, one a step; NULL with an error. */
static enum err send_each(struct worker *w, int n, struct commit *commits, PGresult **results)
{
	struct db_call calls[BATCH_MAX];
	for (int i = 0; i < n; i++)
		calls[i] = (struct db_call){.name = "commit", .n = COMMIT_PARAMS, .params = commits[i].params};
	enum err err = db_batch(w->db, n, calls, true);
	for (int i = 0; i < n; i++)
		results[i] = calls[i].result;
	return err;
}

/* All in one transaction. Out: *rows_r, a row a step, or results, one a step. */
static enum err send_all(struct worker *w, int n, struct commit *commits, PGresult **rows_r, PGresult **results)
{
	enum err err = as_most(commits, n) ? send_together(w, n, commits, rows_r) : ERR_CONFLICT;
	return err == ERR_CONFLICT ? send_each(w, n, commits, results) : err;
}

/* Whether it is known that nothing was done, and that each may do better by itself. */
static bool try_alone(enum err err)
{
	return err && err != ERR_UNKNOWN && err != ERR_UNAVAILABLE;
}

static void commit_batch(struct worker *w, struct step **batch, int n)
{
	struct commit commits[BATCH_MAX] = {0};
	PGresult *rows = NULL, *results[BATCH_MAX] = {0};
	enum err err = prepare_all(batch, n, commits);
	if (!err)
		err = send_all(w, n, commits, &rows, results);
	for (int i = 0; i < n; i++) {
		if (!err)
			commit_done(&commits[i], rows ? rows : results[i], rows ? i : 0);
		else
			run_cache_forget(w->runs, batch[i]->run_id);
		PQclear(results[i]);
		commit_drop(&commits[i]);
	}
	PQclear(rows);
	if (err)
		log_debug("%d steps could not end together: %s", n, err_name(err));
	for (int i = 0; i < n; i++)
		step_ended(batch[i], try_alone(err) ? step_commit(batch[i]) : err);
}

/* One transaction of several a turn: what shares no room in it is in the next, with what follows the others by then. */
void step_commit_all(struct worker *w)
{
	struct step *batch[BATCH_MAX];
	queue_finish(w);
	int n = choose(w, batch);
	if (n > 1)
		commit_batch(w, batch, n);
	else if (n == 1)
		step_ended(batch[0], step_commit(batch[0]));
	for (struct step *s = w->steps; s;) {
		if (!s->ending || s->kind == STEP_NOOP || may_share(s)) {
			s = s->next;
			continue;
		}
		step_ended(s, step_commit(s));
		s = w->steps; /* it is gone, and others may have come */
	}
}
