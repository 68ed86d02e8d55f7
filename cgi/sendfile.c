/* SPDX-License-Identifier: ISC */
#include "cgi/sendfile.h"

#include "lib/store.h"

#include <ctype.h>
#include <string.h>

/* What a browser may show in place; everything else is saved. No SVG: it can hold scripts. */
static const char *const shown[] = {"image/png", "image/jpeg", "image/gif", "image/webp", "audio/wav", "audio/x-wav",
	"audio/mpeg", "audio/ogg", NULL};

static bool is_shown(const char *type)
{
	for (int i = 0; shown[i]; i++)
		if (!strcmp(type, shown[i]))
			return true;
	return false;
}

/* A media type that is a type and nothing else. */
static const char *safe_type(struct arena *a, const char *type)
{
	if (strlen(type) > 100 || !strchr(type, '/') || type[strspn(type, "abcdefghijklmnopqrstuvwxyz0123456789/+.-")])
		return "application/octet-stream";
	bool text = !strncmp(type, "text/", 5) || !strcmp(type, "application/javascript") ||
		    !strcmp(type, "application/json") || !strcmp(type, "image/svg+xml");
	return arena_printf(a, "%s%s", type, text ? "; charset=utf-8" : "");
}

/* RFC 6266: an ASCII name, and the name itself percent-encoded as RFC 8187 says. */
static void disposition(struct response *res, struct arena *a, const char *kind, const char *name)
{
	const char *base = strrchr(name, '/') ? strrchr(name, '/') + 1 : name;
	size_t len = strlen(base);
	char *ascii = arena_alloc(a, len + 1), *encoded = arena_alloc(a, len * 3 + 1), *p = encoded;
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)base[i];
		bool plain = isalnum(c) || strchr("-._~", c);
		ascii[i] = plain || c == ' ' ? (char)c : '_';
		if (plain)
			*p++ = (char)c;
		else {
			static const char digits[] = "0123456789ABCDEF";
			*p++ = '%';
			*p++ = digits[c >> 4];
			*p++ = digits[c & 15];
		}
	}
	response_header(res, "Content-Disposition", "%s; filename=\"%s\"; filename*=UTF-8''%s", kind, ascii, encoded);
}

void sendfile_answer(struct response *res, struct arena *a, const char *prefix, const char *sha256,
	const char *media_type, const char *name)
{
	char path[HASH_HEX_SIZE + 1];
	store_path(sha256, path);
	response_header(res, "X-Accel-Redirect", "%s%s", prefix, path);
	res->type = safe_type(a, media_type);
	res->cache = "private, no-cache";
	if (name)
		disposition(res, a, is_shown(media_type) ? "inline" : "attachment", name);
}
