/* SPDX-License-Identifier: ISC */
/* What an agent asks a person: the job goes back to the queue, held, until somebody answers; nothing waits here. */
#include "lib/json.h"
#include "worker/step.h"

#include <inttypes.h>
#include <string.h>

enum err step_answers(struct step *s)
{
	PGresult *row = NULL;
	struct db_param params[] = {DB_TEXT(s->agent_id), DB_TEXT(s->input.hash)};
	if (s->input.people || !json_get_bool(s->input.config, "questions", false))
		return ERR_OK;
	enum err err = db_query(s->worker->db, &s->arena, "questions", 2, params, &row, NULL);
	const char *text = err ? "[]" : db_text(row, 0, 0, "[]");
	if (!err && !json_parse(text, strlen(text), &json_limits_trust, NULL, &s->people))
		s->input.people = s->people;
	PQclear(row);
	return err;
}

static enum err ask(struct step *s, struct json_object *question, const char **outcome_r, int64_t *seq_r)
{
	PGresult *row = NULL;
	json_object_object_add(question, "step_key", json_object_new_string(s->input.hash));
	struct db_param params[] = {DB_TEXT(arena_printf(&s->arena, "%" PRId64, s->job)),
		DB_TEXT(arena_printf(&s->arena, "%" PRId64, s->lease)), DB_TEXT(json_text(&s->arena, question))};
	enum err err = db_query(s->worker->db, &s->arena, "question_ask", 3, params, &row, NULL);
	if (!err) {
		*outcome_r = arena_strdup(&s->arena, db_text(row, 0, 0, "lost"));
		*seq_r = db_int(row, 0, 1, 0);
	}
	PQclear(row);
	return err;
}

void step_wait_for_people(struct step *s)
{
	const char *outcome = "lost";
	int64_t seq = 0;
	if (ask(s, s->answer.document, &outcome, &seq)) {
		step_abort(s, "its question could not be stored"); /* the next heartbeat gives it back */
	} else if (!strcmp(outcome, "answered")) {
		step_release(s); /* and claimed again, with the answer */
	} else if (!strcmp(outcome, "asked")) {
		step_say(s, LOG_LEVEL_INFO, "step waits for a person", NULL);
		step_publish(s, seq);
		s->worker->claim_due = true;
		step_done(s);
	} else {
		step_abort(s, "the job is not ours any more");
	}
}
