/* SPDX-License-Identifier: ISC */
/* The worker's parts that need no database: answers and their files, the event loop, the sandbox's answers, delays. */
#include "tests/unit/unit.h"

#include "lib/arena.h"
#include "lib/clock.h"
#include "worker/answer.h"
#include "worker/loop.h"
#include "worker/output_cache.h"
#include "worker/queue.h"
#include "worker/sandbox_client.h"
#include "worker/step.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

START_TEST(safe_paths)
{
	static const char *const good[] = {"a", "js/core.js", "a-b_c.D/0.9", ".hidden", "a..b"};
	static const char *const bad[] = {
		"", "/a", "a/", "a//b", "..", "../a", "a/../b", "a/.", ".", "a b", "a\\b", "a\nb", "\xc3\xa9", "C:a"};
	char path[300];
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		ck_assert_msg(answer_path_safe(good[i]), "%s", good[i]);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(!answer_path_safe(bad[i]), "%s", bad[i]);
	ck_assert(!answer_path_safe(NULL));
	memset(path, 'a', sizeof(path));
	path[255] = '\0';
	ck_assert(answer_path_safe(path));
	path[255] = 'a';
	path[256] = '\0';
	ck_assert(!answer_path_safe(path));
	for (int i = 0; i < 40; i++)
		memcpy(path + 2 * i, "a/", 2);
	strcpy(path + 80, "a");
	ck_assert_msg(!answer_path_safe(path), "41 levels");
	ck_assert_msg(answer_path_safe(path + 2), "40 levels");
}
END_TEST

START_TEST(files_of_an_answer)
{
	struct arena arena;
	struct answer answer;
	char name[32];
	arena_init(&arena, 1u << 20);
	answer_init(&answer, &arena);
	for (int i = 0; i < 20; i++) {
		snprintf(name, sizeof(name), "assets/%d.png", i);
		ck_assert_int_eq(answer_file(&answer, name, "x", 1), ERR_OK);
	}
	ck_assert_int_eq(answer_file(&answer, "assets/3.png", "y", 1), ERR_INPUT);
	ck_assert_int_eq(answer_file(&answer, "../3.png", "y", 1), ERR_INPUT);
	ck_assert_int_eq(answer_file(&answer, "big", "y", ANSWER_FILE_MAX + 1), ERR_TOO_LARGE);
	ck_assert_uint_eq(answer.file_count, 20);
	ck_assert_str_eq(answer.files[19].path, "assets/19.png");
	ck_assert_str_eq(answer.files[19].media_type, "image/png");
	ck_assert_str_eq(answer_media_type("a.b/c"), "application/octet-stream");
	answer_log(&answer, "INFO", "%d", 1);
	answer_fail(&answer, FAIL_INVALID, false, "no %s", "good");
	ck_assert_uint_eq(answer.file_count, 0);
	ck_assert_uint_eq(answer.log_count, 1);
	ck_assert_str_eq(answer.error, "no good");
	ck_assert_str_eq(answer_failure_name(answer.failure), "invalid_output");
	answer_done(&answer);
	arena_done(&arena);
}
END_TEST

/* Each of its bytes takes six as text. Owns: caller. */
static struct json_object *document_of(size_t n)
{
	char *text = malloc(n + 1);
	memset(text, '<', n);
	struct json_object *document = json_object_new_object();
	json_object_object_add(document, "text", json_object_new_string_len(text, (int)n));
	free(text);
	return document;
}

/* One that could not be read back as it was written ended the process. */
START_TEST(a_document_that_is_too_large_fails_its_step)
{
	struct output_cache *cache = output_cache_new();
	struct graph_node node = {.name = "n"};
	const char *project = "00000000-0000-4000-8000-000000000001", *id = "00000000-0000-4000-8000-000000000002";
	for (int large = 1; large >= 0; large--) {
		struct step s = {.node = &node, .input = {.stage = "plan"}};
		arena_init(&s.arena, STEP_ARENA_MAX);
		answer_init(&s.answer, &s.arena);
		s.answer.document = document_of(large ? 11u << 20 : 1u << 20);
		enum err err = output_cache_add(cache, project, id, "t", "s", s.answer.document, NULL);
		ck_assert_int_eq(err, large ? ERR_TOO_LARGE : ERR_OK);
		ck_assert((output_cache_get(cache, project, id) == NULL) == large);
		step_check(&s);
		ck_assert_int_eq(s.answer.failure, large ? FAIL_INVALID : FAIL_NONE);
		ck_assert(!large || strstr(s.answer.error, "8 MiB"));
		answer_done(&s.answer);
		arena_done(&s.arena);
	}
	output_cache_free(cache);
}
END_TEST

/* Of small outputs their number counts, not their text: the oldest go. */
START_TEST(outputs_are_kept_for_a_while)
{
	enum { MORE = 100 };
	static char ids[OUTPUT_CACHE_COUNT + MORE][ID_UUID_SIZE];
	const char *project = "00000000-0000-4000-8000-000000000001", *newest = ids[OUTPUT_CACHE_COUNT + MORE - 1];
	struct output_cache *cache = output_cache_new();
	struct json_object *document = document_of(1);
	for (unsigned i = 0; i < OUTPUT_CACHE_COUNT + MORE; i++) {
		snprintf(ids[i], sizeof ids[i], "%08x-0000-4000-8000-000000000002", i * 2654435761u);
		ck_assert_int_eq(output_cache_add(cache, project, ids[i], "t", "s", document, NULL), ERR_OK);
	}
	ck_assert_int_eq(output_cache_load(cache, NULL, project, &newest, 1), ERR_OK);
	for (int i = 0; i < OUTPUT_CACHE_COUNT + MORE; i++)
		ck_assert((output_cache_get(cache, project, ids[i]) == NULL) == (i < MORE));
	json_object_put(document);
	output_cache_free(cache);
}
END_TEST

struct seen {
	struct loop *loop;
	struct loop_timer *other;
	struct loop_watch *watch;
	int timers, reads;
};

static void on_timer(void *context)
{
	struct seen *seen = context;
	seen->timers++;
	loop_timer_stop(seen->loop, seen->other);
	seen->other = NULL;
}

static void on_read(void *context, short revents)
{
	struct seen *seen = context;
	(void)revents;
	seen->reads++;
	loop_unwatch(seen->loop, seen->watch);
}

START_TEST(loop_calls_back)
{
	struct seen seen = {.loop = loop_new()};
	int fds[2];
	ck_assert_int_eq(pipe(fds), 0);
	seen.watch = loop_watch(seen.loop, fds[0], POLLIN, on_read, &seen);
	loop_timer(seen.loop, 0, on_timer, &seen);
	seen.other = loop_timer(seen.loop, 0, on_timer, &seen);
	ck_assert_int_eq(write(fds[1], "x", 1), 1);
	for (int i = 0; i < 5; i++)
		ck_assert_int_eq(loop_turn(seen.loop, 10), ERR_OK);
	ck_assert_int_eq(seen.timers, 1); /* the first one stopped the second, though it was due */
	ck_assert_int_eq(seen.reads, 1); /* not again, though the byte is still there */
	int64_t before = clock_monotonic_ms();
	loop_timer(seen.loop, 30, on_timer, &seen);
	while (seen.timers < 2)
		ck_assert_int_eq(loop_turn(seen.loop, -1), ERR_OK);
	ck_assert_int_ge(clock_monotonic_ms() - before, 30);
	loop_free(seen.loop);
	close(fds[0]);
	close(fds[1]);
}
END_TEST

static enum sandbox_failure read_kind(const char *text)
{
	struct sandbox_result result = {0};
	struct json_object *root = NULL;
	struct arena arena;
	arena_init(&arena, 1u << 20);
	sandbox_read(&arena, text, strlen(text), &result, &root);
	ck_assert_ptr_nonnull(result.message);
	json_object_put(root);
	arena_done(&arena);
	return result.failure;
}

START_TEST(sandbox_answers)
{
	ck_assert_int_eq(read_kind("{\"ok\":true,\"answer\":{\"a\":1}}"), SANDBOX_OK);
	ck_assert_int_eq(read_kind("{\"ok\":true,\"run\":{}}"), SANDBOX_OK);
	ck_assert_int_eq(read_kind("{\"ok\":true}"), SANDBOX_BROKEN);
	ck_assert_int_eq(read_kind(""), SANDBOX_BROKEN);
	ck_assert_int_eq(read_kind("{\"ok\":true,\"answer\":"), SANDBOX_BROKEN);
	ck_assert_int_eq(read_kind("[]"), SANDBOX_BROKEN);
	ck_assert_int_eq(read_kind("{\"ok\":false,\"error\":{\"kind\":\"limit\",\"file\":null,\"message\":\"cpu\"}}"),
		SANDBOX_LIMIT);
	ck_assert_int_eq(read_kind("{\"ok\":false,\"error\":{\"kind\":\"syntax\"}}"), SANDBOX_SYNTAX);
	ck_assert_int_eq(read_kind("{\"ok\":false,\"error\":{}}"), SANDBOX_BROKEN);
}
END_TEST

START_TEST(delays_grow_to_their_most)
{
	const struct graph_retry policy = {.max = 3, .base_ms = 1000, .max_ms = 30000};
	for (int i = 0; i < 200; i++) {
		ck_assert_int_ge(queue_delay(&policy, 0, 0), 1000);
		ck_assert_int_le(queue_delay(&policy, 0, 0), 1250);
		ck_assert_int_ge(queue_delay(&policy, 2, 0), 4000);
		ck_assert_int_le(queue_delay(&policy, 1000, 0), 37500);
		ck_assert_int_ge(queue_delay(&policy, 0, 60000), 60000);
		ck_assert_int_le(queue_delay(&policy, 0, 2000000000), 3600000);
	}
}
END_TEST

UNIT_MAIN("worker", 20, safe_paths, files_of_an_answer, a_document_that_is_too_large_fails_its_step,
	outputs_are_kept_for_a_while, loop_calls_back, sandbox_answers, delays_grow_to_their_most)
