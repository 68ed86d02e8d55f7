/* SPDX-License-Identifier: ISC */
/* A document edited by hand: held against the schema that its agent's answers have to fit, its Markdown written anew
 * where it has one, then stored as the generic handler does. */
#include "cgi/dispatch.h"
#include "cgi/markdown.h"
#include "lib/json.h"
#include "lib/schema.h"

#include <string.h>

/* Every problem becomes a detail: "document/scenes/0/name". */
static enum err check_document(struct request *req, struct response *res, const char *schema_text)
{
	struct json_object *schema = NULL;
	struct schema_problem *problems = NULL;
	enum err err = json_parse(schema_text, strlen(schema_text), &json_limits_trust, NULL, &schema);
	if (!err)
		err = schema_check(req->arena, schema, json_get(req->body, "document"), &problems);
	for (struct schema_problem *p = problems; p; p = p->next)
		response_field(res, arena_printf(req->arena, "document%s", p->pointer), p->message);
	json_object_put(schema);
	return err == ERR_INPUT ? response_problem(res, err, NULL, "The document does not fit its schema.") : err;
}

/* Puts the document's page into the store, and what it has become into the input, as `page`. */
static enum err write_page(struct api *api, struct request *req, const char *path)
{
	struct buf b;
	char sha256[HASH_HEX_SIZE];
	struct json_object *page = json_object_new_object();
	buf_init(&b, MARKDOWN_MAX);
	markdown_page(&b, json_get(req->body, "document"), "Edited by hand: written from the document's fields.");
	enum err err = store_put(api->store, b.data, b.len, sha256);
	json_object_object_add(page, "path", json_object_new_string(path));
	json_object_object_add(page, "sha256", json_object_new_string(sha256));
	json_object_object_add(page, "bytes", json_object_new_int64((int64_t)b.len));
	json_object_object_add(req->body, "page", page);
	req->input = json_text(req->arena, req->body);
	buf_free(&b);
	return err;
}

enum err output_put(struct api *api, struct request *req, struct response *res)
{
	PGresult *r = NULL;
	struct db_error said = {.sqlstate = ""};
	struct db_param params[] = {DB_TEXT(req->who.user), DB_TEXT(req->ids[0]), DB_TEXT(req->route->role)};
	enum err err = db_query(api->db, req->arena, "output_schema", 3, params, &r, &said);
	if (err)
		return response_refusal(res, err, &said);
	if (!PQntuples(r))
		err = ERR_NOT_FOUND;
	else if (!db_null(r, 0, 0))
		err = check_document(req, res, db_text(r, 0, 0, "{}"));
	if (!err && !db_null(r, 0, 1))
		err = write_page(api, req, db_text(r, 0, 1, ""));
	PQclear(r);
	return err ? err : dispatch_act(api, req, res);
}
