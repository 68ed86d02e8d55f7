/* SPDX-License-Identifier: ISC */
/*
 * One request as parsed, and where its answer goes.
 *
 * request_parse takes the CGI variables of nginx: the path comes from REQUEST_URI and is split without decoding, so
 * that what is routed is what the client sent; an escaped slash, backslash or NUL is refused. The address is
 * REMOTE_ADDR and nothing else. Everything lives in the request's arena. Order: request_parse, route, authenticate,
 * limit, validate, handler, response_send.
 */
#ifndef LUD_CGI_REQUEST_H
#define LUD_CGI_REQUEST_H

#include "lib/arena.h"
#include "lib/err.h"
#include "lib/token.h"

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>

enum http_method { HTTP_GET, HTTP_POST, HTTP_PUT, HTTP_PATCH, HTTP_DELETE, HTTP_HEAD, HTTP_OPTIONS, HTTP_OTHER };

#define REQUEST_SEGMENTS 48
#define REQUEST_IDS 2

/* The connection to nginx, or to a CGI's standard input and output. */
struct http_io {
	const char *const *variables; /* "NAME=value", ended by NULL */
	/* Reads up to len bytes. Out: bytes read, 0 at the end, -1 on failure. */
	long (*read)(void *self, char *bytes_r, size_t len);
	/* Out: 0, or -1 when the peer is gone. */
	int (*write)(void *self, const char *bytes, size_t len);
	void *self;
};

struct route;
struct route_sort;

struct request {
	const struct http_io *io;
	struct arena *arena;
	char id[40]; /* req_ and 32 hex digits: X-Request-Id */
	enum http_method method;
	const char *path;
	char *segments[REQUEST_SEGMENTS]; /* as sent, not decoded */
	int segment_count;
	const char *query; /* as sent; "" when absent */
	const char *address;
	const char *user_agent;
	const char *content_type; /* lower case, without parameters; "" when absent */
	long content_length; /* 0 when absent */
	bool body_read;

	const struct route *route;
	char ids[REQUEST_IDS][37]; /* UUIDs from the path, in its order */
	bool known; /* who is filled */
	struct token_claims who;
	char token[37]; /* UUID of the personal token that asks, else "" */
	unsigned scopes; /* of it: bits by enum route_scope */
	const char *secret_hash, *secret_start; /* of a secret that the handler made: for the statement, in its place */
	struct json_object *body; /* validated; owned by the dispatcher */
	const char *input; /* the same as JSON text, or NULL */
	const char *filter; /* validated query parameters as JSON text */
	const char *if_match; /* the version or revision of If-Match without its quotes, or NULL */
	const struct route_sort *sort; /* of a list; NULL: the route's own order */
	int limit;
	const char *cursor[4]; /* key values of the cursor; NULL on the first page */
};

/* A variable's value or NULL. In: name without "=". Fails never; of two of a name it is the first: nginx sends one. */
const char *request_variable(const struct request *req, const char *name);
/* Out: *why_r static text. Fails: ERR_INPUT. */
enum err request_parse(struct request *req, const char **why_r);
/* Reads the whole body of at most max bytes. Out: NUL-terminated. Fails: ERR_TOO_LARGE, ERR_INPUT (cut short). */
enum err request_body(struct request *req, size_t max, char **body_r, size_t *len_r);
/* Decodes %XX in place of the arena's copy; plus is a space when form. Out: NULL when malformed, or NUL or bad UTF-8 is
 * in it. */
char *request_decode(struct arena *a, const char *text, size_t len, bool form);
/* A cookie's value in the arena, or NULL when it is absent or given twice. */
const char *request_cookie(const struct request *req, const char *name);

#endif
