/* SPDX-License-Identifier: ISC */
#include "cgi/limit.h"

#include "cgi/shared.h"
#include "lib/clock.h"
#include "lib/hash.h"

#include <ctype.h>
#include <hiredis/hiredis.h>
#include <stdio.h>
#include <string.h>

#define ACCOUNT_TRIES 10
#define ADDRESS_TRIES 30
#define FREE_TRIES 4 /* without a pause after them */
#define SIGN_IN_SECONDS 900
#define SIGN_IN_TEXT "900"
#define KNOWN_SECONDS "2592000"
#define WINDOW_TEXT "61" /* seconds that a minute's counter lives */
#define LOCAL_SIZE 1024 /* counters of this process, while Redis is away */

struct local_counter {
	char key[96];
	int64_t until;
	int count;
};

static enum err command(struct api *api, int n, const char *const *args, long long *number_r)
{
	struct redisReply *reply = NULL;
	enum err err = redis_command(api->redis, n, args, NULL, &reply);
	if (!err)
		*number_r = reply->integer;
	if (reply)
		freeReplyObject(reply);
	return err;
}

static enum err judge(struct response *res, const struct limit_request *c)
{
	response_number(res, "RateLimit-Limit", c->most);
	response_number(res, "RateLimit-Remaining", c->n < c->most ? c->most - c->n : 0);
	response_number(res, "RateLimit-Reset", c->left);
	if (c->n <= c->most)
		return ERR_OK;
	response_number(res, "Retry-After", c->left);
	return ERR_LIMIT;
}

/* Tells Redis, and leaves its answer on the way. With Redis away this machine counts alone. */
static void tell(struct api *api, struct limit_request *c)
{
	char many[16];
	snprintf(many, sizeof many, "%u", c->told);
	if (redis_send(api->redis, 3, (const char *const[]){"INCRBY", c->key, many}))
		c->told = 0;
}

/* Takes the answer. The counter gets its end with the first of its minute. */
static void hear(struct api *api, struct limit_request *c)
{
	struct redisReply *reply = NULL;
	long long n = 0, unused;
	if (!redis_receive(api->redis, &reply) && reply->integer > 0)
		n = reply->integer;
	if (reply)
		freeReplyObject(reply);
	if (n == c->told)
		command(api, 3, (const char *const[]){"EXPIRE", c->key, WINDOW_TEXT}, &unused);
	if (n)
		c->n = tally_heard(
			&api->shared->tally, c->user, c->write, c->now, n < TALLY_MAX ? (uint32_t)n : TALLY_MAX);
	c->told = 0;
}

enum err limit_begin(struct api *api, struct request *req, struct response *res, enum route_rate rate,
	struct limit_request *counted_r)
{
	struct limit_request *c = counted_r;
	int64_t now = clock_wall_us() / 1000000;
	bool write = rate == RATE_WRITE;
	int most = write ? api->conf->rate_write : api->conf->rate_read;
	*c = (struct limit_request){.most = 0};
	if (rate == RATE_NONE || most <= 0)
		return ERR_OK;
	struct tally_count count = tally_add(&api->shared->tally, req->who.user, write, now, (uint32_t)most);
	*c = (struct limit_request){.user = req->who.user,
		.write = write,
		.most = (uint32_t)most,
		.n = count.n,
		.told = count.tell,
		.now = now,
		.left = 60 - now % 60};
	if (c->told) {
		snprintf(c->key, sizeof c->key, "rl:%s:%c:%lld", req->who.user, write ? 'w' : 'r', (long long)now / 60);
		tell(api, c);
	}
	if (c->told && write)
		hear(api, c);
	if (!write && c->n <= c->most)
		return ERR_OK;
	enum err err = judge(res, c);
	c->most = 0;
	return err;
}

enum err limit_end(struct api *api, struct response *res, struct limit_request *counted, enum err err)
{
	if (!counted->most)
		return err;
	if (counted->told)
		hear(api, counted);
	if (counted->n > counted->most)
		response_clear(res);
	enum err limited = judge(res, counted);
	return limited ? limited : err;
}

/* A try: like count, and a counter that lost its end gets one: it must not shut people out for ever. */
static enum err count_try(struct api *api, const char *key, long long *n_r)
{
	static const char script[] =
		"local n = redis.call('INCR', KEYS[1]) "
		"if redis.call('TTL', KEYS[1]) < 0 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end "
		"return n";
	return command(api, 5, (const char *const[]){"EVAL", script, "1", key, SIGN_IN_TEXT}, n_r);
}

/* A try that was none. In: the counter may have ended meanwhile. */
static void uncount_try(struct api *api, const char *key)
{
	static const char script[] =
		"if redis.call('EXISTS', KEYS[1]) == 1 then return redis.call('DECR', KEYS[1]) end return 0";
	long long unused;
	command(api, 4, (const char *const[]){"EVAL", script, "1", key}, &unused);
}

static long long count_here(const char *key)
{
	static struct local_counter counters[LOCAL_SIZE];
	int64_t now = clock_monotonic_ms();
	unsigned h = 5381;
	for (const char *p = key; *p; p++)
		h = h * 33 + (unsigned char)*p;
	struct local_counter *c = &counters[h % LOCAL_SIZE];
	if (c->until < now || strcmp(c->key, key) != 0) {
		snprintf(c->key, sizeof c->key, "%s", key);
		c->until = now + SIGN_IN_SECONDS * 1000;
		c->count = 0;
	}
	return ++c->count;
}

static enum err refuse(struct api *api, struct response *res, const char *key)
{
	long long left = SIGN_IN_SECONDS;
	if (command(api, 2, (const char *const[]){"TTL", key}, &left) || left < 1)
		left = SIGN_IN_SECONDS;
	response_header(res, "Retry-After", "%lld", left);
	return response_problem(res, ERR_LIMIT, NULL, "Too many tries to sign in; try again later.");
}

/* Fails: ERR_LIMIT while the pause after the last try lasts. */
static enum err pause_over(struct api *api, struct response *res, const char *key)
{
	long long left = 0;
	if (command(api, 2, (const char *const[]){"PTTL", key}, &left) || left <= 0)
		return ERR_OK;
	response_header(res, "Retry-After", "%lld", (left + 999) / 1000);
	return response_problem(res, ERR_LIMIT, NULL, "Too many tries to sign in; wait a moment before the next.");
}

static void pause_begin(struct api *api, const char *key, long long tries)
{
	char ms[32];
	if (tries < FREE_TRIES || tries > ACCOUNT_TRIES)
		return;
	snprintf(ms, sizeof ms, "%d", 1000 << (tries - FREE_TRIES));
	redis_command(api->redis, 5, (const char *const[]){"SET", key, "1", "PX", ms}, NULL, NULL);
}

/* Names the counters. What was typed as an account is hashed in lower case; an address that it is known from has its
 * own. */
static void name_keys(struct api *api, const struct request *req, const char *account, struct limit_sign_in *c)
{
	char hex[HASH_HEX_SIZE], lower[256];
	long long known = 0;
	size_t i = 0;
	for (; account[i] && i < sizeof lower - 1; i++)
		lower[i] = (char)tolower((unsigned char)account[i]);
	hash_sha256_hex(lower, i, hex);
	hex[32] = '\0';
	snprintf(c->address_key, sizeof c->address_key, "la:%.60s", req->address);
	snprintf(c->known_key, sizeof c->known_key, "lk:%s:%.60s", hex, req->address);
	if (command(api, 2, (const char *const[]){"EXISTS", c->known_key}, &known))
		known = 0;
	snprintf(c->account_key, sizeof c->account_key, "lf:%s%s%.48s", hex, known ? ":" : "",
		known ? req->address : "");
	snprintf(c->pause_key, sizeof c->pause_key, "ld:%s", c->account_key);
}

enum err limit_sign_in(struct api *api, struct request *req, struct response *res, const char *account,
	struct limit_sign_in *counted_r)
{
	long long tries = 0, from = 0;
	name_keys(api, req, account, counted_r);
	enum err err = pause_over(api, res, counted_r->pause_key);
	if (err)
		return err;
	if (count_try(api, counted_r->address_key, &from))
		from = count_here(counted_r->address_key);
	if (from > ADDRESS_TRIES)
		return refuse(api, res, counted_r->address_key);
	if (count_try(api, counted_r->account_key, &tries))
		tries = count_here(counted_r->account_key);
	if (tries > ACCOUNT_TRIES)
		return refuse(api, res, counted_r->account_key);
	pause_begin(api, counted_r->pause_key, tries);
	return ERR_OK;
}

void limit_sign_in_undo(struct api *api, const struct limit_sign_in *counted)
{
	long long unused;
	uncount_try(api, counted->address_key);
	uncount_try(api, counted->account_key);
	command(api, 2, (const char *const[]){"DEL", counted->pause_key}, &unused);
}

static void know(struct api *api, const struct limit_sign_in *c)
{
	redis_command(api->redis, 5, (const char *const[]){"SET", c->known_key, "1", "EX", KNOWN_SECONDS}, NULL, NULL);
}

void limit_sign_in_known(struct api *api, const struct request *req, const char *account)
{
	struct limit_sign_in c;
	name_keys(api, req, account, &c);
	know(api, &c);
}

void limit_sign_in_good(struct api *api, const struct limit_sign_in *counted)
{
	long long unused;
	/* Tries are what failed: scripts that sign in often and rightly are not shut out. */
	uncount_try(api, counted->address_key);
	if (!command(api, 3, (const char *const[]){"DEL", counted->account_key, counted->pause_key}, &unused))
		know(api, counted);
}
