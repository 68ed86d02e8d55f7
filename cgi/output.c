/* SPDX-License-Identifier: ISC */
/* A document edited by hand: held against the schema that its agent's answers have to fit, then stored as the generic
 * handler does. */
#include "cgi/dispatch.h"
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
	PQclear(r);
	return err ? err : dispatch_act(api, req, res);
}
