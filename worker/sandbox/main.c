/* SPDX-License-Identifier: ISC
 *
 * ludwright-sandbox: one request from standard input, one JSON document to standard output (docs/sandbox.md).
 *
 * Exit status: 0 when a document has been written, also one that reports an error; 1 when it could not be written; 2
 * when the walls could not be put up. Whoever else kills it, its parent reports.
 */
#include <stdlib.h>
#include <unistd.h>

#include "worker/sandbox/compose.h"
#include "worker/sandbox/heap.h"
#include "worker/sandbox/limits.h"
#include "worker/sandbox/play.h"
#include "worker/sandbox/request.h"

static bool serve(duk_context *ctx, struct request *request, struct report *report)
{
	if (!request_read(ctx, request, report))
		return false;
	if (request->mode == REQUEST_COMPOSE)
		return compose_run(ctx, request, report);
	return play_run(ctx, request, report);
}

int main(void)
{
	static struct request request;
	static struct report report;
	static struct heap heap;
	duk_context *ctx = heap_new(&heap);

	if (!ctx)
		return 2;
	limits_enter();
	if (!serve(ctx, &request, &report))
		report_write(&report);
	/* Without the C library's end: there is nothing to flush, and no call but exit_group is allowed. */
	_exit(0);
}
