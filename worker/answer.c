/* SPDX-License-Identifier: ISC */
#include "worker/answer.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define MESSAGE_MAX 8192

void answer_init(struct answer *answer, struct arena *a)
{
	*answer = (struct answer){.arena = a};
}

static void drop(struct answer *answer)
{
	json_object_put(answer->document);
	json_object_put(answer->assumptions);
	json_object_put(answer->unclear);
	json_object_put(answer->feedback_answers);
	json_object_put(answer->unhandled_feedback);
	json_object_put(answer->warnings);
	answer->document = answer->assumptions = answer->unclear = NULL;
	answer->feedback_answers = answer->unhandled_feedback = answer->warnings = NULL;
	answer->files = NULL;
	answer->file_count = 0;
}

void answer_done(struct answer *answer)
{
	drop(answer);
	answer->logs = NULL;
	answer->log_count = 0;
}

bool answer_path_safe(const char *path)
{
	size_t len = path ? strnlen(path, 256) : 0;
	int levels = 1;
	if (len == 0 || len > 255)
		return false;
	for (const char *part = path;;) {
		size_t n = strcspn(part, "/");
		if (n == 0 || (n == 1 && part[0] == '.') || (n == 2 && part[0] == '.' && part[1] == '.'))
			return false;
		for (size_t i = 0; i < n; i++) {
			char c = part[i];
			bool ok = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
				  c == '.' || c == '_' || c == '-';
			if (!ok)
				return false;
		}
		if (!part[n])
			return true;
		if (++levels > 40)
			return false;
		part += n + 1;
	}
}

const char *answer_media_type(const char *path)
{
	static const struct {
		const char *extension, *type;
	} table[] = {
		{"html", "text/html"},
		{"css", "text/css"},
		{"js", "text/javascript"},
		{"json", "application/json"},
		{"md", "text/markdown"},
		{"txt", "text/plain"},
		{"svg", "image/svg+xml"},
		{"png", "image/png"},
		{"jpg", "image/jpeg"},
		{"webp", "image/webp"},
		{"ico", "image/x-icon"},
		{"wav", "audio/wav"},
		{"ogg", "audio/ogg"},
		{"mp3", "audio/mpeg"},
		{"zip", "application/zip"},
		{"webmanifest", "application/manifest+json"},
	};
	const char *slash = strrchr(path, '/'), *dot = strrchr(slash ? slash : path, '.');
	for (size_t i = 0; dot && i < sizeof(table) / sizeof(table[0]); i++)
		if (!strcmp(dot + 1, table[i].extension))
			return table[i].type;
	return "application/octet-stream";
}

/* Grows by powers of two inside the arena. */
static struct answer_file *file_slot(struct answer *answer)
{
	size_t n = answer->file_count;
	if ((n & (n - 1)) == 0) {
		struct answer_file *more = arena_array(answer->arena, n ? 2 * n : 1, sizeof(*more));
		if (n)
			memcpy(more, answer->files, n * sizeof(*more));
		answer->files = more;
	}
	return &answer->files[answer->file_count++];
}

static enum err acceptable(const struct answer *answer, const char *path, size_t len)
{
	if (!answer_path_safe(path))
		return ERR_INPUT;
	if (len > ANSWER_FILE_MAX || answer->file_count >= ANSWER_FILES_MAX)
		return ERR_TOO_LARGE;
	for (size_t i = 0; i < answer->file_count; i++)
		if (!strcmp(answer->files[i].path, path))
			return ERR_INPUT;
	return ERR_OK;
}

enum err answer_file(struct answer *answer, const char *path, const void *bytes, size_t len)
{
	enum err err = acceptable(answer, path, len);
	if (err)
		return err;
	*file_slot(answer) = (struct answer_file){.path = arena_strdup(answer->arena, path),
		.bytes = bytes ? bytes : "",
		.len = len,
		.media_type = answer_media_type(path)};
	return ERR_OK;
}

enum err answer_file_stored(struct answer *answer, const char *path, const char *sha256, size_t len)
{
	enum err err = acceptable(answer, path, len);
	if (err)
		return err;
	if (strlen(sha256) != 64)
		return ERR_INPUT;
	struct answer_file *file = file_slot(answer);
	*file = (struct answer_file){
		.path = arena_strdup(answer->arena, path), .len = len, .media_type = answer_media_type(path)};
	memcpy(file->sha256, sha256, 65);
	return ERR_OK;
}

/* Cuts text at a character's border. */
static void cut(char *text, size_t max)
{
	if (strlen(text) <= max)
		return;
	while (max > 0 && ((unsigned char)text[max] & 0xC0) == 0x80)
		max--;
	text[max] = '\0';
}

void answer_log(struct answer *answer, const char *level, const char *format, ...)
{
	if (answer->log_count >= ANSWER_LOGS_MAX)
		return;
	if (!answer->logs)
		answer->logs = arena_array(answer->arena, ANSWER_LOGS_MAX, sizeof(*answer->logs));
	va_list ap;
	va_start(ap, format);
	char *message = arena_vprintf(answer->arena, format, ap);
	va_end(ap);
	cut(message, MESSAGE_MAX);
	answer->logs[answer->log_count++] = (struct answer_log){.level = level, .message = message};
}

void answer_warn(struct answer *answer, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	char *message = arena_vprintf(answer->arena, format, ap);
	va_end(ap);
	cut(message, MESSAGE_MAX);
	if (!answer->warnings)
		answer->warnings = json_object_new_array();
	json_object_array_add(answer->warnings, json_object_new_string(message));
}

void answer_fail(struct answer *answer, enum answer_failure failure, bool retry, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	char *message = arena_vprintf(answer->arena, format, ap);
	va_end(ap);
	cut(message, MESSAGE_MAX);
	drop(answer);
	answer->failure = failure;
	answer->retry = retry;
	answer->stuck = false;
	answer->error = message;
}

const char *answer_failure_name(enum answer_failure failure)
{
	static const char *const names[] = {
		[FAIL_RATE_LIMIT] = "rate_limit_exceeded",
		[FAIL_SERVER] = "server_error",
		[FAIL_TIMEOUT] = "timeout",
		[FAIL_CONNECTION] = "connection_error",
		[FAIL_INVALID] = "invalid_output",
		[FAIL_TRUNCATED] = "truncated",
		[FAIL_BUDGET] = "budget",
		[FAIL_CANCELLED] = "cancelled",
		[FAIL_INTERNAL] = "internal",
	};
	return names[failure];
}
