/* SPDX-License-Identifier: ISC */
#include "worker/mime.h"

#include "lib/codec.h"

#include <stdbool.h>
#include <string.h>

#define WORD_BYTES 42 /* of text in an encoded word: 75 characters at most */
#define LINE_BYTES 57 /* in a line of base64: 76 characters */

static bool is_plain(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < 0x20 || (unsigned char)*text > 0x7e)
			return false;
	return true;
}

/* Bytes of the next word: whole characters. */
static size_t word_length(const char *text)
{
	size_t n = strlen(text);
	if (n <= WORD_BYTES)
		return n;
	n = WORD_BYTES;
	while (n > 1 && ((unsigned char)text[n] & 0xc0) == 0x80)
		n--;
	return n;
}

static void put_words(struct arena *a, struct buf *b, const char *text)
{
	char *clean = arena_strdup(a, text);
	for (char *c = clean; *c; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			*c = ' ';
	for (size_t n; *clean; clean += n) {
		n = word_length(clean);
		buf_printf(b, "=?UTF-8?B?%s?=%s", codec_base64(a, clean, n), clean[n] ? "\r\n " : "");
	}
}

void mime_header(struct arena *a, struct buf *b, const char *name, const char *text)
{
	buf_printf(b, "%s: ", name);
	if (is_plain(text) && strlen(text) < 900 && !strstr(text, "=?"))
		buf_puts(b, text);
	else
		put_words(a, b, text);
	buf_puts(b, "\r\n");
}

void mime_mailbox(struct arena *a, struct buf *b, const char *name, const char *phrase, const char *address)
{
	buf_printf(b, "%s: ", name);
	if (*phrase) {
		put_words(a, b, phrase);
		buf_puts(b, "\r\n ");
	}
	buf_printf(b, "<%s>\r\n", address);
}

void mime_part(struct arena *a, struct buf *b, const char *boundary, const char *type, const struct buf *text)
{
	buf_printf(b, "--%s\r\nContent-Type: %s; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n", boundary,
		type);
	for (size_t at = 0; at < text->len; at += LINE_BYTES) {
		size_t left = text->len - at;
		buf_printf(b, "%s\r\n", codec_base64(a, text->data + at, left < LINE_BYTES ? left : LINE_BYTES));
	}
}

void mime_escape(struct buf *b, const char *text)
{
	for (; *text; text++) {
		switch (*text) {
		case '&':
			buf_puts(b, "&amp;");
			break;
		case '<':
			buf_puts(b, "&lt;");
			break;
		case '>':
			buf_puts(b, "&gt;");
			break;
		case '"':
			buf_puts(b, "&quot;");
			break;
		case '\'':
			buf_puts(b, "&#39;");
			break;
		default:
			buf_put(b, text, 1);
		}
	}
}
