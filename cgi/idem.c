/* SPDX-License-Identifier: ISC */
#include "cgi/idem.h"

#include "cgi/dispatch.h"
#include "lib/codec.h"
#include "lib/hash.h"

#include <stdio.h>
#include <string.h>

#define KEY_MAX 255

enum err idem_key(const struct request *req, struct response *res, const char **key_r)
{
	const char *key = request_variable(req, "HTTP_IDEMPOTENCY_KEY");
	*key_r = NULL;
	if (!key || req->method != HTTP_POST || req->route->who == WHO_ANYONE)
		return ERR_OK;
	size_t len = strlen(key);
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)key[i] < 0x21 || (unsigned char)key[i] > 0x7e)
			len = KEY_MAX + 1;
	if (len < 1 || len > KEY_MAX) {
		response_field(res, "Idempotency-Key", "Must be 1 to 255 visible ASCII characters");
		return response_problem(res, ERR_INPUT, NULL, "A header is not valid.");
	}
	*key_r = key;
	return ERR_OK;
}

/* A keyed hash: the body may hold a password. */
static void hash_request(struct api *api, const struct request *req, const char *text, char hex_r[HASH_HEX_SIZE])
{
	unsigned char mac[HASH_SIZE];
	char *bound = arena_printf(req->arena, "idem|%s|%s|%s", req->path, req->query, text);
	hash_hmac_sha256(api->conf->secret_key, strlen(api->conf->secret_key), bound, strlen(bound), mac);
	codec_hex(mac, sizeof mac, hex_r);
}

/* What is stored of an answer: its ETag on a line of its own when it has one, then the body. */
static void replay(struct request *req, struct response *res, const char *stored)
{
	size_t len = *stored == '"' ? strcspn(stored, "\n") : 0;
	if (len)
		response_header(res, "ETag", "%s", arena_strndup(req->arena, stored, len));
	buf_puts(&res->body, stored + len + (len > 0));
}

static char *keep(struct request *req, const struct response *res)
{
	const char *tag = strstr(res->head.data, "ETag: ");
	if (!tag)
		return res->body.data;
	tag += strlen("ETag: ");
	return arena_printf(req->arena, "%.*s\n%s", (int)strcspn(tag, "\r"), tag, res->body.data);
}

/* Who has lost access since sees nothing of it, their own answers of then neither. */
static enum err still_there(struct api *api, struct request *req, struct response *res)
{
	PGresult *r = NULL;
	if (!req->route->role)
		return ERR_OK;
	struct db_param params[] = {DB_TEXT(req->who.user), DB_TEXT(req->ids[0])};
	enum err err = dispatch_ask(api, res, "idempotency_access", 2, params, &r);
	if (!err && !PQntuples(r))
		err = ERR_NOT_FOUND;
	PQclear(r);
	return err;
}

enum err idem_begin(
	struct api *api, struct request *req, struct response *res, const char *key, const char *text, bool *replayed_r)
{
	char hex[HASH_HEX_SIZE];
	PGresult *r = NULL;
	hash_request(api, req, text, hex);
	struct db_param params[] = {DB_TEXT(req->who.user), DB_TEXT(key), DB_TEXT(hex)};
	enum err err = db_query(api->db, req->arena, "idempotency_begin", 3, params, &r, NULL);
	*replayed_r = false;
	if (err)
		return err;
	if (!db_null(r, 0, 1)) {
		*replayed_r = true;
		if (strcmp(db_text(r, 0, 0, ""), hex) != 0)
			err = response_problem(
				res, ERR_CONFLICT, NULL, "This Idempotency-Key was used for another request.");
		else if (!(err = still_there(api, req, res))) {
			res->status = (int)db_int(r, 0, 1, 200);
			replay(req, res, db_text(r, 0, 2, ""));
			response_header(res, "Idempotency-Replayed", "true");
		}
	}
	PQclear(r);
	return err;
}

enum err idem_end(struct api *api, struct request *req, struct response *res, const char *key)
{
	char status[16];
	snprintf(status, sizeof status, "%d", res->status ? res->status : 200);
	struct db_param params[] = {DB_TEXT(req->who.user), DB_TEXT(key), DB_TEXT(status), DB_TEXT(keep(req, res))};
	return dispatch_run(api, "idempotency_end", 4, params);
}
