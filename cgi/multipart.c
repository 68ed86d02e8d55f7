/* SPDX-License-Identifier: ISC */
#include "cgi/multipart.h"

#include <string.h>
#include <strings.h>

#define HEAD_MAX 8192
#define BOUNDARY_MAX 70
#define HELD_MAX (1u << 20)
#define PARTS_MAX 16 /* that are passed over before the file */

/* Value of a parameter of a header ("boundary", "filename") in the arena; quoted or not. NULL when it is absent. */
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

enum err multipart_init(struct multipart *m, struct arena *a, const char *content_type,
	enum err (*take)(void *context, const void *bytes, size_t len), void *context)
{
	char *boundary = parameter(a, content_type, "boundary");
	*m = (struct multipart){.arena = a, .take = take, .context = context};
	buf_init(&m->held, HELD_MAX);
	if (!boundary || !*boundary || strlen(boundary) > BOUNDARY_MAX)
		return ERR_INPUT;
	m->mark = arena_printf(a, "\r\n--%s", boundary);
	m->mark_len = strlen(m->mark);
	return ERR_OK;
}

static void drop(struct multipart *m, size_t n)
{
	memmove(m->held.data, m->held.data + n, m->held.len - n);
	m->held.len -= n;
	m->held.data[m->held.len] = '\0';
}

/* The file name of a part's head, or NULL. */
static char *name_in(struct multipart *m, const char *head)
{
	static const char field[] = "\r\ncontent-disposition:";
	const char *line = strcasestr(arena_printf(m->arena, "\r\n%s", head), field);
	return line ? parameter(m->arena, arena_strndup(m->arena, line + 2, strcspn(line + 2, "\r")), "filename")
		    : NULL;
}

/* Each of these takes what it understands from held; false when it needs more. */

static bool take_start(struct multipart *m, enum err *err_r)
{
	size_t len = m->mark_len - 2;
	if (m->held.len < len)
		return false;
	if (memcmp(m->held.data, m->mark + 2, len) != 0)
		*err_r = ERR_INPUT;
	drop(m, len);
	m->state = MULTIPART_AFTER;
	return true;
}

static bool take_after(struct multipart *m, enum err *err_r)
{
	if (m->held.len < 2)
		return false;
	if (memcmp(m->held.data, "\r\n", 2) != 0) /* "--": the form ends, and no file was in it */
		*err_r = ERR_INPUT;
	drop(m, 2);
	m->state = MULTIPART_HEAD;
	return true;
}

static bool take_head(struct multipart *m, enum err *err_r)
{
	bool none = m->held.len >= 2 && !memcmp(m->held.data, "\r\n", 2);
	const char *end = none ? m->held.data : memmem(m->held.data, m->held.len, "\r\n\r\n", 4);
	size_t len = end ? (size_t)(end - m->held.data) : m->held.len;
	if (len > HEAD_MAX || (end && ++m->parts > PARTS_MAX))
		*err_r = ERR_INPUT;
	if (!end || *err_r)
		return false;
	m->name = none ? NULL : name_in(m, arena_strndup(m->arena, m->held.data, len));
	m->state = m->name ? MULTIPART_FILE : MULTIPART_SKIP;
	drop(m, none ? 0 : len + 2);
	m->lead = 2; /* the head's own end may precede the mark */
	return true;
}

static bool take_content(struct multipart *m, enum err *err_r)
{
	bool file = m->state == MULTIPART_FILE;
	const char *data = m->held.data, *mark = memmem(data, m->held.len, m->mark, m->mark_len);
	size_t unsure = m->held.len < m->mark_len ? m->held.len : m->mark_len - 1;
	size_t len = mark ? (size_t)(mark - data) : m->held.len - unsure;
	if (file && len > m->lead)
		*err_r = m->take(m->context, data + m->lead, len - m->lead);
	m->lead = len < m->lead ? m->lead - len : 0;
	drop(m, mark ? len + m->mark_len : len);
	if (mark)
		m->state = file ? MULTIPART_DONE : MULTIPART_AFTER;
	return mark != NULL;
}

enum err multipart_feed(struct multipart *m, const char *bytes, size_t len)
{
	static bool (*const steps[])(struct multipart *, enum err *) = {[MULTIPART_START] = take_start,
		[MULTIPART_AFTER] = take_after,
		[MULTIPART_HEAD] = take_head,
		[MULTIPART_SKIP] = take_content,
		[MULTIPART_FILE] = take_content};
	enum err err = ERR_OK;
	if (m->state == MULTIPART_DONE)
		return ERR_OK;
	buf_put(&m->held, bytes, len);
	while (!err && m->state != MULTIPART_DONE && steps[m->state](m, &err))
		;
	return err;
}

enum err multipart_end(struct multipart *m)
{
	buf_free(&m->held);
	return m->state == MULTIPART_DONE ? ERR_OK : ERR_INPUT;
}
