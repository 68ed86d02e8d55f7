/* SPDX-License-Identifier: ISC */
#include "cgi/upload.h"

#include "cgi/multipart.h"
#include "lib/utf8.h"

#include <magic.h>
#include <string.h>
#include <strings.h>

#define PIECE 65536
#define FORM_ROOM 65536 /* what a form adds to the file */

/* The file's next bytes. */
static enum err take(void *context, const void *bytes, size_t len)
{
	struct upload *u = context;
	size_t more = UPLOAD_HEAD - u->head_len < len ? UPLOAD_HEAD - u->head_len : len;
	if (store_written(u->writer) + len > u->max)
		return ERR_TOO_LARGE;
	memcpy(u->head + u->head_len, bytes, more);
	u->head_len += more;
	return store_write(u->writer, bytes, len);
}

/* Reads the body to its end and gives each piece to the form, or to the file itself. */
static enum err take_body(struct request *req, struct upload *u, struct multipart *form)
{
	char *piece = arena_alloc(req->arena, PIECE);
	long left = req->content_length;
	enum err err = ERR_OK;
	req->body_read = true;
	while (!err && left > 0) {
		long n = req->io->read(req->io->self, piece, left < PIECE ? (size_t)left : PIECE);
		if (n <= 0)
			return ERR_INPUT;
		err = form ? multipart_feed(form, piece, (size_t)n) : take(u, piece, (size_t)n);
		left -= n;
	}
	return err;
}

static enum err take_form(struct request *req, struct upload *u)
{
	struct multipart form;
	enum err err = multipart_init(&form, req->arena, request_variable(req, "CONTENT_TYPE"), take, u);
	if (!err)
		err = take_body(req, u, &form);
	enum err end = multipart_end(&form);
	u->name = form.name;
	return err ? err : end;
}

enum err upload_take(struct api *api, struct request *req, struct upload *upload_r)
{
	struct upload *u = upload_r;
	bool form = !strcmp(req->content_type, "multipart/form-data");
	*u = (struct upload){.max = (size_t)api->conf->upload_max};
	if (req->content_length > api->conf->upload_max + (form ? FORM_ROOM : 0))
		return ERR_TOO_LARGE;
	u->head = arena_alloc(req->arena, UPLOAD_HEAD);
	enum err err = store_begin(api->store, &u->writer);
	if (!err)
		err = form ? take_form(req, u) : take_body(req, u, NULL);
	return !err && !store_written(u->writer) ? ERR_INPUT : err;
}

void upload_done(struct upload *u)
{
	store_abort(u->writer);
	u->writer = NULL;
}

const char *upload_media_type(struct arena *a, const struct upload *u)
{
	const char *type = NULL, *found = "application/octet-stream";
	magic_t magic = magic_open(MAGIC_MIME_TYPE);
	if (magic && magic_load(magic, NULL) == 0)
		type = magic_buffer(magic, u->head, u->head_len);
	if (type && strlen(type) <= 100)
		found = arena_strdup(a, type);
	if (magic)
		magic_close(magic);
	return found;
}

/* A part of a path that Windows takes for a device, whatever follows its first dot. */
static bool is_device(const char *part, size_t len)
{
	static const char *const names[] = {"con", "prn", "aux", "nul"};
	size_t n = strcspn(part, ".");
	if (n > len)
		n = len;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (n == 3 && !strncasecmp(part, names[i], 3))
			return true;
	return n == 4 && (!strncasecmp(part, "com", 3) || !strncasecmp(part, "lpt", 3)) && part[3] >= '1' &&
	       part[3] <= '9';
}

char *upload_safe_name(struct arena *a, const char *name)
{
	size_t len = name ? strlen(name) : 0;
	if (len < 1 || len > 255 || !utf8_valid(name, len) || name[0] == '/' || strchr(name, '\\') || strchr(name, ':'))
		return NULL;
	for (const char *p = name; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			return NULL;
	for (const char *p = name;; p++) {
		size_t part = strcspn(p, "/");
		if (part == 0 || (part == 1 && *p == '.') || (part == 2 && p[0] == '.' && p[1] == '.') ||
			p[part - 1] == '.' || p[part - 1] == ' ' || is_device(p, part))
			return NULL;
		p += part;
		if (!*p)
			break;
	}
	return arena_strdup(a, name);
}
