/* SPDX-License-Identifier: ISC */
#include "lib/gate.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define MINUTE 60000
#define BURST_MS 10000 /* of a rate's worth may come at once */
#define OPEN_MS 5000
#define LOOK_MS 1000 /* how soon those that wait for a probe ask again */
#define REST_MAX_MS (3600 * 1000)
#define FORGET_MS (10 * MINUTE) /* failures so long ago count no more */

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* ms until the bucket has room. */
static int64_t bucket_wait(int64_t full_at, int a_minute, int64_t now)
{
	int64_t wait = full_at - now - BURST_MS;
	return a_minute > 0 && wait > 0 ? wait : 0;
}

static void bucket_take(int64_t *full_at, int a_minute, int64_t now, int64_t n)
{
	if (a_minute > 0)
		*full_at = later(*full_at, now) + n * MINUTE / a_minute;
}

static int64_t breaker_wait(const struct gate *gate, int64_t now)
{
	if (!gate->open_until)
		return 0;
	if (gate->open_until > now)
		return gate->open_until - now;
	return gate->probe_until > now ? LOOK_MS : 0;
}

int64_t gate_ask(struct gate *gate, const struct gate_limits *limits, int64_t now)
{
	int64_t wait = later(breaker_wait(gate, now), gate->rest_until - now);
	wait = later(wait, bucket_wait(gate->calls_at, limits->calls, now));
	wait = later(wait, bucket_wait(gate->tokens_at, limits->tokens, now));
	if (wait > 0)
		return wait;
	if (gate->open_until)
		gate->probe_until = now + GATE_PROBE_MS;
	bucket_take(&gate->calls_at, limits->calls, now, 1);
	return 0;
}

static void broken(struct gate *gate, const struct gate_limits *limits, int64_t now)
{
	int64_t pause = OPEN_MS;
	if (limits->failures <= 0 || gate->open_until > now) /* a call from before it opened says nothing new */
		return;
	if (++gate->failures < limits->failures && !gate->open_until)
		return;
	for (int i = 0; i < gate->opened && pause < MINUTE; i++)
		pause *= 2;
	gate->open_until = now + (pause < MINUTE ? pause : MINUTE);
	gate->opened++;
	gate->probe_until = 0;
}

void gate_told(struct gate *gate, const struct gate_limits *limits, int64_t now, enum gate_outcome outcome,
	int64_t wait_ms, int64_t tokens)
{
	bucket_take(&gate->tokens_at, limits->tokens, now, tokens);
	if (outcome == GATE_BUSY && wait_ms > 0)
		gate->rest_until = later(gate->rest_until, now + (wait_ms < REST_MAX_MS ? wait_ms : REST_MAX_MS));
	if (outcome == GATE_BROKEN) {
		broken(gate, limits, now);
		return;
	}
	gate->failures = gate->opened = 0;
	gate->open_until = gate->probe_until = 0;
}

bool gate_failing(const struct gate *gate)
{
	return gate->open_until != 0;
}

int64_t gate_worth(const struct gate *gate, int64_t now)
{
	int64_t end = later(later(gate->rest_until, gate->calls_at), gate->tokens_at);
	if (gate->failures)
		end = later(end, now + FORGET_MS);
	return end > now ? end - now : 0;
}

void gate_write(const struct gate *gate, char text_r[GATE_TEXT_SIZE])
{
	snprintf(text_r, GATE_TEXT_SIZE, "1 %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %d %d",
		gate->rest_until, gate->calls_at, gate->tokens_at, gate->open_until, gate->probe_until, gate->failures,
		gate->opened);
}

void gate_read(const char *text, struct gate *gate_r)
{
	struct gate gate = {0};
	int n = text ? sscanf(text, "1 %" SCNd64 " %" SCNd64 " %" SCNd64 " %" SCNd64 " %" SCNd64 " %d %d",
			       &gate.rest_until, &gate.calls_at, &gate.tokens_at, &gate.open_until, &gate.probe_until,
			       &gate.failures, &gate.opened)
		     : 0;
	*gate_r = n == 7 ? gate : (struct gate){0};
}
