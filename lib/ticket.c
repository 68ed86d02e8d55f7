/* SPDX-License-Identifier: ISC */
#include "lib/ticket.h"

#include "lib/arena.h"
#include "lib/codec.h"

#include <errno.h>
#include <hiredis/hiredis.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TICKET_BYTES 32
#define VALUE_SIZE 160
#define TEXT(n) TEXT_OF(n)
#define TEXT_OF(n) #n

void ticket_key(const char *ticket, char key_r[TICKET_KEY_SIZE])
{
	memcpy(key_r, "st:", 3);
	hash_sha256_hex(ticket, strlen(ticket), key_r + 3);
}

enum err ticket_issue(struct redis *r, const struct ticket_holder *holder, char ticket_r[TICKET_SIZE])
{
	unsigned char bytes[TICKET_BYTES];
	char key[TICKET_KEY_SIZE], value[VALUE_SIZE];
	struct arena a;

	arena_init(&a, 1 << 16);
	hash_random(bytes, sizeof(bytes));
	strcpy(ticket_r, codec_base64url(&a, bytes, sizeof(bytes)));
	arena_done(&a);
	explicit_bzero(bytes, sizeof(bytes));
	ticket_key(ticket_r, key);
	snprintf(value, sizeof(value), "%s|%s|%s|%lld", holder->user, holder->session, holder->token,
		(long long)holder->expires);
	return redis_command(r, 5, (const char *const[]){"SET", key, value, "EX", TEXT(TICKET_SECONDS)}, NULL, NULL);
}

/* A UUID's worth of text up to the bar, or nothing where that may be. */
static const char *take_id(const char *p, const char *end, bool optional, char id_r[37])
{
	size_t len = strcspn(p, "|");

	if (p + len >= end || (len != 36 && !(optional && len == 0)))
		return NULL;
	memcpy(id_r, p, len);
	id_r[len] = '\0';
	return p + len + 1;
}

bool ticket_read(const char *value, size_t len, struct ticket_holder *holder_r)
{
	char text[VALUE_SIZE], *rest = NULL;
	const char *p = text;

	memset(holder_r, 0, sizeof(*holder_r));
	if (len >= sizeof(text) || memchr(value, '\0', len))
		return false;
	memcpy(text, value, len);
	text[len] = '\0';
	p = take_id(p, text + len, false, holder_r->user);
	p = p ? take_id(p, text + len, true, holder_r->session) : NULL;
	p = p ? take_id(p, text + len, true, holder_r->token) : NULL;
	if (!p || *p < '0' || *p > '9' || !holder_r->session[0] == !holder_r->token[0])
		return false;
	errno = 0;
	holder_r->expires = strtoll(p, &rest, 10);
	return *rest == '\0' && !errno;
}

enum err ticket_take(struct redis *r, const char *ticket, struct ticket_holder *holder_r)
{
	char key[TICKET_KEY_SIZE];
	struct redisReply *reply = NULL;
	enum err err;

	ticket_key(ticket, key);
	err = redis_command(r, 2, (const char *const[]){"GETDEL", key}, NULL, &reply);
	if (!err && (reply->type != REDIS_REPLY_STRING || !ticket_read(reply->str, reply->len, holder_r)))
		err = ERR_UNAUTHENTICATED;
	if (reply)
		freeReplyObject(reply);
	return err;
}
