/* SPDX-License-Identifier: ISC */
/*
 * The provider `replay`: the turns of a recording (ludctl project record), which cost nothing and make the same files.
 *
 * A recording is {"ludwright_recording": 1, "project": {…}, "turns": [{"agent", "task", "stage", "revision",
 * "answer"}]}: answers are kept turns (worker/talk.h), those of a step in their order. It is read once for all steps
 * that use it.
 */
#include "lib/json.h"
#include "worker/provider.h"
#include "worker/talk.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define RECORDING_MAX (16u << 20)

/* A recording is a file of anybody's: every process that plays it holds what was parsed. */
static const struct json_limits limits = {
	.max_bytes = RECORDING_MAX, .max_depth = 32, .max_keys = 1 << 18, .max_values = 1 << 19};
#define ARENA_MAX (256u << 20)

struct replay {
	char sha256[HASH_HEX_SIZE]; /* of what `turns` is; "" for nothing */
	struct json_object *turns; /* owned */
};

struct provider_call {
	struct loop *loop;
	struct loop_timer *timer;
	char *answer, *error; /* owned; one of them is NULL */
	provider_done_fn *done;
	void *context;
};

static void call_free(struct provider_call *call)
{
	free(call->answer);
	free(call->error);
	free(call);
}

static void on_time(void *context)
{
	struct provider_call *call = context;
	struct provider_turn turn = {.text = call->answer, .len = call->answer ? strlen(call->answer) : 0};
	if (!call->answer) {
		turn.failure = FAIL_INVALID;
		turn.error = call->error;
	}
	call->done(call->context, &turn);
	call_free(call);
}

/* Out: what is wrong with it, or NULL. */
static const char *load(struct replay *r, struct arena *a, const struct provider_ask *ask)
{
	struct json_object *root = NULL;
	unsigned char *bytes = NULL;
	size_t len = 0;
	if (!ask->recording)
		return "there is no recording: upload one as recording.json";
	if (!strcmp(r->sha256, ask->recording))
		return NULL;
	if (store_get(ask->input->store, a, ask->recording, RECORDING_MAX, &bytes, &len))
		return "the recording cannot be read, or is larger than 16 MiB";
	if (json_parse((const char *)bytes, len, &limits, NULL, &root) ||
		!json_object_is_type(json_get(root, "turns"), json_type_array)) {
		json_object_put(root);
		return "the recording is none: it has no `turns`";
	}
	json_object_put(r->turns);
	r->turns = json_object_get(json_get(root, "turns"));
	json_object_put(root);
	memcpy(r->sha256, ask->recording, sizeof(r->sha256));
	return NULL;
}

static bool is_of(struct json_object *turn, const struct step_input *in)
{
	return !strcmp(json_get_string(turn, "agent", ""), in->agent) &&
	       !strcmp(json_get_string(turn, "task", ""), in->task_id ? in->task_id : "") &&
	       !strcmp(json_get_string(turn, "stage", ""), in->stage) &&
	       json_get_int(turn, "revision", 0) == in->revision;
}

/* The answer of the step's next turn, or NULL. */
static struct json_object *find(const struct replay *r, const struct provider_ask *ask)
{
	size_t n = 0;
	for (size_t i = 0; i < json_object_array_length(r->turns); i++) {
		struct json_object *turn = json_object_array_get_idx(r->turns, i);
		if (is_of(turn, ask->input) && n++ == ask->turn_count)
			return json_get(turn, "answer");
	}
	return NULL;
}

static enum err start(void *state, struct loop *loop, const struct provider_ask *ask, provider_done_fn *done,
	void *context, struct provider_call **call_r)
{
	const struct step_input *in = ask->input;
	struct provider_call *call = calloc(1, sizeof(*call));
	struct arena a;
	if (!call)
		return ERR_SYSTEM;
	*call = (struct provider_call){.loop = loop, .done = done, .context = context};
	arena_init(&a, ARENA_MAX);
	const char *why = load(state, &a, ask);
	struct json_object *answer = why ? NULL : find(state, ask);
	if (!why && !answer)
		why = arena_printf(&a, "the recording has no turn %zu of %s%s%s, stage %s, revision %" PRId64,
			ask->turn_count + 1, in->agent, in->task_id ? "/" : "", in->task_id ? in->task_id : "",
			in->stage, in->revision);
	if (answer)
		call->answer = strdup(json_text(&a, answer));
	else
		call->error = strdup(why);
	arena_done(&a);
	call->timer = loop_timer(loop, 0, on_time, call);
	*call_r = call;
	return ERR_OK;
}

static void cancel(struct provider_call *call)
{
	loop_timer_stop(call->loop, call->timer);
	call_free(call);
}

static void replay_free(void *state)
{
	struct replay *r = state;
	json_object_put(r->turns);
	free(r);
}

enum err provider_replay_open(struct provider *provider_r)
{
	struct replay *r = calloc(1, sizeof(*r));
	if (!r)
		return ERR_SYSTEM;
	*provider_r = (struct provider){.name = "replay",
		.replays = true,
		.talks = true,
		.state = r,
		.version = talk_version,
		.start = start,
		.cancel = cancel,
		.read = talk_read,
		.free = replay_free};
	return ERR_OK;
}
