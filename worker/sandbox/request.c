/* SPDX-License-Identifier: ISC */
#include "worker/sandbox/request.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "worker/sandbox/heap.h"
#include "worker/sandbox/limits.h"
#include "worker/sandbox/text.h"

enum {
	CPU_DEFAULT = 10,
	RESULT_MIN = 1024,
	RESULT_DEFAULT = 8 << 20,
	RESULT_MAX = 64 << 20,
	TICKS_DEFAULT = 36000,
	TICKS_MAX = 1000000,
	INPUTS_MAX = 100000,
	MASK_MAX = 255,
};

static const char *const modes[] = {"compose", "play", NULL};
static const char *const kinds[] = {"script", "template", "request", "inputs", NULL};
const char *const request_bots[] = {"check", "idle", "random", "sweep", "greedy", "solver", "replay", NULL};

/* What has been read of standard input and not yet used. */
static char ahead[REQUEST_HEAD + 1];
static size_t ahead_length;

static size_t read_some(char *out, size_t room)
{
	for (;;) {
		ssize_t n = read(STDIN_FILENO, out, room);

		if (n >= 0 || errno != EINTR)
			return n > 0 ? (size_t)n : 0;
	}
}

/* Out: the length of the head without its line end, which is at most REQUEST_HEAD; -1 when there is none. */
static long read_head(struct report *report)
{
	for (;;) {
		char *end = memchr(ahead, '\n', ahead_length);
		size_t n;

		if (end)
			return end - ahead;
		if (ahead_length == sizeof ahead)
			report_set(report, REPORT_REQUEST, NULL, 0, "the head is longer than %d bytes", REQUEST_HEAD);
		else if ((n = read_some(ahead + ahead_length, sizeof ahead - ahead_length)) == 0)
			report_set(report, REPORT_REQUEST, NULL, 0, "the input ends within the head");
		else {
			ahead_length += n;
			continue;
		}
		return -1;
	}
}

/* In: known has every key between blanks. */
static void check_keys(duk_context *ctx, duk_idx_t at, const char *where, const char *known)
{
	if (!duk_is_object(ctx, at) || duk_is_array(ctx, at))
		(void)duk_error(ctx, DUK_ERR_TYPE_ERROR, "%s is not an object", where);
	duk_enum(ctx, at, DUK_ENUM_OWN_PROPERTIES_ONLY);
	while (duk_next(ctx, -1, 0)) {
		char key[40];

		snprintf(key, sizeof key, " %.32s ", duk_get_string(ctx, -1));
		if (!strstr(known, key))
			(void)duk_error(ctx, DUK_ERR_TYPE_ERROR, "%s has an unknown field%s", where, key);
		duk_pop(ctx);
	}
	duk_pop(ctx);
}

/* In: the number on top of the stack, which is popped. */
static uint32_t take_number(duk_context *ctx, const char *name, double min, double max)
{
	double number = duk_get_number(ctx, -1);

	if (!duk_is_number(ctx, -1) || !(number >= min && number <= max) || number != (double)(uint32_t)number)
		(void)duk_error(ctx, DUK_ERR_RANGE_ERROR, "%s is not an integer from %.0f to %.0f", name, min, max);
	duk_pop(ctx);
	return (uint32_t)number;
}

static void number_field(
	duk_context *ctx, duk_idx_t at, const char *key, double min, double max, uint32_t otherwise, uint32_t *out)
{
	*out = otherwise;
	if (duk_get_prop_string(ctx, at, key))
		*out = take_number(ctx, key, min, max);
	else
		duk_pop(ctx);
}

static int choice_field(duk_context *ctx, duk_idx_t at, const char *key, const char *const *choices)
{
	const char *text;

	duk_get_prop_string(ctx, at, key);
	text = duk_get_string_default(ctx, -1, "");
	for (int i = 0; choices[i]; i++) {
		if (strcmp(text, choices[i]) == 0) {
			duk_pop(ctx);
			return i;
		}
	}
	(void)duk_error(ctx, DUK_ERR_RANGE_ERROR, "%s is unknown: %.40s", key, text);
	return 0;
}

/* In: one element of files on top of the stack, which is popped. */
static void take_file(duk_context *ctx, struct request *request)
{
	struct request_file *file = &request->files[request->file_count];
	duk_idx_t at = duk_get_top_index(ctx);
	uint32_t bytes;
	size_t length;
	const char *name;

	check_keys(ctx, at, "a file", " name bytes kind ");
	file->kind = (enum request_kind)choice_field(ctx, at, "kind", kinds);
	duk_get_prop_string(ctx, at, "name");
	name = duk_get_lstring(ctx, -1, &length);
	if (!name || length == 0 || length >= REQUEST_NAME || strlen(name) != length)
		(void)duk_error(ctx, DUK_ERR_RANGE_ERROR, "a file's name has not 1 to %d bytes", REQUEST_NAME - 1);
	memcpy(file->name, name, length + 1);
	duk_pop(ctx);
	if (!duk_has_prop_string(ctx, at, "bytes"))
		(void)duk_error(ctx, DUK_ERR_TYPE_ERROR, "%s has no bytes", file->name);
	number_field(ctx, at, "bytes", 0, REQUEST_BYTES, 0, &bytes);
	file->bytes = bytes;
	for (size_t i = 0; i < request->file_count; i++)
		if (strcmp(request->files[i].name, file->name) == 0)
			(void)duk_error(ctx, DUK_ERR_RANGE_ERROR, "two files are named %s", file->name);
	request->file_count++;
	duk_pop(ctx);
}

static void take_files(duk_context *ctx, struct request *request)
{
	size_t total = 0, count;

	duk_get_prop_string(ctx, 0, "files");
	count = duk_is_array(ctx, -1) ? duk_get_length(ctx, -1) : 0;
	if (count < 1 || count > REQUEST_FILES)
		(void)duk_error(ctx, DUK_ERR_RANGE_ERROR, "files is not an array of 1 to %d files", REQUEST_FILES);
	for (size_t i = 0; i < count; i++) {
		duk_get_prop_index(ctx, -1, (duk_uarridx_t)i);
		take_file(ctx, request);
		total += request->files[i].bytes;
	}
	if (total > REQUEST_BYTES)
		(void)duk_error(ctx, DUK_ERR_RANGE_ERROR, "the files have more than %d bytes", REQUEST_BYTES);
	duk_pop(ctx);
}

/* In: the array of [mask, ticks] on top of the stack, which is popped. */
static void take_inputs(duk_context *ctx, struct request *request)
{
	size_t count = duk_is_array(ctx, -1) ? duk_get_length(ctx, -1) : 0;

	if (!duk_is_array(ctx, -1) || count > INPUTS_MAX)
		(void)duk_error(ctx, DUK_ERR_RANGE_ERROR, "inputs is not an array of at most %d pairs", INPUTS_MAX);
	request->inputs = calloc(count + 1, sizeof *request->inputs);
	if (!request->inputs)
		(void)duk_error(ctx, DUK_ERR_ERROR, "no memory for inputs");
	for (size_t i = 0; i < count; i++) {
		duk_get_prop_index(ctx, -1, (duk_uarridx_t)i);
		if (!duk_is_array(ctx, -1) || duk_get_length(ctx, -1) != 2)
			(void)duk_error(ctx, DUK_ERR_RANGE_ERROR, "inputs[%lu] is not a pair", (unsigned long)i);
		duk_get_prop_index(ctx, -1, 0);
		request->inputs[i].mask = take_number(ctx, "an input's mask", 0, MASK_MAX);
		duk_get_prop_index(ctx, -1, 1);
		request->inputs[i].ticks = take_number(ctx, "an input's ticks", 1, TICKS_MAX);
		duk_pop(ctx);
	}
	request->input_count = count;
	duk_pop(ctx);
}

static void take_limits(duk_context *ctx, struct request *request)
{
	duk_idx_t at;

	if (!duk_get_prop_string(ctx, 0, "limits"))
		duk_push_object(ctx);
	at = duk_get_top_index(ctx);
	check_keys(ctx, at, "limits", " cpu_seconds heap_bytes result_bytes ");
	number_field(ctx, at, "cpu_seconds", 1, LIMITS_CPU_MAX, CPU_DEFAULT, &request->cpu_seconds);
	number_field(ctx, at, "heap_bytes", HEAP_BYTES_MIN, HEAP_BYTES_MAX, HEAP_BYTES_DEFAULT, &request->heap_bytes);
	number_field(ctx, at, "result_bytes", RESULT_MIN, RESULT_MAX, RESULT_DEFAULT, &request->result_bytes);
	duk_set_top(ctx, 1);
}

static void take_play(duk_context *ctx, struct request *request)
{
	duk_get_prop_string(ctx, 0, "play");
	check_keys(ctx, 1, "play", " bot seed ticks inputs ");
	request->bot = (enum request_bot)choice_field(ctx, 1, "bot", request_bots);
	number_field(ctx, 1, "seed", 0, UINT32_MAX, 0, &request->seed);
	number_field(ctx, 1, "ticks", 1, TICKS_MAX, TICKS_DEFAULT, &request->ticks);
	if (duk_get_prop_string(ctx, 1, "inputs"))
		take_inputs(ctx, request);
	duk_set_top(ctx, 1);
}

static unsigned count_kind(const struct request *request, enum request_kind kind)
{
	unsigned count = 0;

	for (size_t i = 0; i < request->file_count; i++)
		count += request->files[i].kind == kind;
	return count;
}

static void check_kinds(duk_context *ctx, const struct request *request)
{
	bool compose = request->mode == REQUEST_COMPOSE;

	if (count_kind(request, REQUEST_REQUEST) != (compose ? 1 : 0))
		(void)duk_error(ctx, DUK_ERR_ERROR, "compose needs one file of kind request, play none");
	if (!compose && count_kind(request, REQUEST_TEMPLATE) > 0)
		(void)duk_error(ctx, DUK_ERR_ERROR, "play takes no templates");
	if (count_kind(request, REQUEST_INPUTS) > 1 || (compose && count_kind(request, REQUEST_INPUTS) > 0))
		(void)duk_error(ctx, DUK_ERR_ERROR, "only play takes a file of kind inputs, and one");
}

struct head {
	struct request *request;
	size_t length;
};

static duk_ret_t parse_head(duk_context *ctx, void *udata)
{
	struct head *head = udata;

	duk_push_lstring(ctx, ahead, head->length);
	duk_json_decode(ctx, 0);
	check_keys(ctx, 0, "the head", " mode files limits play ");
	head->request->mode = (enum request_mode)choice_field(ctx, 0, "mode", modes);
	take_files(ctx, head->request);
	take_limits(ctx, head->request);
	if (head->request->mode == REQUEST_PLAY)
		take_play(ctx, head->request);
	check_kinds(ctx, head->request);
	return 0;
}

/* Only duktape's own messages come here: no script has run. */
static bool fail(duk_context *ctx, const char *where, struct report *report)
{
	report_set(report, REPORT_REQUEST, NULL, 0, "%s: %s", where, duk_safe_to_string(ctx, -1));
	duk_pop(ctx);
	return false;
}

static bool check_text(const struct request_file *file, struct report *report)
{
	size_t bad = 0;

	if (file->kind == REQUEST_SCRIPT || text_is_utf8((const uint8_t *)file->text, file->bytes, &bad))
		return true;
	return report_set(report, REPORT_REQUEST, file->name, 0, "the file is not UTF-8, at byte %zu", bad);
}

/* In: used bytes of what was read ahead are done with. */
static bool read_files(struct request *request, size_t used, struct report *report)
{
	size_t total = 0, have = ahead_length - used;
	char *text;

	for (size_t i = 0; i < request->file_count; i++)
		total += request->files[i].bytes;
	text = malloc(total + 1);
	if (!text)
		return report_set(report, REPORT_LIMIT, NULL, 0, "memory: the files do not fit");
	if (have > total)
		have = total + 1;
	memcpy(text, ahead + used, have);
	for (size_t n = 1; n > 0 && have <= total; have += n)
		n = read_some(text + have, total + 1 - have);
	if (have != total)
		return report_set(report, REPORT_REQUEST, NULL, 0, "the input has %s bytes than the head says",
			have < total ? "fewer" : "more");
	for (size_t i = 0; i < request->file_count; i++) {
		request->files[i].text = text;
		text += request->files[i].bytes;
		if (!check_text(&request->files[i], report))
			return false;
	}
	return true;
}

static duk_ret_t parse_inputs(duk_context *ctx, void *udata)
{
	struct request *request = udata;
	const struct request_file *file = request_find(request, REQUEST_INPUTS);

	if (!file)
		return 0;
	duk_push_lstring(ctx, file->text, file->bytes);
	duk_json_decode(ctx, -1);
	take_inputs(ctx, request);
	return 0;
}

static void tighten(duk_context *ctx, const struct request *request)
{
	duk_memory_functions functions;

	duk_get_memory_functions(ctx, &functions);
	((struct heap *)functions.udata)->cap = request->heap_bytes;
	limits_tighten(request->cpu_seconds, request->heap_bytes);
}

bool request_read(duk_context *ctx, struct request *request, struct report *report)
{
	long length = read_head(report);
	struct head head = {request, (size_t)length};
	size_t bad = 0;

	if (length < 0)
		return false;
	if (!text_is_utf8((const uint8_t *)ahead, head.length, &bad))
		return report_set(report, REPORT_REQUEST, NULL, 0, "the head is not UTF-8, at byte %zu", bad);
	if (duk_safe_call(ctx, parse_head, &head, 0, 1) != DUK_EXEC_SUCCESS)
		return fail(ctx, "head", report);
	duk_pop(ctx);
	tighten(ctx, request);
	if (!read_files(request, head.length + 1, report))
		return false;
	if (duk_safe_call(ctx, parse_inputs, request, 0, 1) != DUK_EXEC_SUCCESS)
		return fail(ctx, "inputs", report);
	duk_pop(ctx);
	return true;
}

const struct request_file *request_find(const struct request *request, enum request_kind kind)
{
	for (size_t i = 0; i < request->file_count; i++)
		if (request->files[i].kind == kind)
			return &request->files[i];
	return NULL;
}
