/* SPDX-License-Identifier: ISC */
#include "worker/fetch.h"
#include "lib/clock.h"
#include "worker/multi.h"

#include <stdlib.h>
#include <string.h>

#define LOOK_MS 1000 /* how late a limit may be noticed, at most */

struct fetch {
	struct multi *multi;
	struct loop *loop;
};

struct fetch_call {
	struct fetch *fetch;
	CURL *easy;
	struct curl_slist *lines;
	char *body;
	size_t len, sent, taken;
	struct fetch_limits limits;
	struct loop_timer *timer;
	int64_t started_ms, heard_ms; /* heard_ms 0: nothing yet */
	enum fetch_outcome stopped; /* by us, for this reason; else FETCH_ANSWERED */
	const char *why;
	fetch_header_fn *on_header;
	fetch_bytes_fn *on_bytes;
	fetch_done_fn *done;
	void *context;
};

static void wipe(char *text, size_t len)
{
	explicit_bzero(text, len);
}

static void call_free(struct fetch_call *call)
{
	loop_timer_stop(call->fetch->loop, call->timer);
	multi_remove(call->fetch->multi, call->easy);
	curl_easy_cleanup(call->easy);
	for (struct curl_slist *line = call->lines; line; line = line->next)
		wipe(line->data, strlen(line->data));
	curl_slist_free_all(call->lines);
	if (call->body)
		wipe(call->body, call->len);
	free(call->body);
	free(call);
}

bool fetch_sent(const struct fetch_call *call)
{
	return call->sent > 0;
}

void fetch_cancel(struct fetch_call *call)
{
	call_free(call);
}

/* --- what a call came to --- */

static enum fetch_outcome outcome_of(const struct fetch_call *call, CURLcode code)
{
	if (call->stopped)
		return call->stopped;
	switch (code) {
	case CURLE_OK:
		return FETCH_ANSWERED;
	case CURLE_OPERATION_TIMEDOUT:
		return FETCH_LATE;
	case CURLE_URL_MALFORMAT:
	case CURLE_UNSUPPORTED_PROTOCOL:
		return FETCH_BAD;
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_CONNECT:
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
		return FETCH_REFUSED;
	default:
		return FETCH_CUT;
	}
}

static void finish(struct fetch_call *call, CURLcode code)
{
	struct fetch_result result = {.outcome = outcome_of(call, code),
		.message = call->stopped		    ? call->why
			   : code == CURLE_SEND_FAIL_REWIND ? "a kept connection was dead"
							    : curl_easy_strerror(code),
		.elapsed_ms = clock_monotonic_ms() - call->started_ms,
		.sent = call->sent > 0};
	curl_easy_getinfo(call->easy, CURLINFO_RESPONSE_CODE, &result.status);
	fetch_done_fn *done = call->done;
	void *context = call->context;
	call_free(call);
	done(context, &result);
}

static void on_end(void *context, void *owner, CURLcode code)
{
	(void)context;
	finish(owner, code);
}

struct fetch *fetch_open(struct loop *loop)
{
	struct fetch *fetch = calloc(1, sizeof(*fetch));
	if (!fetch)
		return NULL;
	fetch->loop = loop;
	if (!(fetch->multi = multi_open(loop, on_end, fetch))) {
		free(fetch);
		return NULL;
	}
	return fetch;
}

void fetch_close(struct fetch *fetch)
{
	if (!fetch)
		return;
	multi_close(fetch->multi);
	free(fetch);
}

/* --- one call --- */

static size_t stop(struct fetch_call *call, enum fetch_outcome outcome, const char *why)
{
	call->stopped = outcome;
	call->why = why;
	return 0;
}

static size_t take_header(char *line, size_t size, size_t n, void *user)
{
	struct fetch_call *call = user;
	size_t len = size * n;
	call->heard_ms = clock_monotonic_ms();
	const char *colon = memchr(line, ':', len);
	if (!colon || !call->on_header)
		return len;
	const char *value = colon + 1, *end = line + len;
	while (value < end && (*value == ' ' || *value == '\t'))
		value++;
	while (end > value && (end[-1] == '\r' || end[-1] == '\n' || end[-1] == ' '))
		end--;
	call->on_header(call->context, line, (size_t)(colon - line), value, (size_t)(end - value));
	return len;
}

static size_t take_bytes(char *bytes, size_t size, size_t n, void *user)
{
	struct fetch_call *call = user;
	size_t len = size * n;
	call->heard_ms = clock_monotonic_ms();
	if (len > call->limits.bytes - call->taken)
		return stop(call, FETCH_TOO_LARGE, "the answer is too large");
	call->taken += len;
	if (!call->on_bytes(call->context, bytes, len))
		return stop(call, FETCH_UNWANTED, "the answer was of no use");
	return len;
}

/* The body is handed over once. libcurl would send it again by itself when a kept connection turns out to be dead, and
 * what is asked twice is paid twice: without a way to go back it gives up instead, and the step decides. */
static size_t give_body(char *bytes_r, size_t size, size_t n, void *user)
{
	struct fetch_call *call = user;
	size_t left = call->len - call->sent, len = size * n < left ? size * n : left;
	memcpy(bytes_r, call->body + call->sent, len);
	call->sent += len;
	return len;
}

static const char *overdue(const struct fetch_call *call)
{
	int64_t now = clock_monotonic_ms();
	if (now - call->started_ms >= call->limits.total_ms)
		return "the answer took too long";
	if (!call->heard_ms)
		return now - call->started_ms >= call->limits.first_byte_ms ? "no answer came in time" : NULL;
	return now - call->heard_ms >= call->limits.silence_ms ? "the answer stopped on its way" : NULL;
}

static void on_look(void *context)
{
	struct fetch_call *call = context;
	const char *why = overdue(call);
	call->timer = why ? NULL : loop_timer(call->fetch->loop, LOOK_MS, on_look, call);
	if (why) {
		stop(call, FETCH_LATE, why);
		finish(call, CURLE_OPERATION_TIMEDOUT);
	}
}

static int least(const struct fetch_limits *limits)
{
	int ms = limits->first_byte_ms < limits->silence_ms ? limits->first_byte_ms : limits->silence_ms;
	return ms < LOOK_MS ? ms : LOOK_MS;
}

static void set_options(struct fetch_call *call, const struct fetch_request *request)
{
	CURL *easy = call->easy;
	const char *authority = getenv("LUDWRIGHT_CA_FILE");
	curl_easy_setopt(easy, CURLOPT_URL, request->url);
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "https");
	curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(easy, CURLOPT_PROXY, "");
	curl_easy_setopt(easy, CURLOPT_NETRC, 0L);
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)call->limits.connect_ms);
	if (authority && *authority)
		curl_easy_setopt(easy, CURLOPT_CAINFO, authority);
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, call->lines);
	curl_easy_setopt(easy, CURLOPT_POST, 1L);
	curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)call->len);
	curl_easy_setopt(easy, CURLOPT_READFUNCTION, give_body);
	curl_easy_setopt(easy, CURLOPT_READDATA, call);
	curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(easy, CURLOPT_HEADERDATA, call);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_bytes);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, call);
	curl_easy_setopt(easy, CURLOPT_PRIVATE, call);
}

static bool copy(struct fetch_call *call, const struct fetch_request *request)
{
	for (const char *const *line = request->headers; line && *line; line++) {
		struct curl_slist *more = curl_slist_append(call->lines, *line);
		if (!more)
			return false;
		call->lines = more;
	}
	call->body = malloc(request->len + 1);
	if (!call->body)
		return false;
	memcpy(call->body, request->body, request->len);
	call->len = request->len;
	return true;
}

enum err fetch_post(struct fetch *fetch, const struct fetch_request *request, struct fetch_call **call_r)
{
	struct fetch_call *call = calloc(1, sizeof(*call));
	if (!call)
		return ERR_SYSTEM;
	*call = (struct fetch_call){.fetch = fetch,
		.easy = curl_easy_init(),
		.limits = request->limits,
		.started_ms = clock_monotonic_ms(),
		.on_header = request->on_header,
		.on_bytes = request->on_bytes,
		.done = request->done,
		.context = request->context};
	bool made = call->easy && copy(call, request);
	if (made) {
		set_options(call, request);
		made = multi_add(fetch->multi, call->easy);
	}
	if (!made) {
		call_free(call);
		return ERR_SYSTEM;
	}
	call->timer = loop_timer(fetch->loop, least(&call->limits), on_look, call);
	*call_r = call;
	return ERR_OK;
}
