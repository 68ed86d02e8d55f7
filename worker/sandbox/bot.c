/* SPDX-License-Identifier: ISC */
#include "worker/sandbox/bot.h"

#include <string.h>

#include "worker/sandbox/bots.gen.h"
#include "worker/sandbox/script.h"
#include "worker/sandbox/surface.h"

/* The realm's value stack. */
enum { BOT, MEMORY, RNG };
enum { MASK = 255 };

static uint64_t random_state;

/* SplitMix64 (Steele, Lea, Flood 2014), its upper half. */
static uint32_t random_word(void)
{
	uint64_t x = random_state += 0x9e3779b97f4a7c15;

	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
	x = (x ^ x >> 27) * 0x94d049bb133111eb;
	return (uint32_t)((x ^ x >> 31) >> 32);
}

static duk_ret_t random_next(duk_context *ctx)
{
	duk_push_uint(ctx, random_word());
	return 1;
}

static duk_ret_t random_below(duk_context *ctx)
{
	duk_push_uint(ctx, (duk_uint_t)((uint64_t)random_word() * duk_require_uint(ctx, 0) >> 32));
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
	duk_push_c_function(realm, random_below, 1);
	duk_push_c_function(realm, random_next, 0);
	duk_put_prop_string(realm, -2, "next");
	return 3;
}

static duk_context *new_realm(duk_context *ctx, const char *key)
{
	duk_context *realm;

	duk_push_thread_new_globalenv(ctx);
	realm = duk_get_context(ctx, -1);
	duk_put_global_string(ctx, key);
	return realm;
}

static duk_ret_t prepare_mind(duk_context *mind, void *udata)
{
	(void)prepare(mind, udata);
	duk_push_object(mind);
	duk_put_global_string(mind, "window");
	return 0;
}

/* Out: [LudCore.policy, or something that is no function]. */
static duk_ret_t push_policy(duk_context *mind, void *udata)
{
	(void)udata;
	if (!duk_get_global_string(mind, "LudCore")) {
		duk_get_global_string(mind, "window");
		duk_get_prop_string(mind, -1, "LudCore");
	}
	if (duk_is_object(mind, -1))
		duk_get_prop_string(mind, -1, "policy");
	return 1;
}

/* Puts the game's own policy in the bot's place. A core that cannot be run fails by itself, later and with its report. */
static void load_policy(duk_context *ctx, const struct request_file *core, duk_context *realm)
{
	duk_context *mind = new_realm(ctx, DUK_HIDDEN_SYMBOL("mind"));
	struct report ignored;

	if (duk_safe_call(mind, prepare_mind, NULL, 0, 1) == DUK_EXEC_SUCCESS &&
		script_run(mind, core->name, core->text, core->bytes, &ignored) &&
		duk_safe_call(mind, push_policy, NULL, 0, 1) == DUK_EXEC_SUCCESS && duk_is_function(mind, -1)) {
		duk_xmove_top(realm, mind, 1);
		duk_replace(realm, BOT);
	}
	duk_set_top(mind, 0);
}

static const struct request_file *find_core(const struct request *request)
{
	for (size_t i = 0; i < request->file_count; i++)
		if (strcmp(request->files[i].name, "js/core.js") == 0)
			return &request->files[i];
	return NULL;
}

bool bot_load(duk_context *ctx, const struct request *request, duk_context **realm_r, struct report *report)
{
	duk_context *realm = *realm_r = new_realm(ctx, DUK_HIDDEN_SYMBOL("bots"));
	const struct request_file *core = request->bot == REQUEST_GREEDY ? find_core(request) : NULL;

	random_state = request->seed;
	if (duk_safe_call(realm, prepare, NULL, 0, 1) != DUK_EXEC_SUCCESS)
		return script_fail(realm, report);
	duk_pop(realm);
	if (!script_run(realm, "bots.js", bots_source, sizeof bots_source - 1, report))
		return false;
	if (duk_safe_call(realm, push_bot, (void *)(uintptr_t)request_bots[request->bot], 0, 3) != DUK_EXEC_SUCCESS) {
		duk_pop_2(realm);
		return script_fail(realm, report);
	}
	if (core)
		load_policy(ctx, core, realm);
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
