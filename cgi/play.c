/* SPDX-License-Identifier: ISC */
#include "cgi/play.h"

#include "cgi/dispatch.h"
#include "cgi/sendfile.h"
#include "lib/clock.h"
#include "lib/codec.h"
#include "lib/hash.h"
#include "lib/id.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static char *sign(struct api *api, const char *text)
{
	unsigned char mac[HASH_SIZE];
	hash_hmac_sha256(api->conf->secret_key, strlen(api->conf->secret_key), text, strlen(text), mac);
	return codec_base64url(&api->arena, mac, sizeof mac);
}

char *play_signature(struct api *api, const char *output, int64_t expires)
{
	return sign(api, arena_printf(&api->arena, "play|%s|%" PRId64, output, expires));
}

char *play_share_signature(struct api *api, const char *share)
{
	return sign(api, arena_printf(&api->arena, "share|%s", share));
}

static bool same(const char *sent, const char *due)
{
	return strlen(sent) == strlen(due) && hash_equal(sent, due, strlen(due));
}

/* An id of 32 lower-case digits, as addresses have it: one address for one thing. */
static bool read_id(const struct request *req, const char *digits, char uuid_r[37])
{
	return strlen(digits) == 32 && strspn(digits, "0123456789abcdef") == 32 &&
	       id_parse("out", arena_printf(req->arena, "out_%s", digits), uuid_r);
}

static enum err not_valid(struct response *res)
{
	return response_problem(res, ERR_NOT_FOUND, NULL,
		"This address is not valid any more; ask for a new one, or open the game from its project again.");
}

/* The file's path in the output, from the segments behind `first`. Out: NULL when it cannot be one. */
static char *file_path(const struct request *req, int first, bool *zip_r)
{
	*zip_r = req->segment_count == first + 1 && strcmp(req->segments[first], PLAY_ZIP) == 0;
	char *path = arena_strdup(req->arena, *zip_r ? "dist" : "game");
	for (int i = first; i < req->segment_count; i++) {
		char *segment = request_decode(req->arena, req->segments[i], strlen(req->segments[i]), false);
		if (!segment)
			return NULL;
		path = arena_printf(
			req->arena, "%s/%s", path, *segment || i + 1 < req->segment_count ? segment : "index.html");
	}
	return path;
}

/* Answers with the row's content. In: params of a statement that returns sha256 and media type. */
static enum err send_row(struct api *api, struct request *req, struct response *res, const char *statement, int n,
	const struct db_param *params, bool zip)
{
	PGresult *r = NULL;
	enum err err = db_query(api->db, req->arena, statement, n, params, &r, NULL);
	if (!err && !PQntuples(r))
		err = not_valid(res);
	if (!err)
		sendfile_answer(
			res, req->arena, "/_games/", db_text(r, 0, 0, ""), db_text(r, 0, 1, ""), zip ? PLAY_ZIP : NULL);
	PQclear(r);
	return err;
}

/* Output, expiry and signature of /g/{output}/{expires}/{signature}/…; false when anything is wrong or over. */
static bool signed_allowed(struct api *api, const struct request *req, char uuid_r[37])
{
	const char *output = req->segments[1], *when = req->segments[2];
	if (!read_id(req, output, uuid_r) || strlen(when) > 12 || strspn(when, "0123456789") != strlen(when))
		return false;
	int64_t expires = strtoll(when, NULL, 10);
	return same(req->segments[3], play_signature(api, output, expires)) && clock_wall_us() / 1000000 < expires;
}

static enum err play_signed(struct api *api, struct request *req, struct response *res)
{
	char uuid[37];
	bool zip;
	if (req->segment_count < 5 || !signed_allowed(api, req, uuid))
		return not_valid(res);
	char *path = file_path(req, 4, &zip);
	if (!path)
		return ERR_NOT_FOUND;
	enum err err = send_row(api, req, res, "play_file", 2, (struct db_param[]){DB_TEXT(uuid), DB_TEXT(path)}, zip);
	if (!err)
		res->cache = "private, max-age=3600";
	return err;
}

/* A public link without an output: leads to the build that it opens now, so that one page's files are of one build. */
static enum err lead_on(struct api *api, struct request *req, struct response *res, const char *share)
{
	char output[37], text[ID_TEXT_SIZE];
	PGresult *r = NULL;
	enum err err = db_query(api->db, req->arena, "share_build", 1, (struct db_param[]){DB_TEXT(share)}, &r, NULL);
	if (!err && !PQntuples(r))
		err = not_valid(res);
	if (!err) {
		db_uuid(r, 0, 0, output);
		id_format("out", output, text);
		res->status = 302;
		response_header(res, "Location", "%s/g/s/%s/%s/%s/index.html", api->conf->play_url, req->segments[2],
			req->segments[3], text + 4);
	}
	PQclear(r);
	return err;
}

static enum err play_share(struct api *api, struct request *req, struct response *res)
{
	char share[37], output[37];
	bool zip;
	int n = req->segment_count;
	if (n < 4 || !read_id(req, req->segments[2], share) ||
		!same(req->segments[3], play_share_signature(api, req->segments[2])))
		return not_valid(res);
	if (n == 4 || (n == 5 && !*req->segments[4]))
		return lead_on(api, req, res, share);
	char *path = n > 5 ? file_path(req, 5, &zip) : NULL;
	if (!path || !read_id(req, req->segments[4], output))
		return ERR_NOT_FOUND;
	struct db_param params[] = {DB_TEXT(share), DB_TEXT(output), DB_TEXT(path)};
	return send_row(api, req, res, "share_file", 3, params, zip);
}

enum err play_get(struct api *api, struct request *req, struct response *res)
{
	if (!api->db)
		return ERR_UNAVAILABLE;
	bool share = req->segment_count > 1 && strcmp(req->segments[1], "s") == 0;
	return share ? play_share(api, req, res) : play_signed(api, req, res);
}
