/* SPDX-License-Identifier: ISC
 *
 * bot: players written in JavaScript (bots.js), in a realm of their own.
 *
 * The realm has its own global object and prototypes, so a core cannot change the bots by changing its own Array or
 * LudBots. The bots see the core's view and status as they are: a core that lies to them only plays badly.
 *
 * greedy plays by LudCore.policy, where the core has one: taken from a second copy of js/core.js, in a realm that has
 * neither the game's data nor its state. What such a policy knows it knows from the view.
 */
#ifndef LUD_SANDBOX_BOT_H
#define LUD_SANDBOX_BOT_H

#include <duktape.h>
#include <stdbool.h>
#include <stdint.h>

#include "worker/sandbox/report.h"
#include "worker/sandbox/request.h"

/* Makes the realm and loads the request's bot. Owns: ctx keeps the realm, where no script can reach it.
 * Fails: false, with a report. */
bool bot_load(duk_context *ctx, const struct request *request, duk_context **realm_r, struct report *report);

/* Asks for the next input. In: [..., view, status] on ctx, which are popped. Fails: throws on ctx. */
uint32_t bot_decide(duk_context *ctx, duk_context *realm);

#endif
