/* SPDX-License-Identifier: ISC */
/* Small parsers: ids, cookies, cursors, access tokens. */
#include "cgi/page.h"
#include "lib/clock.h"
#include "lib/codec.h"
#include "lib/id.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

void fuzz_id(const uint8_t *data, size_t size)
{
	char uuid[ID_UUID_SIZE], again[ID_UUID_SIZE], text[ID_TEXT_SIZE];
	const char *sent = fuzz_text(data, size);
	if (!id_parse("proj", sent, uuid))
		return;
	fuzz_demand(strlen(uuid) == 36 && strspn(uuid, "0123456789abcdef-") == 36, "an id is a UUID inside");
	fuzz_demand(strlen(sent) == 36 || strlen(sent) == 37, "and was one outside");
	id_format("proj", uuid, text);
	fuzz_demand(id_parse("proj", text, again) && !strcmp(uuid, again),
		"and is the same when it is written and read again");
	fuzz_demand(!id_parse("agent", text, again), "and of no other kind");
}

/* Two lines: two Cookie headers, as nginx passes them on. */
void fuzz_cookie(const uint8_t *data, size_t size)
{
	struct request req;
	char *first = fuzz_text(data, size), *second = strchr(first, '\n');
	if (second)
		*second++ = '\0';
	const char *const variables[] = {arena_printf(&fuzz_api()->arena, "HTTP_COOKIE=%s", first),
		arena_printf(&fuzz_api()->arena, "HTTP_COOKIE=%s", second ? second : ""), NULL};
	struct http_io io = {.variables = variables};
	fuzz_request(&req);
	req.io = &io;
	const char *value = request_cookie(&req, "lud_refresh");
	fuzz_demand(!value || !strchr(value, ';'), "a cookie's value ends at its end");
	fuzz_demand(!value || strstr(variables[0], value) || strstr(variables[1], value), "and is what was sent");
}

/* Cursors are signed: none that was made up may open. */
void fuzz_cursor(const uint8_t *data, size_t size)
{
	struct request req;
	struct response res;
	struct json_object *parameters = json_object_new_object();
	const struct route *route = routes;
	while (route->path && !(route->flags & ROUTE_LIST))
		route++;
	fuzz_request(&req);
	response_init(&res);
	req.route = route;
	char *cursor = fuzz_text(data, size);
	if (size && data[0] % 2) /* the alphabet is kept */
		cursor = codec_base64url(req.arena, data, size);
	json_object_object_add(parameters, "cursor", json_object_new_string(cursor));
	enum err err = page_read(fuzz_api(), &req, parameters, &res);
	fuzz_demand(err == ERR_INPUT, "no cursor is made up");
	fuzz_error(&req, &res, err);
	json_object_put(parameters);
	response_free(&res);
}

/* A token that is good, for the harness to spoil. */
static const char *good_token(struct api *api)
{
	static char token[4096];
	struct token_claims claims = {.issued = clock_wall_us() / 1000000};
	char *made = NULL;
	if (*token)
		return token;
	claims.expires = claims.auth_time = claims.issued;
	claims.expires += 80000;
	memcpy(claims.user, "00000000-0000-4000-8000-000000000000", sizeof claims.user);
	memcpy(claims.session, "00000000-0000-4000-8000-000000000001", sizeof claims.session);
	strcpy(claims.role, "member");
	fuzz_demand(
		!token_sign(&api->arena, api->keys, &claims, &made) && strlen(made) < sizeof token, "a token is made");
	strcpy(token, made);
	return token;
}

/* The first byte says: any text; or a good token with bytes changed; or a good one's signature under another head and
 * body. */
void fuzz_token(const uint8_t *data, size_t size)
{
	struct api *api = fuzz_api();
	struct token_claims claims;
	const char *good = good_token(api);
	unsigned how = fuzz_byte(&data, &size) % 3;
	char *token = how ? arena_strdup(&api->arena, good) : fuzz_text(data, size);
	if (how == 1) {
		for (size_t i = 0; i + 2 < size; i += 3) {
			size_t at = (data[i] | (size_t)data[i + 1] << 8) % strlen(good);
			token[at] = data[i + 2] ? (char)data[i + 2] : 'A';
		}
	} else if (how == 2) {
		size_t half = size / 2;
		token = arena_printf(&api->arena, "%s.%s%s", codec_base64url(&api->arena, data, half),
			codec_base64url(&api->arena, data + half, size - half), strrchr(good, '.'));
	}
	enum err err = token_verify(api->keys, token, clock_wall_us() / 1000000, &claims);
	fuzz_demand(
		err == ERR_UNAUTHENTICATED || err == ERR_OUTDATED || !strcmp(token, good), "no forged token is good");
}
