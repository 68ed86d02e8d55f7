/* SPDX-License-Identifier: ISC
 *
 * play: a bot plays a game's core.
 *
 * One tick: the input of the bot's last decision (it decides every PLAY_DECISION ticks), step, status. A run ends when
 * the status says won or lost, or after the asked ticks; check and replay go through to their end. The time is not
 * measured.
 */
#ifndef LUD_SANDBOX_PLAY_H
#define LUD_SANDBOX_PLAY_H

#include <duktape.h>
#include <stdbool.h>

#include "worker/sandbox/request.h"

enum { PLAY_DECISION = 2, PLAY_CHECK_TICKS = 600 };

/* Writes the run. Fails: false, with a report and nothing written. */
bool play_run(duk_context *ctx, const struct request *request, struct report *report);

#endif
