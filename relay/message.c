/* SPDX-License-Identifier: ISC */
#include "relay/message.h"

#include "lib/json.h"

#include <string.h>

#define ID_MAX 64
#define TOKEN_MAX 8192

static const struct json_limits limits = {.max_bytes = MESSAGE_MAX, .max_depth = 8, .max_keys = 64, .max_values = 1024};

static void bad(struct message *m, const char *field, const char *error)
{
	m->kind = MESSAGE_BAD;
	m->field = field;
	m->error = error;
}

/* Members of data that the event does not know are errors, as in REST. */
static bool only(struct message *m, struct json_object *data, const char *const *names)
{
	json_object_object_foreach(data, key, value)
	{
		size_t i = 0;
		(void)value;
		while (names[i] && strcmp(names[i], key) != 0)
			i++;
		if (!names[i]) {
			bad(m, NULL, "data has a member that this event does not know");
			return false;
		}
	}
	return true;
}

static void read_token(struct message *m, struct arena *a, struct json_object *data)
{
	const char *token = json_get_string(data, "token", NULL);
	if (!token || strlen(token) > TOKEN_MAX)
		bad(m, "token", "data.token must be an access token");
	else
		m->token = arena_strdup(a, token);
}

static void read_after(struct message *m, struct json_object *data)
{
	struct json_object *after = json_get(data, "after");
	if (!after)
		return;
	m->after = json_get_int(data, "after", -1);
	if (!json_object_is_type(after, json_type_int) || m->after < 0)
		bad(m, "after", "after must be the number of the last event seen, 0 or more");
}

static void read_logs(struct message *m, struct json_object *data)
{
	struct json_object *logs = json_get(data, "logs");
	if (logs && !json_object_is_type(logs, json_type_boolean))
		bad(m, "logs", "logs must be true or false");
	else
		m->logs = json_get_bool(data, "logs", true);
}

static void read_subscription(struct message *m, struct json_object *data, bool project)
{
	static const char *const of_project[] = {"projectId", "after", "logs", NULL};
	static const char *const of_agent[] = {"agentId", "after", "logs", NULL};
	const char *name = project ? "projectId" : "agentId", *id = json_get_string(data, name, NULL);
	if (!only(m, data, project ? of_project : of_agent))
		return;
	if (!id || !id_parse(project ? "proj" : "agent", id, project ? m->project : m->agent)) {
		bad(m, name,
			project ? "data.projectId must be the id of a project"
				: "data.agentId must be the id of an agent");
		return;
	}
	read_logs(m, data);
	if (m->kind == MESSAGE_SUBSCRIBE)
		read_after(m, data);
}

static void read_event(struct message *m, struct arena *a, const char *event, struct json_object *data)
{
	static const struct {
		const char *event;
		enum message_kind kind;
		bool project;
	} known[] = {{"subscribe:project", MESSAGE_SUBSCRIBE, true}, {"unsubscribe:project", MESSAGE_UNSUBSCRIBE, true},
		{"subscribe:agent", MESSAGE_SUBSCRIBE, false}, {"unsubscribe:agent", MESSAGE_UNSUBSCRIBE, false},
		{"auth", MESSAGE_AUTH, false}, {"ping", MESSAGE_PING, false}};
	m->kind = MESSAGE_UNKNOWN;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		if (strcmp(known[i].event, event) != 0)
			continue;
		m->kind = known[i].kind;
		if (m->kind == MESSAGE_PING)
			return;
		if (!json_object_is_type(data, json_type_object))
			bad(m, "data", "data must be an object");
		else if (m->kind == MESSAGE_AUTH)
			read_token(m, a, data);
		else
			read_subscription(m, data, known[i].project);
	}
}

/* A number or a short string comes back as it came. */
static bool read_id(struct message *m, struct arena *a, struct json_object *id)
{
	if (!id)
		return true;
	bool text = json_object_is_type(id, json_type_string) && json_object_get_string_len(id) <= ID_MAX;
	if (!text && !json_object_is_type(id, json_type_int)) {
		bad(m, "id", "id must be a whole number or a string of at most 64 bytes");
		return false;
	}
	m->id = json_text(a, id);
	return true;
}

void message_plain(struct arena *a, const char *text, size_t len, struct message *m)
{
	static const char *const members[] = {"event", "data", "id", NULL};
	struct json_object *root = NULL;
	*m = (struct message){.after = -1, .logs = true};
	if (json_parse(text, len, &limits, NULL, &root) || !json_object_is_type(root, json_type_object)) {
		bad(m, NULL, "a message must be a JSON object {\"event\", \"data\"}");
	} else if (read_id(m, a, json_get(root, "id"))) {
		const char *event = json_get_string(root, "event", NULL);
		if (!event)
			bad(m, "event", "event must be a string");
		else if (only(m, root, members))
			read_event(m, a, event, json_get(root, "data"));
	}
	json_object_put(root);
}

/* Source: Socket.IO protocol 5. In: text after "42", that is an optional id and an array [event, data]. */
static void sio_event(struct arena *a, const char *text, size_t len, struct message *m)
{
	struct json_object *root = NULL;
	size_t digits = strspn(text, "0123456789");
	if (digits > 18) {
		bad(m, NULL, "the packet's id is too long");
		return;
	}
	if (digits)
		m->id = arena_strndup(a, text, digits);
	if (json_parse(text + digits, len - digits, &limits, NULL, &root) ||
		!json_object_is_type(root, json_type_array) ||
		!json_object_is_type(json_object_array_get_idx(root, 0), json_type_string))
		bad(m, NULL, "an event packet must hold an array that begins with the event's name");
	else
		read_event(m, a, json_object_get_string(json_object_array_get_idx(root, 0)),
			json_object_array_get_idx(root, 1));
	json_object_put(root);
}

/* "40", "40{…}", "40/name,{…}". */
static void sio_connect(struct arena *a, const char *text, size_t len, struct message *m)
{
	struct json_object *root = NULL;
	if (*text == '/') {
		size_t name = strcspn(text, ",\"\\");
		m->kind = MESSAGE_SIO_NAMESPACE;
		if (name > ID_MAX || (text[name] && text[name] != ','))
			bad(m, NULL, "no such namespace");
		else
			m->id = arena_strndup(a, text, name);
		return;
	}
	m->kind = MESSAGE_SIO_CONNECT;
	if (len && (json_parse(text, len, &limits, NULL, &root) || !json_object_is_type(root, json_type_object)))
		bad(m, NULL, "a connect packet must hold an object");
	else if (json_get_string(root, "token", NULL))
		read_token(m, a, root);
	json_object_put(root);
}

static void sio_packet(struct arena *a, const char *text, size_t len, struct message *m)
{
	switch (len ? text[0] : 0) {
	case '0':
		sio_connect(a, text + 1, len - 1, m);
		break;
	case '1':
		m->kind = MESSAGE_SIO_DISCONNECT;
		break;
	case '2':
		sio_event(a, text + 1, len - 1, m);
		break;
	case '3':
		m->kind = MESSAGE_EIO_IGNORED; /* we ask for no acknowledgement */
		break;
	default:
		bad(m, NULL, "no such Socket.IO packet here");
	}
}

void message_sio(struct arena *a, const char *text, size_t len, struct message *m)
{
	static const enum message_kind kinds[] = {['1'] = MESSAGE_EIO_CLOSE,
		['2'] = MESSAGE_EIO_PING,
		['3'] = MESSAGE_EIO_PONG,
		['5'] = MESSAGE_EIO_IGNORED,
		['6'] = MESSAGE_EIO_IGNORED};
	*m = (struct message){.after = -1, .logs = true};
	if (len && text[0] == '4')
		sio_packet(a, text + 1, len - 1, m);
	else if (len == 1 && text[0] >= '1' && text[0] <= '6' && kinds[(int)text[0]] != MESSAGE_BAD)
		m->kind = kinds[(int)text[0]];
	else
		bad(m, NULL, "no such Engine.IO packet here");
}
