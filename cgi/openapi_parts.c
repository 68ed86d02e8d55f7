/* SPDX-License-Identifier: ISC */
#include "cgi/openapi_parts.h"

#include "cgi/openapi.h"

#include <stdio.h>
#include <string.h>

/* "name": {"$ref": "#/components/SECTION/NAME"} */
static void put_ref(struct buf *b, const char *section, const char *name)
{
	char text[128];
	snprintf(text, sizeof text, "#/components/%s/%s", section, name);
	buf_json_open(b, '{');
	openapi_text(b, "$ref", text);
	buf_json_close(b, '}');
}

static void put_path_parameters(struct buf *b, const char *path)
{
	for (const char *p = strchr(path, '{'); p; p = strchr(p + 1, '{')) {
		char kind[16];
		snprintf(kind, sizeof kind, "%.*s", (int)strcspn(p + 1, "}"), p + 1);
		buf_json_open(b, '{');
		openapi_text(b, "name", kind);
		openapi_text(b, "in", "path");
		openapi_true(b, "required");
		buf_json_key(b, "schema");
		openapi_id(b, kind, true);
		buf_json_close(b, '}');
	}
}

static void put_query_parameters(struct buf *b, const struct field *table)
{
	for (const struct field *f = table; f && f->name; f++) {
		buf_json_open(b, '{');
		openapi_text(b, "name", f->name);
		openapi_text(b, "in", "query");
		if (f->required)
			openapi_true(b, "required");
		buf_json_key(b, "schema");
		openapi_field(b, f);
		buf_json_close(b, '}');
	}
}

static bool takes_key(const struct route *route)
{
	return route->method == HTTP_POST && route->statement && route->who != WHO_ANYONE &&
	       !(route->flags & ROUTE_RAW);
}

static bool takes_version(const struct route *route)
{
	return route->params && strchr(route->params, 'v');
}

static bool has_etag(const struct answer *answer)
{
	return answer && answer->flags & ANSWER_ETAG;
}

static bool is_bytes(const struct answer *answer)
{
	return answer && answer->flags & ANSWER_BYTES;
}

static bool has_ranges(const struct answer *answer)
{
	return is_bytes(answer) && !(answer->flags & ANSWER_STREAM);
}

void openapi_parameters(struct buf *b, const struct route *route, const struct answer *answer)
{
	buf_json_key(b, "parameters");
	buf_json_open(b, '[');
	put_path_parameters(b, route->path);
	put_query_parameters(b, route->query);
	if (route->flags & ROUTE_LIST) {
		put_ref(b, "parameters", "limit");
		put_ref(b, "parameters", "cursor");
	}
	if (takes_version(route))
		put_ref(b, "parameters", "If-Match");
	if (route->method == HTTP_GET && has_etag(answer))
		put_ref(b, "parameters", "If-None-Match");
	if (has_ranges(answer))
		put_ref(b, "parameters", "Range");
	if (takes_key(route))
		put_ref(b, "parameters", "Idempotency-Key");
	if (answer && answer->flags & ANSWER_COOKIE && route->flags & ROUTE_BARE)
		put_ref(b, "parameters", "X-CSRF-Token");
	buf_json_close(b, ']');
}

static void put_upload(struct buf *b, const struct answer *answer)
{
	static const char form[] = "{\"schema\":{\"type\":\"object\",\"required\":[\"file\"],\"properties\":{\"file\":{"
				   "\"description\":\"The first part that has a file name.\"}}}}";
	bool tar = answer && answer->flags & ANSWER_TAR;
	openapi_true(b, "required");
	buf_json_key(b, "content");
	buf_json_open(b, '{');
	buf_json_key(b, "multipart/form-data");
	buf_json_raw(b, form, sizeof form - 1);
	buf_json_key(b, tar ? "application/x-tar" : "application/octet-stream");
	buf_json_raw(b, "{}", 2);
	buf_json_close(b, '}');
}

void openapi_body(struct buf *b, const struct route *route, const struct answer *answer)
{
	if (!route->body && !(route->flags & ROUTE_RAW))
		return;
	buf_json_key(b, "requestBody");
	buf_json_open(b, '{');
	if (route->flags & ROUTE_RAW)
		put_upload(b, answer);
	else {
		buf_json_key(b, "required");
		buf_json_bool(b, !(route->flags & ROUTE_BARE));
		buf_json_key(b, "content");
		buf_json_open(b, '{');
		buf_json_key(b, "application/json");
		buf_json_open(b, '{');
		buf_json_key(b, "schema");
		openapi_fields(b, route->body);
		buf_json_close(b, '}');
		buf_json_close(b, '}');
	}
	buf_json_close(b, '}');
}

static void put_headers(struct buf *b, const struct route *route, const struct answer *answer)
{
	const struct {
		const char *name;
		bool there;
	} headers[] = {{"X-Request-Id", true}, {"ETag", has_etag(answer)},
		{"RateLimit-Limit", route->rate != RATE_NONE}, {"RateLimit-Remaining", route->rate != RATE_NONE},
		{"RateLimit-Reset", route->rate != RATE_NONE}, {"Idempotency-Replayed", takes_key(route)},
		{"Set-Cookie", answer && answer->flags & ANSWER_COOKIE}, {"Content-Disposition", is_bytes(answer)}};
	buf_json_key(b, "headers");
	buf_json_open(b, '{');
	for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
		if (!headers[i].there)
			continue;
		buf_json_key(b, headers[i].name);
		put_ref(b, "headers", headers[i].name);
	}
	buf_json_close(b, '}');
}

/* {"items": [...], "next_cursor": ...} */
static void put_list(struct buf *b, const struct shape *shape)
{
	buf_json_open(b, '{');
	openapi_text(b, "type", "object");
	buf_json_key(b, "required");
	buf_json_raw(b, "[\"items\",\"next_cursor\"]", 23);
	buf_json_key(b, "properties");
	buf_json_open(b, '{');
	buf_json_key(b, "items");
	buf_json_open(b, '{');
	openapi_text(b, "type", "array");
	buf_json_key(b, "items");
	openapi_shape_ref(b, shape);
	buf_json_close(b, '}');
	buf_json_key(b, "next_cursor");
	buf_json_raw(b, "{\"type\":[\"string\",\"null\"]}", 26);
	buf_json_close(b, '}');
	buf_json_close(b, '}');
}

static void put_content(struct buf *b, const struct route *route, const struct answer *answer)
{
	buf_json_key(b, "content");
	buf_json_open(b, '{');
	buf_json_key(b, is_bytes(answer) ? "*/*" : "application/json");
	buf_json_open(b, '{');
	if (answer && answer->shape) {
		buf_json_key(b, "schema");
		if (route->flags & ROUTE_LIST)
			put_list(b, answer->shape);
		else
			openapi_shape_ref(b, answer->shape);
	}
	buf_json_close(b, '}');
	buf_json_close(b, '}');
}

static void put_success(struct buf *b, const struct route *route, const struct answer *answer, const char *status)
{
	buf_json_key(b, status);
	buf_json_open(b, '{');
	openapi_text(b, "description", *status == '5' ? "Not all is there that it needs." : "It was done.");
	put_headers(b, route, answer);
	if (is_bytes(answer) || !answer || answer->shape)
		put_content(b, route, answer);
	buf_json_close(b, '}');
}

static const char *success_status(const struct route *route, const struct answer *answer)
{
	if (route->flags & ROUTE_CREATED)
		return "201";
	if (answer && answer->flags & ANSWER_ACCEPTED)
		return "202";
	return answer && !answer->shape && !is_bytes(answer) ? "204" : "200";
}

void openapi_responses(struct buf *b, const struct route *route, const struct answer *answer)
{
	bool user = route->who != WHO_ANYONE, write = route->method != HTTP_GET;
	bool cookie = answer && answer->flags & ANSWER_COOKIE, ranges = has_ranges(answer),
	     body = route->body || route->flags & ROUTE_RAW;
	const struct {
		const char *status;
		const char *name; /* in components.responses */
		bool there;
	} refusals[] = {{"206", "Part", ranges},
		{"304", "Same", (route->method == HTTP_GET && has_etag(answer)) || ranges}, {"400", "Invalid", true},
		{"401", "Unauthenticated", user || cookie}, {"403", "Denied", user || write},
		{"404", "NotFound", strchr(route->path, '{') || route->who == WHO_ADMIN},
		{"409", "Conflict", write && user}, {"412", "Outdated", takes_version(route)},
		{"413", "TooLarge", body}, {"415", "MediaType", body}, {"416", "Range", ranges},
		{"428", "Precondition", route->flags & ROUTE_REVISION},
		{"429", "Limit", route->rate != RATE_NONE || write}, {"5XX", "Failed", true}};
	buf_json_key(b, "responses");
	buf_json_open(b, '{');
	put_success(b, route, answer, success_status(route, answer));
	for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
		if (!refusals[i].there)
			continue;
		buf_json_key(b, refusals[i].status);
		put_ref(b, "responses", refusals[i].name);
	}
	if (answer && answer->flags & ANSWER_AWAY)
		put_success(b, route, answer, "503");
	buf_json_close(b, '}');
}
