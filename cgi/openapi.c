/* SPDX-License-Identifier: ISC */
#include "cgi/openapi.h"

#include "cgi/openapi_parts.h"
#include "cgi/route.h"
#include "config.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define V1 "/api/v1"
#define V1_LENGTH 7
#define SHAPES_MAX 200

static const char *const methods[] = {"get", "post", "put", "patch", "delete"};

/* Why the numbers below are not in every operation: these hold everywhere. */
static const char about[] = "Errors have one form everywhere. `HEAD` goes wherever `GET` does; `OPTIONS` and 405 "
			    "answer `Allow`. An id that is malformed, "
			    "missing or not for you is the same 404. Lists are pages by cursor, in the order that "
			    "their summary says. Whole numbers are "
			    "written without fraction or exponent. A parameter or field that is not named here is an "
			    "error. `x-role` is what one has to be "
			    "in the project, `x-admin` says that a route is for admins, `x-step-up` that a password "
			    "check not older than 5 minutes is due, `x-plain` that the answer is text.";

/* A route's path as answers.c has it. */
static const char *short_path(const char *path)
{
	return strncmp(path, V1 "/", V1_LENGTH + 1) ? path : path + V1_LENGTH;
}

static const struct answer *answer_of(const struct route *route)
{
	const char *path = short_path(route->path);
	for (const struct answer *a = answers; a->path; a++)
		if (a->method == route->method && !strcmp(a->path, path))
			return a;
	return NULL;
}

static const char *tag_of(const struct route *route, char text_r[64])
{
	const char *path = short_path(route->path) + 1;
	if (*path == '.')
		return "auth";
	snprintf(text_r, 64, "%.*s", (int)strcspn(path, "/."), path);
	return text_r;
}

/* get_projects_proj_agents */
static void put_operation_id(struct buf *b, const struct route *route)
{
	char id[128];
	size_t n = (size_t)snprintf(id, sizeof id, "%s", methods[route->method]);
	for (const char *p = short_path(route->path); *p && n < sizeof id - 2; p++)
		if (isalnum((unsigned char)*p))
			id[n++] = *p;
		else if (id[n - 1] != '_')
			id[n++] = '_';
	while (id[n - 1] == '_')
		n--;
	id[n] = '\0';
	openapi_text(b, "operationId", id);
}

static void put_who(struct buf *b, const struct route *route)
{
	if (route->role)
		openapi_text(b, "x-role", route->role);
	if (route->who == WHO_ADMIN)
		openapi_true(b, "x-admin");
	if (route->flags & ROUTE_STEP_UP)
		openapi_true(b, "x-step-up");
	buf_json_key(b, "security");
	if (route->who == WHO_ANYONE)
		buf_json_raw(b, "[]", 2);
	else
		buf_json_raw(b, "[{\"bearer\":[]}]", 15);
}

static void put_operation(struct buf *b, const struct route *route, const struct answer *answer)
{
	char tag[64];
	buf_json_key(b, methods[route->method]);
	buf_json_open(b, '{');
	put_operation_id(b, route);
	openapi_text(b, "summary", answer ? answer->about : "");
	buf_json_key(b, "tags");
	buf_json_open(b, '[');
	buf_json_string(b, tag_of(route, tag));
	buf_json_close(b, ']');
	put_who(b, route);
	openapi_parameters(b, route, answer);
	openapi_body(b, route, answer);
	openapi_responses(b, route, answer);
	buf_json_close(b, '}');
}

static bool is_hidden(const struct route *route)
{
	const struct answer *answer = answer_of(route);
	return answer && answer->flags & ANSWER_HIDDEN;
}

/* Was there a row with this path before? */
static bool is_repeated(const struct route *route)
{
	for (const struct route *r = routes; r < route; r++)
		if (!strcmp(r->path, route->path))
			return true;
	return false;
}

static const char *put_paths(struct buf *b)
{
	const char *missing = NULL;
	buf_json_key(b, "paths");
	buf_json_open(b, '{');
	for (const struct route *first = routes; first->path; first++) {
		if (is_hidden(first) || is_repeated(first))
			continue;
		buf_json_key(b, first->path);
		buf_json_open(b, '{');
		for (const struct route *r = first; r->path; r++) {
			if (strcmp(r->path, first->path) != 0)
				continue;
			put_operation(b, r, answer_of(r));
			if (!answer_of(r))
				missing = r->path;
		}
		buf_json_close(b, '}');
	}
	openapi_plain(b);
	buf_json_close(b, '}');
	return missing;
}

static void put_tags(struct buf *b)
{
	char tag[64], other[64];
	buf_json_key(b, "tags");
	buf_json_open(b, '[');
	for (const struct route *route = routes; route->path; route++) {
		bool seen = is_hidden(route);
		for (const struct route *r = routes; r < route && !seen; r++)
			seen = !strcmp(tag_of(r, other), tag_of(route, tag));
		if (seen)
			continue;
		buf_json_open(b, '{');
		openapi_text(b, "name", tag_of(route, tag));
		buf_json_close(b, '}');
	}
	buf_json_close(b, ']');
}

/* Adds a shape and all that it is made of, once each. */
static void collect(const struct shape *shape, const struct shape *list[SHAPES_MAX], int *n)
{
	for (int i = 0; i < *n; i++)
		if (list[i] == shape)
			return;
	if (*n == SHAPES_MAX)
		return;
	list[(*n)++] = shape;
	for (const struct member *m = shape->members; m->name; m++)
		if (m->shape)
			collect(m->shape, list, n);
}

static void put_components(struct buf *b)
{
	const struct shape *list[SHAPES_MAX];
	int n = 0;
	for (const struct route *r = routes; r->path; r++) {
		const struct answer *a = answer_of(r);
		if (a && a->shape && !(a->flags & ANSWER_HIDDEN))
			collect(a->shape, list, &n);
	}
	buf_json_key(b, "components");
	buf_json_open(b, '{');
	buf_json_key(b, "schemas");
	buf_json_open(b, '{');
	for (int i = 0; i < n; i++) {
		buf_json_key(b, list[i]->name);
		openapi_shape(b, list[i]);
	}
	openapi_error_schema(b);
	buf_json_close(b, '}');
	openapi_shared(b);
	buf_json_close(b, '}');
}

enum err openapi_make(struct buf *b, const char **missing_r)
{
	buf_json_open(b, '{');
	openapi_text(b, "openapi", "3.1.0");
	buf_json_key(b, "info");
	buf_json_open(b, '{');
	openapi_text(b, "title", "Ludwright");
	openapi_text(b, "version", VERSION);
	openapi_text(b, "description", about);
	buf_json_key(b, "license");
	buf_json_open(b, '{');
	openapi_text(b, "name", "ISC");
	openapi_text(b, "identifier", "ISC");
	buf_json_close(b, '}');
	buf_json_close(b, '}');
	buf_json_key(b, "servers");
	buf_json_raw(b, "[{\"url\":\"/\"}]", 13);
	put_tags(b);
	*missing_r = put_paths(b);
	put_components(b);
	buf_json_close(b, '}');
	return *missing_r ? ERR_BUG : ERR_OK;
}
