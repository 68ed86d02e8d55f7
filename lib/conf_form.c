/* SPDX-License-Identifier: ISC */
#include "lib/conf_form.h"

#include "lib/redis.h"

#include <ctype.h>
#include <libpq-fe.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define ADDRESS_MAX 254 /* RFC 5321, 4.5.3.1.3 */

const char *conf_form_database(const char *value)
{
	PQconninfoOption *options = PQconninfoParse(value, NULL);
	bool good = options != NULL;
	PQconninfoFree(options);
	return good ? NULL : "must be postgresql://… or name=value pairs, as libpq takes them";
}

const char *conf_form_redis(const char *value)
{
	struct redis_address address;
	bool good = !redis_parse(value, &address);
	explicit_bzero(&address, sizeof(address));
	return good ? NULL : "must be redis://[:password@]host:port[/db] or unix:/path[?db=n]";
}

static bool is_port(const char *text, size_t len)
{
	long n = 0;
	for (size_t i = 0; i < len; i++) {
		if (!isdigit((unsigned char)text[i]) || (n = 10 * n + text[i] - '0') > 65535)
			return false;
	}
	return n > 0;
}

/* host, [address] or nothing, then :port where there is one. In: len bytes. */
static bool is_place(const char *text, size_t len, bool port_needed)
{
	static const char name[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_",
			  literal[] = "0123456789abcdefABCDEF:.";
	bool bracket = len && *text == '[';
	size_t host = bracket ? 1 + strspn(text + 1, literal) : strspn(text, name);
	if (bracket && (host < 3 || text[host++] != ']'))
		return false;
	if (host >= len)
		return host == len && host > 0 && !port_needed;
	return text[host] == ':' && (host > 0 || port_needed) && is_port(text + host + 1, len - host - 1);
}

const char *conf_form_listen(const char *value)
{
	return !*value || is_place(value, strlen(value), true)
		       ? NULL
		       : "must be address:port, as 127.0.0.1:8090 or [::1]:8090";
}

/* What follows one of two schemes; NULL for neither. */
static const char *after(const char *value, const char *one, const char *other)
{
	return strncmp(value, one, strlen(one)) == 0	   ? value + strlen(one)
	       : strncmp(value, other, strlen(other)) == 0 ? value + strlen(other)
							   : NULL;
}

const char *conf_form_http(const char *value)
{
	const char *place = after(value, "https://", "http://");
	if (!*value || (place && is_place(place, strcspn(place, "/"), false) && !strpbrk(place, " ?#")))
		return NULL;
	return "must be http:// or https://, a host, and a path where it has one";
}

const char *conf_form_smtp(const char *value)
{
	const char *place = after(value, "smtps://", "smtp://");
	if (!*value || (place && is_place(place, strcspn(place, "/"), false) && !strpbrk(place, " ?#@")))
		return NULL;
	return "must be smtp://host:port or smtps://host:port; mail.user and mail.password say who signs in";
}

char *conf_form_mailbox(struct arena *a, const char *text)
{
	const char *open = strrchr(text, '<'), *close = open ? strchr(open, '>') : NULL;
	char *address = close ? arena_strndup(a, open + 1, (size_t)(close - open - 1)) : arena_strdup(a, text);
	const char *at = strchr(address, '@');
	for (const char *c = address; *c; c++)
		if ((unsigned char)*c <= 0x20 || *c == 0x7f || strchr("<>()[]\\,;:\"", *c))
			return NULL;
	return at && at != address && at[1] && !strchr(at + 1, '@') && strlen(address) <= ADDRESS_MAX ? address : NULL;
}

const char *conf_form_address(const char *value)
{
	struct arena a;
	arena_init(&a, 1u << 16);
	bool good = !*value || conf_form_mailbox(&a, value);
	arena_done(&a);
	return good ? NULL : "must be a mail address, as ludwright@example.org or Ludwright <ludwright@example.org>";
}
