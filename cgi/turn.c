/* SPDX-License-Identifier: ISC */
/* GET turns/{id}: a turn with what is kept of it in the store, long parts cut; …/content and …/request give all of it.
 */
#include "cgi/dispatch.h"
#include "cgi/format.h"
#include "cgi/sendfile.h"
#include "lib/id.h"
#include "lib/json.h"

#include <string.h>

#define READ_MAX (4u << 20) /* bytes of a turn that are looked at; of a longer one there is the address */
#define PART_MAX 4000 /* bytes of a text that are shown */
#define EXCERPT 1000

/* The first bytes, cut at a character. */
static struct json_object *excerpt(const char *text, size_t len, const char *url)
{
	struct json_object *part = json_object_new_object();
	size_t end = EXCERPT;
	while (end && ((unsigned char)text[end] & 0xc0) == 0x80)
		end--;
	json_object_object_add(part, "excerpt", json_object_new_string_len(text, (int)end));
	json_object_object_add(part, "bytes", json_object_new_int64((int64_t)len));
	json_object_object_add(part, "url", json_object_new_string(url));
	return part;
}

/* A copy in which no text is long. Owns: caller. */
static struct json_object *shorten(struct json_object *value, const char *url)
{
	struct json_object *copy;
	if (json_object_is_type(value, json_type_string)) {
		size_t len = (size_t)json_object_get_string_len(value);
		return len > PART_MAX ? excerpt(json_object_get_string(value), len, url) : json_object_get(value);
	}
	if (json_object_is_type(value, json_type_array)) {
		copy = json_object_new_array();
		for (size_t i = 0; i < json_object_array_length(value); i++)
			json_object_array_add(copy, shorten(json_object_array_get_idx(value, i), url));
		return copy;
	}
	if (!json_object_is_type(value, json_type_object))
		return json_object_get(value);
	copy = json_object_new_object();
	json_object_object_foreach(value, key, member) json_object_object_add(copy, key, shorten(member, url));
	return copy;
}

/* Out: JSON text; "null" for what is no conversation, too long, or gone from the store. */
static const char *conversation(struct api *api, const char *sha256, const char *url)
{
	struct json_object *root = NULL;
	unsigned char *bytes = NULL;
	size_t len = 0;
	const char *text = "null";
	if (store_get(api->store, &api->arena, sha256, READ_MAX, &bytes, &len))
		return text;
	if (!json_parse((const char *)bytes, len, &json_limits_trust, NULL, &root) && json_get(root, "calls")) {
		struct json_object *shown = shorten(root, url);
		text = json_text(&api->arena, shown);
		json_object_put(shown);
	}
	json_object_put(root);
	return text;
}

static const char *address(struct api *api, const PGresult *r, const char *what)
{
	char uuid[ID_UUID_SIZE], id[ID_TEXT_SIZE];
	db_uuid(r, 0, 0, uuid);
	id_format("turn", uuid, id);
	return arena_printf(&api->arena, "/api/v1/turns/%s/%s", id, what);
}

enum err turn_get(struct api *api, struct request *req, struct response *res)
{
	PGresult *r = NULL;
	enum err err = dispatch_query(api, req, res, &r);
	if (!err && !PQntuples(r))
		err = ERR_NOT_FOUND;
	if (!err)
		err = format_object(r, 0, res);
	if (!err) {
		const char *url = address(api, r, "content");
		struct buf *b = &res->body;
		b->len--; /* opens the object again */
		buf_printf(b, ",\"conversation\":%s,\"content_url\":\"%s\",\"request_url\":\"%s\"}",
			conversation(api, db_text(r, 0, db_column(r, "response_sha256:hide"), ""), url), url,
			address(api, r, "request"));
	}
	PQclear(r);
	return err;
}

enum err turn_content(struct api *api, struct request *req, struct response *res)
{
	PGresult *r = NULL;
	const char *what = req->route->word;
	enum err err = dispatch_query(api, req, res, &r);
	if (!err && !PQntuples(r))
		err = ERR_NOT_FOUND;
	if (!err) {
		const char *column = arena_printf(req->arena, "%s_sha256:hide", what);
		sendfile_answer(res, req->arena, "/_files/", db_text(r, 0, db_column(r, column), ""),
			"application/json", arena_printf(req->arena, "turn-%s.json", what));
	}
	PQclear(r);
	return err;
}
