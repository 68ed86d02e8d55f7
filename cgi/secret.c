/* SPDX-License-Identifier: ISC */
/*
 * Routes that give out a secret: personal tokens, invitations, tickets for streams.
 *
 * A secret is 256 random bits. It is shown once, in the answer; the database keeps its SHA-256, and of a personal token
 * the first characters, so that people recognise it. A repeated Idempotency-Key gives the first answer without it.
 */
#include "cgi/auth.h"
#include "cgi/dispatch.h"
#include "cgi/route.h"
#include "lib/codec.h"
#include "lib/hash.h"
#include "lib/ticket.h"

#include <string.h>

#define SECRET_BYTES 32
#define START_LENGTH 12

static char *secret_new(struct request *req, const char *prefix)
{
	unsigned char bytes[SECRET_BYTES];
	char *hex = arena_alloc(req->arena, HASH_HEX_SIZE), *secret;
	hash_random(bytes, sizeof bytes);
	secret = arena_printf(req->arena, "%s%s", prefix, codec_base64url(req->arena, bytes, sizeof bytes));
	explicit_bzero(bytes, sizeof bytes);
	hash_sha256_hex(secret, strlen(secret), hex);
	req->secret_hash = hex;
	req->secret_start = arena_strndup(req->arena, secret, START_LENGTH);
	return secret;
}

/* One more member at the end of the object that is the answer. */
static void add_member(struct response *res, const char *key, const char *value)
{
	struct buf *b = &res->body;
	b->data[--b->len] = '\0';
	buf_puts(b, ",");
	buf_json_string(b, key);
	buf_puts(b, ":");
	buf_json_string(b, value);
	buf_puts(b, "}");
}

static bool replayed(const struct response *res)
{
	return strstr(res->head.data, "Idempotency-Replayed: ") != NULL;
}

enum err secret_token(struct api *api, struct request *req, struct response *res)
{
	const char *secret = secret_new(req, AUTH_PERSONAL);
	enum err err = dispatch_act(api, req, res);
	if (!err && !replayed(res))
		add_member(res, "token", secret);
	return err;
}

enum err secret_invitation(struct api *api, struct request *req, struct response *res)
{
	const char *secret = secret_new(req, "ludinv_");
	if (!strcmp(api->conf->registration, "closed"))
		return response_problem(res, ERR_CONFLICT, NULL, "Registration is closed: see server.registration.");
	enum err err = dispatch_act(api, req, res);
	if (err || replayed(res))
		return err;
	add_member(res, "token", secret);
	add_member(res, "link", arena_printf(req->arena, "%s/#invitation=%s", api->conf->public_url, secret));
	return ERR_OK;
}

/* A personal token stands where a session would: whoever takes the ticket looks there whether it is still good. */
enum err secret_ticket(struct api *api, struct request *req, struct response *res)
{
	struct ticket ticket = {.expires = req->who.expires};
	char text[TICKET_SIZE];
	memcpy(ticket.user, req->who.user, sizeof ticket.user);
	memcpy(ticket.session, *req->token ? req->token : req->who.session, sizeof ticket.session);
	if (ticket_make(api->redis, &ticket, text))
		return ERR_UNAVAILABLE;
	struct buf *b = &res->body;
	buf_json_open(b, '{');
	buf_json_key(b, "ticket");
	buf_json_string(b, text);
	buf_json_key(b, "expires_in");
	buf_json_int(b, TICKET_SECONDS);
	buf_json_close(b, '}');
	return ERR_OK;
}
