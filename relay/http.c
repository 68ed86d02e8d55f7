/* SPDX-License-Identifier: ISC */
#include "relay/http.h"

#include <openssl/evp.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define HEADERS_MAX 100
#define GUID "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

/* Source: RFC 9110 section 5.6.2. */
static bool token_char(unsigned char c)
{
	return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || (c && strchr("!#$%&'*+-.^_`|~", c));
}

static size_t token_length(const char *s)
{
	size_t n = 0;
	while (token_char((unsigned char)s[n]))
		n++;
	return n;
}

/* In: a line without its end. The target is in origin form: "/path?query", visible ASCII alone. */
static enum http_parse read_request_line(char *line, struct http_request *r)
{
	size_t method = token_length(line);
	if (!method || line[method] != ' ' || line[method + 1] != '/')
		return HTTP_BAD;
	char *target = line + method + 1, *end = target;
	while (*end > ' ' && *end < 127 && *end != '#')
		end++;
	if (*end != ' ' || strncmp(end + 1, "HTTP/", 5) != 0)
		return HTTP_BAD;
	if (strcmp(end + 6, "1.1") != 0)
		return HTTP_BAD; /* another version too: 505 would call it our failure */
	line[method] = *end = '\0';
	char *question = strchr(target, '?');
	if (question)
		*question = '\0';
	r->method = line;
	r->path = target;
	r->query = question ? question + 1 : "";
	return HTTP_OK;
}

static const char **place_of(struct http_request *r, const char *name)
{
	const struct {
		const char *name;
		const char **place;
	} known[] = {{"host", &r->host}, {"origin", &r->origin}, {"authorization", &r->authorization},
		{"upgrade", &r->upgrade}, {"connection", &r->connection}, {"x-real-ip", &r->real_ip},
		{"last-event-id", &r->last_event_id}, {"sec-websocket-key", &r->websocket_key},
		{"sec-websocket-version", &r->websocket_version}};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (!strcasecmp(known[i].name, name))
			return known[i].place;
	return NULL;
}

/* A body is refused, however it is announced: nothing here takes one. */
static bool announces_body(const char *name, const char *value)
{
	return !strcasecmp(name, "transfer-encoding") ||
	       (!strcasecmp(name, "content-length") && strcmp(value, "0") != 0);
}

static enum http_parse read_header(char *line, struct http_request *r)
{
	size_t name = token_length(line);
	if (!name || line[name] != ':')
		return HTTP_BAD;
	line[name] = '\0';
	char *value = line + name + 1, *end = value + strlen(value);
	value += strspn(value, " \t");
	while (end > value && (end[-1] == ' ' || end[-1] == '\t'))
		*--end = '\0';
	for (const unsigned char *p = (const unsigned char *)value; *p; p++)
		if ((*p < ' ' && *p != '\t') || *p == 127)
			return HTTP_BAD;
	if (announces_body(line, value))
		return HTTP_BODY;
	const char **place = place_of(r, line);
	if (place && *place)
		return HTTP_BAD;
	if (place)
		*place = value;
	return HTTP_OK;
}

/* Ends the line at `line` with a NUL. Out: the next line; NULL for a bare CR or LF, or a NUL within. */
static char *cut_line(char *line, const char *limit)
{
	char *end = memchr(line, '\r', (size_t)(limit - line));
	if (!end || end + 1 >= limit || end[1] != '\n')
		return NULL;
	if (memchr(line, '\0', (size_t)(end - line)) || memchr(line, '\n', (size_t)(end - line)))
		return NULL;
	*end = '\0';
	return end + 2;
}

/* What is read so far may not become a head any more: a line end of another kind, or no method at its begin. */
static enum http_parse not_yet(const char *bytes, size_t len)
{
	if (len >= HTTP_HEAD_MAX)
		return HTTP_TOO_LARGE;
	const char *lf = memchr(bytes, '\n', len);
	if ((lf && (lf == bytes || lf[-1] != '\r')) || (len && !token_char((unsigned char)*bytes)))
		return HTTP_BAD;
	return HTTP_MORE;
}

enum http_parse http_parse(char *bytes, size_t len, struct http_request *r, size_t *length_r)
{
	char *end = memmem(bytes, len < HTTP_HEAD_MAX ? len : HTTP_HEAD_MAX, "\r\n\r\n", 4);
	*r = (struct http_request){.query = ""};
	if (!end)
		return not_yet(bytes, len);
	*length_r = (size_t)(end - bytes) + 4;
	char *limit = end + 2, *line = bytes, *next = cut_line(line, limit);
	enum http_parse result = next ? read_request_line(line, r) : HTTP_BAD;
	for (int count = 0; result == HTTP_OK && next < limit; count++) {
		line = next;
		next = cut_line(line, limit);
		result = !next ? HTTP_BAD : count == HEADERS_MAX ? HTTP_TOO_LARGE : read_header(line, r);
	}
	if (result == HTTP_OK && !r->host)
		result = HTTP_BAD;
	r->keep_alive = !http_has_word(r->connection, "close");
	return result;
}

static int hex(char c)
{
	const char *digits = "0123456789abcdef", *p = c ? strchr(digits, c | 32) : NULL;
	return p ? (int)(p - digits) : -1;
}

static bool decode(const char *from, size_t len, char *text_r, size_t size)
{
	size_t n = 0;
	for (size_t i = 0; i < len; i++, n++) {
		int c = from[i] == '+' ? ' ' : (unsigned char)from[i];
		if (c == '%') {
			int high = i + 2 < len ? hex(from[i + 1]) : -1, low = high < 0 ? -1 : hex(from[i + 2]);
			if (low < 0)
				return false;
			c = high << 4 | low;
			i += 2;
		}
		if (!c || n + 1 >= size)
			return false;
		text_r[n] = (char)c;
	}
	text_r[n] = '\0';
	return true;
}

bool http_parameter(const char *query, const char *name, char *text_r, size_t size)
{
	size_t name_len = strlen(name);
	bool found = false;
	*text_r = '\0';
	for (const char *p = query; *p;) {
		size_t len = strcspn(p, "&");
		if (len > name_len && !strncmp(p, name, name_len) && p[name_len] == '=') {
			if (found || !decode(p + name_len + 1, len - name_len - 1, text_r, size)) {
				*text_r = '\0';
				return false;
			}
			found = true;
		}
		p += len + (p[len] == '&');
	}
	return found;
}

bool http_has_word(const char *list, const char *word)
{
	size_t len = strlen(word);
	for (const char *p = list ? list : ""; *p;) {
		p += strspn(p, ", \t");
		size_t n = strcspn(p, ", \t");
		if (n == len && !strncasecmp(p, word, len))
			return true;
		p += n;
	}
	return false;
}

/* 16 bytes in base64: 22 letters and "==". */
static bool key_valid(const char *key)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	return key && strlen(key) == 24 && strspn(key, letters) == 22 && !strcmp(key + 22, "==");
}

bool http_websocket(const struct http_request *r, int *status_r)
{
	*status_r = 400;
	if (!http_has_word(r->upgrade, "websocket") || !http_has_word(r->connection, "upgrade"))
		return false;
	*status_r = r->websocket_version && !strcmp(r->websocket_version, "13") ? 400 : 426;
	return *status_r == 400 && key_valid(r->websocket_key);
}

void http_accept(const char *key, char accept_r[HTTP_ACCEPT_SIZE])
{
	char text[24 + sizeof GUID];
	unsigned char digest[SHA_DIGEST_LENGTH];
	int n = snprintf(text, sizeof text, "%.24s" GUID, key);
	SHA1((const unsigned char *)text, (size_t)n, digest);
	EVP_EncodeBlock((unsigned char *)accept_r, digest, sizeof digest);
}
