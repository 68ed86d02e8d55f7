/* SPDX-License-Identifier: ISC */
#include "lib/log.h"

#include "lib/clock.h"
#include "lib/log_levels.h"
#include "lib/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define VALUE_MAX ((size_t)8192)
#define LINE_MAX_BYTES 65536
#define FIELDS_MAX 32

/* A line under construction. It never grows and never fails: what does not fit is left out, and the line is still JSON.
 */
struct line {
	size_t len;
	char text[LINE_MAX_BYTES];
};

static struct {
	int fd;
	enum log_level level;
	char name[64];
	char path[512];
	char request_id[64], run_id[64], agent_id[64];
} state = {.fd = STDERR_FILENO, .level = LOG_LEVEL_INFO, .name = "ludwright"};

/* A log that cannot be written must not stop the work. */
static void write_line(struct line *l)
{
	ssize_t n;

	memcpy(l->text + l->len, "}\n", 2);
	n = write(state.fd, l->text, l->len + 2);
	(void)n;
}

static size_t room(const struct line *l)
{
	return sizeof(l->text) - 2 - l->len;
}

static void put(struct line *l, const char *s, size_t len)
{
	memcpy(l->text + l->len, s, len);
	l->len += len;
}

static void put_value(struct line *l, const char *s)
{
	size_t len = strnlen(s, VALUE_MAX + 1), shown = 0;

	for (size_t i = 0, n; i < len; i += n) {
		char escape[8];
		size_t wide;

		n = utf8_length(s + i, len - i);
		shown += n ? n : 3;
		if (shown > VALUE_MAX || room(l) < 16)
			break;
		if (n == 0) {
			n = 1;
			put(l, "\xef\xbf\xbd", 3); /* U+FFFD */
			continue;
		}
		wide = utf8_json_escape(s + i, n, escape);
		put(l, wide ? escape : s + i, wide ? wide : n);
	}
}

static void field(struct line *l, const char *key, const char *value)
{
	if (!value || room(l) < 2 * VALUE_MAX + 64)
		return;
	put(l, l->len ? ",\"" : "{\"", 2);
	put_value(l, key);
	put(l, "\":\"", 3);
	put_value(l, value);
	put(l, "\"", 1);
}

static const char *const level_names[] = {"DEBUG", "INFO", "WARNING", "ERROR"};

/* In: file may be NULL. */
static void begin(struct line *l, const char *file, enum log_level level, const char *message)
{
	char now[CLOCK_ISO_SIZE], module[LOG_MODULE_SIZE];

	l->len = 0;
	clock_iso(clock_wall_us(), now);
	field(l, "asctime", now);
	field(l, "levelname", level_names[level]);
	field(l, "name", state.name);
	if (file) {
		log_levels_module(file, module);
		field(l, "module", module);
	}
	field(l, "message", message);
	field(l, "request_id", *state.request_id ? state.request_id : NULL);
	field(l, "run_id", *state.run_id ? state.run_id : NULL);
	field(l, "agent_id", *state.agent_id ? state.agent_id : NULL);
}

static int open_log(void)
{
	return open(state.path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0640);
}

static void use(int fd)
{
	if (state.fd != STDERR_FILENO)
		close(state.fd);
	state.fd = fd;
}

enum err log_init(const char *name, enum log_level level, const char *path)
{
	int fd = STDERR_FILENO;

	snprintf(state.name, sizeof(state.name), "%s", name);
	state.level = level;
	state.path[0] = '\0';
	if (path && *path) {
		if (strlen(path) >= sizeof(state.path)) {
			use(STDERR_FILENO);
			return ERR_SYSTEM;
		}
		strcpy(state.path, path);
		fd = open_log();
	}
	int why = errno;
	use(fd < 0 ? STDERR_FILENO : fd);
	errno = why;
	if (fd < 0)
		log_error("log.path %s cannot be opened: %m; standard error is written to until log files are opened again", state.path);
	return fd < 0 ? ERR_SYSTEM : ERR_OK;
}

void log_reopen(void)
{
	int fd;

	if (!*state.path)
		return;
	fd = open_log();
	if (fd >= 0)
		use(fd);
	else
		log_error("log: %s cannot be opened again: %m", state.path);
}

static void copy_id(char to[64], const char *from)
{
	snprintf(to, 64, "%s", from ? from : "");
}

void log_context(const char *request_id, const char *run_id, const char *agent_id)
{
	copy_id(state.request_id, request_id);
	copy_id(state.run_id, run_id);
	copy_id(state.agent_id, agent_id);
}

/* Whether a line is written: errors always are. */
static bool is_wanted(const char *file, enum log_level level)
{
	int before = errno; /* for %m */
	bool wanted = level == LOG_LEVEL_ERROR || level >= log_levels_least(file, state.level);

	errno = before;
	return wanted;
}

void log_line_of(const char *file, enum log_level level, const char *message, ...)
{
	struct line l;
	va_list ap;

	if (!is_wanted(file, level))
		return;
	begin(&l, file, level, message);
	va_start(ap, message);
	for (int i = 0; i < FIELDS_MAX; i++) {
		const char *key = va_arg(ap, const char *);

		if (!key)
			break;
		field(&l, key, va_arg(ap, const char *));
	}
	va_end(ap);
	write_line(&l);
}

static void log_format(const char *file, enum log_level level, const char *format, va_list ap)
	__attribute__((format(printf, 3, 0)));
static void log_format(const char *file, enum log_level level, const char *format, va_list ap)
{
	char message[VALUE_MAX + 2];
	struct line l;

	vsnprintf(message, sizeof(message), format, ap);
	begin(&l, file, level, message);
	write_line(&l);
}

void log_of(const char *file, enum log_level level, const char *format, ...)
{
	va_list ap;

	if (!is_wanted(file, level))
		return;
	va_start(ap, format);
	log_format(file, level, format, ap);
	va_end(ap);
}

void log_fatal(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	log_format(NULL, LOG_LEVEL_ERROR, format, ap);
	va_end(ap);
	_exit(70);
}

bool log_level_parse(const char *text, enum log_level *level_r)
{
	static const char *const names[] = {"debug", "info", "warn", "error"};

	for (int i = 0; i < 4; i++) {
		if (strcmp(text, names[i]) == 0) {
			*level_r = (enum log_level)i;
			return true;
		}
	}
	return false;
}
