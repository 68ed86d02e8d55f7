/* SPDX-License-Identifier: ISC
 *
 * compose: the offline provider's studio. Runs the scripts, calls compose(request, templates), writes what it gives.
 */
#ifndef LUD_SANDBOX_COMPOSE_H
#define LUD_SANDBOX_COMPOSE_H

#include <duktape.h>
#include <stdbool.h>

#include "worker/sandbox/request.h"

/* Writes the answer. Fails: false, with a report and nothing written. */
bool compose_run(duk_context *ctx, const struct request *request, struct report *report);

#endif
