/* SPDX-License-Identifier: ISC */
/* WHATWG HTML, section 9.2.6 "Interpreting an event stream". */
#include "lib/sse.h"

#include <stdio.h>
#include <string.h>

void sse_init(struct sse *s, size_t max, sse_event_fn *event, void *context)
{
	*s = (struct sse){.max = max, .event = event, .context = context};
	buf_init(&s->line, max + 1);
	buf_init(&s->data, max + 2);
}

void sse_done(struct sse *s)
{
	buf_free(&s->line);
	buf_free(&s->data);
}

static enum err dispatch(struct sse *s)
{
	bool more = true;
	if (s->any_data)
		more = s->event(s->context, s->type[0] ? s->type : "message", s->data.data, s->data.len);
	buf_clear(&s->data);
	s->type[0] = '\0';
	s->any_data = false;
	return more ? ERR_OK : ERR_CONFLICT;
}

/* Several lines of data are one text with line feeds between. */
static enum err add_data(struct sse *s, const char *value, size_t len)
{
	if (s->data.len + len + 1 > s->max)
		return ERR_TOO_LARGE;
	if (s->any_data)
		buf_put(&s->data, "\n", 1);
	buf_put(&s->data, value, len);
	s->any_data = true;
	return ERR_OK;
}

static enum err take_line(struct sse *s)
{
	const char *text = s->line.data, *value;
	size_t len = s->line.len;
	if (!s->begun && len >= 3 && !memcmp(text, "\xef\xbb\xbf", 3)) {
		text += 3;
		len -= 3;
	}
	s->begun = true;
	if (!len)
		return dispatch(s);
	const char *colon = memchr(text, ':', len);
	size_t name = colon ? (size_t)(colon - text) : len, size = colon ? len - name - 1 : 0;
	value = colon ? colon + 1 : text + len;
	if (size && *value == ' ') {
		value++;
		size--;
	}
	if (name == 4 && !memcmp(text, "data", 4))
		return add_data(s, value, size);
	if (name == 5 && !memcmp(text, "event", 5))
		snprintf(s->type, sizeof(s->type), "%.*s", (int)(size < SSE_TYPE_SIZE ? size : SSE_TYPE_SIZE), value);
	return ERR_OK;
}

enum err sse_feed(struct sse *s, const char *bytes, size_t len)
{
	enum err err = ERR_OK;
	if (s->after_cr && len) {
		s->after_cr = false;
		if (*bytes == '\n') {
			bytes++;
			len--;
		}
	}
	while (len && !err) {
		size_t n = 0;
		while (n < len && bytes[n] != '\n' && bytes[n] != '\r')
			n++;
		if (s->line.len + n > s->max)
			return ERR_TOO_LARGE;
		buf_put(&s->line, bytes, n);
		if (n == len)
			return ERR_OK;
		bool cr = bytes[n] == '\r', pair = cr && n + 1 < len && bytes[n + 1] == '\n';
		s->after_cr = cr && n + 1 == len;
		bytes += n + 1 + pair;
		len -= n + 1 + pair;
		err = take_line(s);
		buf_clear(&s->line);
	}
	return err;
}
