/* SPDX-License-Identifier: ISC */
/*
 * How far steps are. With hundreds at once each has something to tell twice a second: at the end of a turn of the loop,
 * those of different projects share a transaction, in the order that step_batch.c says. What is told is news for people
 * only: it is not tried again by itself.
 */
#include "worker/step.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TELL_MAX 32
#define PARAMS 4

struct news {
	struct step *step;
	char job[24], lease[24], percent[16];
	struct db_param params[PARAMS];
};

static void prepare(struct news *n, struct step *s)
{
	n->step = s;
	snprintf(n->job, sizeof(n->job), "%" PRId64, s->job);
	snprintf(n->lease, sizeof(n->lease), "%" PRId64, s->lease);
	snprintf(n->percent, sizeof(n->percent), "%d", s->progress);
	struct db_param params[PARAMS] = {DB_TEXT(n->job), DB_TEXT(n->lease), DB_TEXT(n->percent),
		DB_TEXT(s->progress_text[0] ? s->progress_text : NULL)};
	memcpy(n->params, params, sizeof(params));
}

static bool has_project(const struct news *news, int n, const struct step *s)
{
	for (int i = 0; i < n; i++)
		if (!strcmp(news[i].step->project_id, s->project_id))
			return true;
	return false;
}

static int by_project(const void *a, const void *b)
{
	const struct news *x = a, *y = b;
	return strcmp(x->step->project_id, y->step->project_id);
}

/* At most one of a project, since two would take its rows in an order of their own. What has ended says so by itself.
 */
static int choose(struct worker *w, struct news *news)
{
	int n = 0;
	for (struct step *s = w->steps; s && n < TELL_MAX; s = s->next) {
		s->telling = s->telling && !s->ending;
		if (s->telling && !has_project(news, n, s)) {
			s->telling = false;
			news[n++].step = s;
		}
	}
	qsort(news, (size_t)n, sizeof(*news), by_project);
	for (int i = 0; i < n; i++)
		prepare(&news[i], news[i].step);
	return n;
}

static void tell(struct worker *w, struct news *news, int n)
{
	struct db_call calls[TELL_MAX];
	for (int i = 0; i < n; i++)
		calls[i] = (struct db_call){.name = "progress", .n = PARAMS, .params = news[i].params};
	enum err err = db_batch(w->db, n, calls, true);
	if (err)
		log_warn("%d steps could not tell how far they are: %s", n, err_name(err));
	for (int i = 0; i < n; i++) {
		/* lost: the next check of the queue ends it */
		if (!err && strcmp(db_text(calls[i].result, 0, 0, "lost"), "lost") != 0)
			step_publish(news[i].step, db_int(calls[i].result, 0, 1, 0));
		PQclear(calls[i].result);
	}
}

void step_tell_all(struct worker *w)
{
	struct news news[TELL_MAX];
	int n;
	while ((n = choose(w, news)) > 0)
		tell(w, news, n);
}
