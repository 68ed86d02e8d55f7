/* SPDX-License-Identifier: ISC */
#include "lib/http.h"

#include "lib/buf.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct sink {
	struct buf bytes;
	size_t total, max;
	int file;
	bool too_large;
};

static size_t take(char *bytes, size_t size, size_t n, void *user)
{
	struct sink *sink = user;
	size_t len = size * n;
	if (len > sink->max - sink->total) {
		sink->too_large = true;
		return 0;
	}
	sink->total += len;
	if (sink->file < 0) {
		buf_put(&sink->bytes, bytes, len);
		return len;
	}
	for (size_t done = 0; done < len;) {
		ssize_t w = write(sink->file, bytes + done, len - done);
		if (w <= 0)
			return 0;
		done += (size_t) w;
	}
	return len;
}

static enum err outcome(CURLcode code, const struct sink *sink)
{
	switch (code) {
	case CURLE_OK:
		return ERR_OK;
	case CURLE_OPERATION_TIMEDOUT:
		return ERR_TIMEOUT;
	case CURLE_URL_MALFORMAT:
	case CURLE_UNSUPPORTED_PROTOCOL:
		return ERR_INPUT;
	case CURLE_WRITE_ERROR:
		return sink->too_large ? ERR_TOO_LARGE : ERR_SYSTEM;
	default:
		return ERR_UNAVAILABLE;
	}
}

static struct curl_slist *header_lines(struct arena *a, const struct http_request *request)
{
	struct curl_slist *lines = NULL;
	if (request->body)
		lines = curl_slist_append(lines, "Content-Type: application/json");
	if (request->bearer)
		lines = curl_slist_append(lines, arena_printf(a, "Authorization: Bearer %s", request->bearer));
	for (const char *const *h = request->headers; h && *h; h++)
		lines = curl_slist_append(lines, *h);
	return lines;
}

static void set_options(CURL *curl, const struct http_request *request, struct curl_slist *lines, struct sink *sink)
{
	curl_easy_setopt(curl, CURLOPT_URL, request->url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_NETRC, 0L);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, 5000L);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, request->timeout_ms ? request->timeout_ms : 30000L);
	const char *authority = getenv("LUDWRIGHT_CA_FILE");
	if (authority && *authority)
		curl_easy_setopt(curl, CURLOPT_CAINFO, authority);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, lines);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, sink);
	if (request->body) {
		curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t) strlen(request->body));
		curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request->body);
	}
	curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request->method);
}

enum err http_perform(struct arena *a, const struct http_request *request, struct http_answer *answer_r)
{
	*answer_r = (struct http_answer) {.body = arena_strdup(a, "")};
	CURL *curl = curl_easy_init();
	if (!curl)
		return ERR_SYSTEM;
	struct sink sink = {.max = request->max_answer ? request->max_answer : 16U << 20, .file = request->file};
	buf_init(&sink.bytes, sink.max + 1);
	struct curl_slist *lines = header_lines(a, request);
	set_options(curl, request, lines, &sink);
	CURLcode code = curl_easy_perform(curl);
	enum err err = outcome(code, &sink);
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer_r->status);
	answer_r->length = sink.total;
	answer_r->message = err ? curl_easy_strerror(code) : NULL;
	if (sink.file < 0)
		answer_r->body = arena_strndup(a, sink.bytes.data, sink.bytes.len);
	buf_free(&sink.bytes);
	curl_slist_free_all(lines);
	curl_easy_cleanup(curl);
	return err;
}
