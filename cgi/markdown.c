/* SPDX-License-Identifier: ISC */
#include "cgi/markdown.h"

#include "lib/json.h"

#include <ctype.h>
#include <string.h>

#define HEADING_MOST 6

static bool is_leaf(struct json_object *value)
{
	return !json_object_is_type(value, json_type_object) && !json_object_is_type(value, json_type_array);
}

/* One character of a text that says what it says: escaped where Markdown would take it as a command. */
static void put_char(struct buf *b, const char *text, const char *p)
{
	bool first = p == text || p[-1] == '\n';
	bool number = *p == '.' && !first && isdigit((unsigned char)p[-1]);
	if (strchr("\\`*_[]<>#|~&", *p) || (first && strchr("-+=", *p)) || number)
		buf_puts(b, "\\");
	buf_put(b, p, 1);
}

/* Lines after the first stand below it in their list. */
static void put_text(struct buf *b, const char *text)
{
	for (const char *p = text; *p; p++)
		if (*p == '\n')
			buf_puts(b, "  \n  ");
		else
			put_char(b, text, p);
}

/* "must_have" is "Must have". */
static void put_label(struct buf *b, const char *key)
{
	const char *text = *key ? key : "-";
	size_t at = b->len;
	for (const char *p = text; *p; p++)
		if (*p == '_')
			buf_puts(b, " ");
		else
			put_char(b, text, p);
	b->data[at] = (char)toupper((unsigned char)b->data[at]);
}

/* The document's title, when it fits a heading. */
static const char *title_of(struct json_object *document)
{
	const char *title = json_get_string(document, "title", "");
	return *title && !strchr(title, '\n') ? title : NULL;
}

static void put_leaf(struct buf *b, struct json_object *value)
{
	if (!value)
		buf_puts(b, "-");
	else if (json_object_is_type(value, json_type_boolean))
		buf_puts(b, json_object_get_boolean(value) ? "yes" : "no");
	else if (json_object_is_type(value, json_type_string))
		put_text(b, json_object_get_string_len(value) ? json_object_get_string(value) : "-");
	else
		buf_puts(b, json_object_to_json_string(value));
}

static void put_heading(struct buf *b, int depth)
{
	buf_puts(b, "\n");
	for (int i = 0; i < depth && i < HEADING_MOST; i++)
		buf_puts(b, "#");
	buf_puts(b, " ");
}

static void put_parts(struct buf *b, struct json_object *value, int depth);

/* What an item of a list is called: what names it, or its number. */
static void put_item_name(struct buf *b, struct json_object *item, size_t number)
{
	static const char *const names[] = {"title", "name", "id", "key", NULL};
	for (int i = 0; names[i]; i++) {
		const char *name = json_get_string(item, names[i], NULL);
		if (name && *name && !strchr(name, '\n')) {
			put_text(b, name);
			return;
		}
	}
	buf_printf(b, "%zu", number);
}

static void put_list(struct buf *b, struct json_object *list, int depth)
{
	size_t n = json_object_array_length(list);
	for (size_t i = 0; i < n; i++) {
		struct json_object *item = json_object_array_get_idx(list, i);
		if (is_leaf(item)) {
			buf_puts(b, "- ");
			put_leaf(b, item);
			buf_puts(b, "\n");
			continue;
		}
		put_heading(b, depth);
		put_item_name(b, item, i + 1);
		buf_puts(b, "\n\n");
		put_parts(b, item, depth + 1);
	}
}

static void put_members(struct buf *b, struct json_object *object, int depth)
{
	json_object_object_foreach(object, key, value)
	{
		if (!is_leaf(value) || (depth == 2 && !strcmp(key, "title") && title_of(object)))
			continue;
		buf_puts(b, "- **");
		put_label(b, key);
		buf_puts(b, "**: ");
		put_leaf(b, value);
		buf_puts(b, "\n");
	}
	json_object_object_foreach(object, name, part)
	{
		if (is_leaf(part))
			continue;
		put_heading(b, depth);
		put_label(b, name);
		buf_puts(b, "\n\n");
		put_parts(b, part, depth + 1);
	}
}

static void put_parts(struct buf *b, struct json_object *value, int depth)
{
	if (json_object_is_type(value, json_type_array))
		put_list(b, value, depth);
	else
		put_members(b, value, depth);
}

void markdown_page(struct buf *b, struct json_object *document, const char *note)
{
	const char *title = title_of(document);
	if (title) {
		buf_puts(b, "# ");
		put_text(b, title);
		buf_puts(b, "\n\n");
	}
	put_parts(b, document, 2);
	if (note)
		buf_printf(b, "\n_%s_\n", note);
}
