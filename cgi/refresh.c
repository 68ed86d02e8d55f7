/* SPDX-License-Identifier: ISC */
#include "cgi/refresh.h"

#include "lib/codec.h"
#include "lib/hash.h"

#include <hiredis/hiredis.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define TOKEN_BYTES 32
#define KEY_SIZE (HASH_HEX_SIZE + 8)
#define GRACE_SECONDS "30"
#define TEXT(n) TEXT_OF(n)
#define TEXT_OF(n) #n

/* Value of a token: session|time of first use or 0|successors. Time is Redis's own. Answers {what, session}: 0 unknown,
 * 1 rotated, 2 reuse. */
static const char rotate_script[] = "local v = redis.call('GET', KEYS[1]) "
				    "if not v then return {0, ''} end "
				    "local sid, used, n = string.match(v, '^([^|]+)|(%d+)|(%d+)$') "
				    "local now = tonumber(redis.call('TIME')[1]) "
				    "if used == '0' then used = now n = 0 "
				    "elseif now - tonumber(used) > tonumber(ARGV[1]) then return {2, sid} "
				    "elseif tonumber(n) >= 10 then return {0, ''} end "
				    "redis.call('SET', KEYS[1], sid .. '|' .. used .. '|' .. (n + 1), 'KEEPTTL') "
				    "redis.call('SET', KEYS[2], sid .. '|0|0', 'EX', ARGV[2]) "
				    "return {1, sid}";

static void key_of(const char *token, char key_r[KEY_SIZE])
{
	char hex[HASH_HEX_SIZE];
	hash_sha256_hex(token, strlen(token), hex);
	snprintf(key_r, KEY_SIZE, "rt:%s", hex);
}

static char *token_new(struct api *api)
{
	unsigned char bytes[TOKEN_BYTES];
	hash_random(bytes, sizeof bytes);
	char *token = codec_base64url(&api->arena, bytes, sizeof bytes);
	explicit_bzero(bytes, sizeof bytes);
	return token;
}

enum err refresh_issue(struct api *api, const char *session, char **token_r)
{
	char key[KEY_SIZE], value[64];
	*token_r = token_new(api);
	key_of(*token_r, key);
	snprintf(value, sizeof value, "%s|0|0", session);
	return redis_command(
		api->redis, 5, (const char *const[]){"SET", key, value, "EX", TEXT(REFRESH_SECONDS)}, NULL, NULL);
}

/* Takes the script's answer apart. */
static enum err read_answer(const struct redisReply *reply, char session_r[37])
{
	if (reply->type != REDIS_REPLY_ARRAY || reply->elements != 2 || !reply->element[1]->str)
		return ERR_BUG;
	snprintf(session_r, 37, "%s", reply->element[1]->str);
	switch (reply->element[0]->integer) {
	case 1:
		return ERR_OK;
	case 2:
		return ERR_CONFLICT;
	default:
		return ERR_UNAUTHENTICATED;
	}
}

enum err refresh_rotate(struct api *api, const char *token, char session_r[37], char **next_r)
{
	char old[KEY_SIZE], next[KEY_SIZE];
	struct redisReply *reply = NULL;
	*next_r = token_new(api);
	key_of(token, old);
	key_of(*next_r, next);
	enum err err = redis_command(api->redis, 7,
		(const char *const[]){"EVAL", rotate_script, "2", old, next, GRACE_SECONDS, TEXT(REFRESH_SECONDS)},
		NULL, &reply);
	if (!err)
		err = read_answer(reply, session_r);
	else
		err = ERR_UNAVAILABLE;
	if (reply)
		freeReplyObject(reply);
	return err;
}

enum err refresh_session(struct api *api, const char *token, char session_r[37])
{
	char key[KEY_SIZE];
	struct redisReply *reply = NULL;
	key_of(token, key);
	enum err err = redis_command(api->redis, 2, (const char *const[]){"GET", key}, NULL, &reply);
	if (!err && reply->type != REDIS_REPLY_STRING)
		err = ERR_UNAUTHENTICATED;
	if (!err)
		snprintf(session_r, 37, "%s", reply->str);
	if (reply)
		freeReplyObject(reply);
	return err;
}
