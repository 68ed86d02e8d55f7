/* SPDX-License-Identifier: ISC */
#include "cgi/where.h"

#include <stdbool.h>

enum { DEPTH_MAX = 32, KEY_MAX = 64 };

struct level {
	bool object, wants_key;
	const char *key; /* of the member that is being read, with its length; NULL: none yet */
	size_t len;
	int index;
};

struct place {
	struct level levels[DEPTH_MAX];
	int depth;
};

/* The place after the string that opens at `at`, or offset when it does not end before. Remembers it when it is a key. */
static size_t pass_string(struct place *p, const char *text, size_t at, size_t offset)
{
	size_t end = at + 1;
	struct level *top = p->depth ? &p->levels[p->depth - 1] : NULL;
	while (end < offset && text[end] != '"')
		end += text[end] == '\\' ? 2 : 1;
	if (end >= offset)
		return offset;
	if (top && top->wants_key) {
		top->key = text + at + 1;
		top->len = end - at - 1 < KEY_MAX ? end - at - 1 : KEY_MAX;
	}
	return end + 1;
}

static void pass_mark(struct place *p, char mark)
{
	struct level *top = p->depth ? &p->levels[p->depth - 1] : NULL;
	if ((mark == '{' || mark == '[') && p->depth < DEPTH_MAX)
		p->levels[p->depth++] = (struct level){.object = mark == '{', .wants_key = mark == '{'};
	else if (top && (mark == '}' || mark == ']'))
		p->depth--;
	else if (top && mark == ',')
		top->index++, top->wants_key = top->object, top->key = NULL;
	else if (top && mark == ':')
		top->wants_key = false;
}

char *where_in_body(struct arena *a, const char *text, size_t offset)
{
	struct place place = {.depth = 0};
	char *field = arena_strdup(a, "");
	for (size_t i = 0; i < offset;) {
		if (text[i] == '"')
			i = pass_string(&place, text, i, offset);
		else
			pass_mark(&place, text[i++]);
	}
	for (int i = 0; i < place.depth; i++) {
		const struct level *l = &place.levels[i];
		if (!l->object)
			field = arena_printf(a, "%s[%d]", field, l->index);
		else if (l->key)
			field = arena_printf(a, "%s%s%.*s", field, *field ? "." : "", (int)l->len, l->key);
	}
	return field;
}
