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

/* PostgreSQL's types (pg_type.dat), whose numbers never change. */
enum type { TYPE_BOOL = 16, TYPE_BIGINT = 20, TYPE_INT = 23, TYPE_TEXT = 25, TYPE_UUID = 2950, TYPE_JSONB = 3802 };

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

/* Parameters of "commit" that "commits" has too, in its order; file_path and acts are not among them. */
static const struct {
	int param;
	enum type type;
} columns[] = {{1, TYPE_BIGINT}, {2, TYPE_BIGINT}, {3, TYPE_UUID}, {4, TYPE_UUID}, {5, TYPE_UUID}, {6, TYPE_BIGINT},
	{7, TYPE_UUID}, {8, TYPE_JSONB}, {9, TYPE_TEXT}, {10, TYPE_TEXT}, {11, TYPE_INT}, {12, TYPE_INT}, {13, TYPE_TEXT},
	{COMMIT_DONE_DATA, TYPE_TEXT}, {16, TYPE_JSONB}, {17, TYPE_TEXT}, {18, TYPE_JSONB}, {19, TYPE_INT}, {20, TYPE_INT},
	{21, TYPE_JSONB}, {22, TYPE_TEXT}, {23, TYPE_INT}, {24, TYPE_JSONB}, {25, TYPE_JSONB}, {27, TYPE_JSONB},
	{28, TYPE_TEXT}, {29, TYPE_BOOL}, {30, TYPE_INT}};

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

static char *put_uuid(char *at, const char *text)
{
	for (int i = 0; i < 16; i++, text += 2) {
		text += *text == '-';
		*at++ = (char)strtoul((char[]){text[0], text[1], '\0'}, NULL, 16);
	}
	return at;
}

/* A value in its type's binary form, without its length. */
static char *put_value(char *at, enum type type, const char *text)
{
	size_t len = strlen(text);
	int64_t n;
	switch (type) {
	case TYPE_BOOL:
		*at++ = *text == 't';
		return at;
	case TYPE_BIGINT:
		n = strtoll(text, NULL, 10);
		return put_number(put_number(at, (uint32_t)((uint64_t)n >> 32)), (uint32_t)n);
	case TYPE_INT:
		return put_number(at, (uint32_t)strtol(text, NULL, 10));
	case TYPE_UUID:
		return put_uuid(at, text);
	case TYPE_JSONB:
		*at++ = 1; /* the form's version */
		break;
	case TYPE_TEXT:
		break;
	}
	memcpy(at, text, len);
	return at + len;
}

/* One parameter of all steps as an array, in PostgreSQL's binary form: dimensions, whether there are nulls, the
 * elements' type, length, lower bound; then each with its length, -1 for null. In the arena of the first step. */
static struct db_param column_of(struct commit *commits, int n, size_t column)
{
	int param = columns[column].param;
	size_t size = 20;
	for (int i = 0; i < n; i++) /* 4 of the length, and 8 for the longest number or a version */
		size += 12 + (commits[i].params[param].value ? strlen(commits[i].params[param].value) : 0);
	char *bytes = arena_alloc(&commits[0].step->arena, size), *at = bytes;
	const uint32_t head[] = {1, 1, columns[column].type, (uint32_t)n, 1};
	for (int i = 0; i < 5; i++)
		at = put_number(at, head[i]);
	for (int i = 0; i < n; i++) {
		const char *text = commits[i].params[param].value;
		char *value = at + 4, *end = text ? put_value(value, columns[column].type, text) : value;
		put_number(at, text ? (uint32_t)(end - value) : UINT32_MAX);
		at = end;
	}
	return (struct db_param){.value = bytes, .length = (int)(at - bytes), .format = 1};
}

/* All by one statement. Out: its rows, one a step, in order. */
static enum err send_together(struct worker *w, int n, struct commit *commits, PGresult **rows_r)
{
	struct db_param params[1 + COLUMNS] = {commits[0].params[0]};
	struct db_error error = {0};
	for (size_t k = 0; k < COLUMNS; k++)
		params[1 + k] = column_of(commits, n, k);
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
