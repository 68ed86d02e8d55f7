/* SPDX-License-Identifier: ISC */
/*
 * The game: its files, its zip, a signed address on the play origin, and what that origin serves.
 *
 * An address is {play_url}/g/{output}/{expires}/{signature}/index.html, so that relative assets work and carry the
 * signature along. The play origin serves only files of build outputs below game/, by exact path; nginx sends the bytes
 * (X-Accel-Redirect).
 */
#include "cgi/dispatch.h"
#include "cgi/format.h"
#include "cgi/sendfile.h"
#include "lib/clock.h"
#include "lib/codec.h"
#include "lib/hash.h"
#include "lib/id.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define PLAY_SECONDS 3600
#define ZIP_NAME "game.zip" /* beside the game's own files in an address; dist/game.zip in the output */

static char *play_signature(struct api *api, const char *output, int64_t expires)
{
	unsigned char mac[HASH_SIZE];
	char *text = arena_printf(&api->arena, "play|%s|%" PRId64, output, expires);
	hash_hmac_sha256(api->conf->secret_key, strlen(api->conf->secret_key), text, strlen(text), mac);
	return codec_base64url(&api->arena, mac, sizeof mac);
}

/* The signed address of a file of a build, quoted; the signature holds for all files of the build. */
static void put_signed(struct api *api, struct buf *b, const char *uuid, const char *file, int64_t expires)
{
	char text[ID_TEXT_SIZE];
	id_format("out", uuid, text);
	const char *output = text + 4;
	buf_printf(b, "\"%s/g/%s/%" PRId64 "/%s/%s\"", api->conf->play_url, output, expires, play_signature(api, output, expires), file);
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
		put_signed(api, &res->body, uuid, ZIP_NAME, expires);
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

/* Output, expiry and signature of /g/{output}/{expires}/{signature}/…; false when anything is wrong or over. */
static bool play_allowed(struct api *api, const struct request *req, char uuid_r[37])
{
	char *end;
	const char *output = req->segments[1], *when = req->segments[2], *sent = req->segments[3];
	if (strlen(output) != 32 || strspn(output, "0123456789abcdef") != 32 || strlen(when) > 12 ||
		strspn(when, "0123456789") != strlen(when))
		return false;
	int64_t expires = strtoll(when, &end, 10);
	const char *due = play_signature(api, output, expires);
	if (strlen(sent) != strlen(due) || !hash_equal(sent, due, strlen(due)) || clock_wall_us() / 1000000 >= expires)
		return false;
	return id_parse("out", arena_printf(req->arena, "out_%s", output), uuid_r);
}

enum err play_get(struct api *api, struct request *req, struct response *res)
{
	char uuid[37];
	PGresult *r = NULL;
	if (!api->db)
		return ERR_UNAVAILABLE;
	if (req->segment_count < 5 || !play_allowed(api, req, uuid))
		return response_problem(res, ERR_NOT_FOUND, NULL,
			"This address is not valid any more; open the game from its project again.");
	bool zip = req->segment_count == 5 && strcmp(req->segments[4], ZIP_NAME) == 0;
	char *path = arena_strdup(req->arena, zip ? "dist" : "game");
	for (int i = 4; i < req->segment_count; i++) {
		char *segment = request_decode(req->arena, req->segments[i], strlen(req->segments[i]), false);
		if (!segment)
			return ERR_NOT_FOUND;
		path = arena_printf(
			req->arena, "%s/%s", path, *segment || i + 1 < req->segment_count ? segment : "index.html");
	}
	enum err err = db_query(
		api->db, req->arena, "play_file", 2, (struct db_param[]){DB_TEXT(uuid), DB_TEXT(path)}, &r, NULL);
	if (!err && !PQntuples(r))
		err = ERR_NOT_FOUND;
	if (!err) {
		sendfile_answer(res, req->arena, "/_games/", db_text(r, 0, 0, ""), db_text(r, 0, 1, ""), zip ? ZIP_NAME : NULL);
		res->cache = "private, max-age=3600";
	}
	PQclear(r);
	return err;
}
