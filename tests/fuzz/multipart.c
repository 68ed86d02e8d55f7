/* SPDX-License-Identifier: ISC */
/* Forms: the first line is the Content-Type, the rest the body. However it is cut, the same file comes out. */
#include "cgi/multipart.h"
#include "cgi/upload.h"
#include "lib/buf.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

static enum err take(void *context, const void *bytes, size_t len)
{
	buf_put(context, bytes, len);
	return ERR_OK;
}

/* Feeds the body in pieces of `step` bytes. Out: *name_r of the file, *file_r its bytes. */
static enum err feed(
	const char *type, const uint8_t *body, size_t len, size_t step, const char **name_r, struct buf *file_r)
{
	struct multipart m;
	enum err err = multipart_init(&m, &fuzz_api()->arena, type, take, file_r), end;
	for (size_t i = 0; !err && i < len; i += step)
		err = multipart_feed(&m, (const char *)body + i, len - i < step ? len - i : step);
	end = multipart_end(&m);
	*name_r = m.name;
	return err ? err : end;
}

static void check_name(const char *sent)
{
	char *name = upload_safe_name(&fuzz_api()->arena, sent);
	fuzz_demand(!name || (*name != '/' && strcmp(name, "..") && strncmp(name, "../", 3) && !strstr(name, "/../") &&
				     !strpbrk(name, "\\:\r\n")),
		"a name is safe");
}

void fuzz_multipart(const uint8_t *data, size_t size)
{
	const uint8_t *end = memchr(data, '\n', size);
	size_t head = end ? (size_t)(end - data) : size, skip = head + (end != NULL);
	const char *type = arena_printf(&fuzz_api()->arena, "multipart/form-data; %s", fuzz_text(data, head));
	const char *one = NULL, *two = NULL;
	struct buf whole, parts;
	buf_init(&whole, 1 << 20);
	buf_init(&parts, 1 << 20);
	enum err err = feed(type, data + skip, size - skip, size + 1, &one, &whole);
	enum err cut = feed(type, data + skip, size - skip, 1 + size % 97, &two, &parts);
	fuzz_demand(err == cut, "the outcome does not depend on how it comes in");
	fuzz_demand(err || (one && two && !strcmp(one, two)), "a file has a name");
	fuzz_demand(err || (whole.len == parts.len && !memcmp(whole.data, parts.data, whole.len)), "nor does the file");
	fuzz_demand(whole.len <= size - skip, "a file is part of its form");
	if (!err)
		check_name(one);
	buf_free(&whole);
	buf_free(&parts);
}
