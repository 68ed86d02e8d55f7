/* SPDX-License-Identifier: ISC */
/*
 * The head of an HTTP/1.1 request, parsed strictly (RFC 9112), and what the relay asks of it. Pure.
 *
 * Only what an upgrade or a stream of events needs is understood: GET, no body, no folding, CRLF line ends, one of each
 * header that is read. The parsed request points into the caller's bytes, which are changed: NULs end the strings.
 */
#ifndef LUD_RELAY_HTTP_H
#define LUD_RELAY_HTTP_H

#include <stdbool.h>
#include <stddef.h>

#define HTTP_HEAD_MAX 16384
#define HTTP_ACCEPT_SIZE 29 /* of Sec-WebSocket-Accept, with NUL */

/* Strings are NULL when absent. */
struct http_request {
	const char *method, *path, *query; /* query without "?", "" when there is none */
	const char *host, *origin, *authorization, *upgrade, *connection, *real_ip, *last_event_id;
	const char *websocket_key, *websocket_version;
	bool keep_alive; /* HTTP/1.1 without "Connection: close" */
};

enum http_parse {
	HTTP_MORE = 0, /* the head is not complete */
	HTTP_OK = 1,
	HTTP_BAD = -400, /* the negated status to answer */
	HTTP_TOO_LARGE = -431,
	HTTP_BODY = -413,
};

/* Out: HTTP_OK with *length_r the bytes of the head (the rest is not its), HTTP_MORE, or why not. */
enum http_parse http_parse(char *bytes, size_t len, struct http_request *request_r, size_t *length_r);
/* Reads a parameter of a query string, percent-decoded. Out: false when absent, twice, malformed, or longer than size -
 * 1; *text_r is "" then. A value with NUL is malformed. */
bool http_parameter(const char *query, const char *name, char *text_r, size_t size);
/* Is the word one of a header's list, without regard to case? */
bool http_has_word(const char *list, const char *word);
/* Does it ask for WebSocket version 13 as RFC 6455 section 4.2.1 says? *status_r: 400, or 426 for another version. */
bool http_websocket(const struct http_request *request, int *status_r);
/* Source: RFC 6455 section 4.2.2. */
void http_accept(const char *key, char accept_r[HTTP_ACCEPT_SIZE]);

#endif
