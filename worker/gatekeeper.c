/* SPDX-License-Identifier: ISC */
#include "worker/gatekeeper.h"
#include "lib/clock.h"
#include "lib/hash.h"

#include <hiredis/hiredis.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define NAME_SIZE 80
#define LOCAL_GATES 64
#define TRIES 8
#define WORTH_MIN_MS 1000

/* Sets a value that is still the one that was read, and answers what is there then. */
static const char swap[] = "local v = redis.call('GET', KEYS[1]) or '' "
			   "if v ~= ARGV[1] then return v end "
			   "redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) "
			   "return ARGV[2]";

/* What is changed in a gate, and what came of it. */
struct change {
	const struct gate_limits *limits;
	bool ask;
	enum gate_outcome outcome;
	int64_t wait_ms, tokens;
	int64_t wait; /* out */
};

static void apply(struct change *change, struct gate *gate, int64_t now)
{
	if (change->ask)
		change->wait = gate_ask(gate, change->limits, now);
	else
		gate_told(gate, change->limits, now, change->outcome, change->wait_ms, change->tokens);
}

/* --- without Redis --- */

static struct local {
	char name[NAME_SIZE];
	struct gate gate;
	int64_t used;
} locals[LOCAL_GATES];

static struct gate *local_gate(const char *name, int64_t now)
{
	struct local *oldest = &locals[0];
	for (struct local *l = locals; l < locals + LOCAL_GATES; l++) {
		if (!strcmp(l->name, name)) {
			l->used = now;
			return &l->gate;
		}
		if (l->used < oldest->used)
			oldest = l;
	}
	*oldest = (struct local){.used = now};
	snprintf(oldest->name, sizeof(oldest->name), "%s", name);
	return &oldest->gate;
}

/* --- with Redis --- */

static enum err call(struct redis *redis, int n, const char *const *args, char text_r[GATE_TEXT_SIZE])
{
	struct redisReply *reply = NULL;
	enum err err = redis_command(redis, n, args, NULL, &reply);
	if (!err)
		snprintf(text_r, GATE_TEXT_SIZE, "%s", reply->str ? reply->str : "");
	if (reply)
		freeReplyObject(reply);
	return err;
}

/* Out: false while Redis is away; after TRIES others were always faster, and the gate is as they left it. */
static bool shared_change(struct redis *redis, const char *name, struct change *change, int64_t now)
{
	char old[GATE_TEXT_SIZE], next[GATE_TEXT_SIZE], there[GATE_TEXT_SIZE], worth[24];
	if (call(redis, 2, (const char *const[]){"GET", name}, there))
		return false;
	for (int tries = 0; tries < TRIES; tries++) {
		struct gate gate;
		memcpy(old, there, sizeof(old));
		gate_read(old, &gate);
		apply(change, &gate, now);
		gate_write(&gate, next);
		if (!strcmp(next, old) || (!*old && !gate_worth(&gate, now)))
			return true;
		snprintf(worth, sizeof(worth), "%" PRId64, gate_worth(&gate, now) + WORTH_MIN_MS);
		if (call(redis, 7, (const char *const[]){"EVAL", swap, "1", name, old, next, worth}, there))
			return false;
		if (!strcmp(there, next))
			return true;
	}
	return true;
}

static int64_t change_gate(const struct gatekeeper *g, const char *name, struct change *change)
{
	int64_t now = clock_wall_us() / 1000;
	if (!shared_change(g->redis, name, change, now))
		apply(change, local_gate(name, now), now);
	return change->wait;
}

/* --- the two gates of a call --- */

void gatekeeper_scope(const char *key, const char *model, char scope_r[GATEKEEPER_SCOPE])
{
	char text[2048], hex[HASH_HEX_SIZE];
	int len = snprintf(text, sizeof(text), "%s\n%s", model, key ? key : "");
	hash_sha256_hex(text, (size_t)len < sizeof(text) ? (size_t)len : sizeof(text) - 1, hex);
	explicit_bzero(text, sizeof(text));
	snprintf(scope_r, GATEKEEPER_SCOPE, "%.16s", hex);
}

static struct gate_limits rates_of(const struct conf *conf, const char *provider)
{
	for (size_t i = 0; i < CONF_PROVIDERS; i++)
		if (conf->provider_limits[i].name && !strcmp(conf->provider_limits[i].name, provider))
			return (struct gate_limits){
				.calls = conf->provider_limits[i].calls, .tokens = conf->provider_limits[i].tokens};
	return (struct gate_limits){0};
}

static void breaker_name(const char *provider, char name_r[NAME_SIZE])
{
	snprintf(name_r, NAME_SIZE, "gate:%s", provider);
}

static void scope_name(const char *provider, const char *scope, char name_r[NAME_SIZE])
{
	snprintf(name_r, NAME_SIZE, "gate:%s:%s", provider, scope);
}

int gatekeeper_ask(const struct gatekeeper *g, const char *provider, const char *scope)
{
	char name[NAME_SIZE];
	struct gate_limits rates = rates_of(g->conf, provider),
			   breaker = {.failures = g->conf->provider_breaker_failures};
	struct change change = {.limits = &rates, .ask = true};
	scope_name(provider, scope, name);
	int64_t wait = change_gate(g, name, &change);
	if (!wait) { /* the breaker last: its probe is for a call that goes */
		change = (struct change){.limits = &breaker, .ask = true};
		breaker_name(provider, name);
		wait = change_gate(g, name, &change);
	}
	return (int)wait;
}

void gatekeeper_told(const struct gatekeeper *g, const char *provider, const char *scope, enum gate_outcome outcome,
	int wait_ms, int64_t tokens)
{
	char name[NAME_SIZE];
	struct gate_limits rates = rates_of(g->conf, provider),
			   breaker = {.failures = g->conf->provider_breaker_failures};
	struct change change = {.limits = &breaker, .outcome = outcome};
	breaker_name(provider, name);
	change_gate(g, name, &change);
	if (outcome == GATE_BROKEN)
		return;
	change = (struct change){.limits = &rates, .outcome = outcome, .wait_ms = wait_ms, .tokens = tokens};
	scope_name(provider, scope, name);
	change_gate(g, name, &change);
}
