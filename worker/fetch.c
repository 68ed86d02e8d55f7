/* SPDX-License-Identifier: ISC */
#include "worker/fetch.h"
#include "lib/clock.h"
#include "lib/log.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#define LOOK_MS 1000 /* how late a limit may be noticed, at most */

struct fetch {
	CURLM *multi;
	struct loop *loop;
	struct loop_timer *timer; /* libcurl's own; NULL: it waits for none */
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
	curl_multi_remove_handle(call->fetch->multi, call->easy);
	curl_easy_cleanup(call->easy);
	for (struct curl_slist *line = call->lines; line; line = line->next)
		wipe(line->data, strlen(line->data));
	curl_slist_free_all(call->lines);
	if (call->body)
		wipe(call->body, call->len);
	free(call->body);
	free(call);
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
		.elapsed_ms = clock_monotonic_ms() - call->started_ms};
	curl_easy_getinfo(call->easy, CURLINFO_RESPONSE_CODE, &result.status);
	fetch_done_fn *done = call->done;
	void *context = call->context;
	call_free(call);
	done(context, &result);
}

static void look_for_ends(struct fetch *fetch)
{
	CURLMsg *message;
	int left;
	while ((message = curl_multi_info_read(fetch->multi, &left))) {
		struct fetch_call *call;
		if (message->msg != CURLMSG_DONE)
			continue;
		CURLcode code = message->data.result;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&call);
		finish(call, code);
	}
}

/* --- the loop on libcurl's behalf --- */

struct socket_watch {
	struct fetch *fetch;
	curl_socket_t fd;
	struct loop_watch *watch;
};

static void on_socket(void *context, short revents)
{
	struct socket_watch *socket = context;
	struct fetch *fetch = socket->fetch;
	int running, action = 0;
	if (revents & (POLLIN | POLLHUP))
		action |= CURL_CSELECT_IN;
	if (revents & POLLOUT)
		action |= CURL_CSELECT_OUT;
	if (revents & (POLLERR | POLLNVAL))
		action |= CURL_CSELECT_ERR;
	curl_multi_socket_action(fetch->multi, socket->fd, action, &running);
	look_for_ends(fetch);
}

static int watch_socket(CURL *easy, curl_socket_t fd, int what, void *user, void *kept)
{
	struct fetch *fetch = user;
	struct socket_watch *socket = kept;
	(void)easy;
	if (socket)
		loop_unwatch(fetch->loop, socket->watch);
	if (what == CURL_POLL_REMOVE) {
		free(socket);
		return 0;
	}
	if (!socket) {
		if (!(socket = calloc(1, sizeof(*socket))))
			return -1;
		*socket = (struct socket_watch){.fetch = fetch, .fd = fd};
		curl_multi_assign(fetch->multi, fd, socket);
	}
	short events = (short)((what & CURL_POLL_IN ? POLLIN : 0) | (what & CURL_POLL_OUT ? POLLOUT : 0));
	socket->watch = loop_watch(fetch->loop, fd, events, on_socket, socket);
	return 0;
}

static void on_timer(void *context)
{
	struct fetch *fetch = context;
	int running;
	fetch->timer = NULL;
	curl_multi_socket_action(fetch->multi, CURL_SOCKET_TIMEOUT, 0, &running);
	look_for_ends(fetch);
}

static int set_timer(CURLM *multi, long ms, void *user)
{
	struct fetch *fetch = user;
	(void)multi;
	loop_timer_stop(fetch->loop, fetch->timer);
	fetch->timer = ms < 0 ? NULL : loop_timer(fetch->loop, ms, on_timer, fetch);
	return 0;
}

struct fetch *fetch_open(struct loop *loop)
{
	struct fetch *fetch = calloc(1, sizeof(*fetch));
	if (!fetch)
		return NULL;
	fetch->loop = loop;
	if (curl_global_init(CURL_GLOBAL_DEFAULT) || !(fetch->multi = curl_multi_init())) {
		free(fetch);
		return NULL;
	}
	curl_multi_setopt(fetch->multi, CURLMOPT_SOCKETFUNCTION, watch_socket);
	curl_multi_setopt(fetch->multi, CURLMOPT_SOCKETDATA, fetch);
	curl_multi_setopt(fetch->multi, CURLMOPT_TIMERFUNCTION, set_timer);
	curl_multi_setopt(fetch->multi, CURLMOPT_TIMERDATA, fetch);
	return fetch;
}

void fetch_close(struct fetch *fetch)
{
	if (!fetch)
		return;
	curl_multi_cleanup(fetch->multi);
	loop_timer_stop(fetch->loop, fetch->timer);
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
		made = !curl_multi_add_handle(fetch->multi, call->easy);
	}
	if (!made) {
		call_free(call);
		return ERR_SYSTEM;
	}
	call->timer = loop_timer(fetch->loop, least(&call->limits), on_look, call);
	*call_r = call;
	return ERR_OK;
}
