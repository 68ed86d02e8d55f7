/* SPDX-License-Identifier: ISC */
#include "cgi/upload.h"

#include "lib/utf8.h"

#include <fcntl.h>
#include <magic.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <unistd.h>

#define CHUNK 65536
#define FORM_ROOM 65536 /* what a form adds to the file */
#define SNIFF (1u << 20)

static enum err spool(struct request *req, int fd)
{
	char *chunk = arena_alloc(req->arena, CHUNK);
	long left = req->content_length;
	req->body_read = true;
	while (left > 0) {
		long n = req->io->read(req->io->self, chunk, left < CHUNK ? (size_t)left : CHUNK);
		if (n <= 0)
			return ERR_INPUT;
		for (long done = 0; done < n;) {
			ssize_t written = write(fd, chunk + done, (size_t)(n - done));
			if (written < 0)
				return ERR_SYSTEM;
			done += written;
		}
		left -= n;
	}
	return ERR_OK;
}

/* Value of a parameter of a header ("boundary", "filename") in the arena; quoted or not. */
static char *parameter(struct arena *a, const char *header, const char *name)
{
	size_t len = strlen(name);
	for (const char *p = strchr(header, ';'); p; p = strchr(p, ';')) {
		p += 1 + strspn(p + 1, " \t");
		if (strncasecmp(p, name, len) != 0 || p[len] != '=')
			continue;
		p += len + 1;
		if (*p == '"')
			return arena_strndup(a, p + 1, strcspn(p + 1, "\""));
		return arena_strndup(a, p, strcspn(p, "; \t\r\n"));
	}
	return NULL;
}

/* Finds the first part that has a file name. Source: RFC 7578. */
static enum err take_part(struct request *req, struct upload *u)
{
	const char *type = request_variable(req, "CONTENT_TYPE");
	char *boundary = parameter(req->arena, type, "boundary");
	if (!boundary || !*boundary || strlen(boundary) > 70)
		return ERR_INPUT;
	char *mark = arena_printf(req->arena, "\r\n--%s", boundary);
	size_t mark_len = strlen(mark);
	const char *p = u->map, *end = u->map + u->map_len;
	if (u->map_len < mark_len || memcmp(p, mark + 2, mark_len - 2) != 0)
		return ERR_INPUT;
	p += mark_len - 2;
	while (end - p > 4 && p[0] == '\r' && p[1] == '\n') {
		const char *head_end = memmem(p, (size_t)(end - p), "\r\n\r\n", 4);
		const char *next = head_end ? memmem(head_end + 2, (size_t)(end - head_end - 2), mark, mark_len) : NULL;
		if (!next || head_end - p > 8192)
			return ERR_INPUT;
		char *head = arena_strndup(req->arena, p, (size_t)(head_end - p));
		char *line = strcasestr(head, "\r\ncontent-disposition:");
		char *name = line ? parameter(req->arena, arena_strndup(req->arena, line + 2, strcspn(line + 2, "\r")),
					    "filename")
				  : NULL;
		if (name) {
			u->bytes = head_end + 4;
			u->len = next > u->bytes ? (size_t)(next - u->bytes) : 0;
			u->name = name;
			return u->len ? ERR_OK : ERR_INPUT;
		}
		p = next + mark_len;
	}
	return ERR_INPUT;
}

enum err upload_open(struct api *api, struct request *req, struct upload *upload_r)
{
	struct upload *u = upload_r;
	*u = (struct upload){.map = NULL};
	bool form = !strcmp(req->content_type, "multipart/form-data");
	if (req->content_length > api->conf->upload_max + (form ? FORM_ROOM : 0))
		return ERR_TOO_LARGE;
	if (req->content_length == 0)
		return ERR_INPUT;
	int fd = open(api->conf->files_dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (fd < 0)
		return ERR_SYSTEM;
	enum err err = spool(req, fd);
	if (!err) {
		u->map_len = (size_t)req->content_length;
		u->map = mmap(NULL, u->map_len, PROT_READ, MAP_PRIVATE, fd, 0);
		if (u->map == MAP_FAILED) {
			u->map = NULL;
			err = ERR_SYSTEM;
		}
	}
	close(fd);
	u->bytes = u->map;
	u->len = u->map_len;
	if (!err && form)
		err = take_part(req, u);
	if (!err && u->len > (size_t)api->conf->upload_max)
		err = ERR_TOO_LARGE;
	return err;
}

void upload_done(struct upload *u)
{
	if (u->map)
		munmap(u->map, u->map_len);
	u->map = NULL;
}

const char *upload_media_type(struct arena *a, const struct upload *u)
{
	const char *type = NULL, *found = "application/octet-stream";
	magic_t magic = magic_open(MAGIC_MIME_TYPE);
	if (magic && magic_load(magic, NULL) == 0)
		type = magic_buffer(magic, u->bytes, u->len < SNIFF ? u->len : SNIFF);
	if (type && strlen(type) <= 100)
		found = arena_strdup(a, type);
	if (magic)
		magic_close(magic);
	return found;
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
			p[part - 1] == '.' || p[part - 1] == ' ')
			return NULL;
		p += part;
		if (!*p)
			break;
	}
	return arena_strdup(a, name);
}
