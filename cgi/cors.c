/* SPDX-License-Identifier: ISC */
#include "cgi/cors.h"

#include <string.h>

#define MAX_AGE "600"
#define SENT "Authorization, Content-Type, If-Match, If-None-Match, Idempotency-Key, Range"
#define SHOWN                                                                                                          \
	"Content-Disposition, ETag, Idempotency-Replayed, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, "     \
	"Retry-After, WWW-Authenticate, X-Request-Id"

/* Is it one of a list's words? Case, port and all else count: an origin is compared as the browser sends it. */
static bool listed(const char *list, const char *origin)
{
	size_t len = strlen(origin);
	for (const char *p = list; *p;) {
		p += strspn(p, " ,");
		size_t n = strcspn(p, " ,");
		if (n && n == len && !memcmp(p, origin, n))
			return true;
		p += n;
	}
	return false;
}

static void preflight(const struct request *req, struct response *res)
{
	const char *allow = strstr(res->head.data, "Allow: ");
	if (req->method != HTTP_OPTIONS || !allow || !request_variable(req, "HTTP_ACCESS_CONTROL_REQUEST_METHOD"))
		return;
	allow += strlen("Allow: ");
	char *methods = arena_strndup(req->arena, allow, strcspn(allow, "\r"));
	response_header(res, "Access-Control-Allow-Methods", "%s", methods);
	response_header(res, "Access-Control-Allow-Headers", SENT);
	response_header(res, "Access-Control-Max-Age", MAX_AGE);
}

void cors_answer(struct api *api, const struct request *req, struct response *res)
{
	const char *list = api->conf->cors_origins, *origin = request_variable(req, "HTTP_ORIGIN");
	if (!*list)
		return;
	response_header(res, "Vary", "Origin");
	if (!origin || !listed(list, origin))
		return;
	response_header(res, "Access-Control-Allow-Origin", "%s", origin);
	response_header(res, "Access-Control-Expose-Headers", SHOWN);
	preflight(req, res);
}
