/* SPDX-License-Identifier: ISC */
/* What a call needs from the database: users' own keys, sealed there (docs/secrets.md); a recording's address. */
#include "lib/secret.h"
#include "worker/step.h"

#include <string.h>

/* The roots are read anew each time, so that a rotation is seen; a model's turn takes longer. */
enum err step_open_key(struct step *s, const PGresult *row, char **key_r)
{
	const struct conf *conf = s->worker->conf;
	struct secret_roots *roots = NULL;
	const char *why = "";
	char id[ID_UUID_SIZE];
	size_t len = 0;
	enum err err = secret_roots_load(conf->secret_key, conf->data_keys, &roots, &why);
	if (err) {
		log_error("server.data_keys: %s", why);
		return ERR_SYSTEM;
	}
	int value = db_column(row, "value");
	db_uuid(row, 0, db_column(row, "id"), id);
	err = secret_open(roots, &s->arena, arena_printf(&s->arena, "secrets|value|%s", id), PQgetvalue(row, 0, value),
		db_length(row, 0, value), key_r, &len);
	secret_roots_free(roots);
	if (err)
		log_error("the key %s of a user does not open: %s", id, err_name(err));
	return err;
}

enum err step_owner_key(struct step *s, char **key_r)
{
	PGresult *row = NULL;
	struct db_param params[] = {DB_TEXT(s->project_id), DB_TEXT(s->provider->name)};
	*key_r = NULL;
	enum err err = db_query(s->worker->db, &s->arena, "provider_key", 2, params, &row, NULL);
	if (!err && PQntuples(row))
		err = step_open_key(s, row, key_r);
	PQclear(row);
	return err;
}

enum err step_recording(struct step *s)
{
	PGresult *row = NULL;
	struct db_param params[] = {DB_TEXT(s->project_id)};
	if (s->recording)
		return ERR_OK;
	enum err err = db_query(s->worker->db, &s->arena, "recording", 1, params, &row, NULL);
	if (!err && PQntuples(row))
		s->recording = arena_strdup(&s->arena, db_text(row, 0, 0, ""));
	PQclear(row);
	return err;
}
