/* SPDX-License-Identifier: ISC */
#include "worker/chat_private.h"
#include "lib/json.h"
#include "lib/sse.h"
#include "lib/utf8.h"

#include <curl/curl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#define EVENT_MAX (8u << 20)
#define ARENA_MAX (256u << 20)
#define ERROR_MAX 300 /* bytes of what the other side says */
#define RETRY_AFTER_MAX_MS (3600 * 1000)

struct chat {
	const struct chat_dialect *dialect;
	struct fetch_call *call;
	struct arena arena;
	struct chat_reader reader;
	struct sse sse;
	struct buf body; /* of what is no stream */
	char *key; /* to blot out; wiped */
	size_t heard_bytes, asked_bytes;
	long status;
	bool is_stream, is_json;
	int retry_after_ms;
	chat_heard_fn *heard;
	chat_done_fn *done;
	void *context;
};

/* --- what the dialects gather --- */

static void fail(struct chat_reader *r, enum answer_failure failure, bool retry, const char *error)
{
	if (r->failure)
		return;
	r->failure = failure;
	r->retry = retry;
	r->error = error;
}

void chat_garbage(struct chat_reader *r, const char *message)
{
	fail(r, FAIL_INVALID, true,
		arena_printf(r->a, "the model's server answered what cannot be read: %.200s", message));
}

static bool take(struct chat_reader *r, size_t len)
{
	if (len > r->room)
		fail(r, FAIL_INVALID, false, "the model's answer is too large");
	else
		r->room -= len;
	return !r->failure;
}

void chat_add_text(struct chat_reader *r, const char *text)
{
	if (text && take(r, strlen(text)))
		buf_puts(&r->text, text);
}

struct chat_part *chat_part(struct chat_reader *r, int64_t index)
{
	for (size_t i = 0; i < r->part_count; i++)
		if (r->parts[i].index == index)
			return &r->parts[i];
	if (r->part_count == CHAT_CALLS_MAX) {
		fail(r, FAIL_INVALID, false, "the model called too many tools at once");
		return NULL;
	}
	struct chat_part *part = &r->parts[r->part_count++];
	*part = (struct chat_part){.id = "", .name = "", .index = index};
	buf_init(&part->arguments, EVENT_MAX + 1);
	return part;
}

void chat_add_arguments(struct chat_reader *r, struct chat_part *part, const char *text)
{
	if (part && text && take(r, strlen(text)))
		buf_puts(&part->arguments, text);
}

int64_t chat_count(struct json_object *usage, const char *key, int64_t usual)
{
	int64_t n = json_get_int(usage, key, usual);
	return n < 0 ? 0 : n > CHAT_TOKENS_MAX ? CHAT_TOKENS_MAX : n;
}

/* --- faults --- */

/* A server may say anything, the key that it was sent too. */
static char *blot(const struct chat *chat, char *text)
{
	size_t key = chat->key ? strlen(chat->key) : 0;
	char *found = text;
	while (key && (found = strstr(found, chat->key))) {
		memset(found, '*', key);
		found += key; /* the key may be of asterisks */
	}
	return text;
}

/* Foreign text for people: one line, cut at a character, without the key. */
static const char *clean(struct chat *chat, const char *text)
{
	char *copy = blot(chat, arena_strndup(&chat->arena, text, strnlen(text, ERROR_MAX * 4)));
	size_t len = strlen(copy), at = 0;
	while (at < len && at < ERROR_MAX) {
		size_t n = utf8_length(copy + at, len - at);
		if (!n)
			break;
		if ((unsigned char)copy[at] < 0x20)
			copy[at] = ' ';
		at += n;
	}
	copy[at] = '\0';
	return copy;
}

static bool mentions(const char *text, const char *const *words)
{
	for (; *words; words++)
		if (strcasestr(text, *words))
			return true;
	return false;
}

static const char *const long_words[] = {"context length", "context_length", "context window", "prompt is too long",
	"maximum context", "too many tokens", "exceed_context", "request_too_large", NULL};
static const char *const broke_words[] = {
	"insufficient_quota", "credit balance", "billing", "exceeded your current quota", NULL};
static const char *const busy_words[] = {
	"overloaded", "server_error", "api_error", "internal", "unavailable", "timeout", NULL};

/* A status, or in a stream the error's own words, as a failure. */
static enum answer_failure sort_out(long status, const char *said, bool *retry_r)
{
	*retry_r = false;
	if (mentions(said, broke_words))
		return status == 402 || status == 429 || status == 400 || !status ? FAIL_RATE_LIMIT : FAIL_INTERNAL;
	if (status == 413 || ((status == 400 || !status) && mentions(said, long_words)))
		return FAIL_TRUNCATED;
	*retry_r = true;
	if (status == 429 || (!status && strcasestr(said, "rate_limit")))
		return FAIL_RATE_LIMIT;
	if (status == 408)
		return FAIL_TIMEOUT;
	if (status >= 500 || (!status && mentions(said, busy_words)))
		return FAIL_SERVER;
	*retry_r = false;
	return FAIL_INTERNAL;
}

void chat_refused(struct chat_reader *r, long status, struct json_object *error)
{
	struct chat *chat = (struct chat *)((char *)r - offsetof(struct chat, reader));
	const char *message = json_get_string(error, "message", NULL), *type = json_get_string(error, "type", "");
	const char *code = json_get_string(error, "code", "");
	bool retry;
	if (!message)
		message = json_object_is_type(error, json_type_string) ? json_object_get_string(error) : "";
	enum answer_failure failure = sort_out(status, arena_printf(r->a, "%s %s %s", type, code, message), &retry);
	const char *said = clean(chat, *message ? message : type);
	if (!status)
		fail(r, failure, retry, arena_printf(r->a, "the model's server gave up: %s", said));
	else if (status == 401 || status == 403)
		fail(r, failure, false,
			arena_printf(r->a, "the model's server refuses the key (%ld): %s", status, said));
	else
		fail(r, failure, retry, arena_printf(r->a, "the model's server answered %ld: %s", status, said));
}

static void read_refusal(struct chat *chat)
{
	struct json_object *root = NULL;
	json_parse(chat->body.data, chat->body.len, &json_limits_body, NULL, &root);
	struct json_object *error = json_get(root, "error");
	chat_refused(&chat->reader, chat->status, error ? error : root);
	json_object_put(root);
}

static void read_outcome(struct chat *chat, const struct fetch_result *result)
{
	struct chat_reader *r = &chat->reader;
	const char *why = result->message ? result->message : "";
	switch (result->outcome) {
	case FETCH_REFUSED:
		fail(r, FAIL_CONNECTION, true, arena_printf(r->a, "the model's server cannot be reached: %s", why));
		break;
	case FETCH_LATE:
		fail(r, FAIL_TIMEOUT, true, arena_printf(r->a, "the model's server is too slow: %s", why));
		break;
	case FETCH_CUT:
		fail(r, FAIL_CONNECTION, true,
			arena_printf(r->a, "the connection to the model's server broke: %s", why));
		break;
	case FETCH_TOO_LARGE:
	case FETCH_UNWANTED:
		fail(r, FAIL_INVALID, false, arena_printf(r->a, "the model's answer was given up: %s", why));
		break;
	case FETCH_BAD:
		fail(r, FAIL_INTERNAL, false, arena_printf(r->a, "the model's server has no usable address: %s", why));
		break;
	case FETCH_ANSWERED:
		break;
	}
}

/* --- the answer comes in --- */

static bool on_event(void *context, const char *type, const char *data, size_t len)
{
	struct chat *chat = context;
	struct chat_reader *r = &chat->reader;
	struct json_object *root = NULL;
	if (len && *data == '{' && json_parse(data, len, &json_limits_trust, NULL, &root))
		chat_garbage(r, "an event that is no JSON");
	else if (len && *data != '{' && !utf8_valid(data, len))
		chat_garbage(r, "an event that is no UTF-8");
	else
		chat->dialect->event(r, type, root, data);
	json_object_put(root);
	return !r->failure;
}

static bool is_name(const char *name, size_t len, const char *wanted)
{
	return len == strlen(wanted) && !strncasecmp(name, wanted, len);
}

static int later(int64_t ms)
{
	return ms < 0 ? 0 : ms > RETRY_AFTER_MAX_MS ? RETRY_AFTER_MAX_MS : (int)ms;
}

/* Seconds, or a date (RFC 9110, 10.2.3). */
static int retry_after(const char *value)
{
	char *end;
	double seconds = strtod(value, &end);
	if (end != value && !*end)
		return seconds > 0 && seconds < 1e6 ? later((int64_t)(seconds * 1000)) : 0;
	time_t at = curl_getdate(value, NULL);
	return at > 0 ? later((int64_t)(at - time(NULL)) * 1000) : 0;
}

static void on_header(void *context, const char *name, size_t name_len, const char *value, size_t value_len)
{
	struct chat *chat = context;
	char text[128];
	if (value_len >= sizeof(text))
		return;
	memcpy(text, value, value_len);
	text[value_len] = '\0';
	if (is_name(name, name_len, "content-type")) {
		chat->is_stream = !strncasecmp(text, "text/event-stream", 17);
		chat->is_json = !strncasecmp(text, "application/json", 16);
	} else if (is_name(name, name_len, "retry-after-ms")) {
		chat->retry_after_ms = later(strtol(text, NULL, 10));
	} else if (is_name(name, name_len, "retry-after") && !chat->retry_after_ms) {
		chat->retry_after_ms = retry_after(text);
	}
}

static bool on_bytes(void *context, const char *bytes, size_t len)
{
	struct chat *chat = context;
	chat->heard_bytes += len;
	if (chat->is_stream) {
		enum err err = sse_feed(&chat->sse, bytes, len);
		if (err == ERR_TOO_LARGE)
			fail(&chat->reader, FAIL_INVALID, false, "the model's answer has an event that is too large");
		const struct chat_reader *r = &chat->reader;
		const struct chat_part *part = r->part_count ? &r->parts[r->part_count - 1] : NULL;
		if (!err && chat->heard)
			chat->heard(chat->context, chat->heard_bytes, part ? part->name : NULL,
				part ? part->arguments.data : NULL);
		return !err;
	}
	if (chat->body.len + len > EVENT_MAX)
		return false;
	buf_put(&chat->body, bytes, len);
	return true;
}

/* --- the end --- */

static void read_whole(struct chat *chat)
{
	struct json_object *root = NULL;
	const struct buf *body = &chat->body;
	if (!body->len)
		fail(&chat->reader, FAIL_INVALID, true, "the model's server answered nothing");
	else if (json_parse(body->data, body->len, &json_limits_trust, NULL, &root) || !root)
		chat_garbage(&chat->reader, "no stream and no JSON");
	else
		chat->dialect->whole(&chat->reader, root);
	json_object_put(root);
}

/* The calls whose arguments are whole: one that the answer's limit cut off is none. */
static void take_calls(const struct chat *chat, struct chat_turn *turn)
{
	const struct chat_reader *r = &chat->reader;
	struct chat_call *calls = arena_array(r->a, r->part_count + 1, sizeof(*calls));
	for (size_t i = 0; i < r->part_count; i++) {
		const struct buf *text = &r->parts[i].arguments;
		if (r->stop == CHAT_STOP_LENGTH && i + 1 == r->part_count &&
			json_check(text->data, text->len, &json_limits_trust, NULL)) {
			turn->cut_call = true;
			continue;
		}
		calls[turn->call_count++] = (struct chat_call){
			.id = *r->parts[i].id ? r->parts[i].id : arena_printf(r->a, "call_%zu", i + 1),
			.name = r->parts[i].name,
			.arguments = blot(chat, arena_strndup(r->a, text->data, text->len))};
	}
	turn->calls = calls;
}

/* One that ended before its last word was not told all that it came to. */
struct chat_tokens chat_heard(const struct chat *chat)
{
	const struct chat_reader *r = &chat->reader;
	struct chat_tokens tokens = r->tokens;
	int64_t output = (int64_t)(r->text.len / 4);
	for (size_t i = 0; i < r->part_count; i++)
		output += (int64_t)(r->parts[i].arguments.len / 4);
	if (chat->call && !fetch_sent(chat->call))
		return tokens;
	if (!r->counted)
		tokens = (struct chat_tokens){
			.input = (int64_t)(chat->asked_bytes / 4), .output = output, .guessed = true};
	else if (!r->ended && tokens.output < output)
		tokens.output = output;
	return tokens;
}

/* Whether the model may have begun: a refusal costs nothing, nor does what was never sent. */
static bool was_asked(const struct fetch_result *result)
{
	bool reached = result->outcome != FETCH_REFUSED && result->outcome != FETCH_BAD;
	return reached && (result->status == 200 || (!result->status && result->sent));
}

static void conclude(struct chat *chat, const struct fetch_result *result, struct chat_turn *turn)
{
	struct chat_reader *r = &chat->reader;
	chat->call = NULL;
	if (!r->failure)
		read_outcome(chat, result);
	if (!r->failure && result->status != 200)
		read_refusal(chat);
	if (!r->failure && !chat->is_stream)
		read_whole(chat);
	if (!r->failure && !r->ended && !chat->heard_bytes)
		fail(r, FAIL_INVALID, true, "the model's server answered nothing");
	if (!r->failure && !r->ended)
		fail(r, FAIL_CONNECTION, true, "the model's answer ended before its last word");
	if (!r->failure && !r->text.len && !r->part_count && r->stop == CHAT_STOP_END)
		fail(r, FAIL_INVALID, true, "the model answered nothing");
	turn->failure = r->failure;
	turn->error = r->error;
	turn->retry = r->retry;
	turn->retry_after_ms = r->failure ? chat->retry_after_ms : 0;
	turn->elapsed_ms = result->elapsed_ms;
	if (!r->failure || was_asked(result))
		turn->tokens = chat_heard(chat);
	if (r->failure)
		return;
	turn->stop = r->stop;
	turn->text = blot(chat, arena_strndup(r->a, r->text.data, r->text.len));
	turn->model = r->model ? r->model : "";
	take_calls(chat, turn);
}

static void chat_free(struct chat *chat)
{
	for (size_t i = 0; i < chat->reader.part_count; i++)
		buf_free(&chat->reader.parts[i].arguments);
	buf_free(&chat->reader.text);
	buf_free(&chat->body);
	sse_done(&chat->sse);
	if (chat->key)
		explicit_bzero(chat->key, strlen(chat->key));
	arena_done(&chat->arena);
	free(chat);
}

static void on_done(void *context, const struct fetch_result *result)
{
	struct chat *chat = context;
	struct chat_turn turn = {.text = ""};
	chat->status = result->status;
	conclude(chat, result, &turn);
	chat->done(chat->context, &turn);
	chat_free(chat);
}

void chat_cancel(struct chat *chat)
{
	fetch_cancel(chat->call);
	chat_free(chat);
}

static enum err post(
	struct chat *chat, struct fetch *fetch, const struct chat_ask *ask, const struct fetch_limits *limits)
{
	struct arena work;
	const char *lines[10] = {"Content-Type: application/json", "Expect:"};
	arena_init(&work, ARENA_MAX);
	chat->dialect->headers(&work, ask, lines + 2);
	const char *body = chat->dialect->body(&work, ask);
	size_t url = strlen(ask->url);
	while (url && ask->url[url - 1] == '/')
		url--;
	struct fetch_request request = {.url = arena_printf(&work, "%.*s%s", (int)url, ask->url, chat->dialect->path),
		.headers = lines,
		.body = body,
		.len = strlen(body),
		.limits = *limits,
		.on_header = on_header,
		.on_bytes = on_bytes,
		.done = on_done,
		.context = chat};
	chat->asked_bytes = request.len;
	enum err err = fetch_post(fetch, &request, &chat->call);
	for (const char **line = lines + 2; *line; line++)
		explicit_bzero((char *)*line, strlen(*line));
	arena_done(&work);
	return err;
}

enum err chat_start(struct fetch *fetch, const struct chat_dialect *dialect, const struct chat_ask *ask,
	const struct fetch_limits *limits, chat_heard_fn *heard, chat_done_fn *done, void *context,
	struct chat **chat_r)
{
	struct chat *chat = calloc(1, sizeof(*chat));
	if (!chat)
		return ERR_SYSTEM;
	*chat = (struct chat){.dialect = dialect, .heard = heard, .done = done, .context = context};
	arena_init(&chat->arena, ARENA_MAX);
	chat->reader.a = &chat->arena;
	chat->reader.room = EVENT_MAX;
	if (*ask->key)
		chat->key = arena_strdup(&chat->arena, ask->key);
	buf_init(&chat->reader.text, EVENT_MAX + 1);
	buf_init(&chat->body, EVENT_MAX + 1);
	sse_init(&chat->sse, EVENT_MAX, on_event, chat);
	enum err err = post(chat, fetch, ask, limits);
	if (err)
		chat_free(chat);
	else
		*chat_r = chat;
	return err;
}
