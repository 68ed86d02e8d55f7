/* SPDX-License-Identifier: ISC */
/* Run by tests/unit/redis.sh beside a private Redis. */
#include "lib/clock.h"
#include "lib/log.h"
#include "lib/redis.h"
#include "lib/ticket.h"

#include "tests/unit/unit.h"

#include <hiredis/hiredis.h>
#include <signal.h>
#include <string.h>

static struct redis *r;

static void start(void)
{
	log_init("test", LOG_LEVEL_ERROR, "/dev/null");
	ck_assert_int_eq(redis_open(getenv("REDIS_URL"), &r), ERR_OK);
}

static enum err command(redisReply **reply, const char *one, const char *two, const char *three)
{
	const char *args[] = {one, two, three};

	return redis_command(r, 1 + (two != NULL) + (three != NULL), args, NULL, reply);
}

START_TEST(values_are_binary)
{
	const char *args[] = {"SET", "key", "a\0\r\nb"};
	size_t lengths[] = {3, 3, 5};
	redisReply *reply;

	start();
	ck_assert_int_eq(redis_ping(r), ERR_OK);
	ck_assert_int_eq(redis_command(r, 3, args, lengths, NULL), ERR_OK);
	ck_assert_int_eq(command(&reply, "GET", "key", NULL), ERR_OK);
	ck_assert_int_eq((int)reply->len, 5);
	ck_assert_int_eq(memcmp(reply->str, "a\0\r\nb", 5), 0);
	freeReplyObject(reply);
	ck_assert_int_eq(command(&reply, "NONSENSE", NULL, NULL), ERR_UPSTREAM);
	ck_assert_int_eq(reply->type, REDIS_REPLY_ERROR);
	freeReplyObject(reply);
	ck_assert_int_eq(redis_ping(r), ERR_OK);
	redis_publish(r, "channel", "message", 7);
	redis_close(r);
	redis_close(NULL);
}
END_TEST

static enum err set_room(const char *bytes)
{
	return redis_command(r, 4, (const char *const[]){"CONFIG", "SET", "maxmemory", bytes}, NULL, NULL);
}

START_TEST(a_full_one_is_as_good_as_away)
{
	redisReply *reply;

	start();
	ck_assert_int_eq(set_room("1"), ERR_OK);
	ck_assert_int_eq(command(&reply, "SET", "one", "more"), ERR_UNAVAILABLE);
	ck_assert_int_eq(reply->type, REDIS_REPLY_ERROR);
	freeReplyObject(reply);
	ck_assert_int_eq(command(NULL, "GET", "one", NULL), ERR_OK);
	ck_assert_int_eq(set_room("0"), ERR_OK);
	ck_assert_int_eq(command(NULL, "SET", "one", "more"), ERR_OK);
	redis_close(r);
}
END_TEST

START_TEST(urls_are_checked)
{
	static const char *const bad[] = {"", "rediss://host:6379", "http://host", "redis://", "redis://host:0",
		"redis://host:65536", "redis://host:x", "redis://host/x", "redis://user:pass@host", "redis://:%zz@host",
		"unix:relative", "unix:/path?db=x", "redis://:6379", "unix:"};
	static const char *const good[] = {
		"redis://localhost", "redis://:secret@h:1/2", "redis://:p%40ss@h/", "unix:/a?db=3", "unix:///a"};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		ck_assert_msg(redis_open(bad[i], &r) == ERR_INPUT, "taken: %s", bad[i]);
		ck_assert_ptr_null(r);
	}
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		ck_assert_msg(redis_open(good[i], &r) == ERR_OK, "refused: %s", good[i]);
		redis_close(r);
	}
}
END_TEST

/* A reply that comes after its command was given up must not answer the next one. */
START_TEST(a_late_reply_is_dropped)
{
	pid_t server = atoi(getenv("REDIS_TEMP_PID"));
	int64_t began;
	redisReply *reply;

	start();
	ck_assert_int_eq(command(NULL, "SET", "late", "old"), ERR_OK);
	ck_assert_int_eq(command(NULL, "SET", "right", "new"), ERR_OK);
	ck_assert_int_eq(kill(server, SIGSTOP), 0);
	began = clock_monotonic_ms();
	ck_assert_int_eq(command(&reply, "GET", "late", NULL), ERR_UNAVAILABLE);
	ck_assert_ptr_null(reply);
	ck_assert_int_lt(clock_monotonic_ms() - began, 2000);
	ck_assert_int_eq(kill(server, SIGCONT), 0);
	ck_assert_int_eq(command(&reply, "GET", "right", NULL), ERR_OK);
	ck_assert_str_eq(reply->str, "new");
	freeReplyObject(reply);
	redis_close(r);
	/* Away: one try a second, the calls between fail at once. */
	ck_assert_int_eq(redis_open("unix:/nonexistent/socket", &r), ERR_OK);
	ck_assert_int_eq(redis_ping(r), ERR_UNAVAILABLE);
	began = clock_monotonic_ms();
	for (int i = 0; i < 1000; i++)
		redis_publish(r, "c", "m", 1);
	ck_assert_int_lt(clock_monotonic_ms() - began, 1000);
	redis_close(r);
}
END_TEST

START_TEST(a_reply_may_be_fetched_later)
{
	const char *incr[] = {"INCR", "ahead"};
	redisReply *reply;

	start();
	ck_assert_int_eq(redis_receive(r, &reply), ERR_UNAVAILABLE);
	ck_assert_int_eq(redis_send(r, 2, incr), ERR_OK);
	ck_assert_int_eq(redis_receive(r, &reply), ERR_OK);
	ck_assert_int_eq((int)reply->integer, 1);
	freeReplyObject(reply);
	/* another command in between has its own reply */
	ck_assert_int_eq(redis_send(r, 2, incr), ERR_OK);
	ck_assert_int_eq(command(&reply, "GET", "ahead", NULL), ERR_OK);
	ck_assert_str_eq(reply->str, "2");
	freeReplyObject(reply);
	ck_assert_int_eq(redis_receive(r, &reply), ERR_OK);
	ck_assert_int_eq((int)reply->integer, 2);
	freeReplyObject(reply);
	ck_assert_int_eq(redis_receive(r, &reply), ERR_UNAVAILABLE);
	ck_assert_int_eq(command(NULL, "SET", "ahead", "text"), ERR_OK);
	ck_assert_int_eq(redis_send(r, 2, incr), ERR_OK);
	ck_assert_int_eq(redis_receive(r, &reply), ERR_UPSTREAM);
	freeReplyObject(reply);
	ck_assert_int_eq(redis_send(r, 2, incr), ERR_OK);
	redis_close(r);
}
END_TEST

/* What was sent ahead to a server that hangs is given up with its connection, and answers nothing later. */
START_TEST(a_reply_that_never_comes_is_dropped)
{
	const char *get[] = {"GET", "late"};
	pid_t server = atoi(getenv("REDIS_TEMP_PID"));
	redisReply *reply;

	start();
	ck_assert_int_eq(command(NULL, "SET", "late", "old"), ERR_OK);
	ck_assert_int_eq(command(NULL, "SET", "right", "new"), ERR_OK);
	ck_assert_int_eq(kill(server, SIGSTOP), 0);
	ck_assert_int_eq(redis_send(r, 2, get), ERR_OK);
	ck_assert_int_eq(command(&reply, "GET", "right", NULL), ERR_UNAVAILABLE);
	ck_assert_int_eq(redis_receive(r, &reply), ERR_UNAVAILABLE);
	ck_assert_ptr_null(reply);
	ck_assert_int_eq(kill(server, SIGCONT), 0);
	ck_assert_int_eq(command(&reply, "GET", "right", NULL), ERR_OK);
	ck_assert_str_eq(reply->str, "new");
	freeReplyObject(reply);
	redis_close(r);
}
END_TEST

START_TEST(a_ticket_is_kept_as_a_hash_for_a_while)
{
#define ID "0f8fad5b-d9cb-469f-a165-70867728950e"
	static const struct ticket owner = {.user = ID, .session = ID, .expires = 9};
	struct ticket got;
	char text[TICKET_SIZE], other[TICKET_SIZE], key[TICKET_KEY_SIZE];
	redisReply *reply;

	start();
	ck_assert_int_eq(ticket_make(r, &owner, text), ERR_OK);
	ck_assert_int_eq(ticket_make(r, &owner, other), ERR_OK);
	ck_assert_str_ne(text, other);
	ck_assert(ticket_key(text, key));
	ck_assert_ptr_null(strstr(key, text));
	ck_assert_int_eq(command(&reply, "TTL", key, NULL), ERR_OK);
	ck_assert(reply->integer > TICKET_SECONDS - 5 && reply->integer <= TICKET_SECONDS);
	freeReplyObject(reply);
	ck_assert_int_eq(command(&reply, "GETDEL", key, NULL), ERR_OK);
	ck_assert(ticket_read(reply->str, reply->len, &got));
	ck_assert_str_eq(got.user, ID);
	ck_assert_str_eq(got.session, ID);
	ck_assert_int_eq(got.expires, 9);
	freeReplyObject(reply);
	ck_assert_int_eq(command(&reply, "GETDEL", key, NULL), ERR_OK);
	ck_assert_int_eq(reply->type, REDIS_REPLY_NIL);
	freeReplyObject(reply);
	redis_close(r);
}
END_TEST

UNIT_MAIN("redis", 30, values_are_binary, a_full_one_is_as_good_as_away, urls_are_checked, a_late_reply_is_dropped,
	a_reply_may_be_fetched_later, a_reply_that_never_comes_is_dropped, a_ticket_is_kept_as_a_hash_for_a_while)
