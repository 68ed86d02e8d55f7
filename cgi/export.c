/* SPDX-License-Identifier: ISC */
/*
 * A project as one file: a tape archive of project.jsonl (cgi/manifest.h) and every content that it names,
 * contents/{sha256}, in the order of their hashes. The lines are put together in memory, the contents pass through
 * piece by piece.
 */
#include "cgi/dispatch.h"
#include "cgi/manifest.h"
#include "cgi/tar.h"
#include "lib/log.h"

#include <stdio.h>
#include <string.h>

#define END (2 * TAR_BLOCK)

struct content {
	char sha256[HASH_HEX_SIZE];
	uint64_t bytes;
};

struct export
{
	struct store *store;
	const struct request *req;
	struct content *contents;
	size_t n;
};

static const unsigned char zeros[END];

static enum err put(void *context, const void *bytes, size_t len)
{
	const struct http_io *io = ((struct export *)context)->req->io;
	return io->write(io->self, bytes, len) ? ERR_SYSTEM : ERR_OK;
}

/* What was announced is what goes out, or the answer is cut short. */
static enum err put_content(struct export *e, const struct content *c)
{
	unsigned char head[TAR_BLOCK];
	char name[sizeof MANIFEST_CONTENTS + HASH_HEX_SIZE];
	uint64_t bytes = 0;
	snprintf(name, sizeof name, MANIFEST_CONTENTS "%s", c->sha256);
	tar_header(name, c->bytes, head);
	enum err err = put(e, head, sizeof head);
	if (!err)
		err = store_read(e->store, c->sha256, put, e, &bytes);
	if (!err && bytes != c->bytes)
		err = ERR_SYSTEM;
	if (err)
		log_error("export: content %s: %s", c->sha256, err_name(err));
	return err ? err : put(e, zeros, tar_padding(c->bytes));
}

static enum err write_contents(void *context, const struct request *req)
{
	struct export *e = context;
	enum err err = ERR_OK;
	e->req = req;
	for (size_t i = 0; !err && i < e->n; i++)
		err = put_content(e, &e->contents[i]);
	return err ? err : put(e, zeros, END);
}

/* The first entry, as the body. Out: rows of contents begin at *first_r. */
static enum err take_lines(const PGresult *r, struct response *res, int *first_r)
{
	unsigned char head[TAR_BLOCK];
	int row = 0, rows = PQntuples(r);
	buf_put(&res->body, zeros, TAR_BLOCK);
	for (; row < rows && db_null(r, row, 1); row++) {
		if (res->body.len + db_length(r, row, 0) > MANIFEST_MAX)
			return ERR_TOO_LARGE;
		buf_put(&res->body, db_text(r, row, 0, ""), db_length(r, row, 0));
		buf_puts(&res->body, "\n");
	}
	size_t len = res->body.len - TAR_BLOCK;
	tar_header(MANIFEST_NAME, len, head);
	memcpy(res->body.data, head, TAR_BLOCK);
	buf_put(&res->body, zeros, tar_padding(len));
	*first_r = row;
	return ERR_OK;
}

static void take_contents(struct api *api, const PGresult *r, int first, struct response *res)
{
	struct export *e = arena_new(&api->arena, struct export);
	int rows = PQntuples(r);
	e->store = api->store;
	e->contents = arena_array(&api->arena, (size_t)(rows - first) + 1, sizeof *e->contents);
	res->more = END;
	for (int row = first; row < rows; row++) {
		struct content *c = &e->contents[e->n++];
		snprintf(c->sha256, sizeof c->sha256, "%s", db_text(r, row, 1, ""));
		c->bytes = (uint64_t)db_int(r, row, 2, 0);
		res->more += TAR_BLOCK + c->bytes + tar_padding(c->bytes);
	}
	res->context = e;
	res->write_more = write_contents;
}

enum err export_get(struct api *api, struct request *req, struct response *res)
{
	PGresult *r = NULL;
	int first = 0;
	enum err err = dispatch_query(api, req, res, &r);
	if (!err && !PQntuples(r))
		err = ERR_NOT_FOUND;
	if (!err)
		err = take_lines(r, res, &first);
	if (err == ERR_TOO_LARGE)
		response_problem(res, err, NULL, "The project is too large for one file.");
	if (!err) {
		take_contents(api, r, first, res);
		res->type = "application/x-tar";
		response_header(res, "Content-Disposition", "attachment; filename=\"project.tar\"");
	}
	PQclear(r);
	return err;
}
