/* SPDX-License-Identifier: ISC */
/*
 * A stream of events of ludwright-relay, listened to for one thing: that something happened. What it was is read from the API.
 *
 * Certificates, proxies and addresses as in lib/http.h.
 */
#ifndef LUD_CTL_STREAM_H
#define LUD_CTL_STREAM_H

struct stream;

enum stream_news {
	STREAM_QUIET, /* nothing yet */
	STREAM_NEWS,
	STREAM_ENDED, /* refused, or cut: close it */
};

/* Begins to connect. In: bearer is a token. Out: NULL without memory. */
struct stream *stream_open(const char *url, const char *bearer);
/* Blocks: until an event comes or the stream ends, ms at most. */
enum stream_news stream_wait(struct stream *stream, int ms);
/* NULL does nothing. */
void stream_close(struct stream *stream);

#endif
