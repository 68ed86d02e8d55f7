/* SPDX-License-Identifier: ISC */
#include "worker/sandbox/compose.h"

#include "worker/sandbox/native.h"
#include "worker/sandbox/script.h"
#include "worker/sandbox/surface.h"
#include "worker/sandbox/text.h"

static duk_ret_t prepare(duk_context *ctx, void *udata)
{
	(void)udata;
	surface_trim(ctx);
	native_install(ctx);
	return 0;
}

/* Before the scripts, so that none of them stands between the parser and the request. Out: [request, templates]. */
static duk_ret_t push_arguments(duk_context *ctx, void *udata)
{
	const struct request *request = udata;
	const struct request_file *file = request_find(request, REQUEST_REQUEST);

	script_push_text(ctx, file ? file->text : "", file ? file->bytes : 0);
	duk_json_decode(ctx, 0);
	duk_push_object(ctx);
	for (size_t i = 0; i < request->file_count; i++) {
		file = &request->files[i];
		if (file->kind != REQUEST_TEMPLATE)
			continue;
		script_push_text(ctx, file->name, __builtin_strlen(file->name));
		script_push_text(ctx, file->text, file->bytes);
		duk_put_prop(ctx, 1);
	}
	return 2;
}

/* In: [request, templates]. Out: the answer as JSON, or undefined when it is no object. */
static duk_ret_t call(duk_context *ctx, void *udata)
{
	(void)udata;
	if (!duk_get_global_string(ctx, "compose") || !duk_is_function(ctx, -1))
		script_refuse(ctx, REPORT_CONTRACT, "the scripts define no function compose");
	duk_insert(ctx, 0);
	duk_call(ctx, 2);
	if (!duk_is_object(ctx, 0) || duk_is_array(ctx, 0) || duk_is_function(ctx, 0))
		script_refuse(ctx, REPORT_CONTRACT, "compose gave no object");
	duk_json_encode(ctx, 0);
	/* A toJSON may have made something else of it. */
	if (duk_get_string_default(ctx, 0, "")[0] != '{')
		script_refuse(ctx, REPORT_CONTRACT, "compose gave an object that is no JSON");
	return 1;
}

bool compose_run(duk_context *ctx, const struct request *request, struct report *report)
{
	const char *answer;
	size_t length, bytes;

	if (duk_safe_call(ctx, prepare, NULL, 0, 1) != DUK_EXEC_SUCCESS)
		return script_fail(ctx, report);
	duk_pop(ctx);
	if (duk_safe_call(ctx, push_arguments, (void *)(uintptr_t)request, 0, 2) != DUK_EXEC_SUCCESS) {
		duk_pop(ctx);
		script_fail(ctx, report);
		if (report->kind == REPORT_EXCEPTION)
			report->kind = REPORT_REQUEST;
		return false;
	}
	if (!script_run_files(ctx, request, report))
		return false;
	if (duk_safe_call(ctx, call, NULL, 2, 1) != DUK_EXEC_SUCCESS)
		return script_fail(ctx, report);
	answer = duk_get_lstring(ctx, -1, &length);
	bytes = text_to_utf8((const uint8_t *)answer, length, NULL);
	if (bytes > request->result_bytes)
		return report_set(report, REPORT_LIMIT, NULL, 0, "result: the answer has %zu bytes, the limit is %u",
			bytes, request->result_bytes);
	out_raw("{\"ok\":true,\"answer\":");
	out_json(answer, length);
	out_raw("}\n");
	out_end();
	return true;
}
