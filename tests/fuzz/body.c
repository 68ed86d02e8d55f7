/* SPDX-License-Identifier: ISC */
/* Bodies and queries: JSON as RFC 8259 has it, against every table of the routes. The first byte names the route. */
#include "cgi/page.h"
#include "cgi/where.h"
#include "lib/json.h"
#include "lib/utf8.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

static const struct route *pick(unsigned n)
{
	unsigned count = 0;
	while (routes[count].path)
		count++;
	return &routes[n % count];
}

/* What json_check lets through is what json-c reads, and is the same when it is written and read again. */
static void same_again(struct json_object *value)
{
	struct arena *a = &fuzz_api()->arena;
	struct json_object *again = NULL;
	const char *text = json_canonical(a, value);
	fuzz_demand(!json_parse(text, strlen(text), &json_limits_trust, NULL, &again),
		"what was read can be written and read again");
	fuzz_demand(!strcmp(text, json_canonical(a, again)), "and is the same");
	json_object_put(again);
}

void fuzz_body(const uint8_t *data, size_t size)
{
	const struct route *route = pick(fuzz_byte(&data, &size));
	struct json_problem problem = {0};
	struct json_object *object = NULL;
	struct request req;
	struct response res;
	/* NULs are kept, and the byte after the text is one, as request_body leaves it; the text ends where the block
	 * does */
	char *text = malloc(size + 1);
	if (!text)
		abort();
	memcpy(text, data, size);
	text[size] = '\0';
	enum err err = json_parse(text, size, &json_limits_body, &problem, &object);
	fuzz_request(&req);
	response_init(&res);
	if (err) {
		fuzz_demand(problem.message && problem.offset <= size, "a problem has a place in the body");
		const char *field = where_in_body(req.arena, text, problem.offset < size ? problem.offset : size);
		if (utf8_valid(field, strlen(field)))
			response_field(&res, field, problem.message);
		fuzz_error(&req, &res, err);
	} else if (json_object_is_type(object, json_type_object)) {
		same_again(object);
		if (route->body && (err = fields_check(route->body, object, &res)))
			fuzz_error(&req, &res, err);
	}
	json_object_put(object);
	response_free(&res);
	free(text);
}

void fuzz_query(const uint8_t *data, size_t size)
{
	const struct route *route = pick(fuzz_byte(&data, &size));
	struct json_object *object = NULL;
	struct request req;
	struct response res;
	char *query = fuzz_text(data, size);
	fuzz_request(&req);
	req.route = route;
	response_init(&res);
	bool list = route->flags & ROUTE_LIST;
	enum err err = fields_query(route->query, list ? page_query : NULL, req.arena, query, &object, &res);
	if (!err)
		same_again(object);
	if (!err && list)
		err = page_read(fuzz_api(), &req, object, &res);
	if (err)
		fuzz_error(&req, &res, err);
	else if (list)
		fuzz_demand(req.limit >= 1 && req.limit <= 100, "a page has bounds");
	json_object_put(object);
	response_free(&res);
}
