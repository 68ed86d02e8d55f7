/* SPDX-License-Identifier: ISC */
/* What an imported project is read by: the tape archive, and the lines that declare it. */
#include "cgi/manifest.h"
#include "cgi/tar.h"
#include "lib/json.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

struct seen {
	uint64_t left, bytes;
	unsigned entries;
	bool open;
};

static enum err begin(void *context, const char *name, uint64_t bytes)
{
	struct seen *s = context;
	fuzz_demand(!s->open, "an entry ends before the next one");
	fuzz_demand(strlen(name) <= 100, "a name is of one part");
	s->open = true;
	s->left = bytes;
	s->entries++;
	return ERR_OK;
}

static enum err take(void *context, const void *bytes, size_t len)
{
	struct seen *s = context;
	fuzz_demand(s->open && len > 0 && len <= s->left && bytes, "bytes belong to an entry");
	s->left -= len;
	s->bytes += len;
	return ERR_OK;
}

static enum err end(void *context)
{
	struct seen *s = context;
	fuzz_demand(s->open && !s->left, "an entry is whole");
	s->open = false;
	return ERR_OK;
}

static enum err feed(const uint8_t *data, size_t size, size_t step, struct seen *s)
{
	struct tar_reader t = {.begin = begin, .take = take, .end = end, .context = s};
	enum err err = ERR_OK;
	for (size_t i = 0; !err && i < size; i += step)
		err = tar_feed(&t, data + i, size - i < step ? size - i : step);
	err = err ? err : tar_end(&t);
	fuzz_demand(!err == !t.problem, "what is refused is said");
	return err;
}

void fuzz_tar(const uint8_t *data, size_t size)
{
	struct seen whole = {0}, parts = {0};
	enum err err = feed(data, size, size + 1, &whole), cut = feed(data, size, 1 + size % 521, &parts);
	fuzz_demand(err == cut && whole.entries == parts.entries && whole.bytes == parts.bytes, "however it is cut");
	fuzz_demand(err || (!whole.open && whole.bytes <= size), "an archive that is taken is whole");
}

void fuzz_manifest(const uint8_t *data, size_t size)
{
	struct buf text;
	struct manifest m;
	struct response res;
	struct request req;
	fuzz_request(&req);
	response_init(&res);
	buf_init(&text, MANIFEST_MAX + 16);
	buf_puts(&text, "[");
	buf_put(&text, data, size);
	enum err err = manifest_read(req.arena, &text, &res, &m);
	if (err)
		fuzz_error(&req, &res, err);
	else {
		const struct json_limits limits = {
			.max_bytes = MANIFEST_MAX + 16, .max_depth = 66, .max_keys = 1 << 20, .max_values = 16u << 20};
		fuzz_demand(!json_check(text.data, text.len, &limits, NULL), "the lines are one array");
		fuzz_demand(m.project != NULL, "with a project");
	}
	manifest_done(&m);
	buf_free(&text);
	response_free(&res);
}
