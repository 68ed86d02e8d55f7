/* SPDX-License-Identifier: ISC */
#include "cgi/openapi.h"
#include "cgi/openapi_parts.h"

#include <stdio.h>
#include <string.h>

/* clang-format off */
static const struct field codes = {"code", FIELD_CHOICE, true, 0, 0, (const char *const[]){"VALIDATION_ERROR", "INVALID_JSON",
	"UNAUTHENTICATED", "TOKEN_EXPIRED", "REAUTH_REQUIRED", "CSRF", "FORBIDDEN", "NOT_FOUND", "METHOD_NOT_ALLOWED", "STATE_CONFLICT",
	"DUPLICATE", "REVISION_OUTDATED", "PRECONDITION_REQUIRED", "PAYLOAD_TOO_LARGE", "UNSUPPORTED_MEDIA_TYPE", "RATE_LIMITED",
	"QUOTA_EXCEEDED", "BUDGET_EXCEEDED", "INTERNAL", "PROVIDER_FAILED", "UNAVAILABLE", "MAINTENANCE", "PROVIDER_TIMEOUT", NULL}, NULL, false};

#define TEXT_TYPE "{\"type\":\"string\"}"
#define NUMBER_TYPE "{\"type\":\"integer\",\"minimum\":0}"

static const struct {
	const char *name, *in, *schema, *about;
} parameters[] = {
	{"limit", "query", "{\"type\":\"integer\",\"minimum\":1,\"maximum\":100,\"default\":20}", "Most items of the page."},
	{"cursor", "query", TEXT_TYPE, "next_cursor of the page before: good for the same list, filters and account."},
	{"If-Match", "header", TEXT_TYPE, "The ETag of what is changed; 412 when that is outdated. A decision needs it, or `revision`."},
	{"If-None-Match", "header", TEXT_TYPE, "ETags that one has; 304 when one of them still holds."},
	{"Range", "header", TEXT_TYPE, "Bytes of the file (RFC 9110)."},
	{"Idempotency-Key", "header", "{\"type\":\"string\",\"pattern\":\"^[!-~]{1,255}$\"}",
		"The same key and body gives the first answer again for 24 hours; another body is 409."},
	{"X-CSRF-Token", "header", TEXT_TYPE, "csrf_token of the sign-in, when the refresh token comes as a cookie."},
};

static const struct {
	const char *name, *schema, *about;
} headers[] = {
	{"X-Request-Id", "{\"type\":\"string\",\"pattern\":\"^req_[0-9a-f]{32}$\"}", "The request's name in the logs and in the audit trail."},
	{"ETag", TEXT_TYPE, "The version; of a checkpoint, its revision."},
	{"RateLimit-Limit", NUMBER_TYPE, "Requests of this kind a minute and account."},
	{"RateLimit-Remaining", NUMBER_TYPE, "What is left of them."},
	{"RateLimit-Reset", NUMBER_TYPE, "Seconds until they count anew."},
	{"Retry-After", NUMBER_TYPE, "Seconds to wait."},
	{"Idempotency-Replayed", "{\"const\":\"true\"}", "There when this is the first answer again."},
	{"Set-Cookie", TEXT_TYPE, "The refresh token and the CSRF token, in cookie mode."},
	{"Content-Disposition", TEXT_TYPE, "The file's name (RFC 6266)."},
	{"WWW-Authenticate", TEXT_TYPE, "What is asked for (RFC 6750, RFC 9470)."},
};

static const struct {
	const char *name, *header, *about;
	bool bare; /* no body */
} responses[] = {
	{"Part", NULL, "A part of the file.", true},
	{"Same", NULL, "Nothing has changed.", true},
	{"Invalid", NULL, "`details` names every wrong field.", false},
	{"Unauthenticated", "WWW-Authenticate", "Sign in; or, with REAUTH_REQUIRED, check the password again (POST auth/reauth).", false},
	{"Denied", NULL, "One may see this but not do it.", false},
	{"NotFound", NULL, "It is not there, or not for the caller to know of.", false},
	{"Conflict", NULL, "The state does not allow it; `details` says what it does.", false},
	{"Outdated", NULL, "It has changed since it was read.", false},
	{"TooLarge", NULL, "The request is too large.", false},
	{"MediaType", NULL, "The body is of another type, or compressed.", false},
	{"Range", NULL, "The file has no such part.", false},
	{"Precondition", NULL, "Name the revision that was read: `revision`, or If-Match.", false},
	{"Limit", "Retry-After", "Too many requests, or a quota is used up.", false},
	{"Failed", NULL, "Not the caller's fault; with 503, try again shortly.", false},
};
/* clang-format on */

#define COUNT(table) (sizeof(table) / sizeof *(table))

static void put_raw(struct buf *b, const char *key, const char *json)
{
	buf_json_key(b, key);
	buf_json_raw(b, json, strlen(json));
}

static void put_ref(struct buf *b, const char *key, const char *to)
{
	buf_json_key(b, key);
	buf_json_open(b, '{');
	openapi_text(b, "$ref", to);
	buf_json_close(b, '}');
}

void openapi_error_schema(struct buf *b)
{
	buf_json_key(b, "Error");
	buf_json_open(b, '{');
	put_raw(b, "type", "\"object\"");
	put_raw(b, "required", "[\"error\"]");
	buf_json_key(b, "properties");
	buf_json_open(b, '{');
	buf_json_key(b, "error");
	buf_json_open(b, '{');
	put_raw(b, "type", "\"object\"");
	put_raw(b, "required", "[\"code\",\"message\",\"details\",\"request_id\",\"timestamp\"]");
	buf_json_key(b, "properties");
	buf_json_open(b, '{');
	buf_json_key(b, "code");
	openapi_field(b, &codes);
	put_raw(b, "message", TEXT_TYPE);
	put_raw(b, "details", "{\"type\":\"array\",\"items\":{\"type\":\"object\"}}");
	put_raw(b, "request_id", headers[0].schema);
	put_raw(b, "timestamp", "{\"type\":\"string\",\"format\":\"date-time\"}");
	buf_json_close(b, '}');
	buf_json_close(b, '}');
	buf_json_close(b, '}');
	buf_json_close(b, '}');
}

static void put_parameters(struct buf *b)
{
	buf_json_key(b, "parameters");
	buf_json_open(b, '{');
	for (size_t i = 0; i < COUNT(parameters); i++) {
		buf_json_key(b, parameters[i].name);
		buf_json_open(b, '{');
		openapi_text(b, "name", parameters[i].name);
		openapi_text(b, "in", parameters[i].in);
		openapi_text(b, "description", parameters[i].about);
		put_raw(b, "schema", parameters[i].schema);
		buf_json_close(b, '}');
	}
	buf_json_close(b, '}');
}

static void put_headers(struct buf *b)
{
	buf_json_key(b, "headers");
	buf_json_open(b, '{');
	for (size_t i = 0; i < COUNT(headers); i++) {
		buf_json_key(b, headers[i].name);
		buf_json_open(b, '{');
		openapi_text(b, "description", headers[i].about);
		put_raw(b, "schema", headers[i].schema);
		buf_json_close(b, '}');
	}
	buf_json_close(b, '}');
}

static void put_response_headers(struct buf *b, const char *name)
{
	char to[64];
	snprintf(to, sizeof to, "#/components/headers/%s", name ? name : "X-Request-Id");
	buf_json_key(b, "headers");
	buf_json_open(b, '{');
	put_ref(b, "X-Request-Id", "#/components/headers/X-Request-Id");
	if (name)
		put_ref(b, name, to);
	buf_json_close(b, '}');
}

static void put_responses(struct buf *b)
{
	buf_json_key(b, "responses");
	buf_json_open(b, '{');
	for (size_t i = 0; i < COUNT(responses); i++) {
		buf_json_key(b, responses[i].name);
		buf_json_open(b, '{');
		openapi_text(b, "description", responses[i].about);
		put_response_headers(b, responses[i].header);
		if (!responses[i].bare)
			put_raw(b, "content",
				"{\"application/json\":{\"schema\":{\"$ref\":\"#/components/schemas/Error\"}}}");
		buf_json_close(b, '}');
	}
	buf_json_close(b, '}');
}

void openapi_shared(struct buf *b)
{
	put_parameters(b);
	put_headers(b);
	put_responses(b);
	buf_json_key(b, "securitySchemes");
	buf_json_open(b, '{');
	put_raw(b, "bearer", "{\"type\":\"http\",\"scheme\":\"bearer\",\"bearerFormat\":\"JWT\"}");
	put_raw(b, "ticket",
		"{\"type\":\"apiKey\",\"in\":\"query\",\"name\":\"ticket\",\"description\":\"Of POST "
		"auth/stream-ticket: good once.\"}");
	buf_json_close(b, '}');
}
