/* SPDX-License-Identifier: ISC */
#include "worker/sandbox/report.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "worker/sandbox/limits.h"
#include "worker/sandbox/text.h"

static const char *const kinds[] = {"", "syntax", "exception", "contract", "limit", "request"};

static char buffer[65536];
static size_t filled;

bool report_set(struct report *report, enum report_kind kind, const char *file, long line, const char *format, ...)
{
	va_list args;

	*report = (struct report){.kind = kind, .line = line};
	if (file)
		snprintf(report->file, sizeof report->file, "%s", file);
	va_start(args, format);
	vsnprintf(report->message, sizeof report->message, format, args);
	va_end(args);
	return false;
}

void report_write(const struct report *report)
{
	char line[32];

	out_raw("{\"ok\":false,\"error\":{\"kind\":\"");
	out_raw(kinds[report->kind]);
	out_raw("\",\"file\":");
	if (report->file[0])
		out_string(report->file, strlen(report->file));
	else
		out_raw("null");
	snprintf(line, sizeof line, "%ld", report->line);
	out_raw(",\"line\":");
	out_raw(report->line > 0 ? line : "null");
	out_raw(",\"message\":");
	out_string(report->message, strlen(report->message));
	out_raw("}}\n");
	out_end();
}

void out_end(void)
{
	size_t sent = 0;

	limits_answering();
	while (sent < filled) {
		ssize_t n = write(STDOUT_FILENO, buffer + sent, filled - sent);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			_exit(1);
		sent += (size_t)n;
	}
	filled = 0;
}

static void put(const char *bytes, size_t length)
{
	if (filled + length > sizeof buffer)
		out_end();
	memcpy(buffer + filled, bytes, length);
	filled += length;
}

void out_raw(const char *text)
{
	put(text, strlen(text));
}

static void put_code(uint32_t code)
{
	uint8_t bytes[4];

	put((const char *)bytes, text_put(code, bytes));
}

void out_json(const char *text, size_t length)
{
	uint32_t code = 0;

	for (size_t i = 0; i < length;) {
		i += text_next((const uint8_t *)text + i, length - i, &code);
		put_code(code);
	}
}

static void put_escaped(uint32_t code)
{
	char escape[8];

	if (code == '"' || code == '\\') {
		put("\\", 1);
		put_code(code);
	} else if (code < 0x20 || code == 0x7f || code == 0x2028 || code == 0x2029) {
		put(escape, (size_t)snprintf(escape, sizeof escape, "\\u%04x", (unsigned)code & 0xffff));
	} else {
		put_code(code);
	}
}

void out_string(const char *text, size_t length)
{
	uint32_t code = 0;

	put("\"", 1);
	for (size_t i = 0; i < length;) {
		i += text_next((const uint8_t *)text + i, length - i, &code);
		put_escaped(code);
	}
	put("\"", 1);
}

void out_number(double number)
{
	char digits[40];

	if (number > -9e15 && number < 9e15 && number == (double)(long long)number)
		put(digits, (size_t)snprintf(digits, sizeof digits, "%lld", (long long)number));
	else
		put(digits, (size_t)snprintf(digits, sizeof digits, "%.17g", number));
}
