/* SPDX-License-Identifier: ISC */
#include "cgi/response.h"

#include "lib/clock.h"
#include "lib/json.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define BODY_MAX (64u << 20)
#define FIELDS_MAX 100 /* in an error's details */

/* enum err -> HTTP. The only place that knows. */
static const struct {
	int status;
	const char *code;
	const char *message;
} errors[ERR_COUNT] = {
	[ERR_OK] = {200, "", ""},
	[ERR_INPUT] = {400, "VALIDATION_ERROR", "The request is not valid."},
	[ERR_UNAUTHENTICATED] = {401, "UNAUTHENTICATED", "Sign in first."},
	[ERR_REAUTH] = {401, "REAUTH_REQUIRED", "This needs a password check not older than 5 minutes."},
	[ERR_DENIED] = {403, "FORBIDDEN", "Your role does not allow this."},
	[ERR_NOT_FOUND] = {404, "NOT_FOUND", "There is no such thing here."},
	[ERR_CONFLICT] = {409, "STATE_CONFLICT", "The state does not allow this."},
	[ERR_OUTDATED] = {412, "REVISION_OUTDATED", "It has changed since you read it."},
	[ERR_PRECONDITION] = {428, "PRECONDITION_REQUIRED", "Name the revision that you saw: `revision`, or If-Match."},
	[ERR_DUPLICATE] = {409, "DUPLICATE", "That is taken already."},
	[ERR_TOO_LARGE] = {413, "PAYLOAD_TOO_LARGE", "The request is too large."},
	[ERR_LIMIT] = {429, "RATE_LIMITED", "Too many requests; try again later."},
	[ERR_TIMEOUT] = {503, "UNAVAILABLE", "The database does not answer in time; try again shortly."},
	[ERR_UPSTREAM] = {502, "PROVIDER_FAILED", "The other side failed."},
	[ERR_UNAVAILABLE] = {503, "UNAVAILABLE", "The service cannot do this right now; try again shortly."},
	[ERR_FULL] = {503, "UNAVAILABLE",
		"There is no room for it here at the moment; nothing was kept. Try again later."},
	[ERR_RETRY] = {503, "UNAVAILABLE", "The service is busy; try again shortly."},
	[ERR_UNKNOWN] = {503, "UNAVAILABLE", "The outcome is not known; look before you repeat it."},
	[ERR_LOST] = {500, "INTERNAL", "Something went wrong here."},
	[ERR_SYSTEM] = {500, "INTERNAL", "Something went wrong here."},
	[ERR_BUG] = {500, "INTERNAL", "Something went wrong here."},
};

static const struct {
	int status;
	const char *reason;
} reasons[] = {{200, "OK"}, {201, "Created"}, {202, "Accepted"}, {204, "No Content"}, {302, "Found"},
	{304, "Not Modified"}, {400, "Bad Request"}, {401, "Unauthorized"}, {403, "Forbidden"}, {404, "Not Found"},
	{405, "Method Not Allowed"}, {409, "Conflict"}, {412, "Precondition Failed"}, {413, "Content Too Large"},
	{415, "Unsupported Media Type"}, {428, "Precondition Required"}, {429, "Too Many Requests"},
	{500, "Internal Server Error"}, {502, "Bad Gateway"}, {503, "Service Unavailable"}, {504, "Gateway Timeout"}};

int response_status(enum err err)
{
	return errors[err].status;
}

const char *response_code(enum err err)
{
	return errors[err].code;
}

void response_init(struct response *res)
{
	memset(res, 0, sizeof *res);
	buf_init(&res->head, BODY_MAX + (64u << 10)); /* the body joins it on its way out */
	buf_init(&res->body, BODY_MAX);
	buf_init(&res->details, 1 << 20);
}

void response_clear(struct response *res)
{
	buf_clear(&res->head);
	buf_clear(&res->body);
	buf_clear(&res->details);
	res->status = res->field_count = 0;
	res->type = res->cache = res->code = res->message = NULL;
}

void response_free(struct response *res)
{
	buf_free(&res->head);
	buf_free(&res->body);
	buf_free(&res->details);
}

void response_header(struct response *res, const char *name, const char *format, ...)
{
	char line[4096];
	va_list ap;
	va_start(ap, format);
	int n = vsnprintf(line, sizeof line, format, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= sizeof line || strpbrk(line, "\r\n"))
		return;
	buf_puts(&res->head, name);
	buf_puts(&res->head, ": ");
	buf_put(&res->head, line, (size_t)n);
	buf_puts(&res->head, "\r\n");
}

void response_number(struct response *res, const char *name, long long number)
{
	char text[24], *p = text + sizeof text;
	do
		*--p = (char)('0' + number % 10);
	while (number /= 10);
	buf_puts(&res->head, name);
	buf_puts(&res->head, ": ");
	buf_put(&res->head, p, (size_t)(text + sizeof text - p));
	buf_puts(&res->head, "\r\n");
}

enum err response_problem(struct response *res, enum err err, const char *code, const char *message)
{
	res->code = code;
	res->message = message;
	return err;
}

static void details_comma(struct response *res)
{
	if (res->details.len)
		buf_puts(&res->details, ",");
}

void response_field(struct response *res, const char *field, const char *message)
{
	if (res->field_count++ >= FIELDS_MAX)
		return;
	details_comma(res);
	struct buf *b = &res->details;
	buf_json_open(b, '{');
	buf_json_key(b, "field");
	buf_json_string(b, field);
	buf_json_key(b, "message");
	buf_json_string(b, message);
	buf_json_close(b, '}');
	b->comma = 0;
}

/* A wrong field that a statement found: {"field"} or {"field", "message"}; said has the message otherwise. */
static void refused_input(struct response *res, const struct db_error *said)
{
	struct json_object *detail = json_tokener_parse(said->detail ? said->detail : "");
	const char *field = json_get_string(detail, "field", NULL);
	if (field)
		response_field(res, field, json_get_string(detail, "message", said->message));
	json_object_put(detail);
}

enum err response_refusal(struct response *res, enum err err, const struct db_error *said)
{
	/* What is not there for the caller has one answer, whoever found out. */
	if (strncmp(said->sqlstate, "LW", 2) != 0 || err == ERR_NOT_FOUND)
		return err;
	res->message = said->message;
	if (err == ERR_INPUT)
		refused_input(res, said);
	else if (said->detail && said->detail[0] == '{' && said->detail[1] != '}') {
		details_comma(res);
		buf_puts(&res->details, said->detail);
	}
	return err;
}

/* Seconds until it is worth another try; 0: not said here. */
static int retry_after(enum err err)
{
	if (err == ERR_FULL)
		return 60;
	return err == ERR_UNAVAILABLE || err == ERR_RETRY || err == ERR_UNKNOWN || err == ERR_TIMEOUT ? 2 : 0;
}

void response_error(struct response *res, const struct request *req, enum err err)
{
	char now[CLOCK_ISO_SIZE];
	struct buf *b = &res->body;
	if ((unsigned)err >= ERR_COUNT || err == ERR_OK)
		err = ERR_BUG;
	clock_iso(clock_wall_us(), now);
	if (!res->status || res->status < 400)
		res->status = errors[err].status;
	res->type = NULL;
	res->cache = NULL;
	res->more = 0;
	buf_clear(b);
	buf_json_open(b, '{');
	buf_json_key(b, "error");
	buf_json_open(b, '{');
	buf_json_key(b, "code");
	buf_json_string(b, res->code ? res->code : errors[err].code);
	buf_json_key(b, "message");
	buf_json_string(b, res->message ? res->message : errors[err].message);
	buf_json_key(b, "details");
	buf_json_raw(b, "[", 1);
	buf_put(b, res->details.data, res->details.len);
	buf_puts(b, "]");
	buf_json_key(b, "request_id");
	buf_json_string(b, req->id);
	buf_json_key(b, "timestamp");
	buf_json_string(b, now);
	buf_json_close(b, '}');
	buf_json_close(b, '}');
	if (retry_after(err) && (!res->code || strcmp(res->code, "MAINTENANCE") != 0))
		response_number(res, "Retry-After", retry_after(err));
	if (err == ERR_REAUTH)
		response_header(res, "WWW-Authenticate",
			"Bearer error=\"insufficient_user_authentication\", error_description=\"a fresh password check "
			"is needed\", max_age=\"300\"");
	else if (err == ERR_UNAUTHENTICATED)
		response_header(res, "WWW-Authenticate", "Bearer");
}

/* Is a quoted tag among those of the list? Compared weakly: W/ does not matter. */
static bool tag_among(const char *list, const char *tag, size_t len)
{
	for (const char *p = list; *p;) {
		p += strspn(p, " \t,");
		if (*p == '*')
			return true;
		if (!strncmp(p, "W/", 2))
			p += 2;
		if (*p != '"')
			return false;
		size_t n = strcspn(p + 1, "\"") + 2;
		if (n == len && !memcmp(p, tag, len))
			return true;
		p += strnlen(p, n);
	}
	return false;
}

void response_same(struct response *res, const struct request *req)
{
	const char *sent = request_variable(req, "HTTP_IF_NONE_MATCH"), *tag = strstr(res->head.data, "ETag: ");
	if (!sent || !tag || (req->method != HTTP_GET && req->method != HTTP_HEAD))
		return;
	tag += strlen("ETag: ");
	if (tag_among(sent, tag, strcspn(tag, "\r")))
		res->status = 304;
}

static const char *reason(int status)
{
	for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
		if (reasons[i].status == status)
			return reasons[i].reason;
	return "Status";
}

enum err response_send(struct response *res, const struct request *req)
{
	char line[512];
	int status = res->status ? res->status : 200;
	bool empty = status == 204 || status == 304;
	int n = snprintf(line, sizeof line,
		"Status: %d %s\r\nX-Request-Id: %s\r\nCache-Control: %s\r\nX-Content-Type-Options: nosniff\r\n", status,
		reason(status), req->id, res->cache ? res->cache : "no-store");
	buf_put(&res->head, line, (size_t)n);
	if (!empty) {
		n = snprintf(line, sizeof line, "Content-Type: %s\r\nContent-Length: %llu\r\n",
			res->type ? res->type : "application/json", (unsigned long long)(res->body.len + res->more));
		buf_put(&res->head, line, (size_t)n);
	}
	buf_puts(&res->head, "\r\n");
	bool whole = !empty && req->method != HTTP_HEAD;
	if (whole)
		buf_put(&res->head, res->body.data, res->body.len);
	if (req->io->write(req->io->self, res->head.data, res->head.len))
		return ERR_SYSTEM;
	return whole && res->more ? res->write_more(res->context, req) : ERR_OK;
}
