/* SPDX-License-Identifier: ISC */
/*
 * POST projects/{id}/tweak: a game with other numbers, without making anything again but the build.
 *
 * The numbers are held against the ranges of the design, and against the game's programs: one that no program reads was
 * used up when the levels were made, so that another value of it would change nothing. The rest is a fork
 * (sql/functions/project_tweak.sql), for which data/params.js is written anew here.
 */
#include "cgi/dispatch.h"
#include "lib/json.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#define NAME_BYTES 64 /* of a parameter that is named in an error; none is longer */
#define FILE_MAX ((size_t)1 << 20)
#define SCRIPTS_MAX ((size_t)8 << 20)

struct tweak {
	struct api *api;
	struct request *req;
	struct response *res;
	struct json_object *source; /* what tweak_source says */
	struct json_object *params; /* what the client sent */
	struct buf scripts; /* all programs of the game */
	const char *data; /* data/params.js: its text, and where its value begins and ends */
	size_t from, to, len;
};

static enum err refuse(struct tweak *t)
{
	buf_puts(&t->res->details, "{\"reason\":\"no parameters\"}");
	return response_problem(t->res, ERR_CONFLICT, NULL, "This game keeps no numbers apart from its program.");
}

static bool names(const char *text, const char *key)
{
	size_t len = strlen(key);
	for (const char *p = text; len && (p = strstr(p, key)); p += len)
		if ((p == text || !(isalnum((unsigned char)p[-1]) || p[-1] == '_')) &&
			!(isalnum((unsigned char)p[len]) || p[len] == '_'))
			return true;
	return false;
}

static bool on_step(double v, double min, double step)
{
	double steps = (v - min) / step;
	return fabs(steps - (double)(long long)(steps + 0.5)) < 1e-6;
}

/* In: the number, its row of the design, its value in the game. Out: what is wrong with it, or NULL. */
static const char *wrong(
	struct tweak *t, const char *key, struct json_object *value, struct json_object *row, struct json_object *now)
{
	double v = json_object_get_double(value), min = json_get_double(row, "min", -INFINITY),
	       max = json_get_double(row, "max", INFINITY), step = json_get_double(row, "step", 0);
	if (!row)
		return "Is no parameter of this game";
	if (!json_object_is_type(value, json_type_int) && !json_object_is_type(value, json_type_double))
		return "Must be a number";
	if (v < min || v > max)
		return arena_printf(t->req->arena, "Must be from %g to %g", min, max);
	if (step > 0 && isfinite(min) && !on_step(v, min, step))
		return arena_printf(t->req->arena, "Must be %g and a multiple of %g more", min, step);
	if (!now || !names(t->scripts.data, key))
		return "Is built into the game's levels: ask for changes instead";
	return NULL;
}

static enum err check(struct tweak *t, struct json_object *values)
{
	size_t problems = 0;
	json_object_object_foreach(t->params, key, value)
	{
		struct json_object *row = json_get(json_get(t->source, "params"), key);
		const char *message = wrong(t, key, value, row, json_get(values, key));
		if (message)
			response_field(t->res,
				strlen(key) <= NAME_BYTES ? arena_printf(t->req->arena, "params.%s", key) : "params",
				message),
				problems++;
		else
			json_object_object_add(values, key, json_object_get(value));
	}
	if (!json_object_object_length(t->params))
		response_field(t->res, "params", "Must name a parameter at least"), problems++;
	return problems ? response_problem(t->res, ERR_INPUT, NULL, "Some fields are not valid.") : ERR_OK;
}

static enum err load_scripts(struct tweak *t)
{
	struct json_object *list = json_get(t->source, "scripts");
	size_t n = json_object_is_type(list, json_type_array) ? json_object_array_length(list) : 0, len;
	unsigned char *bytes;
	for (size_t i = 0; i < n; i++) {
		const char *sha256 = json_object_get_string(json_object_array_get_idx(list, i));
		enum err err = store_get(t->api->store, t->req->arena, sha256, FILE_MAX, &bytes, &len);
		if (err)
			return err;
		if (len + 1 > SCRIPTS_MAX - t->scripts.len)
			return refuse(t);
		buf_put(&t->scripts, bytes, len);
		buf_puts(&t->scripts, "\n");
	}
	return ERR_OK;
}

/* The value of "window.LUD_DATA.params = {…};". Owns: caller puts *values_r. */
static enum err load_values(struct tweak *t, struct json_object **values_r)
{
	unsigned char *bytes;
	enum err err = store_get(
		t->api->store, t->req->arena, json_get_string(t->source, "sha256", ""), FILE_MAX, &bytes, &t->len);
	if (err)
		return err;
	t->data = arena_strndup(t->req->arena, (const char *)bytes, t->len);
	const char *name = strstr(t->data, "LUD_DATA.params"), *from = name ? strchr(name, '=') : NULL;
	const char *to = from ? strrchr(from, '}') : NULL;
	if (!to)
		return refuse(t);
	t->from = (size_t)(from + 1 - t->data);
	t->to = (size_t)(to + 1 - t->data);
	err = json_parse(t->data + t->from, t->to - t->from, &json_limits_trust, NULL, values_r);
	return err || !json_object_is_type(*values_r, json_type_object) ? refuse(t) : ERR_OK;
}

/* Puts the changed file into the store, and what it has become into the input. */
static enum err write_values(struct tweak *t, struct json_object *values)
{
	struct buf b;
	char sha256[HASH_HEX_SIZE];
	buf_init(&b, FILE_MAX * 4);
	buf_put(&b, t->data, t->from);
	buf_printf(&b, " %s",
		json_object_to_json_string_ext(values, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_NOSLASHESCAPE));
	buf_put(&b, t->data + t->to, t->len - t->to);
	enum err err = store_put(t->api->store, b.data, b.len, sha256);
	json_object_object_add(t->req->body, "base", json_object_new_string(json_get_string(t->source, "sha256", "")));
	json_object_object_add(t->req->body, "sha256", json_object_new_string(sha256));
	json_object_object_add(t->req->body, "bytes", json_object_new_int64((int64_t)b.len));
	t->req->input = json_text(t->req->arena, t->req->body);
	buf_free(&b);
	return err;
}

static enum err find(struct tweak *t)
{
	PGresult *r = NULL;
	struct db_param params[] = {DB_TEXT(t->req->who.user), DB_TEXT(t->req->ids[0]), DB_TEXT(t->req->route->role)};
	enum err err = dispatch_ask(t->api, t->res, "tweak_source", 3, params, &r);
	if (!err && !PQntuples(r))
		err = ERR_NOT_FOUND;
	if (!err) {
		const char *text = db_text(r, 0, 0, "{}");
		err = json_parse(text, strlen(text), &json_limits_trust, NULL, &t->source);
	}
	PQclear(r);
	return err;
}

enum err tweak_post(struct api *api, struct request *req, struct response *res)
{
	struct tweak t = {.api = api, .req = req, .res = res, .params = json_get(req->body, "params")};
	struct json_object *values = NULL;
	buf_init(&t.scripts, SCRIPTS_MAX);
	enum err err = find(&t);
	if (!err)
		err = load_scripts(&t);
	if (!err)
		err = load_values(&t, &values);
	if (!err)
		err = check(&t, values);
	if (!err)
		err = write_values(&t, values);
	json_object_put(values);
	json_object_put(t.source);
	buf_free(&t.scripts);
	return err ? err : dispatch_act(api, req, res);
}
