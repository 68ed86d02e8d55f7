/* SPDX-License-Identifier: ISC */
#include "worker/probe.h"
#include "lib/json.h"

#include <inttypes.h>
#include <string.h>

static void put(struct json_object *o, const char *key, const char *text)
{
	if (text)
		json_object_object_add(o, key, json_object_new_string(text));
}

/* In: failure FAIL_NONE for a good end. */
static void end(struct step *s, const char *message, enum answer_failure failure, int ms)
{
	struct worker *w = s->worker;
	struct json_object *result = json_object_new_object();
	PGresult *row = NULL;
	json_object_object_add(result, "good", json_object_new_boolean(!failure));
	json_object_object_add(result, "duration_ms", json_object_new_int(ms));
	put(result, "message", message);
	put(result, "error_type", answer_failure_name(failure));
	put(result, "model", s->model && *s->model ? s->model : NULL);
	struct db_param params[] = {DB_TEXT(w->id), DB_TEXT(arena_printf(&s->arena, "%" PRId64, s->job)),
		DB_TEXT(arena_printf(&s->arena, "%" PRId64, s->lease)), DB_TEXT(json_text(&s->arena, result))};
	json_object_put(result);
	if (db_query(w->db, &s->arena, "probe_end", 4, params, &row, NULL)) /* taken back at the next heartbeat */
		log_warn("the end of a provider's test could not be stored: %s", db_message(w->db));
	PQclear(row);
	w->claim_due = true;
	step_done(s);
}

static void on_turn(void *context, const struct provider_turn *turn)
{
	struct step *s = context;
	s->call = NULL;
	if (turn->text)
		end(s, arena_printf(&s->arena, "%s answers", s->model), FAIL_NONE, turn->duration_ms);
	else
		end(s, arena_strdup(&s->arena, turn->error), turn->failure, turn->duration_ms);
}

static enum err ask(struct step *s, const PGresult *row)
{
	const char *model =
		db_null(row, 0, db_column(row, "model")) ? NULL : db_text(row, 0, db_column(row, "model"), "");
	char *key = NULL;
	enum err err = db_null(row, 0, db_column(row, "id")) ? ERR_OK : step_open_key(s, row, &key);
	s->model = arena_strdup(&s->arena, model ? model : provider_usual_model(s->provider));
	if (!err)
		err = s->provider->probe(
			s->provider->state, s->worker->loop, key, *s->model ? s->model : NULL, on_turn, s, &s->call);
	if (key)
		explicit_bzero(key, strlen(key));
	return err;
}

void probe_begin(struct step *s)
{
	PGresult *row = NULL;
	struct db_param params[] = {DB_TEXT(json_get_string(s->payload, "test", NULL))};
	enum err err = db_query(s->worker->db, &s->arena, "probe", 1, params, &row, NULL);
	if (err || !PQntuples(row)) {
		PQclear(row);
		if (err)
			step_abort(s, "its question could not be read"); /* the next heartbeat gives it back */
		else
			end(s, NULL, FAIL_NONE, 0);
		return;
	}
	const char *name = arena_strdup(&s->arena, db_text(row, 0, db_column(row, "provider"), ""));
	s->provider = worker_provider(s->worker, name);
	if (!s->provider)
		err = ERR_NOT_FOUND;
	else if (s->provider->probe)
		err = ask(s, row);
	PQclear(row);
	if (err)
		end(s,
			err == ERR_NOT_FOUND ? arena_printf(&s->arena, "there is no provider %s here", name)
					     : "the provider cannot be asked",
			FAIL_INTERNAL, 0);
	else if (!s->provider->probe)
		end(s, "no model and no key: nothing to reach", FAIL_NONE, 0);
}
