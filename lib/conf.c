/* SPDX-License-Identifier: ISC */
#include "lib/conf_keys.h"

#include "lib/log.h"
#include "lib/utf8.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define KEYS_MAX 96
#define LINE_MAX_BYTES 199 /* inih cuts longer lines without a word */
#define FILE_MAX ((size_t)256 * 1024)
#define SECRET_MAX 8192
#define RELOAD_MAX (16u << 20)
#define DEFAULT_PATH "/etc/ludwright/ludwright.conf"

/* Where each value of the last conf_load came from, for conf_print. */
static const char *origins[KEYS_MAX];

struct load {
	struct arena *a;
	const char *path;
	struct conf *conf;
	int line;
	const char *next, *end; /* what is left of the file */
	bool seen[KEYS_MAX];
	const char *message; /* the first problem */
};

/* In: place is "file:line" or the name of a variable. */
static bool refuse(struct load *l, const char *place, const struct conf_key *key, const char *what)
{
	if (!l->message && key)
		l->message = arena_printf(l->a, "%s: %s.%s %s", place, key->section, key->name, what);
	else if (!l->message)
		l->message = arena_printf(l->a, "%s: %s", place, what);
	return false;
}

static const char *here(struct load *l)
{
	return arena_printf(l->a, "%s:%d", l->path, l->line);
}

static char *read_all(struct arena *a, const char *path, size_t max, size_t *len_r)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	char *text = arena_alloc(a, max + 2);
	size_t len = 0;
	ssize_t n = 0;

	if (fd < 0)
		return NULL;
	while (len <= max && (n = read(fd, text + len, max + 1 - len)) > 0)
		len += (size_t)n;
	close(fd);
	if (len > max)
		errno = EFBIG;
	if (n < 0 || len > max)
		return NULL;
	text[len] = '\0';
	*len_r = len;
	return text;
}

/* file:/path, one line. */
static const char *read_secret(struct load *l, const char *place, const struct conf_key *key, const char *path)
{
	size_t len = 0;
	char *text = *path == '/' ? read_all(l->a, path, SECRET_MAX, &len) : NULL;

	if (!text) {
		refuse(l, place, key,
			*path == '/' ? arena_printf(l->a, "cannot be read from %s: %s", path, strerror(errno))
				     : "needs an absolute path after file:");
		return NULL;
	}
	if (len && text[len - 1] == '\n')
		text[--len] = '\0';
	if (len && text[len - 1] == '\r')
		text[--len] = '\0';
	if (len == 0 || strlen(text) != len || strpbrk(text, "\r\n")) {
		refuse(l, place, key, arena_printf(l->a, "must be one line in %s", path));
		return NULL;
	}
	return text;
}

static bool is_choice(const char *choices, const char *value)
{
	size_t n = strlen(value);

	for (const char *p = strstr(choices, value); n && p; p = strstr(p + 1, value)) {
		if ((p == choices || p[-1] == ' ') && (p[n] == ' ' || !p[n]) && !strchr(value, ' '))
			return true;
	}
	return false;
}

static bool is_origin(const char *value)
{
	const char *host = strncmp(value, "https://", 8) == 0  ? value + 8
			   : strncmp(value, "http://", 7) == 0 ? value + 7
							       : "";

	return *host &&
	       strspn(host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:[]") == strlen(host);
}

/* A list of them; a browser sends its origin in lower case and without a default port, so no other form could ever match. */
static bool are_origins(struct arena *a, const char *value)
{
	char *rest = arena_strdup(a, value);
	for (char *one; (one = strsep(&rest, " "));) {
		size_t n = strlen(one);
		if (!n)
			continue;
		if (!is_origin(one) || strpbrk(one, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") || one[n - 1] == ':' || one[n - 1] == '.' ||
			(n > 3 && !strncmp(one, "http:", 5) && !strcmp(one + n - 3, ":80")) ||
			(n > 4 && !strncmp(one, "https:", 6) && !strcmp(one + n - 4, ":443")))
			return false;
	}
	return true;
}

static bool read_long(const char *value, long *number_r)
{
	long unit = 1;
	char *end;

	errno = 0;
	*number_r = strtol(value, &end, 10);
	if (end == value || errno || isspace((unsigned char)*value))
		return false;
	if (*end) {
		unit = *end == 'K' ? 1L << 10 : *end == 'M' ? 1L << 20 : *end == 'G' ? 1L << 30 : 0;
		end++;
	}
	return unit && !*end && !__builtin_mul_overflow(*number_r, unit, number_r);
}

static int read_bool(const char *value)
{
	static const char *const no[] = {"false", "no", "0"}, *const yes[] = {"true", "yes", "1"};

	for (int i = 0; i < 3; i++) {
		if (strcmp(value, no[i]) == 0)
			return 0;
		if (strcmp(value, yes[i]) == 0)
			return 1;
	}
	return -1;
}

static bool set_number(struct load *l, const char *place, const struct conf_key *key, const char *value, void *field)
{
	long n;

	if (!read_long(value, &n) || n < key->min || n > key->max)
		return refuse(l, place, key,
			arena_printf(
				l->a, "must be a number from %ld to %ld; K, M or G may follow", key->min, key->max));
	if (key->type == CONF_INT)
		*(int *)field = (int)n;
	else
		*(long *)field = n;
	return true;
}

static bool set_string(struct load *l, const char *place, const struct conf_key *key, const char *value, void *field)
{
	if (key->secret && strncmp(value, "file:", 5) == 0)
		value = read_secret(l, place, key, value + 5);
	if (!value)
		return false;
	if (strlen(value) > (size_t)key->max || !utf8_valid(value, strlen(value)))
		return refuse(l, place, key, "is too long or not UTF-8");
	if (*value && strlen(value) < (size_t)key->min)
		return refuse(l, place, key, arena_printf(l->a, "needs %ld bytes or more", key->min));
	const char *wrong = key->form ? key->form(value) : NULL;
	if (wrong)
		return refuse(l, place, key, wrong);
	if (key->type == CONF_CHOICE && !is_choice(key->choices, value))
		return refuse(l, place, key, arena_printf(l->a, "must be one of: %s", key->choices));
	if (key->type == CONF_ORIGIN && !is_origin(value))
		return refuse(
			l, place, key, "must be http:// or https:// and a host, without a path or a slash at the end");
	if (key->type == CONF_ORIGINS && !are_origins(l->a, value))
		return refuse(l, place, key,
			"must be origins as browsers send them, with spaces: lower case, without a path or a default port");
	*(const char **)field = arena_strdup(l->a, value);
	return true;
}

/* Takes a value for a key, from a file or the environment. */
static bool set(struct load *l, const char *place, const struct conf_key *key, const char *value)
{
	void *field = (char *)l->conf + key->offset;
	int truth;

	origins[key - conf_keys] = place;
	switch (key->type) {
	case CONF_INT:
	case CONF_SIZE:
		return set_number(l, place, key, value, field);
	case CONF_BOOL:
		truth = read_bool(value);
		if (truth < 0)
			return refuse(l, place, key, "must be true or false");
		*(bool *)field = truth;
		return true;
	default:
		return set_string(l, place, key, value, field);
	}
}

static int on_pair(void *user, const char *section, const char *name, const char *value)
{
	struct load *l = user;

	for (const struct conf_key *key = conf_keys; key->section; key++) {
		if (strcmp(key->section, section) != 0 || strcmp(key->name, name) != 0)
			continue;
		if (l->seen[key - conf_keys])
			return refuse(l, here(l), key, "is there twice");
		l->seen[key - conf_keys] = true;
		return set(l, here(l), key, value);
	}
	return refuse(l, here(l), NULL, arena_printf(l->a, "unknown key %.64s.%.64s", section, name));
}

/* Gives inih one line at a time, so that the line is known when a value is refused. */
static char *next_line(char *text, int size, void *user)
{
	struct load *l = user;
	size_t n;

	if (l->message || l->next >= l->end)
		return NULL;
	n = strcspn(l->next, "\n");
	l->line++;
	if (n > LINE_MAX_BYTES || n >= (size_t)size) {
		refuse(l, here(l), NULL, arena_printf(l->a, "longer than %d bytes", LINE_MAX_BYTES));
		return NULL;
	}
	memcpy(text, l->next, n);
	text[n] = '\0';
	l->next += n + 1;
	return text;
}

static bool load_file(struct load *l, bool required)
{
	size_t len = 0;
	char *text = read_all(l->a, l->path, FILE_MAX, &len);
	int line;

	if (!text)
		return (errno == ENOENT && !required) || refuse(l, l->path, NULL, strerror(errno));
	if (strlen(text) != len || !utf8_valid(text, len))
		return refuse(l, l->path, NULL, "is not UTF-8 text");
	l->next = text;
	l->end = text + len;
	line = ini_parse_stream(next_line, l, on_pair, l);
	/* inih goes on after a line that it cannot read; that line comes first. */
	if (line && (!l->message || line < l->line)) {
		l->message = NULL;
		return refuse(l, arena_printf(l->a, "%s:%d", l->path, line), NULL,
			"is no [section], no name = value, and no comment");
	}
	return !l->message;
}

/* LUDWRIGHT_SECTION_NAME wins over the other name. */
static bool load_variable(struct load *l, const struct conf_key *key)
{
	char *name = arena_printf(l->a, "LUDWRIGHT_%s_%s", key->section, key->name);
	const char *value;

	for (char *p = name; *p; p++)
		*p = (char)toupper((unsigned char)*p);
	value = getenv(name);
	if (!value && key->env) {
		name = arena_strdup(l->a, key->env);
		value = getenv(name);
	}
	return !value || set(l, name, key, value);
}

static bool load_defaults(struct load *l)
{
	for (const struct conf_key *key = conf_keys; key->section; key++) {
		if (key - conf_keys >= KEYS_MAX)
			log_fatal("more than %d configuration keys", KEYS_MAX);
		if ((key->type != CONF_BOOL || *key->fallback) && !set(l, "default", key, key->fallback))
			return false;
		origins[key - conf_keys] = "default";
	}
	return true;
}

static bool given(size_t offset)
{
	for (const struct conf_key *key = conf_keys; key->section; key++) {
		if (key->offset == offset)
			return strcmp(origins[key - conf_keys], "default") != 0;
	}
	return false;
}

/* Most worker processes where nothing is said: twice the cores, and never fewer than the least. */
static bool complete_worker(struct load *l)
{
	struct conf *c = l->conf;
	long most = 2 * sysconf(_SC_NPROCESSORS_ONLN);

	if (!c->worker_max) {
		c->worker_max = most < 2 ? 2 : most > 256 ? 256 : (int)most;
		if (c->worker_max < c->worker_min)
			c->worker_max = c->worker_min;
	}
	return c->worker_min <= c->worker_max || refuse(l, "worker.max", NULL, "must not be less than worker.min");
}

/* Hashing keeps a core busy for its whole time: one is left for those who do not sign in. */
static void complete_api(struct conf *c)
{
	long most = sysconf(_SC_NPROCESSORS_ONLN) - 1;

	if (!c->api_password_children)
		c->api_password_children = most < 1 ? 1 : most > 256 ? 256 : (int)most;
}

/* Each provider's limit is named as its key is, without "_limit". */
static void name_limits(struct load *l)
{
	for (const struct conf_key *key = conf_keys; key->section; key++) {
		for (size_t i = 0; i < CONF_PROVIDERS; i++) {
			struct conf_limit *limit = &l->conf->provider_limits[i];
			if ((char *)&limit->most == (char *)l->conf + key->offset)
				limit->name = arena_strndup(l->a, key->name, strlen(key->name) - strlen("_limit"));
		}
	}
}

/* Without the port that its scheme has anyway. */
static size_t origin_length(const char *origin)
{
	size_t n = strlen(origin);
	const char *usual = strncmp(origin, "https:", 6) == 0 ? ":443" : ":80";
	return n > strlen(usual) && strcmp(origin + n - strlen(usual), usual) == 0 ? n - strlen(usual) : n;
}

static bool same_origin(const char *one, const char *other)
{
	return origin_length(one) == origin_length(other) && strncasecmp(one, other, origin_length(one)) == 0;
}

/* What depends on other values. */
static bool complete(struct load *l)
{
	struct conf *c = l->conf;

	name_limits(l);
	complete_api(c);
	if (!complete_worker(l))
		return false;
	if (!given(offsetof(struct conf, cookie_secure)))
		c->cookie_secure = strncmp(c->public_url, "https://", 8) == 0;
	if (*c->mail_url && !*c->mail_from)
		return refuse(l, "mail.from", NULL, "is needed with mail.url");
	if (same_origin(c->public_url, c->play_url))
		return refuse(l, "server.play_url", NULL,
			"must be another origin than server.public_url: games must not reach the application");
	return true;
}

enum err conf_load(struct arena *a, const char *path, struct conf *conf_r, const char **message_r)
{
	const char *chosen = path ? path : getenv("LUDWRIGHT_CONF");
	struct load l = {.a = a, .conf = conf_r, .path = chosen ? chosen : DEFAULT_PATH};
	bool ok;

	*conf_r = (struct conf){0};
	ok = load_defaults(&l) && load_file(&l, chosen != NULL);
	for (const struct conf_key *key = conf_keys; ok && key->section; key++)
		ok = load_variable(&l, key);
	ok = ok && complete(&l);
	*message_r = l.message;
	return ok ? ERR_OK : ERR_INPUT;
}

struct conf *conf_reload(const char *path, const struct conf *now, struct arena **held)
{
	const char *message = NULL;
	struct arena *a = calloc(1, sizeof(*a)), *before = *held;
	if (!a) {
		log_error("the configuration is not taken: no memory");
		return NULL;
	}
	arena_init(a, RELOAD_MAX);
	struct conf *conf = arena_new(a, struct conf);
	bool ok = !conf_load(a, path, conf, &message);
	if (ok) {
		conf->api_socket = arena_strdup(a, now->api_socket);
		conf->relay_socket = arena_strdup(a, now->relay_socket);
		*held = a;
	} else {
		log_error("the configuration is not taken: %s", message);
		before = a;
	}
	if (before) {
		arena_done(before);
		free(before);
	}
	return ok ? conf : NULL;
}

static void print_value(const struct conf_key *key, const void *field)
{
	if (key->type == CONF_INT)
		printf("%d", *(const int *)field);
	else if (key->type == CONF_SIZE)
		printf("%ld", *(const long *)field);
	else if (key->type == CONF_BOOL)
		printf("%s", *(const bool *)field ? "true" : "false");
	else
		printf("%s", key->secret && **(const char *const *)field ? "***" : *(const char *const *)field);
}

void conf_print(const struct conf *conf)
{
	const char *section = "";

	for (const struct conf_key *key = conf_keys; key->section; key++) {
		if (strcmp(section, key->section) != 0)
			printf("%s[%s]\n", *section ? "\n" : "", key->section);
		section = key->section;
		printf("%s = ", key->name);
		print_value(key, (const char *)conf + key->offset);
		printf("  ; %s\n", origins[key - conf_keys] ? origins[key - conf_keys] : "default");
	}
}
