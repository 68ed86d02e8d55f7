/* SPDX-License-Identifier: ISC
 *
 * bot: players written in JavaScript (bots.js), in a realm of their own.
 *
 * The realm has its own global object and prototypes, so a core cannot change the bots by changing its own Array or
 * LudBots. The bots see the core's view and status as they are: a core that lies to them only plays badly.
 */
#ifndef LUD_SANDBOX_BOT_H
#define LUD_SANDBOX_BOT_H

#include <duktape.h>
#include <stdbool.h>
#include <stdint.h>

#include "worker/sandbox/report.h"

/* Makes the realm and loads the bot. Owns: ctx keeps the realm, where no script can reach it.
 * Fails: false, with a report. */
bool bot_load(duk_context *ctx, const char *name, uint32_t seed, duk_context **realm_r, struct report *report);

/* Asks for the next input. In: [..., view, status] on ctx, which are popped. Fails: throws on ctx. */
uint32_t bot_decide(duk_context *ctx, duk_context *realm);

#endif
