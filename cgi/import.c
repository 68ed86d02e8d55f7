/* SPDX-License-Identifier: ISC */
/*
 * A project from one file (cgi/export.c), raw or in a form, read as it comes in: project.jsonl is checked in full
 * before the first content is taken, a content goes into the store under its own hash and has to be one that was
 * declared, and only when all are there the rows are stored, in one transaction. What a refused file left in the store
 * is collected like any content that nothing refers to.
 */
#include "cgi/dispatch.h"
#include "cgi/format.h"
#include "cgi/manifest.h"
#include "cgi/multipart.h"
#include "cgi/tar.h"
#include "lib/json.h"

#include <string.h>

#define PIECE 65536
#define ROOM 65536 /* what a form adds */

struct import {
	struct api *api;
	struct request *req;
	struct response *res;
	struct buf lines; /* project.jsonl behind its bracket */
	struct manifest manifest;
	bool known; /* manifest is read */
	struct store_writer *writer; /* of the content at hand */
	char sha256[HASH_HEX_SIZE];
};

static enum err refuse(struct import *im, const char *field, const char *message)
{
	response_field(im->res, field, message);
	return response_problem(im->res, ERR_INPUT, NULL, "The file does not hold together.");
}

static enum err begin_content(struct import *im, const char *name, uint64_t bytes)
{
	const char *hash = name + strlen(MANIFEST_CONTENTS);
	struct json_object *declared = NULL;
	if (strncmp(name, MANIFEST_CONTENTS, strlen(MANIFEST_CONTENTS)) != 0 ||
		!json_object_object_get_ex(im->manifest.contents, hash, &declared))
		return refuse(im, arena_strdup(im->req->arena, name), "Is not declared in " MANIFEST_NAME);
	if (!declared)
		return refuse(im, arena_strdup(im->req->arena, name), "Comes twice");
	if ((uint64_t)json_object_get_int64(declared) != bytes)
		return refuse(im, arena_strdup(im->req->arena, name), "Has another length than was declared");
	snprintf(im->sha256, sizeof im->sha256, "%s", hash);
	return store_begin(im->api->store, &im->writer);
}

static enum err begin(void *context, const char *name, uint64_t bytes)
{
	struct import *im = context;
	if (im->known)
		return begin_content(im, name, bytes);
	if (strcmp(name, MANIFEST_NAME) != 0)
		return refuse(im, "file", "Has to begin with " MANIFEST_NAME);
	return bytes > MANIFEST_MAX ? ERR_TOO_LARGE : ERR_OK;
}

static enum err take(void *context, const void *bytes, size_t len)
{
	struct import *im = context;
	if (im->known)
		return store_write(im->writer, bytes, len);
	buf_put(&im->lines, bytes, len);
	return ERR_OK;
}

static enum err end_manifest(struct import *im)
{
	long quota = im->api->conf->project_quota;
	enum err err = manifest_read(im->req->arena, &im->lines, im->res, &im->manifest);
	im->known = true;
	if (!err && quota > 0 && im->manifest.bytes > (uint64_t)quota)
		return response_problem(
			im->res, ERR_LIMIT, "QUOTA_EXCEEDED", "The project is larger than one may be here.");
	return err;
}

static enum err end(void *context)
{
	struct import *im = context;
	char sha256[HASH_HEX_SIZE];
	if (!im->known)
		return end_manifest(im);
	enum err err = store_end(im->writer, sha256);
	im->writer = NULL;
	if (!err && strcmp(sha256, im->sha256) != 0)
		return refuse(im, arena_printf(im->req->arena, MANIFEST_CONTENTS "%s", im->sha256),
			"Has other bytes than its name says");
	json_object_object_add(im->manifest.contents, im->sha256, NULL); /* it has come */
	return err;
}

static enum err feed_tar(void *context, const void *bytes, size_t len)
{
	return tar_feed(context, bytes, len);
}

/* Reads the body to its end. */
static enum err take_body(struct import *im, struct tar_reader *tar)
{
	struct request *req = im->req;
	struct multipart form;
	bool is_form = !strcmp(req->content_type, "multipart/form-data");
	char *piece = arena_alloc(req->arena, PIECE);
	enum err err = ERR_OK;
	if (is_form)
		err = multipart_init(&form, req->arena, request_variable(req, "CONTENT_TYPE"), feed_tar, tar);
	req->body_read = true;
	for (long left = req->content_length; !err && left > 0;) {
		long n = req->io->read(req->io->self, piece, left < PIECE ? (size_t)left : PIECE);
		if (n <= 0)
			err = refuse(im, "file", "Is cut short");
		else
			err = is_form ? multipart_feed(&form, piece, (size_t)n) : tar_feed(tar, piece, (size_t)n);
		left -= n;
	}
	enum err ended = is_form ? multipart_end(&form) : ERR_OK;
	if (!err && !ended)
		ended = tar_end(tar);
	return err ? err : ended;
}

static enum err check_whole(struct import *im)
{
	if (!im->known)
		return refuse(im, "file", "Holds no " MANIFEST_NAME);
	json_object_object_foreach(im->manifest.contents, hash, missing)
	{
		if (missing)
			return refuse(im, arena_printf(im->req->arena, MANIFEST_CONTENTS "%s", hash), "Is missing");
	}
	return ERR_OK;
}

/* The new project, as GET projects/{id} shows it. */
static enum err answer(struct import *im, const PGresult *stored)
{
	char id[37];
	PGresult *r = NULL;
	db_uuid(stored, 0, 0, id);
	struct db_param params[] = {DB_TEXT(im->req->who.user), DB_TEXT(id)};
	enum err err = db_query(im->api->db, im->req->arena, "project_get", 2, params, &r, NULL);
	if (!err && !PQntuples(r))
		err = ERR_NOT_FOUND;
	if (!err)
		err = format_object(r, 0, im->res);
	if (!err)
		im->res->status = 201;
	PQclear(r);
	return err;
}

static enum err store_rows(struct import *im)
{
	struct request *req = im->req;
	PGresult *r = NULL;
	struct db_error said = {.sqlstate = ""};
	struct db_param params[] = {DB_TEXT(req->who.user), DB_TEXT(json_text(req->arena, im->manifest.project)),
		DB_TEXT(im->lines.data), DB_TEXT(json_text(req->arena, im->manifest.ids)), DB_TEXT(req->address),
		DB_TEXT(req->id)};
	enum err err = db_query(im->api->db, req->arena, "project_import", 6, params, &r, &said);
	err = err ? response_refusal(im->res, err, &said) : answer(im, r);
	PQclear(r);
	return err;
}

static enum err check_request(struct import *im)
{
	long most = im->api->conf->project_quota;
	if (strcmp(im->req->content_type, "application/x-tar") &&
		strcmp(im->req->content_type, "multipart/form-data")) {
		im->res->status = 415;
		return response_problem(im->res, ERR_INPUT, "UNSUPPORTED_MEDIA_TYPE",
			"The body must be application/x-tar or multipart/form-data.");
	}
	return most > 0 && im->req->content_length > most + (long)MANIFEST_MAX + ROOM ? ERR_TOO_LARGE : ERR_OK;
}

enum err import_post(struct api *api, struct request *req, struct response *res)
{
	struct import im = {.api = api, .req = req, .res = res};
	struct tar_reader tar = {.begin = begin, .take = take, .end = end, .context = &im};
	buf_init(&im.lines, MANIFEST_MAX + 16);
	buf_puts(&im.lines, "[");
	enum err err = check_request(&im);
	if (!err)
		err = take_body(&im, &tar);
	if (err == ERR_INPUT && tar.problem)
		refuse(&im, "file", tar.problem);
	else if (err == ERR_INPUT && !res->message)
		refuse(&im, "file", "Is no form with a file");
	if (!err)
		err = check_whole(&im);
	if (!err)
		err = store_rows(&im);
	store_abort(im.writer);
	manifest_done(&im.manifest);
	buf_free(&im.lines);
	return err;
}
