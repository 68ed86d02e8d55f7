/* SPDX-License-Identifier: ISC
 *
 * script: runs scripts, and turns what they throw into a report.
 *
 * script_refuse is how C code called by scripts, or checking them, ends with a report of its own. A script may catch
 * what it throws; the report stays, and script_refused tells.
 */
#ifndef LUD_SANDBOX_SCRIPT_H
#define LUD_SANDBOX_SCRIPT_H

#include <duktape.h>
#include <stdbool.h>

#include "worker/sandbox/report.h"
#include "worker/sandbox/request.h"

/* Evaluates it in the global scope. */
bool script_run(duk_context *ctx, const char *name, const char *text, size_t bytes, struct report *report);

/* Evaluates the request's files of kind script, in order. */
bool script_run_files(duk_context *ctx, const struct request *request, struct report *report);

/* Makes a report of the error on top of the stack and pops it. Out: false. */
bool script_fail(duk_context *ctx, struct report *report);

/* Throws, and remembers the report with the place of the calling script. The first one counts. */
_Noreturn void script_refuse(duk_context *ctx, enum report_kind kind, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Was anything refused, caught or not? Out: then the report. */
bool script_refused(struct report *report);

/* Pushes text from outside as a script sees it. */
void script_push_text(duk_context *ctx, const char *text, size_t bytes);

#endif
