/* SPDX-License-Identifier: ISC */
/*
 * ludctl as a client of the API: signs in once, keeps the access token in memory, calls routes, says errors in the API's own words.
 */
#ifndef LUD_CTL_CLIENT_H
#define LUD_CTL_CLIENT_H

#include "ctl/command.h"

#include <json-c/json.h>
#include <time.h>

struct client {
	struct context *context;
	const char *url; /* origin, no trailing slash */
	const char *email, *password;
	char token[4096]; /* "" before sign-in; held here, since the context's arena may be emptied between calls */
	time_t token_at;
};

/* Reads address and credentials from options and environment, and signs in. Prints the reason of a failure. */
bool client_sign_in(struct context *c, struct client *client_r);
/* Calls /api/v1<path>. In: body NULL or an object (put here). Out: the answer's JSON (caller puts), or NULL after the reason was printed. Signs in again when the token is old. */
struct json_object *client_call(struct client *client, const char *method, const char *path, struct json_object *body);
/* Like client_call without printing; *status_r 0 when the server cannot be reached. */
struct json_object *client_try(struct client *client, const char *method, const char *path, struct json_object *body, long *status_r);
/* Fetches an absolute address or a path of the server into a descriptor. */
bool client_download(struct client *client, const char *address, int file);

#endif
