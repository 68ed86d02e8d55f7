/* SPDX-License-Identifier: ISC */
#include "ctl/client.h"
#include "ctl/record.h"
#include "ctl/table.h"

#include "lib/json.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CONCEPT_MAX = 128 << 10 };

static const char *read_concept(struct context *c)
{
	const char *text = command_option(c, "concept"), *path = command_option(c, "concept-file");
	if (text || !path)
		return text;
	FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
	if (!file)
		return NULL;
	char *bytes = arena_alloc(c->arena, CONCEPT_MAX + 1);
	size_t n = fread(bytes, 1, CONCEPT_MAX, file);
	if (file != stdin)
		fclose(file);
	return n > 0 ? bytes : NULL;
}

/* Prints the answer as JSON with --json, else the line. */
static int answer_line(struct context *c, struct json_object *answer, const char *line)
{
	if (!answer)
		return 1;
	char *text = arena_strdup(c->arena, line);
	table_clean(text, true);
	puts(command_option(c, "json") ? json_object_to_json_string_ext(answer, JSON_C_TO_STRING_PLAIN) : text);
	json_object_put(answer);
	return 0;
}

static void put(struct json_object *object, const char *key, const char *text)
{
	if (text)
		json_object_object_add(object, key, json_object_new_string(text));
}

/* In: played is what a recording says of its project, or NULL: what the options leave out comes from there. */
static struct json_object *new_config(const struct context *c, struct json_object *played)
{
	const char *seed = command_option(c, "seed"), *language = command_option(c, "language");
	struct json_object *config = json_object_new_object(), *old = json_get(played, "seed");
	put(config, "provider", played ? "replay" : command_option(c, "provider"));
	put(config, "language", language ? language : json_get_string(played, "language", NULL));
	if (seed)
		json_object_object_add(config, "seed", json_object_new_int64(strtoll(seed, NULL, 10)));
	else if (old)
		json_object_object_add(config, "seed", json_object_get(old));
	if (command_option(c, "automatic"))
		json_object_object_add(config, "checkpoints", json_object_new_array());
	return config;
}

static struct json_object *new_project(const struct context *c, const char *concept, struct json_object *played)
{
	const char *scope = command_option(c, "scope");
	struct json_object *body = json_object_new_object(), *inner = json_object_new_object(), *old = json_get(played, "concept");
	put(body, "name", c->argv[0]);
	if (!concept && old) {
		json_object_put(inner);
		inner = json_object_get(old);
	} else {
		put(inner, "description", concept ? concept : "");
		put(inner, "platform", "web");
		put(inner, "scope", scope ? scope : "mvp");
	}
	json_object_object_add(body, "concept", inner);
	json_object_object_add(body, "config", new_config(c, played));
	return body;
}

/* Makes it, and gives it the recording that it is to replay. Owns: caller; NULL after the reason was printed. */
static struct json_object *make_project(struct context *c, const char *concept, struct json_object *recording)
{
	struct client client;
	if (!client_sign_in(c, &client))
		return NULL;
	struct json_object *answer =
		client_call(&client, "POST", "/projects", new_project(c, concept, json_get(recording, "project")));
	if (!answer || !recording)
		return answer;
	char *path = arena_printf(c->arena, "/projects/%s/files?name=recording.json", json_get_string(answer, "id", ""));
	struct json_object *file = client_call(&client, "POST", path, json_object_get(recording));
	if (!file) {
		json_object_put(answer);
		return NULL;
	}
	json_object_put(file);
	return answer;
}

int project_new(struct context *c)
{
	const char *concept = read_concept(c), *provider = command_option(c, "provider");
	bool replay = provider && !strncmp(provider, "replay:", 7);
	struct json_object *recording = replay ? record_read(c, provider + 7) : NULL;
	if (replay && !recording)
		return 1;
	if (!concept && !recording)
		return command_fail("give the concept: --concept TEXT, or --concept-file FILE (- is standard input)");
	struct json_object *answer = make_project(c, concept, recording);
	json_object_put(recording);
	return answer_line(c, answer, json_get_string(answer, "id", ""));
}

int project_start(struct context *c)
{
	struct client client;
	if (!client_sign_in(c, &client))
		return 1;
	struct json_object *answer = client_call(&client, "POST", arena_printf(c->arena, "/projects/%s/start", c->argv[0]), NULL);
	return answer_line(c, answer, arena_printf(c->arena, "%s is %s", c->argv[0], json_get_string(answer, "status", "started")));
}

int project_list(struct context *c)
{
	struct client client;
	if (!client_sign_in(c, &client))
		return 1;
	struct json_object *answer = client_call(&client, "GET", "/projects?limit=100", NULL);
	if (!answer || command_option(c, "json"))
		return answer_line(c, answer, "");
	struct json_object *items = json_get(answer, "items");
	for (size_t i = 0; i < json_object_array_length(items); i++) {
		struct json_object *p = json_object_array_get_idx(items, i);
		char *line = arena_printf(c->arena, "%s  %-10s %3ld %%  %s", json_get_string(p, "id", ""), json_get_string(p, "status", ""), (long) json_get_int(p, "progress", 0), json_get_string(p, "name", ""));
		table_clean(line, false);
		puts(line);
	}
	json_object_put(answer);
	return 0;
}

/* A decision names the revision that is there now, and carries the password that it needs. */
static int decide(struct context *c, const char *verb, const char *feedback, const char *done)
{
	struct client client;
	if (!client_sign_in(c, &client))
		return 1;
	struct json_object *checkpoint = client_call(&client, "GET", arena_printf(c->arena, "/checkpoints/%s", c->argv[0]), NULL);
	if (!checkpoint)
		return 1;
	struct json_object *body = json_object_new_object();
	json_object_object_add(body, "revision", json_object_new_int64(json_get_int(checkpoint, "revision", 0)));
	json_object_object_add(body, "password", json_object_new_string(client.password));
	if (feedback)
		json_object_object_add(body, "feedback", json_object_new_string(feedback));
	if (command_option(c, "target"))
		json_object_object_add(body, "target", json_object_new_string(command_option(c, "target")));
	char *line = arena_printf(c->arena, "%s \"%s\" r%ld", done, json_get_string(checkpoint, "title", ""), (long) json_get_int(checkpoint, "revision", 0));
	json_object_put(checkpoint);
	return answer_line(c, client_call(&client, "POST", arena_printf(c->arena, "/checkpoints/%s/%s", c->argv[0], verb), body), line);
}

int project_approve(struct context *c)
{
	return decide(c, "approve", NULL, "approved");
}

int project_request_changes(struct context *c)
{
	return decide(c, "request-changes", c->argv[1], "asked for changes to");
}

int project_build(struct context *c)
{
	struct client client;
	if (!client_sign_in(c, &client))
		return 1;
	struct json_object *build = client_call(&client, "GET", arena_printf(c->arena, "/projects/%s/build", c->argv[0]), NULL);
	char *lines = arena_printf(c->arena, "zip %s\nplay %s", json_get_string(build, "zip_url", ""), json_get_string(build, "play_url", ""));
	return answer_line(c, build, lines);
}

int project_export(struct context *c)
{
	const char *path = c->argv[1];
	struct client client;
	if (!client_sign_in(c, &client))
		return 1;
	char *part = arena_printf(c->arena, "%s.part", path);
	int file = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (file < 0)
		return command_fail("%s cannot be written: %s", part, strerror(errno));
	bool done = client_download(&client, arena_printf(c->arena, "/api/v1/projects/%s/build/zip", c->argv[0]), file);
	if (close(file) < 0 || !done || rename(part, path) < 0) {
		unlink(part);
		return done ? command_fail("%s cannot be written: %s", path, strerror(errno)) : 1;
	}
	printf("saved %s\n", path);
	return 0;
}
