/* SPDX-License-Identifier: ISC */
/* Whole requests: lines of CGI variables, an empty line, a body. Without a database the routes that need one say so. */
#include "cgi/dispatch.h"
#include "lib/json.h"
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#define VARIABLES_MAX 64

struct wire {
	const uint8_t *body;
	size_t left;
	struct buf out;
};

static long take(void *self, char *bytes_r, size_t len)
{
	struct wire *w = self;
	size_t n = len < w->left ? len : w->left;
	memcpy(bytes_r, w->body, n);
	w->body += n;
	w->left -= n;
	return (long)n;
}

static int give(void *self, const char *bytes, size_t len)
{
	struct wire *w = self;
	buf_put(&w->out, bytes, len);
	return 0;
}

/* Lines up to an empty one, or to the end. Out: variables, ended by NULL; *data after them. */
static void read_variables(const uint8_t **data, size_t *size, const char *variables_r[VARIABLES_MAX])
{
	int n = 0;
	while (*size && n < VARIABLES_MAX - 1) {
		const uint8_t *end = memchr(*data, '\n', *size);
		size_t len = end ? (size_t)(end - *data) : *size;
		if (len)
			variables_r[n++] = fuzz_text(*data, len);
		*data += len + (end != NULL);
		*size -= len + (end != NULL);
		if (!len)
			break;
	}
	variables_r[n] = NULL;
}

/* One status, the headers that every answer has, each once and a line each, and the length that is said. */
static void check_answer(const struct buf *out)
{
	const char *end = strstr(out->data, "\r\n\r\n");
	int ids = 0, statuses = 0;
	fuzz_demand(end != NULL, "an answer has a head");
	for (const char *line = out->data; line < end + 2; line = strstr(line, "\r\n") + 2) {
		size_t len = (size_t)(strstr(line, "\r\n") - line);
		fuzz_demand(!memchr(line, '\n', len) && memchr(line, ':', len), "a header is one line");
		ids += !strncmp(line, "X-Request-Id: req_", 18);
		statuses += !strncmp(line, "Status: ", 8);
	}
	fuzz_demand(ids == 1 && statuses == 1, "one status and one request id");
	const char *length = strstr(out->data, "Content-Length: ");
	size_t body = out->len - (size_t)(end + 4 - out->data);
	int status = atoi(strstr(out->data, "Status: ") + 8);
	fuzz_demand(status >= 200 && (status < 500 || status == 503), "bad input is no error of ours");
	if (!body)
		return;
	fuzz_demand(length && strtoul(length + 16, NULL, 10) == body, "the length is that of the body");
	fuzz_demand(!json_check(end + 4, body, &json_limits_trust, NULL), "the body is JSON");
}

void fuzz_http(const uint8_t *data, size_t size)
{
	const char *variables[VARIABLES_MAX];
	read_variables(&data, &size, variables);
	struct wire wire = {.body = data, .left = size};
	struct http_io io = {.variables = variables, .read = take, .write = give, .self = &wire};
	buf_init(&wire.out, 64u << 20);
	dispatch(fuzz_api(), &io);
	check_answer(&wire.out);
	buf_free(&wire.out);
}
