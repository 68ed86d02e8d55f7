/* SPDX-License-Identifier: ISC */
#include "cgi/request.h"

#include "lib/codec.h"
#include "lib/hash.h"
#include "lib/utf8.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define URI_MAX 8192

static const char *const method_names[] = {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"};

const char *request_variable(const struct request *req, const char *name)
{
	size_t len = strlen(name);
	const char *const *v = req->io->variables;
	for (int i = 0; v[i]; i++)
		if (!strncmp(v[i], name, len) && v[i][len] == '=')
			return v[i] + len + 1;
	return NULL;
}

static const char *variable(const struct request *req, const char *name, const char *fallback)
{
	const char *v = request_variable(req, name);
	return v ? v : fallback;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

char *request_decode(struct arena *a, const char *text, size_t len, bool form)
{
	char *out = arena_alloc(a, len + 1);
	size_t n = 0;
	for (size_t i = 0; i < len; i++) {
		if (text[i] != '%') {
			out[n++] = form && text[i] == '+' ? ' ' : text[i];
			continue;
		}
		int high = i + 2 < len + 0 ? hex_digit(text[i + 1]) : -1;
		int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
		if (low < 0 || high * 16 + low == 0)
			return NULL;
		out[n++] = (char)(high * 16 + low);
		i += 2;
	}
	out[n] = '\0';
	return utf8_valid(out, n) ? out : NULL;
}

/* Splits the path without decoding it: what is routed and what is authorised are the same bytes. */
static enum err split_path(struct request *req, const char **why_r)
{
	char *path = arena_strdup(req->arena, req->path);
	*why_r = "The path is malformed.";
	for (const char *p = path; *p; p++) {
		if ((unsigned char)*p <= 0x20 || (unsigned char)*p >= 0x7f || *p == '\\')
			return ERR_INPUT;
		if (*p != '%')
			continue;
		int high = hex_digit(p[1]), low = high >= 0 ? hex_digit(p[2]) : -1;
		if (low < 0)
			return ERR_INPUT;
		int c = high * 16 + low;
		if (c == 0 || c == '/' || c == '\\') {
			*why_r = "The path holds an escaped slash, backslash or NUL.";
			return ERR_INPUT;
		}
	}
	char *save = path + 1;
	for (char *segment; (segment = strsep(&save, "/"));) {
		if (!strcmp(segment, ".") || !strcmp(segment, "..") || req->segment_count == REQUEST_SEGMENTS)
			return ERR_INPUT;
		req->segments[req->segment_count++] = segment;
	}
	return ERR_OK;
}

static enum err parse_length(struct request *req, const char **why_r)
{
	const char *text = variable(req, "CONTENT_LENGTH", "");
	char *end;
	errno = 0;
	req->content_length = strtol(text, &end, 10);
	if (*end || errno || req->content_length < 0 || (*text && !isdigit((unsigned char)*text))) {
		*why_r = "Content-Length is malformed.";
		return ERR_INPUT;
	}
	return ERR_OK;
}

static void parse_content_type(struct request *req)
{
	const char *text = variable(req, "CONTENT_TYPE", "");
	size_t len = strcspn(text, "; \t");
	char *type = arena_strndup(req->arena, text, len);
	for (char *p = type; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	req->content_type = type;
}

/* Random bytes are drawn for many ids at once: a draw costs as much as the rest of an id. Ids are no secrets. */
static void make_id(char id_r[40])
{
	static unsigned char drawn[64][16];
	static size_t left;
	if (!left) {
		hash_random(drawn, sizeof drawn);
		left = sizeof drawn / sizeof *drawn;
	}
	memcpy(id_r, "req_", 4);
	codec_hex(drawn[--left], sizeof *drawn, id_r + 4);
}

enum err request_parse(struct request *req, const char **why_r)
{
	make_id(req->id);
	req->address = variable(req, "REMOTE_ADDR", "");
	req->user_agent = variable(req, "HTTP_USER_AGENT", "");
	req->query = "";
	req->path = "/";
	req->method = HTTP_OTHER;
	const char *method = variable(req, "REQUEST_METHOD", "");
	for (int i = 0; i < HTTP_OTHER; i++)
		if (!strcmp(method, method_names[i]))
			req->method = (enum http_method)i;
	parse_content_type(req);
	const char *uri = variable(req, "REQUEST_URI", "");
	if (uri[0] != '/' || strlen(uri) > URI_MAX) {
		*why_r = "The address is malformed or too long.";
		return ERR_INPUT;
	}
	size_t len = strcspn(uri, "?");
	req->path = arena_strndup(req->arena, uri, len);
	if (uri[len])
		req->query = arena_strdup(req->arena, uri + len + 1);
	enum err err = parse_length(req, why_r);
	return err ? err : split_path(req, why_r);
}

enum err request_body(struct request *req, size_t max, char **body_r, size_t *len_r)
{
	if ((size_t)req->content_length > max)
		return ERR_TOO_LARGE;
	size_t want = (size_t)req->content_length, have = 0;
	char *body = arena_alloc(req->arena, want + 1);
	req->body_read = true;
	while (have < want) {
		long n = req->io->read(req->io->self, body + have, want - have);
		if (n <= 0)
			return ERR_INPUT;
		have += (size_t)n;
	}
	body[have] = '\0';
	*body_r = body;
	*len_r = have;
	return ERR_OK;
}

/* nginx passes two Cookie headers as two variables; a name given twice anywhere is taken for absent. */
const char *request_cookie(const struct request *req, const char *name)
{
	const char *found = NULL;
	size_t name_len = strlen(name);
	for (const char *const *v = req->io->variables; *v; v++) {
		if (strncmp(*v, "HTTP_COOKIE=", 12) != 0)
			continue;
		for (const char *p = *v + 12; *p;) {
			p += strspn(p, "; ");
			size_t len = strcspn(p, ";");
			if (len > name_len && !strncmp(p, name, name_len) && p[name_len] == '=') {
				if (found)
					return NULL;
				found = arena_strndup(req->arena, p + name_len + 1, len - name_len - 1);
			}
			p += len;
		}
	}
	return found;
}
