/* SPDX-License-Identifier: ISC */
#include "worker/sandbox/bot.h"

#include "worker/sandbox/bots.gen.h"
#include "worker/sandbox/script.h"
#include "worker/sandbox/surface.h"

/* The realm's value stack. */
enum { BOT, MEMORY, RNG };
enum { MASK = 255 };

static uint64_t random_state;

/* SplitMix64 (Steele, Lea, Flood 2014), its upper half. */
static duk_ret_t random_next(duk_context *ctx)
{
	uint64_t x = random_state += 0x9e3779b97f4a7c15;

	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
	x = (x ^ x >> 27) * 0x94d049bb133111eb;
	duk_push_uint(ctx, (duk_uint_t)((x ^ x >> 31) >> 32));
	return 1;
}

static duk_ret_t prepare(duk_context *realm, void *udata)
{
	(void)udata;
	surface_trim(realm);
	surface_forbid(realm);
	return 0;
}

/* Out: [bot, memory, rng]. */
static duk_ret_t push_bot(duk_context *realm, void *udata)
{
	duk_get_global_string(realm, "LudBots");
	duk_get_prop_string(realm, -1, udata);
	if (!duk_is_function(realm, -1))
		(void)duk_error(realm, DUK_ERR_TYPE_ERROR, "there is no bot %s", (const char *)udata);
	duk_push_object(realm);
	duk_push_object(realm);
	duk_push_c_function(realm, random_next, 0);
	duk_put_prop_string(realm, -2, "next");
	return 3;
}

bool bot_load(duk_context *ctx, const char *name, uint32_t seed, duk_context **realm_r, struct report *report)
{
	duk_context *realm;

	random_state = seed;
	duk_push_thread_new_globalenv(ctx);
	realm = *realm_r = duk_get_context(ctx, -1);
	duk_put_global_string(ctx, DUK_HIDDEN_SYMBOL("bots"));
	if (duk_safe_call(realm, prepare, NULL, 0, 1) != DUK_EXEC_SUCCESS)
		return script_fail(realm, report);
	duk_pop(realm);
	if (!script_run(realm, "bots.js", bots_source, sizeof bots_source - 1, report))
		return false;
	if (duk_safe_call(realm, push_bot, (void *)(uintptr_t)name, 0, 3) != DUK_EXEC_SUCCESS) {
		duk_pop_2(realm);
		return script_fail(realm, report);
	}
	return true;
}

uint32_t bot_decide(duk_context *ctx, duk_context *realm)
{
	uint32_t mask;

	duk_require_stack(realm, 8);
	duk_dup(realm, BOT);
	duk_xmove_top(realm, ctx, 2);
	duk_dup(realm, MEMORY);
	duk_dup(realm, RNG);
	if (duk_pcall(realm, 4) != DUK_EXEC_SUCCESS) {
		duk_xmove_top(ctx, realm, 1);
		(void)duk_throw(ctx);
	}
	mask = duk_is_number(realm, -1) ? duk_to_uint32(realm, -1) & MASK : 0;
	duk_pop(realm);
	return mask;
}
