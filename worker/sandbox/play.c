/* SPDX-License-Identifier: ISC */
#include "worker/sandbox/play.h"

#include <stdlib.h>
#include <string.h>

#include "worker/sandbox/bot.h"
#include "worker/sandbox/contract.h"
#include "worker/sandbox/script.h"
#include "worker/sandbox/surface.h"

/* The value stack of a run: the core's functions, what else it needs, the state. */
enum { META = CONTRACT_FUNCTIONS, CONFIG, STATE, FIXED };
enum { META_MAX = 65536, SCENE_MAX = 64 };

static const char *const buttons[] = {"left", "right", "up", "down", "a", "b", "start", "restart"};

/* What a run has come to. Inputs are run-length coded as they happen. */
struct run {
	const struct request *request;
	duk_context *realm; /* of the bot; NULL for check and replay */
	struct contract_status status;
	struct request_input *inputs;
	size_t input_count, input_room;
	uint32_t ticks, mask;
	uint32_t over; /* ticks when the status first said won or lost; 0: never */
	size_t replay_at;
	uint32_t replay_left;
};

static duk_ret_t prepare(duk_context *ctx, void *udata)
{
	(void)udata;
	surface_trim(ctx);
	surface_forbid(ctx);
	duk_push_object(ctx);
	duk_put_global_string(ctx, "window");
	return 0;
}

/* Calls one of the core's functions on the state. Pushes what it gives. */
static void call_core(duk_context *ctx, enum contract_function function)
{
	duk_dup(ctx, (duk_idx_t)function);
	duk_dup(ctx, STATE);
	duk_call(ctx, 1);
}

static void create(duk_context *ctx, uint32_t seed)
{
	duk_dup(ctx, CONTRACT_CREATE);
	duk_dup(ctx, CONFIG);
	duk_push_uint(ctx, seed);
	duk_call(ctx, 2);
	if (!duk_is_object(ctx, -1))
		script_refuse(ctx, REPORT_CONTRACT, "create gave no state");
}

static void read_status(duk_context *ctx, struct run *run)
{
	call_core(ctx, CONTRACT_STATUS);
	contract_check_status(ctx, &run->status);
	duk_pop(ctx);
}

static void check_view(duk_context *ctx)
{
	call_core(ctx, CONTRACT_VIEW);
	contract_check_view(ctx);
	duk_pop(ctx);
}

/* Pushes the hash of the state. */
static const char *push_hash(duk_context *ctx)
{
	call_core(ctx, CONTRACT_HASH);
	contract_check_hash(ctx);
	return duk_get_string(ctx, -1);
}

static void record(duk_context *ctx, struct run *run)
{
	if (run->input_count > 0 && run->inputs[run->input_count - 1].mask == run->mask) {
		run->inputs[run->input_count - 1].ticks++;
		return;
	}
	if (run->input_count == run->input_room) {
		run->input_room = run->input_room * 2 + 1024;
		run->inputs = reallocarray(run->inputs, run->input_room, sizeof *run->inputs);
		if (!run->inputs)
			script_refuse(ctx, REPORT_LIMIT, "memory: the inputs do not fit");
	}
	run->inputs[run->input_count++] = (struct request_input){run->mask, 1};
}

static void push_input(duk_context *ctx, uint32_t mask)
{
	duk_push_object(ctx);
	for (unsigned i = 0; i < sizeof buttons / sizeof *buttons; i++) {
		duk_push_boolean(ctx, mask >> i & 1);
		duk_put_prop_string(ctx, -2, buttons[i]);
	}
}

static void step(duk_context *ctx, struct run *run)
{
	record(ctx, run);
	duk_dup(ctx, CONTRACT_STEP);
	duk_dup(ctx, STATE);
	push_input(ctx, run->mask);
	duk_call(ctx, 2);
	duk_pop(ctx);
	run->ticks++;
	read_status(ctx, run);
	if (!run->over && (run->status.won || run->status.lost))
		run->over = run->ticks;
}

static void decide(duk_context *ctx, struct run *run)
{
	call_core(ctx, CONTRACT_VIEW);
	contract_check_view(ctx);
	call_core(ctx, CONTRACT_STATUS);
	run->mask = bot_decide(ctx, run->realm);
}

static void play_bot(duk_context *ctx, struct run *run)
{
	while (run->ticks < run->request->ticks && !run->status.won && !run->status.lost) {
		if (run->ticks % PLAY_DECISION == 0)
			decide(ctx, run);
		step(ctx, run);
	}
}

/* To the last input, also past the game's end: a browser's recording has to end in the browser's hash. */
static void play_inputs(duk_context *ctx, struct run *run)
{
	const struct request *request = run->request;

	for (size_t i = 0; i < request->input_count; i++) {
		run->mask = request->inputs[i].mask;
		for (uint32_t k = 0; k < request->inputs[i].ticks && run->ticks < request->ticks; k++)
			step(ctx, run);
	}
}

static bool is_hash(duk_context *ctx, const char *other)
{
	bool same = strcmp(push_hash(ctx), other) == 0;

	duk_pop(ctx);
	return same;
}

/* In: a fresh state. Leaves the stack as it was. */
static void play_check(duk_context *ctx, struct run *run)
{
	const char *first = push_hash(ctx);
	double t = run->status.t;

	create(ctx, run->request->seed);
	duk_replace(ctx, STATE);
	if (!is_hash(ctx, first))
		script_refuse(ctx, REPORT_CONTRACT, "create gives another hash the second time");
	while (run->ticks < PLAY_CHECK_TICKS)
		step(ctx, run);
	if (is_hash(ctx, first) && run->status.t != t + PLAY_CHECK_TICKS)
		script_refuse(
			ctx, REPORT_CONTRACT, "after %d steps neither hash nor status.t has changed", PLAY_CHECK_TICKS);
	check_view(ctx);
	duk_pop(ctx);
}

static void play(duk_context *ctx, struct run *run)
{
	if (run->request->bot == REQUEST_CHECK)
		play_check(ctx, run);
	else if (run->request->bot == REQUEST_REPLAY)
		play_inputs(ctx, run);
	else
		play_bot(ctx, run);
}

/* Pushes the scene in which the game is. */
static void push_scene(duk_context *ctx)
{
	duk_size_t length = 0;

	call_core(ctx, CONTRACT_STATUS);
	duk_get_prop_string(ctx, -1, "scene");
	duk_remove(ctx, -2);
	if (!duk_get_lstring(ctx, -1, &length) || length > SCENE_MAX)
		script_refuse(ctx, REPORT_CONTRACT, "status.scene is no string of at most %d bytes", SCENE_MAX);
}

/* Out: [scene, hash, meta as JSON]. */
static duk_ret_t run_game(duk_context *ctx, void *udata)
{
	struct run *run = udata;
	duk_size_t length = 0;

	duk_require_stack(ctx, 64);
	contract_push_core(ctx);
	contract_push_config(ctx);
	create(ctx, run->request->seed);
	read_status(ctx, run);
	check_view(ctx);
	play(ctx, run);
	push_scene(ctx);
	push_hash(ctx);
	duk_dup(ctx, META);
	duk_json_encode(ctx, -1);
	duk_get_lstring(ctx, -1, &length);
	if (duk_get_string_default(ctx, -1, "")[0] != '{' || length > META_MAX)
		script_refuse(ctx, REPORT_CONTRACT, "LudCore.meta is no JSON object of at most %d bytes", META_MAX);
	return 3;
}

static void out_field(const char *before, double number)
{
	out_raw(before);
	out_number(number);
}

static void write_inputs(const struct run *run)
{
	out_raw(",\"inputs\":[");
	for (size_t i = 0; i < run->input_count; i++) {
		out_field(i ? ",[" : "[", run->inputs[i].mask);
		out_field(",", run->inputs[i].ticks);
		out_raw("]");
	}
	out_raw("]");
}

/* In: [scene, hash, meta] on the stack. */
static void write_run(duk_context *ctx, const struct run *run)
{
	const struct contract_status *status = &run->status;
	duk_size_t scene_length, hash_length, meta_length;
	const char *scene = duk_get_lstring(ctx, -3, &scene_length);
	const char *hash = duk_get_lstring(ctx, -2, &hash_length), *meta = duk_get_lstring(ctx, -1, &meta_length);

	out_raw("{\"ok\":true,\"run\":{\"bot\":\"");
	out_raw(request_bots[run->request->bot]);
	out_field("\",\"seed\":", run->request->seed);
	out_field(",\"ticks\":", run->ticks);
	out_raw(",\"end\":");
	out_raw(status->won ? "\"won\"" : status->lost ? "\"lost\"" : "\"ticks\"");
	out_raw(",\"scene\":");
	out_string(scene, scene_length);
	out_field(",\"over\":", run->over);
	out_field(",\"score\":", status->score);
	out_field(",\"lives\":", status->lives);
	out_field(",\"level\":", status->level);
	out_field(",\"progress\":", status->progress);
	out_raw(",\"hash\":");
	out_string(hash, hash_length);
	write_inputs(run);
	out_raw(",\"meta\":");
	out_json(meta, meta_length);
	out_raw("}}\n");
	out_end();
}

bool play_run(duk_context *ctx, const struct request *request, struct report *report)
{
	struct run run = {.request = request};

	if (duk_safe_call(ctx, prepare, NULL, 0, 1) != DUK_EXEC_SUCCESS)
		return script_fail(ctx, report);
	duk_pop(ctx);
	if (request->bot != REQUEST_CHECK && request->bot != REQUEST_REPLAY &&
		!bot_load(ctx, request, &run.realm, report))
		return false;
	if (!script_run_files(ctx, request, report))
		return false;
	if (duk_safe_call(ctx, run_game, &run, 0, 3) != DUK_EXEC_SUCCESS) {
		duk_pop_2(ctx);
		return script_fail(ctx, report);
	}
	if (script_refused(report))
		return false;
	write_run(ctx, &run);
	return true;
}
