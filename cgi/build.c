/* SPDX-License-Identifier: ISC */
/* The game: its files, its zip, and its signed address on the play origin. */
#include "cgi/dispatch.h"
#include "cgi/format.h"
#include "cgi/play.h"
#include "cgi/sendfile.h"
#include "lib/clock.h"
#include "lib/id.h"

#include <inttypes.h>

#define PLAY_SECONDS 3600

/* The signed address of a file of a build, quoted; the signature holds for all files of the build. */
static void put_signed(struct api *api, struct buf *b, const char *uuid, const char *file, int64_t expires)
{
	char text[ID_TEXT_SIZE];
	id_format("out", uuid, text);
	const char *output = text + 4;
	buf_printf(b, "\"%s/g/%s/%" PRId64 "/%s/%s\"", api->conf->play_url, output, expires,
		play_signature(api, output, expires), file);
}

static void put_expiry(struct buf *b, int64_t expires)
{
	char when[CLOCK_ISO_SIZE];
	clock_iso(expires * 1000000, when);
	buf_printf(b, ",\"expires_at\":\"%s\"}", when);
}

enum err build_get(struct api *api, struct request *req, struct response *res)
{
	PGresult *r = NULL;
	char uuid[37];
	int64_t expires = clock_wall_us() / 1000000 + PLAY_SECONDS;
	enum err err = dispatch_query(api, req, res, &r);
	if (!err && !PQntuples(r))
		err = ERR_NOT_FOUND;
	if (!err)
		err = format_object(r, 0, res);
	if (!err) {
		db_uuid(r, 0, 0, uuid);
		res->body.len--; /* opens the object again */
		buf_puts(&res->body, ",\"zip_url\":");
		put_signed(api, &res->body, uuid, PLAY_ZIP, expires);
		buf_puts(&res->body, ",\"play_url\":");
		put_signed(api, &res->body, uuid, "index.html", expires);
		put_expiry(&res->body, expires);
	}
	PQclear(r);
	return err;
}

enum err build_play(struct api *api, struct request *req, struct response *res)
{
	PGresult *r = NULL;
	char uuid[37];
	enum err err = dispatch_query(api, req, res, &r);
	if (!err && !PQntuples(r))
		err = ERR_NOT_FOUND;
	if (!err) {
		db_uuid(r, 0, 0, uuid);
		int64_t expires = clock_wall_us() / 1000000 + PLAY_SECONDS;
		buf_puts(&res->body, "{\"url\":");
		put_signed(api, &res->body, uuid, "index.html", expires);
		put_expiry(&res->body, expires);
	}
	PQclear(r);
	return err;
}

enum err build_zip(struct api *api, struct request *req, struct response *res)
{
	PGresult *r = NULL;
	enum err err = dispatch_query(api, req, res, &r);
	if (!err && !PQntuples(r))
		err = ERR_NOT_FOUND;
	if (!err) {
		char *name = arena_printf(req->arena, "%s.zip", db_text(r, 0, 3, "game"));
		sendfile_answer(res, req->arena, "/_files/", db_text(r, 0, 1, ""), db_text(r, 0, 2, ""), name);
	}
	PQclear(r);
	return err;
}
