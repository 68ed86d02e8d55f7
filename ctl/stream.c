/* SPDX-License-Identifier: ISC */
#include "ctl/stream.h"

#include <curl/curl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define HEADER_MAX 4200

struct stream {
	CURLM *multi;
	CURL *easy;
	struct curl_slist *lines;
	int matched; /* letters of "id:" at the begin of this line; -1: it is another line */
	bool news, ended;
};

/* An event has a number on a line of its own; comments, and lines of logs, have none. */
static size_t take(char *bytes, size_t size, size_t n, void *user)
{
	static const char word[] = "id:";
	struct stream *s = user;
	for (size_t i = 0; i < size * n; i++) {
		if (bytes[i] == '\n')
			s->matched = 0;
		else if (s->matched >= 0)
			s->matched = bytes[i] == word[s->matched] ? s->matched + 1 : -1;
		if (s->matched == 3) {
			s->news = true;
			s->matched = -1;
		}
	}
	return size * n;
}

static void set_options(struct stream *s, const char *url)
{
	const char *authority = getenv("LUDWRIGHT_CA_FILE");
	curl_easy_setopt(s->easy, CURLOPT_URL, url);
	curl_easy_setopt(s->easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(s->easy, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(s->easy, CURLOPT_PROXY, "");
	curl_easy_setopt(s->easy, CURLOPT_NETRC, 0L);
	curl_easy_setopt(s->easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(s->easy, CURLOPT_FAILONERROR, 1L);
	curl_easy_setopt(s->easy, CURLOPT_CONNECTTIMEOUT_MS, 5000L);
	/* comments come every 15 s: a stream that is silent for longer is dead */
	curl_easy_setopt(s->easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
	curl_easy_setopt(s->easy, CURLOPT_LOW_SPEED_TIME, 40L);
	if (authority && *authority)
		curl_easy_setopt(s->easy, CURLOPT_CAINFO, authority);
	curl_easy_setopt(s->easy, CURLOPT_HTTPHEADER, s->lines);
	curl_easy_setopt(s->easy, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(s->easy, CURLOPT_WRITEDATA, s);
}

struct stream *stream_open(const char *url, const char *bearer)
{
	struct stream *s = calloc(1, sizeof(*s));
	char line[HEADER_MAX];
	if (!s)
		return NULL;
	snprintf(line, sizeof line, "Authorization: Bearer %s", bearer);
	s->lines = curl_slist_append(NULL, line);
	s->multi = curl_multi_init();
	s->easy = curl_easy_init();
	if (!s->lines || !s->multi || !s->easy) {
		stream_close(s);
		return NULL;
	}
	set_options(s, url);
	curl_multi_add_handle(s->multi, s->easy);
	return s;
}

static long now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

enum stream_news stream_wait(struct stream *s, int ms)
{
	long end = now_ms() + ms, left = ms;
	for (; !s->ended && !s->news && left > 0; left = end - now_ms()) {
		int running = 0;
		curl_multi_perform(s->multi, &running);
		s->ended = !running;
		if (!s->news && !s->ended)
			curl_multi_poll(s->multi, NULL, 0, (int)left, NULL);
	}
	if (!s->news)
		return s->ended ? STREAM_ENDED : STREAM_QUIET;
	s->news = false;
	return STREAM_NEWS;
}

void stream_close(struct stream *s)
{
	if (!s)
		return;
	if (s->multi && s->easy)
		curl_multi_remove_handle(s->multi, s->easy);
	curl_easy_cleanup(s->easy);
	curl_multi_cleanup(s->multi);
	curl_slist_free_all(s->lines);
	free(s);
}
