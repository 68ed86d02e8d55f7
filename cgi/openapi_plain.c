/* SPDX-License-Identifier: ISC */
/*
 * What the document says of addresses that answer in text and stand in no row of the route table: the stream of the
 * relay, and the figures of both programs. They carry `x-plain`.
 */
#include "cgi/openapi.h"
#include "cgi/openapi_parts.h"

#include <stdio.h>
#include <string.h>

/* clang-format off */
#define UUID(prefix) "{\"type\":\"string\",\"pattern\":\"^(" prefix "_[0-9a-fA-F]{32}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$\"}"
#define NUMBER "{\"type\":\"integer\",\"minimum\":0,\"maximum\":999999999999999999}"

struct parameter {
	const char *name, *in, *schema, *about;
};

static const struct parameter stream[] = {
	{"project_id", "query", UUID("proj"), "The project to follow: this, or agent_id."},
	{"agent_id", "query", UUID("agent"), "The agent to follow alone."},
	{"level", "query", "{\"type\":\"string\",\"enum\":[\"DEBUG\",\"INFO\",\"WARN\",\"ERROR\"]}", "Log lines of this level and above; events come always."},
	{"after", "query", NUMBER, "The number of the last event seen: what came since follows first."},
	{"Last-Event-ID", "header", NUMBER, "The same, as EventSource says it when it comes back."},
	{NULL, NULL, NULL, NULL},
};
static const struct parameter none[] = {{NULL, NULL, NULL, NULL}};

struct refusal {
	const char *status, *name; /* in components.responses */
};

static const struct refusal stream_refusals[] = {{"400", "Invalid"}, {"401", "Unauthenticated"}, {"403", "Denied"}, {"404", "NotFound"},
	{"413", "TooLarge"}, {"429", "Limit"}, {"5XX", "Failed"}, {NULL, NULL}};
static const struct refusal figures_refusals[] = {{"400", "Invalid"}, {"401", "Unauthenticated"}, {"404", "NotFound"}, {"5XX", "Failed"}, {NULL, NULL}};

static const struct plain {
	const char *path, *id, *tag, *about, *type, *security, *servers; /* servers NULL: as everywhere */
	const struct parameter *parameters;
	const struct refusal *refusals;
} plains[] = {
	{"/api/v1/logs/stream", "get_logs_stream", "projects",
		"Events and log lines as they happen, from ludwright-relay: `id` is an event's number, `event` its type, `data` JSON. GET alone, without HEAD.",
		"text/event-stream", "[{\"bearer\":[]},{\"ticket\":[]}]", NULL, stream, stream_refusals},
	{"/metrics", "get_metrics", "health", "Figures in Prometheus' format: the API's, for the machine itself and admins; the relay's own, on its own socket.",
		"text/plain", "[]", "[{\"url\":\"/\",\"description\":\"the API\"},{\"url\":\"http://relay\",\"description\":\"the relay's socket, relay.socket\"}]", none, figures_refusals},
};
/* clang-format on */

static void put_raw(struct buf *b, const char *key, const char *json)
{
	buf_json_key(b, key);
	buf_json_raw(b, json, strlen(json));
}

static void put_parameters(struct buf *b, const struct parameter *list)
{
	buf_json_key(b, "parameters");
	buf_json_open(b, '[');
	for (const struct parameter *p = list; p->name; p++) {
		buf_json_open(b, '{');
		openapi_text(b, "name", p->name);
		openapi_text(b, "in", p->in);
		openapi_text(b, "description", p->about);
		put_raw(b, "schema", p->schema);
		buf_json_close(b, '}');
	}
	buf_json_close(b, ']');
}

static void put_responses(struct buf *b, const struct plain *plain)
{
	char to[64];
	buf_json_key(b, "responses");
	buf_json_open(b, '{');
	buf_json_key(b, "200");
	buf_json_open(b, '{');
	openapi_text(b, "description", "It was done.");
	buf_json_key(b, "content");
	buf_json_open(b, '{');
	put_raw(b, plain->type, "{\"schema\":{\"type\":\"string\"}}");
	buf_json_close(b, '}');
	buf_json_close(b, '}');
	for (const struct refusal *r = plain->refusals; r->status; r++) {
		snprintf(to, sizeof to, "#/components/responses/%s", r->name);
		buf_json_key(b, r->status);
		buf_json_open(b, '{');
		openapi_text(b, "$ref", to);
		buf_json_close(b, '}');
	}
	buf_json_close(b, '}');
}

void openapi_plain(struct buf *b)
{
	for (const struct plain *p = plains; p < plains + sizeof plains / sizeof *plains; p++) {
		buf_json_key(b, p->path);
		buf_json_open(b, '{');
		buf_json_key(b, "get");
		buf_json_open(b, '{');
		openapi_text(b, "operationId", p->id);
		openapi_text(b, "summary", p->about);
		buf_json_key(b, "tags");
		buf_json_open(b, '[');
		buf_json_string(b, p->tag);
		buf_json_close(b, ']');
		openapi_true(b, "x-plain");
		put_raw(b, "security", p->security);
		if (p->servers)
			put_raw(b, "servers", p->servers);
		put_parameters(b, p->parameters);
		put_responses(b, p);
		buf_json_close(b, '}');
		buf_json_close(b, '}');
	}
}
