/* SPDX-License-Identifier: ISC */
#include "lib/redis.h"

#include "lib/clock.h"
#include "lib/log.h"

#include <hiredis/hiredis.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define LIMIT_MS 500
#define RETRY_MS 1000
#define PUBLISH_LOG_MS 60000
#define ARGS_MAX 1024

struct redis {
	redisContext *context; /* NULL when not connected */
	struct redis_address at;
	int64_t last_try; /* monotonic ms of the last failed try to connect; 0: none */
	int64_t last_logged; /* of a failed publish */
	bool sent; /* a reply is on its way: redis_send */
	redisReply *early; /* it came before another command's */
};

static bool read_number(const char *text, int max, int *number_r)
{
	char *end;
	long n = strtol(text, &end, 10);

	if (*text < '0' || *text > '9' || *end || n > max)
		return false;
	*number_r = (int)n;
	return true;
}

static bool copy(char *to, size_t size, const char *from, size_t len)
{
	if (len >= size)
		return false;
	memcpy(to, from, len);
	to[len] = '\0';
	return true;
}

/* unix:/path[?db=n] */
static bool parse_unix(struct redis_address *r, const char *path)
{
	const char *query = strchr(path, '?');
	size_t len = query ? (size_t)(query - path) : strlen(path);

	if (*path != '/' || !copy(r->host, sizeof(r->host), path, len))
		return false;
	return !query || (strncmp(query, "?db=", 4) == 0 && read_number(query + 4, 1000, &r->db));
}

static int hex(char c)
{
	const char *digits = "0123456789abcdef", *p = c ? strchr(digits, c | 32) : NULL;

	return p ? (int)(p - digits) : -1;
}

/* Percent-encoding of the password is resolved in place (RFC 3986 section 2.1). */
static bool decode(char *text)
{
	char *out = text;

	for (; *text; text++) {
		if (*text == '%') {
			int high = hex(text[1]), low = high < 0 ? -1 : hex(text[2]);

			if (low < 0 || high + low == 0)
				return false;
			*out++ = (char)(high << 4 | low);
			text += 2;
		} else {
			*out++ = *text;
		}
	}
	*out = '\0';
	return true;
}

/* [:password@]host[:port][/db] */
static bool parse_tcp(struct redis_address *r, const char *text)
{
	const char *at = strrchr(text, '@'), *slash, *colon;
	size_t len;

	if (at) {
		if (*text != ':' || !copy(r->password, sizeof(r->password), text + 1, (size_t)(at - text - 1)) ||
			!decode(r->password))
			return false;
		text = at + 1;
	}
	slash = strchr(text, '/');
	if (slash && slash[1] && !read_number(slash + 1, 1000, &r->db))
		return false;
	len = slash ? (size_t)(slash - text) : strlen(text);
	colon = memchr(text, ':', len);
	r->port = 6379;
	if (colon) {
		char port[8];

		if (!copy(port, sizeof(port), colon + 1, len - (size_t)(colon + 1 - text)) ||
			!read_number(port, 65535, &r->port) || !r->port)
			return false;
		len = (size_t)(colon - text);
	}
	return len > 0 && copy(r->host, sizeof(r->host), text, len);
}

enum err redis_parse(const char *url, struct redis_address *address_r)
{
	bool ok = false;

	memset(address_r, 0, sizeof(*address_r));
	if (strncmp(url, "unix:", 5) == 0)
		ok = parse_unix(address_r, strncmp(url, "unix://", 7) == 0 ? url + 7 : url + 5);
	else if (strncmp(url, "redis://", 8) == 0)
		ok = parse_tcp(address_r, url + 8);
	return ok ? ERR_OK : ERR_INPUT;
}

enum err redis_open(const char *url, struct redis **redis_r)
{
	struct redis *r = calloc(1, sizeof(*r));

	*redis_r = NULL;
	if (!r)
		log_fatal("out of memory: redis");
	if (redis_parse(url, &r->at)) {
		redis_close(r);
		return ERR_INPUT;
	}
	/* hiredis writes without MSG_NOSIGNAL. */
	signal(SIGPIPE, SIG_IGN);
	*redis_r = r;
	return ERR_OK;
}

static void drop(struct redis *r)
{
	r->sent = false;
	if (r->context)
		redisFree(r->context);
	r->context = NULL;
}

void redis_close(struct redis *r)
{
	if (!r)
		return;
	drop(r);
	if (r->early)
		freeReplyObject(r->early);
	explicit_bzero(r, sizeof(*r));
	free(r);
}

static bool run(struct redis *r, int n, const char *const *args, const size_t *lengths, redisReply **reply_r)
{
	*reply_r = redisCommandArgv(r->context, n, (const char **)args, lengths);
	if (*reply_r)
		return true;
	drop(r);
	return false;
}

/* Out: whether the server took a command of the greeting. */
static bool greet(struct redis *r, const char *command, const char *argument)
{
	const char *args[] = {command, argument};
	redisReply *reply;
	bool ok;

	if (!run(r, 2, args, NULL, &reply))
		return false;
	ok = reply->type != REDIS_REPLY_ERROR;
	if (!ok)
		log_warn("redis: %s: %s", command, reply->str);
	freeReplyObject(reply);
	if (!ok)
		drop(r);
	return ok;
}

static bool connect_now(struct redis *r)
{
	struct timeval limit = {.tv_usec = LIMIT_MS * 1000};
	char db[16];

	r->context = r->at.port ? redisConnectWithTimeout(r->at.host, r->at.port, limit)
				: redisConnectUnixWithTimeout(r->at.host, limit);
	if (!r->context || r->context->err || redisSetTimeout(r->context, limit) != REDIS_OK) {
		drop(r);
		return false;
	}
	if (*r->at.password && !greet(r, "AUTH", r->at.password))
		return false;
	snprintf(db, sizeof(db), "%d", r->at.db);
	return !r->at.db || greet(r, "SELECT", db);
}

static bool connected(struct redis *r)
{
	int64_t now = clock_monotonic_ms();

	if (r->context)
		return true;
	if (r->last_try && now - r->last_try < RETRY_MS)
		return false;
	if (connect_now(r)) {
		r->last_try = 0;
		return true;
	}
	r->last_try = now;
	return false;
}

/* Replies come in the order of the commands: one that was sent before is taken in first, and kept. */
static bool take_sent(struct redis *r)
{
	void *reply = NULL;

	if (!r->sent)
		return true;
	if (redisGetReply(r->context, &reply) != REDIS_OK) {
		drop(r);
		return false;
	}
	r->sent = false;
	r->early = reply;
	return true;
}

/* Out: false when it cannot go out at once and whole. */
static bool write_out(redisContext *c)
{
	int done = 0;

	while (!done)
		if (redisBufferWrite(c, &done) != REDIS_OK)
			return false;
	return true;
}

enum err redis_send(struct redis *r, int n, const char *const *args)
{
	if (n < 1 || n > ARGS_MAX || r->sent || r->early)
		log_fatal("redis: a second command, or one of %d arguments, is sent ahead", n);
	if (!connected(r))
		return ERR_UNAVAILABLE;
	if (redisAppendCommandArgv(r->context, n, (const char **)args, NULL) != REDIS_OK || !write_out(r->context)) {
		drop(r);
		return ERR_UNAVAILABLE;
	}
	r->sent = true;
	return ERR_OK;
}

/* Is it Redis' state and not the command that is wrong? Its memory or its disk is full, it starts, or follows another.
 */
static bool refuses_for_now(const char *error)
{
	static const char *const codes[] = {
		"OOM ", "MISCONF ", "LOADING ", "READONLY ", "MASTERDOWN ", "NOREPLICAS ", "BUSY ", "TRYAGAIN "};

	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
		if (!strncmp(error, codes[i], strlen(codes[i])))
			return true;
	return false;
}

static enum err judge(redisReply *reply, redisReply **reply_r)
{
	enum err err = reply->type != REDIS_REPLY_ERROR ? ERR_OK
		       : refuses_for_now(reply->str)	? ERR_UNAVAILABLE
							: ERR_UPSTREAM;

	if (reply_r)
		*reply_r = reply;
	else
		freeReplyObject(reply);
	return err;
}

enum err redis_receive(struct redis *r, struct redisReply **reply_r)
{
	redisReply *reply;

	if (reply_r)
		*reply_r = NULL;
	if (!take_sent(r) || !r->early)
		return ERR_UNAVAILABLE;
	reply = r->early;
	r->early = NULL;
	return judge(reply, reply_r);
}

enum err redis_command(
	struct redis *r, int n, const char *const *args, const size_t *lengths, struct redisReply **reply_r)
{
	redisReply *reply;

	if (reply_r)
		*reply_r = NULL;
	if (n < 1 || n > ARGS_MAX)
		log_fatal("redis: command of %d arguments", n);
	if (!take_sent(r) || !connected(r) || !run(r, n, args, lengths, &reply))
		return ERR_UNAVAILABLE;
	return judge(reply, reply_r);
}

void redis_publish(struct redis *r, const char *channel, const char *message, size_t len)
{
	const char *args[] = {"PUBLISH", channel, message};
	size_t lengths[] = {7, strlen(channel), len};
	enum err err = redis_command(r, 3, args, lengths, NULL);
	int64_t now = clock_monotonic_ms();

	if (!err || (r->last_logged && now - r->last_logged < PUBLISH_LOG_MS))
		return;
	r->last_logged = now;
	log_warn("redis: publishing fails: %s", err_name(err));
}

enum err redis_ping(struct redis *r)
{
	const char *args[] = {"PING"};

	return redis_command(r, 1, args, NULL, NULL);
}
