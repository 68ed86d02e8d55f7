/* SPDX-License-Identifier: ISC */
/*
 * ludctl project record: what models said in a project's latest run, as one JSON document that `project new --provider
 * replay:FILE` plays again. Of a step that was tried again by a person the last conversation is taken.
 */
#include "ctl/client.h"
#include "ctl/record.h"

#include "lib/json.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define ROUND_MAX (256u << 20)
#define FILE_MAX (50u << 20)

struct record {
	struct context *c;
	struct client client;
	struct arena round; /* of one call */
	struct json_object *turns; /* owned */
	/* the step that is being read, and where its conversation begins in turns */
	char step[80], task[256], stage[16];
	int64_t revision;
	size_t begun;
};

/* GET, with an arena of its own. Owns: caller. */
__attribute__((format(printf, 2, 3))) static struct json_object *get(struct record *r, const char *format, ...)
{
	char path[512];
	va_list ap;
	va_start(ap, format);
	vsnprintf(path, sizeof(path), format, ap);
	va_end(ap);
	arena_reset(&r->round);
	return client_call(&r->client, "GET", path, NULL);
}

static void copy(char *to, size_t size, const char *text)
{
	snprintf(to, size, "%s", text);
}

/* The step's own words say which it is. */
static bool begin_step(struct record *r, const char *turn, const char *step)
{
	struct json_object *request = get(r, "/turns/%s/request", turn);
	if (!request)
		return false;
	copy(r->step, sizeof(r->step), step);
	copy(r->task, sizeof(r->task), json_get_string(json_get(request, "task"), "id", ""));
	copy(r->stage, sizeof(r->stage), json_get_string(request, "stage", "run"));
	r->revision = json_get_int(request, "revision", 1);
	r->begun = json_object_array_length(r->turns);
	json_object_put(request);
	return true;
}

static void add(struct record *r, const char *agent, struct json_object *answer)
{
	struct json_object *turn = json_object_new_object();
	size_t n = json_object_array_length(r->turns);
	if (json_get(json_get(answer, "told"), "system") &&
		n > r->begun) /* it begins anew: what was before did not count */
		json_object_array_del_idx(r->turns, r->begun, n - r->begun);
	json_object_object_del(answer, "told");
	json_object_object_add(turn, "agent", json_object_new_string(agent));
	json_object_object_add(turn, "task", json_object_new_string(r->task));
	json_object_object_add(turn, "stage", json_object_new_string(r->stage));
	json_object_object_add(turn, "revision", json_object_new_int64(r->revision));
	json_object_object_add(turn, "answer", json_object_get(answer));
	json_object_array_add(r->turns, turn);
}

static bool take_turn(struct record *r, const char *agent, struct json_object *item)
{
	const char *id = json_get_string(item, "id", ""), *step = json_get_string(item, "step", "");
	if (strcmp(r->step, step) && !begin_step(r, id, step))
		return false;
	struct json_object *answer = get(r, "/turns/%s/content", id);
	if (answer && json_get(answer, "calls"))
		add(r, agent, answer);
	json_object_put(answer);
	return answer != NULL;
}

static bool take_agent(struct record *r, const char *agent, const char *id)
{
	char cursor[256] = "";
	r->step[0] = '\0';
	do {
		struct json_object *page = get(r, "/agents/%s/turns?limit=100%s", id, cursor),
				   *items = json_get(page, "items");
		const char *next = json_get_string(page, "next_cursor", NULL);
		bool good = page != NULL;
		snprintf(cursor, sizeof(cursor), "%s%s", next ? "&cursor=" : "", next ? next : "");
		for (size_t i = 0; good && i < json_object_array_length(items); i++)
			good = take_turn(r, agent, json_object_array_get_idx(items, i));
		json_object_put(page);
		if (!good)
			return false;
	} while (*cursor);
	return true;
}

static bool take_agents(struct record *r, const char *project)
{
	struct json_object *page = get(r, "/projects/%s/agents?limit=100", project), *items = json_get(page, "items");
	bool good = page != NULL;
	for (size_t i = 0; good && i < json_object_array_length(items); i++) {
		struct json_object *agent = json_object_array_get_idx(items, i),
				   *workers = json_get(agent, "sub_agents");
		good = take_agent(r, json_get_string(agent, "type", ""), json_get_string(agent, "id", ""));
		for (size_t w = 0; good && workers && w < json_object_array_length(workers); w++) {
			struct json_object *worker = json_object_array_get_idx(workers, w);
			good = take_agent(r, json_get_string(worker, "type", ""), json_get_string(worker, "id", ""));
		}
	}
	json_object_put(page);
	return good;
}

/* What a new project needs to be the same. */
static struct json_object *project_of(struct json_object *project)
{
	static const char *const kept[] = {"name", "concept", "seed"};
	struct json_object *part = json_object_new_object();
	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
		json_object_object_add(part, kept[i], json_object_get(json_get(project, kept[i])));
	json_object_object_add(part, "language", json_object_get(json_get(json_get(project, "config"), "language")));
	return part;
}

static int write_out(struct record *r, struct json_object *project)
{
	struct json_object *root = json_object_new_object();
	if (!json_object_array_length(r->turns)) {
		json_object_put(root);
		return command_fail("no model said anything in %s: there is nothing to record", r->c->argv[0]);
	}
	json_object_object_add(root, "ludwright_recording", json_object_new_int(1));
	json_object_object_add(root, "project", project_of(project));
	json_object_object_add(root, "turns", json_object_get(r->turns));
	puts(json_object_to_json_string_ext(root, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(root);
	return fflush(stdout) ? command_fail("the recording could not be written") : 0;
}

int project_record(struct context *c)
{
	struct record r = {.c = c};
	struct arena *whole = c->arena;
	int code = 1;
	if (!client_sign_in(c, &r.client))
		return 1;
	arena_init(&r.round, ROUND_MAX);
	c->arena = &r.round;
	r.turns = json_object_new_array();
	struct json_object *project = get(&r, "/projects/%s", c->argv[0]);
	if (project && take_agents(&r, c->argv[0]))
		code = write_out(&r, project);
	json_object_put(project);
	json_object_put(r.turns);
	c->arena = whole;
	arena_done(&r.round);
	return code;
}

struct json_object *record_read(struct context *c, const char *path)
{
	FILE *file = fopen(path, "re");
	char *text = file ? arena_alloc(c->arena, FILE_MAX + 1) : NULL;
	size_t len = file ? fread(text, 1, FILE_MAX + 1, file) : 0;
	struct json_object *root = NULL;
	if (file)
		fclose(file);
	if (!len || len > FILE_MAX || json_parse(text, len, &json_limits_trust, NULL, &root) ||
		!json_get(root, "ludwright_recording")) {
		json_object_put(root);
		command_fail("%s is no recording of a project", path);
		return NULL;
	}
	return root;
}
