/* SPDX-License-Identifier: ISC */
/*
 * A step's turns with its provider: ask, store, read, and ask again until there is an answer.
 *
 * A turn is stored before it is looked at, so a worker that dies here costs the turn in flight at most. Before each
 * turn of a provider that talks, what it may cost is set aside; where that does not fit, or the project is not at work
 * any more, the job goes back to the queue with the turns that it has.
 */
#include "lib/counters.h"
#include "worker/killpoint.h"
#include "worker/step.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static struct provider_ask ask_of(struct step *s)
{
	return (struct provider_ask){.input = &s->input,
		.request = s->request,
		.turns = s->turns,
		.turn_count = s->turn_count,
		.memo = &s->memo,
		.recording = s->recording,
		.replayed = s->provider->replays};
}

void step_read(struct step *s, void (*again)(struct step *s))
{
	struct provider_ask ask = ask_of(s);
	switch (s->provider->read(s->provider->state, &ask, &s->answer)) {
	case PROVIDER_ANSWERED:
		step_finish(s);
		break;
	case PROVIDER_WAITS:
		step_wait_for_people(s);
		break;
	case PROVIDER_AGAIN:
		again(s);
		break;
	}
}

/* A single answer is held against the node's limit here; a conversation looks at its own. */
static bool within_tokens(struct step *s)
{
	int64_t tokens = s->turn.input_tokens + s->turn.output_tokens;
	if (s->provider->talks || s->node->token_limit <= 0 || tokens <= s->node->token_limit)
		return true;
	answer_fail(&s->answer, FAIL_TRUNCATED, false, "the step used %" PRId64 " tokens of %d", tokens,
		s->node->token_limit);
	return false;
}

static void count_turn(struct step *s)
{
	const char *model = *s->model ? s->model : s->provider->name;
	if (s->provider->cheap)
		return;
	counters_add(s->worker->counters, COUNTERS_LLM_TOKENS, model, s->turn.input_tokens + s->turn.output_tokens);
	counters_time(s->worker->counters, COUNTERS_LLM_SECONDS, NULL, s->turn.duration_ms / 1000.0);
}

/* What has no known price may have cost something. */
static bool is_paid(const struct provider_turn *turn)
{
	return turn->cost_usd > 0 || turn->unpriced;
}

static void store_turn(void *context)
{
	struct step *s = context;
	s->time_limit = NULL;
	enum err err = s->provider->cheap ? ERR_OK : step_store_turn(s, &s->turn);
	if (step_waits(s, err)) { /* it is paid for: it waits until it can be stored, but not for ever */
		if (step_waited_out(s, is_paid(&s->turn) ? STEP_ROOM_TRIES_PAID : STEP_ROOM_TRIES))
			return;
		s->time_limit = loop_timer(s->worker->loop, step_wait_ms(s), store_turn, s);
		return;
	}
	s->answered = false;
	if (err)
		step_cut(s, s->turn.cost_usd);
	if (err == ERR_LOST) {
		step_abort(s, "the job is not ours any more");
		return;
	}
	if (err) {
		answer_fail(&s->answer, FAIL_INTERNAL, true, "the answer could not be stored: %s", err_name(err));
		step_finish(s);
		return;
	}
	count_turn(s);
	killpoint("turn_stored");
	if (s->provider->talks)
		s->retries = 0; /* as the database has it: those before were for turns that came in the end */
	step_add_turn(s, s->turn.text, s->turn.len);
	if (!within_tokens(s))
		step_finish(s);
	else
		step_read(s, step_ask);
}

/* What a call came to counts for all that call the same provider. */
static void tell_gate(struct step *s, const struct provider_turn *turn)
{
	const struct gatekeeper gates = {.redis = s->worker->redis, .conf = s->worker->conf};
	bool broken = turn->failure == FAIL_SERVER || turn->failure == FAIL_CONNECTION || turn->failure == FAIL_TIMEOUT;
	enum gate_outcome outcome = turn->text					      ? GATE_GOOD
				    : broken					      ? GATE_BROKEN
				    : turn->retry && turn->failure == FAIL_RATE_LIMIT ? GATE_BUSY
										      : GATE_GOOD;
	if (s->provider->probe)
		gatekeeper_told(&gates, s->provider->name, s->gate_scope, outcome, turn->retry_after_ms,
			turn->input_tokens + turn->output_tokens);
}

static void on_turn(void *context, const struct provider_turn *turn)
{
	struct step *s = context;
	s->call = NULL;
	killpoint("answered");
	tell_gate(s, turn);
	loop_timer_stop(s->worker->loop, s->time_limit);
	s->time_limit = NULL;
	if (!turn->text) {
		step_cut(s, turn->cost_usd);
		answer_fail(&s->answer, turn->failure, turn->retry, "%s", turn->error);
		s->answer.retry_after_ms = turn->retry_after_ms;
		step_finish(s);
		return;
	}
	s->turn = *turn;
	s->answered = true;
	s->turn.log = turn->log ? arena_strdup(&s->arena, turn->log) : NULL;
	if (!s->provider->cheap)
		s->turn.text = arena_strndup(&s->arena, turn->text, turn->len);
	store_turn(s);
}

/* Sets aside what the next turn may cost. Out: true when it may be asked; else the step is gone. */
static bool may_ask(struct step *s, const struct provider_ask *ask)
{
	char usd[32];
	const char *outcome = "ok";
	if (!s->provider->talks)
		return true;
	double worst = s->provider->worst ? s->provider->worst(s->provider->state, ask) : 0;
	snprintf(usd, sizeof(usd), "%.6f", worst);
	enum err err = step_reserve(s, worst < 0 ? NULL : usd, &outcome);
	if (err) {
		step_abort(s, "what it costs could not be set aside"); /* the next heartbeat gives it back */
		return false;
	}
	s->reserved = !strcmp(outcome, "ok") && worst > 0;
	if (!strcmp(outcome, "ok"))
		return true;
	step_say(s, LOG_LEVEL_INFO, "step waits",
		!strcmp(outcome, "over") ? "the budget is used up" : "the project is not at work");
	step_release(s);
	return false;
}

/* Whether the provider may be called now. Out: 0, or ms to wait. */
static int gate_wait(struct step *s, const char *key)
{
	const struct gatekeeper gates = {.redis = s->worker->redis, .conf = s->worker->conf};
	gatekeeper_scope(key, s->model ? s->model : "", s->gate_scope);
	int wait_ms = gatekeeper_ask(&gates, s->provider->name, s->gate_scope);
	if (wait_ms)
		step_say(s, LOG_LEVEL_INFO, "step waits for its provider",
			arena_printf(&s->arena, "%s, %d ms", s->provider->name, wait_ms));
	return wait_ms;
}

static void wipe(char *key)
{
	if (key)
		explicit_bzero(key, strlen(key));
}

void step_ask(struct step *s)
{
	struct provider_ask ask = ask_of(s);
	char *key = NULL;
	if (!may_ask(s, &ask))
		return;
	enum err err = s->provider->probe ? step_owner_key(s, &key) : s->provider->replays ? step_recording(s) : ERR_OK;
	ask.recording = s->recording;
	ask.key = key;
	int wait_ms = !err && s->provider->probe ? gate_wait(s, key) : 0;
	if (wait_ms) {
		wipe(key);
		if (step_snooze(s, wait_ms, NULL))
			step_abort(s, "it could not be put off"); /* the next heartbeat gives it back */
		return;
	}
	step_set_time_limit(s);
	if (!err)
		err = s->provider->start(s->provider->state, s->worker->loop, &ask, on_turn, s, &s->call);
	wipe(key);
	killpoint("called");
	if (err) {
		step_cut(s, 0);
		answer_fail(&s->answer, FAIL_INTERNAL, true, "the provider %s could not be called: %s",
			s->provider->name, err_name(err));
		step_finish(s);
	}
}
