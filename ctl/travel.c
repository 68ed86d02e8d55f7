/* SPDX-License-Identifier: ISC */
/* Time travel: list a run's snapshots, compare two, fork one. */
#include "ctl/client.h"
#include "ctl/table.h"

#include "lib/json.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define LINE_MAX_BYTES 4096

/* The pages of a list, put together. Out: {"items": […]}, caller puts; NULL after the reason was printed. */
static struct json_object *fetch_all(struct context *c, struct client *client, const char *path)
{
	struct json_object *all = json_object_new_array(), *list = json_object_new_object();
	json_object_object_add(list, "items", all);
	for (const char *cursor = ""; cursor;) {
		struct json_object *page = client_call(client, "GET",
			arena_printf(c->arena, "%s?limit=100%s%s", path, *cursor ? "&cursor=" : "", cursor), NULL);
		struct json_object *items = json_get(page, "items");
		if (!items) {
			json_object_put(page);
			json_object_put(list);
			return NULL;
		}
		for (size_t i = 0; i < json_object_array_length(items); i++)
			json_object_array_add(all, json_object_get(json_object_array_get_idx(items, i)));
		const char *next = json_get_string(page, "next_cursor", NULL);
		cursor = next ? arena_strdup(c->arena, next) : NULL;
		json_object_put(page);
	}
	return list;
}

static void print_json(struct json_object *value)
{
	puts(json_object_to_json_string_ext(value, JSON_C_TO_STRING_PLAIN));
}

/* A line with what a model wrote at its end. */
static void __attribute__((format(printf, 1, 2))) print_line(const char *format, ...)
{
	char line[LINE_MAX_BYTES];
	va_list ap;
	va_start(ap, format);
	vsnprintf(line, sizeof line, format, ap);
	va_end(ap);
	table_clean(line, false);
	puts(line);
}

static void print_snapshots(struct json_object *items)
{
	for (size_t i = 0; i < json_object_array_length(items); i++) {
		struct json_object *s = json_object_array_get_idx(items, i);
		print_line("%s  %4ld  %s  %s", json_get_string(s, "id", ""), (long)json_get_int(s, "number", 0),
			json_get_string(s, "created_at", ""), json_get_string(s, "cause", ""));
	}
}

int travel_snapshots(struct context *c)
{
	struct client client;
	if (!client_sign_in(c, &client))
		return 1;
	struct json_object *project =
		client_call(&client, "GET", arena_printf(c->arena, "/projects/%s", c->argv[0]), NULL);
	if (!project)
		return 1;
	const char *run = json_get_string(project, "run_id", NULL);
	char *path = run ? arena_printf(c->arena, "/runs/%s/snapshots", run) : NULL;
	json_object_put(project);
	if (!path)
		return command_fail("%s has not been started", c->argv[0]);
	struct json_object *list = fetch_all(c, &client, path);
	if (!list)
		return 1;
	if (command_option(c, "json"))
		print_json(list);
	else
		print_snapshots(json_get(list, "items"));
	json_object_put(list);
	return 0;
}

int travel_fork(struct context *c)
{
	const char *name = command_option(c, "name"), *from = command_option(c, "from");
	struct client client;
	if (!client_sign_in(c, &client))
		return 1;
	struct json_object *body = json_object_new_object();
	if (name)
		json_object_object_add(body, "name", json_object_new_string(name));
	if (from)
		json_object_object_add(body, "from", json_object_new_string(from));
	if (command_option(c, "paused"))
		json_object_object_add(body, "start", json_object_new_boolean(false));
	struct json_object *project =
		client_call(&client, "POST", arena_printf(c->arena, "/snapshots/%s/fork", c->argv[0]), body);
	if (!project)
		return 1;
	if (command_option(c, "json"))
		print_json(project);
	else
		puts(json_get_string(project, "id", ""));
	json_object_put(project);
	return 0;
}

static void print_output(const char *mark, struct json_object *output)
{
	print_line("  %s %s r%ld  %s", mark, json_get_string(output, "output_id", ""),
		(long)json_get_int(output, "revision", 0), json_get_string(output, "summary", ""));
}

/* In: an output, a list of them, or NULL. */
static void print_outputs(const char *mark, struct json_object *value)
{
	if (!json_object_is_type(value, json_type_array)) {
		if (value)
			print_output(mark, value);
		return;
	}
	for (size_t i = 0; i < json_object_array_length(value); i++)
		print_output(mark, json_object_array_get_idx(value, i));
}

static void print_channel(const char *name, struct json_object *channel)
{
	const char *change = json_get_string(channel, "change", "");
	print_line("%-8s %s", change, name);
	if (!strcmp(change, "same"))
		return;
	print_outputs("-", json_get(channel, "output"));
	print_outputs("+", json_get(channel, "with"));
}

int travel_compare(struct context *c)
{
	struct client client;
	if (!client_sign_in(c, &client))
		return 1;
	char *path = arena_printf(c->arena, "/snapshots/%s/compare?with=%s", c->argv[0], c->argv[1]);
	struct json_object *answer = client_call(&client, "GET", path, NULL);
	if (!answer)
		return 1;
	if (command_option(c, "json")) {
		print_json(answer);
	} else {
		json_object_object_foreach(json_get(answer, "channels"), name, channel) print_channel(name, channel);
	}
	json_object_put(answer);
	return 0;
}
