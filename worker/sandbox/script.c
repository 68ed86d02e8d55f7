/* SPDX-License-Identifier: ISC */
#include "worker/sandbox/script.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "worker/sandbox/text.h"

static struct report refused;

/* duktape's own words when it runs out of something; it has no codes for them. */
static const struct {
	const char *words, *limit;
} exhaustion[] = {
	{"alloc failed", "memory"},
	{"error in error handling", "memory"},
	{"result too long", "memory"},
	{"buffer too long", "memory"},
	{"string too long", "memory"},
	{"valstack limit", "recursion"},
	{"callstack limit", "recursion"},
	{"C stack depth limit", "recursion"},
	{"recursion limit", "recursion"},
};

static bool fill_limit(struct report *report, const char *message)
{
	for (size_t i = 0; i < sizeof exhaustion / sizeof *exhaustion; i++) {
		if (!strstr(message, exhaustion[i].words))
			continue;
		report_set(report, REPORT_LIMIT, NULL, 0, "%s: %s", exhaustion[i].limit, exhaustion[i].words);
		return true;
	}
	return false;
}

/* Of the object on top of the stack. */
static void copy_string(duk_context *ctx, const char *key, char *out, size_t room)
{
	duk_get_prop_string(ctx, -1, key);
	if (duk_is_string(ctx, -1))
		snprintf(out, room, "%s", duk_get_string(ctx, -1));
	duk_pop(ctx);
}

/* Reading the properties of what was thrown may run more of the script; hence a call of its own.
 * In: what was thrown, on top of the stack. */
static duk_ret_t read_error(duk_context *ctx, void *udata)
{
	struct report *report = udata;
	char name[64] = "", message[REPORT_MESSAGE] = "";

	if (!duk_is_object(ctx, -1)) {
		snprintf(report->message, sizeof report->message, "thrown: %s", duk_safe_to_string(ctx, -1));
		return 0;
	}
	copy_string(ctx, "name", name, sizeof name);
	copy_string(ctx, "message", message, sizeof message);
	copy_string(ctx, "fileName", report->file, sizeof report->file);
	duk_get_prop_string(ctx, -1, "lineNumber");
	report->line = duk_get_int_default(ctx, -1, 0);
	snprintf(report->message, sizeof report->message, "%s%s%.900s", name, name[0] && message[0] ? ": " : "",
		message);
	return 0;
}

/* "unterminated string (line 3)": the line has a field of its own. */
static void cut_line(char *message)
{
	char *end = strstr(message, " (line ");

	for (char *next = end; next; next = strstr(next + 1, " (line "))
		end = next;
	if (end && end[strspn(end + 7, "0123456789") + 7] == ')' && end[strspn(end + 7, "0123456789") + 8] == '\0')
		*end = '\0';
}

bool script_refused(struct report *report)
{
	if (refused.kind == REPORT_NONE)
		return false;
	*report = refused;
	return true;
}

bool script_fail(duk_context *ctx, struct report *report)
{
	struct report raw = {.kind = REPORT_EXCEPTION}, limit;

	if (script_refused(report)) {
		duk_pop(ctx);
		return false;
	}
	if (duk_safe_call(ctx, read_error, &raw, 1, 1) != DUK_EXEC_SUCCESS || raw.message[0] == '\0')
		snprintf(raw.message, sizeof raw.message, "thrown: something that cannot be read");
	duk_pop(ctx);
	cut_line(raw.message);
	if (fill_limit(&limit, raw.message)) {
		raw.kind = REPORT_LIMIT;
		memcpy(raw.message, limit.message, sizeof raw.message);
	}
	*report = raw;
	return false;
}

/* The nearest function on the call stack that comes from a script. */
static void find_caller(duk_context *ctx, struct report *report)
{
	for (duk_int_t level = -2; level >= -4 && report->file[0] == '\0'; level--) {
		duk_inspect_callstack_entry(ctx, level);
		if (!duk_is_object(ctx, -1))
			return;
		duk_get_prop_string(ctx, -1, "lineNumber");
		report->line = duk_get_int_default(ctx, -1, 0);
		duk_get_prop_string(ctx, -2, "function");
		if (duk_is_ecmascript_function(ctx, -1)) {
			duk_get_prop_string(ctx, -1, "fileName");
			if (duk_is_string(ctx, -1))
				snprintf(report->file, sizeof report->file, "%s", duk_get_string(ctx, -1));
			duk_pop(ctx);
		}
		duk_pop_3(ctx);
	}
	if (report->file[0] == '\0')
		report->line = 0;
}

void script_refuse(duk_context *ctx, enum report_kind kind, const char *format, ...)
{
	char message[REPORT_MESSAGE];
	va_list args;

	va_start(args, format);
	vsnprintf(message, sizeof message, format, args);
	va_end(args);
	if (refused.kind == REPORT_NONE) {
		report_set(&refused, kind, NULL, 0, "%s", message);
		find_caller(ctx, &refused);
	}
	(void)duk_error(ctx, DUK_ERR_ERROR, "%s", message);
	__builtin_unreachable();
}

struct source {
	const char *name, *text;
	size_t bytes;
};

static duk_ret_t compile(duk_context *ctx, void *udata)
{
	const struct source *source = udata;

	duk_push_string(ctx, source->name);
	duk_compile_lstring_filename(ctx, 0, source->text, source->bytes);
	return 1;
}

static bool check_text(const struct source *source, struct report *report)
{
	size_t bad = 0;
	long line = 1;

	if (text_is_utf8((const uint8_t *)source->text, source->bytes, &bad))
		return true;
	for (size_t i = 0; i < bad; i++)
		line += source->text[i] == '\n';
	return report_set(report, REPORT_SYNTAX, source->name, line, "the file is not UTF-8");
}

bool script_run(duk_context *ctx, const char *name, const char *text, size_t bytes, struct report *report)
{
	struct source source = {name, text, bytes};

	if (!check_text(&source, report))
		return false;
	if (duk_safe_call(ctx, compile, &source, 0, 1) != DUK_EXEC_SUCCESS) {
		script_fail(ctx, report);
		if (report->kind == REPORT_EXCEPTION)
			report->kind = REPORT_SYNTAX;
		snprintf(report->file, sizeof report->file, "%s", name);
		return false;
	}
	if (duk_pcall(ctx, 0) != DUK_EXEC_SUCCESS)
		return script_fail(ctx, report);
	duk_pop(ctx);
	return true;
}

bool script_run_files(duk_context *ctx, const struct request *request, struct report *report)
{
	for (size_t i = 0; i < request->file_count; i++) {
		const struct request_file *file = &request->files[i];

		if (file->kind == REQUEST_SCRIPT && !script_run(ctx, file->name, file->text, file->bytes, report))
			return false;
	}
	return true;
}

void script_push_text(duk_context *ctx, const char *text, size_t bytes)
{
	uint8_t *inside = duk_push_fixed_buffer(ctx, bytes + bytes / 2 + 1);
	size_t length = text_to_duktape((const uint8_t *)text, bytes, inside);

	duk_push_lstring(ctx, (const char *)inside, length);
	duk_remove(ctx, -2);
}
