/* SPDX-License-Identifier: ISC */
/* Uploads as forms: the first line is the Content-Type, the rest the body. */
#include "cgi/upload.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

struct body {
	const uint8_t *bytes;
	size_t left, step;
};

/* Gives the body in pieces. */
static long take(void *self, char *bytes_r, size_t len)
{
	struct body *b = self;
	size_t n = len < b->left ? len : b->left;
	if (n > b->step)
		n = b->step;
	memcpy(bytes_r, b->bytes, n);
	b->bytes += n;
	b->left -= n;
	return (long)n;
}

void fuzz_multipart(const uint8_t *data, size_t size)
{
	struct request req;
	struct upload u;
	const uint8_t *end = memchr(data, '\n', size);
	size_t head = end ? (size_t)(end - data) : size;
	const char *const variables[] = {
		arena_printf(&fuzz_api()->arena, "CONTENT_TYPE=multipart/form-data; %s", fuzz_text(data, head)), NULL};
	struct body body = {
		.bytes = data + head + (end != NULL), .left = size - head - (end != NULL), .step = 1 + size % 97};
	struct http_io io = {.variables = variables, .read = take, .self = &body};
	fuzz_request(&req);
	req.io = &io;
	req.content_type = "multipart/form-data";
	req.content_length = (long)body.left;
	enum err err = upload_open(fuzz_api(), &req, &u);
	if (!err) {
		size_t before = (size_t)(u.bytes - u.map);
		fuzz_demand(u.len > 0 && before < u.map_len && u.len <= u.map_len - before, "a file is part of its form");
		fuzz_demand(u.name != NULL, "and has a name");
		char *name = upload_safe_name(req.arena, u.name);
		fuzz_demand(!name || (*name != '/' && strcmp(name, "..") && strncmp(name, "../", 3) &&
					     !strstr(name, "/../") && !strpbrk(name, "\\:\r\n")),
			"that is safe");
	}
	upload_done(&u);
}
