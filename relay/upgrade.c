/* SPDX-License-Identifier: ISC */
#include "relay/upgrade.h"

#include "lib/clock.h"
#include "lib/id.h"
#include "lib/log.h"
#include "relay/frames.h"
#include "relay/message.h"
#include "relay/notice.h"
#include "relay/people.h"
#include "relay/sign_in.h"
#include "relay/subscribe.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define TEXT_MAX 8192

static const struct {
	int status;
	const char *reason, *code, *message;
} statuses[] = {
	{400, "Bad Request", "VALIDATION_ERROR", "The request is not valid."},
	{401, "Unauthorized", "UNAUTHENTICATED", "Sign in first."},
	{403, "Forbidden", "FORBIDDEN", "Pages of this origin may not connect here."},
	{404, "Not Found", "NOT_FOUND", "There is no such thing here."},
	{405, "Method Not Allowed", "METHOD_NOT_ALLOWED", "This address does not know that method."},
	{408, "Request Timeout", "VALIDATION_ERROR", "The request did not come in time."},
	{413, "Content Too Large", "PAYLOAD_TOO_LARGE", "This takes no body."},
	{426, "Upgrade Required", "VALIDATION_ERROR", "WebSocket version 13 is spoken here."},
	{429, "Too Many Requests", "RATE_LIMITED", "Too many connections."},
	{431, "Request Header Fields Too Large", "VALIDATION_ERROR", "The head of the request is too large."},
	{503, "Service Unavailable", "UNAVAILABLE", "The service cannot do this right now; try again shortly."},
};

static void put_head(struct buf *b, int status, const char *reason, const char *type, size_t len)
{
	buf_printf(b,
		"HTTP/1.1 %d %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\nConnection: close\r\nCache-Control: "
		"no-store\r\n"
		"X-Content-Type-Options: nosniff\r\n",
		status, reason, type, len);
}

/* Ends the connection after what stands in relay->buf. */
static void answer(struct conn *c)
{
	if (c->state == CONN_HEAD)
		conn_open(c, WIRE_SSE);
	conn_send_buf(c);
	conn_close(c, 0, "");
}

void upgrade_refuse(struct conn *c, int status, const char *message)
{
	struct buf *b = &c->relay->buf;
	size_t i = 0;
	char at[CLOCK_ISO_SIZE], id[ID_UUID_SIZE], request[ID_TEXT_SIZE], body[640];
	while (i + 1 < sizeof statuses / sizeof *statuses && statuses[i].status != status)
		i++;
	clock_iso(clock_wall_us(), at);
	id_random(id);
	id_format("req", id, request);
	int n = snprintf(body, sizeof body,
		"{\"error\":{\"code\":\"%s\",\"message\":\"%s\",\"details\":[],\"request_id\":\"%s\",\"timestamp\":\"%"
		"s\"}}",
		statuses[i].code, message ? message : statuses[i].message, request, at);
	put_head(b, statuses[i].status, statuses[i].reason, "application/json", (size_t)n);
	buf_printf(b, "X-Request-Id: %s\r\n", request);
	if (status == 401)
		buf_puts(b, "WWW-Authenticate: Bearer realm=\"ludwright\"\r\n");
	else if (status == 405)
		buf_puts(b, "Allow: GET\r\n");
	else if (status == 426)
		buf_puts(b, "Sec-WebSocket-Version: 13\r\nUpgrade: websocket\r\n");
	else if (status == 429 || status == 503)
		buf_puts(b, "Retry-After: 2\r\n");
	buf_puts(b, "\r\n");
	buf_put(b, body, (size_t)n);
	answer(c);
}

static void serve_health(struct conn *c)
{
	struct relay *r = c->relay;
	char body[96];
	int n = snprintf(body, sizeof body, "{\"status\":\"%s\",\"database\":%s,\"redis\":%s}\n",
		pg_ready(r->live) && bus_up(r->bus) ? "healthy" : "degraded", pg_ready(r->live) ? "true" : "false",
		bus_up(r->bus) ? "true" : "false");
	put_head(&r->buf, 200, "OK", "application/json", (size_t)n);
	buf_puts(&r->buf, "\r\n");
	buf_put(&r->buf, body, (size_t)n);
	answer(c);
}

static void serve_metrics(struct conn *c)
{
	struct buf text;
	buf_init(&text, 1u << 20);
	metrics_print(c->relay->all, METRICS_SLOTS, &text);
	put_head(&c->relay->buf, 200, "OK", "text/plain; version=0.0.4", text.len);
	buf_puts(&c->relay->buf, "\r\n");
	buf_put(&c->relay->buf, text.data, text.len);
	buf_free(&text);
	answer(c);
}

/* A page of another origin may not use what a browser knows; programs send no Origin. */
static bool origin_allowed(const struct conf *conf, const char *origin)
{
	size_t len = origin ? strlen(origin) : 0;
	if (!origin || !strcmp(origin, conf->public_url))
		return true;
	for (const char *p = conf->relay_origins; *p;) {
		p += strspn(p, " ");
		size_t n = strcspn(p, " ");
		if (n && n == len && !strncmp(p, origin, n))
			return true;
		p += n;
	}
	return false;
}

static bool shake_hands(struct conn *c, const struct http_request *q, enum wire wire)
{
	char accept[HTTP_ACCEPT_SIZE];
	int status;
	if (!http_websocket(q, &status)) {
		upgrade_refuse(c, status, status == 400 ? "This address speaks WebSocket." : NULL);
		return false;
	}
	http_accept(q->websocket_key, accept);
	conn_open(c, wire);
	buf_printf(&c->relay->buf,
		"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: "
		"Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n",
		accept);
	return true;
}

static void open_plain(struct conn *c, const struct http_request *q)
{
	if (shake_hands(c, q, WIRE_PLAIN))
		conn_send_buf(c);
}

/* Source: Engine.IO protocol 4: what its server answers to a wrong transport or version. */
static void refuse_engine(struct conn *c, int code, const char *message)
{
	char body[80];
	int n = snprintf(body, sizeof body, "{\"code\":%d,\"message\":\"%s\"}", code, message);
	put_head(&c->relay->buf, 400, "Bad Request", "application/json", (size_t)n);
	buf_puts(&c->relay->buf, "\r\n");
	buf_put(&c->relay->buf, body, (size_t)n);
	answer(c);
}

static void open_sio(struct conn *c, const struct http_request *q)
{
	char version[8], transport[16], sid[ID_UUID_SIZE], text[192];
	http_parameter(q->query, "EIO", version, sizeof version);
	http_parameter(q->query, "transport", transport, sizeof transport);
	if (strcmp(version, "4") != 0) {
		refuse_engine(c, 5, "Unsupported protocol version");
	} else if (strcmp(transport, "websocket") != 0) {
		refuse_engine(c, 0, "Transport unknown");
	} else if (shake_hands(c, q, WIRE_SIO)) {
		id_random(sid);
		int n = snprintf(text, sizeof text,
			"0{\"sid\":\"%s\",\"upgrades\":[],\"pingInterval\":%d,\"pingTimeout\":%d,\"maxPayload\":%d}",
			sid, RELAY_PING_S * 1000, RELAY_PONG_S * 1000, MESSAGE_MAX);
		blob_frame(&c->relay->buf, FRAME_TEXT, text, (size_t)n);
		conn_send_buf(c);
	}
}

static bool read_number(const char *text, int64_t *number_r)
{
	size_t digits = strspn(text, "0123456789");
	if (!digits || digits > 18 || text[digits])
		return false;
	*number_r = strtoll(text, NULL, 10);
	return true;
}

static int level_of(const char *text)
{
	static const char *const levels[] = {"DEBUG", "INFO", "WARN", "ERROR"};
	for (int i = 0; i < 4; i++)
		if (!strcmp(levels[i], text))
			return i;
	return -1;
}

static bool read_id(const char *query, const char *name, const char *prefix, char uuid_r[ID_UUID_SIZE], int *given)
{
	char text[80];
	*uuid_r = '\0';
	if (!http_parameter(query, name, text, sizeof text))
		return !strstr(query, name);
	++*given;
	return id_parse(prefix, text, uuid_r);
}

/* Out: NULL, or what is wrong with the parameters. */
static const char *read_wish(const struct http_request *q, struct subscribe_stream *wish)
{
	char text[64];
	int given = 0;
	wish->after = -1;
	if (http_parameter(q->query, "token", text, sizeof text) || strstr(q->query, "token="))
		return "A token must not stand in an address: use a ticket.";
	if (!read_id(q->query, "project_id", "proj", wish->project, &given) ||
		!read_id(q->query, "agent_id", "agent", wish->agent, &given) || given != 1)
		return "One of project_id and agent_id is required.";
	if (http_parameter(q->query, "level", text, sizeof text) && (wish->level = level_of(text)) < 0)
		return "level must be DEBUG, INFO, WARN or ERROR.";
	if (http_parameter(q->query, "after", text, sizeof text) && !read_number(text, &wish->after))
		return "after must be the number of the last event seen.";
	if (q->last_event_id && *q->last_event_id && !read_number(q->last_event_id, &wish->after))
		return "Last-Event-ID must be the number of the last event seen.";
	return NULL;
}

static void on_known(struct conn *c, void *context)
{
	subscribe_stream(c, context);
	free(context);
}

static void open_stream(struct conn *c, const struct http_request *q)
{
	char ticket[64];
	bool bearer = q->authorization && !strncasecmp(q->authorization, "Bearer ", 7);
	bool ticketed = http_parameter(q->query, "ticket", ticket, sizeof ticket);
	struct subscribe_stream *wish = calloc(1, sizeof(*wish));
	if (!wish)
		log_fatal("out of memory: stream");
	const char *wrong = read_wish(q, wish);
	if (wrong || (!bearer && !ticketed)) {
		upgrade_refuse(c, wrong ? 400 : 401, wrong);
		free(wish);
		return;
	}
	conn_open(c, WIRE_SSE);
	sign_in_stream(c, bearer ? q->authorization + 7 : NULL, bearer ? NULL : ticket, on_known, free, wish);
}

void upgrade_stream(struct conn *c)
{
	buf_puts(&c->relay->buf, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: "
				 "no-store\r\nX-Accel-Buffering: no\r\n"
				 "X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\nretry: 1000\n\n");
	conn_send_buf(c);
	c->streaming = true;
	notice_greet(c);
}

static void route(struct conn *c, const struct http_request *q)
{
	if (!strcmp(q->path, "/ws"))
		open_plain(c, q);
	else if (!strcmp(q->path, "/socket.io/"))
		open_sio(c, q);
	else if (!strcmp(q->path, "/api/v1/logs/stream"))
		open_stream(c, q);
	else if (!strcmp(q->path, "/health"))
		serve_health(c);
	else if (!strcmp(q->path, "/metrics"))
		serve_metrics(c);
	else
		upgrade_refuse(c, 404, NULL);
}

void upgrade_request(struct conn *c, const struct http_request *q)
{
	/* on a local socket nginx says who it is */
	bool counted =
		c->address || !q->real_ip || strlen(q->real_ip) >= TABLE_KEY_SIZE || people_address(c, q->real_ip);
	if (strcmp(q->method, "GET") != 0)
		upgrade_refuse(c, 405, NULL);
	else if (!counted)
		upgrade_refuse(c, 429, NULL);
	else if (!origin_allowed(c->relay->conf, q->origin))
		upgrade_refuse(c, 403, NULL);
	else
		route(c, q);
}
