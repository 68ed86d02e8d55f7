/* SPDX-License-Identifier: ISC */
#include "worker/sandbox/contract.h"

#include <math.h>
#include <stdio.h>

#include "worker/sandbox/script.h"

static const char *const functions[] = {"create", "step", "view", "status", "hash"};

#define WRONG(ctx, ...) script_refuse(ctx, REPORT_CONTRACT, __VA_ARGS__)

/* As browsers find it: `var LudCore` and `window.LudCore` are the same there. */
static void push_lud_core(duk_context *ctx)
{
	if (duk_get_global_string(ctx, "LudCore") && duk_is_object(ctx, -1))
		return;
	duk_pop(ctx);
	duk_get_global_string(ctx, "window");
	if (!duk_is_object(ctx, -1) || !duk_get_prop_string(ctx, -1, "LudCore") || !duk_is_object(ctx, -1))
		WRONG(ctx, "LudCore is missing");
	duk_remove(ctx, -2);
}

void contract_push_core(duk_context *ctx)
{
	duk_idx_t core = duk_get_top(ctx);

	push_lud_core(ctx);
	for (int i = 0; i < CONTRACT_FUNCTIONS; i++) {
		duk_get_prop_string(ctx, core, functions[i]);
		if (!duk_is_function(ctx, -1))
			WRONG(ctx, "LudCore.%s is not a function", functions[i]);
	}
	duk_get_prop_string(ctx, core, "meta");
	if (!duk_is_object(ctx, -1) || duk_is_array(ctx, -1) || duk_is_function(ctx, -1))
		WRONG(ctx, "LudCore.meta is not an object");
	duk_remove(ctx, core);
}

void contract_push_config(duk_context *ctx)
{
	duk_idx_t config = duk_push_object(ctx);

	duk_get_global_string(ctx, "window");
	if (!duk_is_object(ctx, -1) || !duk_get_prop_string(ctx, -1, "LUD_DATA") || !duk_is_object(ctx, -1))
		WRONG(ctx, "window.LUD_DATA is missing");
	duk_get_prop_string(ctx, -1, "params");
	if (!duk_is_object(ctx, -1) || duk_is_array(ctx, -1))
		WRONG(ctx, "window.LUD_DATA.params is not an object");
	duk_put_prop_string(ctx, config, "params");
	duk_get_prop_string(ctx, -1, "levels");
	if (!duk_is_array(ctx, -1))
		WRONG(ctx, "window.LUD_DATA.levels is not an array");
	duk_put_prop_string(ctx, config, "levels");
	duk_set_top(ctx, config + 1);
}

/* Of the object on top of the stack; where is its name. */
static double number(duk_context *ctx, const char *where, const char *key)
{
	double value;

	duk_get_prop_string(ctx, -1, key);
	if (!duk_is_number(ctx, -1) || !isfinite(duk_get_number(ctx, -1)))
		WRONG(ctx, "%s.%s is not a finite number", where, key);
	value = duk_get_number(ctx, -1);
	duk_pop(ctx);
	return value;
}

static bool boolean(duk_context *ctx, const char *where, const char *key)
{
	bool value;

	duk_get_prop_string(ctx, -1, key);
	if (!duk_is_boolean(ctx, -1))
		WRONG(ctx, "%s.%s is not a boolean", where, key);
	value = duk_get_boolean(ctx, -1);
	duk_pop(ctx);
	return value;
}

static void need_object(duk_context *ctx, const char *name)
{
	if (!duk_is_object(ctx, -1) || duk_is_array(ctx, -1) || duk_is_function(ctx, -1))
		WRONG(ctx, "%s is not an object", name);
}

void contract_check_status(duk_context *ctx, struct contract_status *status)
{
	need_object(ctx, "status");
	status->t = number(ctx, "status", "t");
	status->score = number(ctx, "status", "score");
	status->lives = number(ctx, "status", "lives");
	status->level = number(ctx, "status", "level");
	status->progress = number(ctx, "status", "progress");
	status->won = boolean(ctx, "status", "won");
	status->lost = boolean(ctx, "status", "lost");
	if (status->t < 0 || status->t != floor(status->t))
		WRONG(ctx, "status.t is not a count of ticks");
	if (status->level < 1)
		WRONG(ctx, "status.level is less than 1");
	if (status->progress < 0 || status->progress > 1)
		WRONG(ctx, "status.progress is not from 0 to 1");
	if (status->won && status->lost)
		WRONG(ctx, "status is won and lost at once");
	if (!duk_get_prop_string(ctx, -1, "scene") || !duk_is_string(ctx, -1))
		WRONG(ctx, "status.scene is not a string");
	duk_pop(ctx);
}

/* A list of the view: an array of objects that have the numbers x, y and, when asked for, r. */
static void check_points(duk_context *ctx, const char *name, bool with_radius)
{
	char where[48], key[32];
	duk_size_t count;

	snprintf(where, sizeof where, "view.%s", name);
	duk_get_prop_string(ctx, -1, name);
	if (!duk_is_array(ctx, -1))
		WRONG(ctx, "%s is not an array", where);
	count = duk_get_length(ctx, -1);
	if (count > CONTRACT_LIST_MAX)
		WRONG(ctx, "%s has more than %d elements", where, CONTRACT_LIST_MAX);
	for (duk_uarridx_t i = 0; i < count; i++) {
		snprintf(key, sizeof key, "[%lu]", (unsigned long)i);
		snprintf(where, sizeof where, "view.%.8s%s", name, key);
		duk_get_prop_index(ctx, -1, i);
		need_object(ctx, where);
		number(ctx, where, "x");
		number(ctx, where, "y");
		if (with_radius)
			number(ctx, where, "r");
		duk_pop(ctx);
	}
	duk_pop(ctx);
}

static void check_rows(duk_context *ctx)
{
	duk_size_t count;

	duk_get_prop_string(ctx, -1, "rows");
	count = duk_is_array(ctx, -1) ? duk_get_length(ctx, -1) : 0;
	if (count < 1 || count > CONTRACT_LIST_MAX)
		WRONG(ctx, "view.grid.rows is not an array of 1 to %d strings", CONTRACT_LIST_MAX);
	for (duk_uarridx_t i = 0; i < count; i++) {
		duk_get_prop_index(ctx, -1, i);
		if (!duk_is_string(ctx, -1))
			WRONG(ctx, "view.grid.rows[%lu] is not a string", (unsigned long)i);
		duk_pop(ctx);
	}
	duk_pop(ctx);
}

static void check_grid(duk_context *ctx)
{
	duk_get_prop_string(ctx, -1, "grid");
	if (!duk_is_null_or_undefined(ctx, -1)) {
		need_object(ctx, "view.grid");
		if (number(ctx, "view.grid", "size") <= 0)
			WRONG(ctx, "view.grid.size is not positive");
		check_rows(ctx);
		duk_get_prop_string(ctx, -1, "solid");
		if (!duk_is_string(ctx, -1))
			WRONG(ctx, "view.grid.solid is not a string");
		duk_pop(ctx);
	}
	duk_pop(ctx);
}

void contract_check_view(duk_context *ctx)
{
	static const char *const sides[] = {"x", "y", "w", "h"};

	need_object(ctx, "view");
	if (number(ctx, "view", "width") <= 0 || number(ctx, "view", "height") <= 0)
		WRONG(ctx, "view.width or view.height is not positive");
	duk_get_prop_string(ctx, -1, "player");
	need_object(ctx, "view.player");
	for (size_t i = 0; i < sizeof sides / sizeof *sides; i++)
		number(ctx, "view.player", sides[i]);
	duk_pop(ctx);
	check_points(ctx, "goals", false);
	check_points(ctx, "dangers", true);
	check_grid(ctx);
}

void contract_check_hash(duk_context *ctx)
{
	duk_size_t length = 0;

	duk_get_lstring(ctx, -1, &length);
	if (!duk_is_string(ctx, -1) || length < 1 || length > CONTRACT_HASH_MAX)
		WRONG(ctx, "hash gave no string of 1 to %d bytes", CONTRACT_HASH_MAX);
}
