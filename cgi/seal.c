/* SPDX-License-Identifier: ISC */
#include "cgi/seal.h"

#include "cgi/dispatch.h"
#include "lib/id.h"
#include "lib/log.h"

#include <string.h>

static enum err load_roots(struct api *api, struct secret_roots **roots_r)
{
	const char *why = "";
	enum err err = secret_roots_load(api->conf->secret_key, api->conf->data_keys, roots_r, &why);
	if (err)
		log_error("server.data_keys: %s", why);
	return err ? ERR_SYSTEM : ERR_OK;
}

/* The current data key. The first one, and the first of another root, is made here. */
static enum err current_key(struct api *api, const struct secret_roots *roots, char id_r[SECRET_KEY_ID_SIZE])
{
	PGresult *r = NULL;
	enum err err = db_query(api->db, &api->arena, "data_key", 0, NULL, &r, NULL);
	if (err)
		return err;
	const char *id = PQntuples(r) ? db_text(r, 0, 0, "") : "";
	bool good = secret_key_current(roots, id);
	if (good)
		memcpy(id_r, id, SECRET_KEY_ID_SIZE);
	PQclear(r);
	if (good)
		return ERR_OK;
	secret_key_new(roots, id_r);
	return dispatch_run(api, "data_key_add", 1, (struct db_param[]){DB_TEXT(id_r)});
}

static enum err seal_with(struct api *api, const struct secret_roots *roots, const char *secret, struct sealed *s)
{
	enum err err = current_key(api, roots, s->key);
	return err ? err
		   : secret_seal(roots, &api->arena, s->key, arena_printf(&api->arena, "secrets|value|%s", s->id),
			     secret, strlen(secret), &s->value, &s->len);
}

enum err seal(struct api *api, const char *secret, char *id, struct sealed *sealed_r)
{
	struct secret_roots *roots = NULL;
	*sealed_r = (struct sealed){.id = id};
	if (!id) {
		sealed_r->id = arena_alloc(&api->arena, ID_UUID_SIZE);
		id_random(sealed_r->id);
	}
	enum err err = load_roots(api, &roots);
	if (!err)
		err = seal_with(api, roots, secret, sealed_r);
	secret_roots_free(roots);
	return err;
}
