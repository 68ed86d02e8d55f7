/* SPDX-License-Identifier: ISC */
#include "worker/scan.h"

#include <ctype.h>
#include <string.h>

static bool is_name(char c)
{
	return isalnum((unsigned char) c) || c == '_' || c == '$' || (unsigned char) c >= 0x80;
}

/* Whether a slash after what was written so far begins a regular expression rather than divides. */
static bool regex_may_begin(const char *out, size_t at, bool after_paren)
{
	while (at > 0 && isspace((unsigned char) out[at - 1]))
		at--;
	if (at == 0)
		return true;
	if (out[at - 1] == ')')
		return after_paren;
	if (!is_name(out[at - 1]))
		return !strchr("]}\"'", out[at - 1]);
	size_t end = at;
	while (at > 0 && is_name(out[at - 1]))
		at--;
	size_t len = end - at;
	return (len == 6 && memcmp(out + at, "return", 6) == 0) || (len == 6 && memcmp(out + at, "typeof", 6) == 0) || (len == 4 && memcmp(out + at, "case", 4) == 0);
}

/* Each of these gets the place of an opening and gives the place after the closing. */
static size_t skip_string(const char *text, size_t len, size_t at)
{
	char quote = text[at++];
	while (at < len && text[at] != quote && text[at] != '\n')
		at += text[at] == '\\' ? 2 : 1;
	return at < len ? at + 1 : len;
}

static size_t skip_comment(const char *text, size_t len, size_t at)
{
	bool block = text[at + 1] == '*';
	for (at += 2; at < len; at++) {
		if (!block && text[at] == '\n')
			return at;
		if (block && text[at] == '*' && at + 1 < len && text[at + 1] == '/')
			return at + 2;
	}
	return len;
}

static size_t skip_regex(const char *text, size_t len, size_t at)
{
	bool in_class = false;
	for (at++; at < len && text[at] != '\n'; at++) {
		if (text[at] == '\\')
			at++;
		else if (text[at] == '[')
			in_class = true;
		else if (text[at] == ']')
			in_class = false;
		else if (text[at] == '/' && !in_class)
			return at + 1;
	}
	return at < len ? at : len;
}

static void blank(char *out, const char *text, size_t from, size_t to, bool keep_ends)
{
	for (size_t i = from; i < to; i++)
		out[i] = text[i] == '\n' ? '\n' : ' ';
	/* What is one byte long too: else who looks back would pass over all before it again. */
	if (keep_ends)
		out[from] = out[to - 1] = '"';
}

char *scan_code(struct arena *a, const char *text, size_t len, bool regex_after_paren)
{
	char *out = arena_strndup(a, text, len);
	for (size_t i = 0; i < len;) {
		size_t next = i + 1;
		bool slash = text[i] == '/' && i + 1 < len;
		if (text[i] == '"' || text[i] == '\'')
			blank(out, text, i, next = skip_string(text, len, i), true);
		else if (slash && (text[i + 1] == '/' || text[i + 1] == '*'))
			blank(out, text, i, next = skip_comment(text, len, i), false);
		else if (slash && regex_may_begin(out, i, regex_after_paren))
			blank(out, text, i, next = skip_regex(text, len, i), true);
		i = next;
	}
	return out;
}

const char *scan_word(const char *code, const char *word, bool members)
{
	size_t len = strlen(word);
	for (const char *p = code; (p = strstr(p, word)); p += len) {
		bool starts = p == code || (!is_name(p[-1]) && (members || p[-1] != '.'));
		if (starts && !is_name(p[len]))
			return p;
	}
	return NULL;
}

const char *scan_member(const char *code, const char *object, size_t *len_r)
{
	const char *p = scan_word(code, object, false);
	if (!p)
		return NULL;
	p += strlen(object);
	while (isspace((unsigned char) *p))
		p++;
	if (*p == '.')
		p++;
	while (isspace((unsigned char) *p))
		p++;
	*len_r = 0;
	while (is_name(p[*len_r]))
		(*len_r)++;
	return p;
}

int scan_line(const char *code, const char *place)
{
	int line = 1;
	for (const char *p = code; p < place; p++)
		line += *p == '\n';
	return line;
}
