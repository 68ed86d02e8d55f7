/* SPDX-License-Identifier: ISC */
/*
 * POST users/me/webhooks, and the end of mail by its own link.
 *
 * The secret that signs a webhook's posts is made here, sealed before the database sees it, and shown once. The address
 * is looked at here so that people hear at once of what can never work; what counts is where the worker's connection
 * goes (worker/parcel.h).
 */
#include "cgi/dispatch.h"
#include "cgi/seal.h"
#include "lib/address.h"
#include "lib/codec.h"
#include "lib/hash.h"
#include "lib/json.h"
#include "lib/unsubscribe.h"

#include <netdb.h>
#include <string.h>

#define SECRET_BYTES 32
#define HINT_SIZE 4

/* A literal address that is not public; names are looked up by whoever connects. */
static bool is_private_literal(struct arena *a, const char *host, size_t len)
{
	struct addrinfo hints = {.ai_flags = AI_NUMERICHOST}, *found = NULL;
	bool brackets = len > 2 && host[0] == '[';
	char *text = arena_strndup(a, host + brackets, len - (brackets ? 2 : 0));
	if (getaddrinfo(text, NULL, &hints, &found))
		return false;
	bool private = !address_public(found->ai_addr);
	freeaddrinfo(found);
	return private;
}

/* Out: what is wrong with it; NULL: nothing that can be seen. */
static const char *problem_of(struct api *api, const char *url)
{
	bool https = !strncmp(url, "https://", 8), http = !strncmp(url, "http://", 7),
	     any = api->conf->webhook_allow_private;
	if (!https && !(http && any))
		return any ? "Must begin with https:// or http://" : "Must begin with https://";
	const char *host = url + (https ? 8 : 7);
	size_t authority = strcspn(host, "/?#\\"),
	       len = *host == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":/?#\\");
	if (!len || len > authority || strcspn(url, " \t\"<>^`{|}\\") != strlen(url))
		return "Is not an address";
	if (memchr(host, '@', authority))
		return "Must not hold a name or a password";
	if (!any && is_private_literal(&api->arena, host, len))
		return "Must be a public address";
	return NULL;
}

/* One more member at the end of the object that is the answer. */
static void add_secret(struct response *res, const char *secret)
{
	struct buf *b = &res->body;
	b->data[--b->len] = '\0';
	buf_puts(b, ",\"secret\":");
	buf_json_string(b, secret);
	buf_puts(b, "}");
}

/* The statement gets the sealed secret as the route's `t`, in hex, and as its `x` the row's id, the key's and the last
 * characters: what a repeated request is recognised by is the body alone. */
enum err webhook_create(struct api *api, struct request *req, struct response *res)
{
	unsigned char bytes[SECRET_BYTES];
	struct sealed s;
	const char *problem = problem_of(api, json_get_string(req->body, "url", ""));
	if (problem) {
		response_field(res, "url", problem);
		return response_problem(res, ERR_INPUT, NULL, "Some fields are not valid.");
	}
	hash_random(bytes, sizeof bytes);
	char *secret = arena_printf(req->arena, "ludhook_%s", codec_base64url(req->arena, bytes, sizeof bytes));
	explicit_bzero(bytes, sizeof bytes);
	enum err err = seal(api, secret, NULL, &s);
	if (err)
		return err;
	char *hex = arena_alloc(req->arena, 2 * s.len + 1);
	codec_hex(s.value, s.len, hex);
	req->secret_hash = hex;
	req->secret_start = arena_printf(req->arena, "%s %s %s", s.id, s.key, secret + strlen(secret) - HINT_SIZE);
	err = dispatch_act(api, req, res);
	if (!err && !strstr(res->head.data, "Idempotency-Replayed: "))
		add_secret(res, secret);
	return err;
}

/* By whoever holds the mail: RFC 8058. A look alone (programs follow links in mail) changes nothing and leads to the
 * settings. */
enum err unsubscribe_handle(struct api *api, struct request *req, struct response *res)
{
	char user[ID_UUID_SIZE], class[UNSUBSCRIBE_CLASS_SIZE];
	const char *token = strrchr(req->path, '/') + 1;
	if (!unsubscribe_read(req->arena, api->conf->secret_key, token, user, class))
		return ERR_NOT_FOUND;
	if (req->route->method == HTTP_GET) {
		res->status = 303;
		response_header(res, "Location", "%s/settings/notifications", api->conf->public_url);
		return ERR_OK;
	}
	struct db_param params[] = {DB_TEXT(user), DB_TEXT(class)};
	enum err err = api->db ? dispatch_run(api, "mail_unsubscribe", 2, params) : ERR_UNAVAILABLE;
	if (!err)
		res->status = 204;
	return err;
}
