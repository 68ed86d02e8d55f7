/* SPDX-License-Identifier: ISC */
/* Files of a project: POST (raw or multipart) and the download through nginx. */
#include "cgi/dispatch.h"
#include "cgi/format.h"
#include "cgi/sendfile.h"
#include "cgi/upload.h"

#include <string.h>

/* Is there room for as much as the client announced? What counts is decided when the file is known, by file_create. */
static enum err check_room(struct api *api, struct request *req, struct response *res)
{
	PGresult *r = NULL;
	struct db_error said = {.sqlstate = ""};
	struct db_param params[] = {DB_TEXT(req->who.user), DB_TEXT(req->ids[0]), DB_TEXT(req->route->role),
		DB_TEXT(arena_printf(req->arena, "%ld", api->conf->project_quota))};
	enum err err = db_query(api->db, req->arena, "project_room", 4, params, &r, &said);
	if (err == ERR_LIMIT)
		res->code = "QUOTA_EXCEEDED";
	PQclear(r);
	return err ? response_refusal(res, err, &said) : ERR_OK;
}

static enum err store_upload(
	struct api *api, struct request *req, struct response *res, struct upload *u, const char *name)
{
	char sha256[HASH_HEX_SIZE];
	PGresult *r = NULL;
	struct db_error said = {.sqlstate = ""};
	char *bytes = arena_printf(req->arena, "%llu", (unsigned long long)store_written(u->writer));
	enum err err = store_end(u->writer, sha256);
	u->writer = NULL;
	if (err)
		return err;
	struct db_param params[] = {DB_TEXT(req->who.user), DB_TEXT(req->ids[0]), DB_TEXT(req->route->role),
		DB_TEXT(name), DB_TEXT(sha256), DB_TEXT(bytes), DB_TEXT(upload_media_type(req->arena, u)),
		DB_TEXT(arena_printf(req->arena, "%ld", api->conf->project_quota)), DB_TEXT(req->address),
		DB_TEXT(req->id)};
	err = db_query(api->db, req->arena, "file_create", 10, params, &r, &said);
	if (err == ERR_LIMIT)
		res->code = "QUOTA_EXCEEDED";
	if (err)
		return response_refusal(res, err, &said);
	res->status = 201;
	err = format_object(r, 0, res);
	PQclear(r);
	return err;
}

enum err file_upload(struct api *api, struct request *req, struct response *res)
{
	struct upload u = {.writer = NULL};
	enum err err = check_room(api, req, res);
	if (err)
		return err;
	err = upload_take(api, req, &u);
	if (err == ERR_INPUT)
		response_problem(res, err, NULL, "The body is empty, cut short, or no form with a file.");
	if (!err) {
		const char *query = fields_query_value(req->arena, req->query, "name");
		char *name = upload_safe_name(req->arena, query ? query : u.name);
		if (name)
			err = store_upload(api, req, res, &u, name);
		else {
			response_field(res, "name",
				"Must be a relative name of at most 255 bytes, without \"..\", backslash, colon, "
				"control characters or names of devices");
			err = response_problem(res, ERR_INPUT, NULL, "Some fields are not valid.");
		}
	}
	upload_done(&u);
	return err;
}

enum err file_download(struct api *api, struct request *req, struct response *res)
{
	PGresult *r = NULL;
	enum err err = dispatch_query(api, req, res, &r);
	if (!err && !PQntuples(r))
		err = ERR_NOT_FOUND;
	if (!err)
		sendfile_answer(res, req->arena, "/_files/", db_text(r, 0, 1, ""), db_text(r, 0, 2, ""),
			db_text(r, 0, 0, "file"));
	PQclear(r);
	return err;
}
