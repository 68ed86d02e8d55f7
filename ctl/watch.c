/* SPDX-License-Identifier: ISC */
/*
 * ludctl project watch: a live table of agents with progress bars. On a terminal the table is drawn over itself; elsewhere (or with
 * --plain) each change is one line. Ends when the project completes (0), fails or is cancelled (1), or, with --until-stop, also when it
 * pauses or waits for a person (3). It goes by events: the table is fetched again only when their number has risen. ludwright-relay
 * says when; without it the API is asked five times a second.
 */
#include "ctl/client.h"

#include "ctl/stream.h"
#include "ctl/table.h"
#include "lib/json.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { BAR = 20, NAP_MS = 200, AWAY_MAX = 150, QUIET_MS = 5000, STREAM_AGAIN_S = 2, TEXT_MAX = 1024 };

struct watch {
	struct context *c;
	struct client client;
	const char *id;
	bool plain, until_stop;
	int64_t seq;
	int drawn; /* lines of the last table */
	int away;  /* calls that failed in a row */
	struct stream *stream; /* NULL: not now */
	time_t stream_at; /* when it was last opened */
};

static void nap(void)
{
	nanosleep(&(struct timespec) {.tv_nsec = NAP_MS * 1000000L}, NULL);
}

/* Until something may have happened: the relay says so, or a while has passed. */
static void wait_for_news(struct watch *w)
{
	if (!w->stream && time(NULL) - w->stream_at >= STREAM_AGAIN_S && w->away == 0) {
		w->stream_at = time(NULL);
		w->stream = stream_open(arena_printf(w->c->arena, "%s/api/v1/logs/stream?project_id=%s&level=ERROR&after=%ld", w->client.url, w->id, (long) w->seq), w->client.token);
	}
	if (!w->stream) {
		nap();
	} else if (stream_wait(w->stream, QUIET_MS) == STREAM_ENDED) {
		stream_close(w->stream);
		w->stream = NULL;
		nap();
	}
}

static void draw_bar(int64_t percent)
{
	for (int i = 0; i < BAR; i++)
		fputs(i * 100 < percent * BAR ? "█" : "░", stdout);
}

static const char *mark(const char *status)
{
	static const char *const marks[][2] = {{"pending", "□"}, {"running", "▶"}, {"waiting_approval", "◆"}, {"completed", "■"}, {"failed", "▲"}, {"cancelled", "×"}, {"skipped", "–"}};
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		if (strcmp(marks[i][0], status) == 0)
			return marks[i][1];
	}
	return "?";
}

/* What a model wrote, for a terminal. Out: buf. */
static const char *plain(char buf[TEXT_MAX], struct json_object *o, const char *key, const char *fallback)
{
	snprintf(buf, TEXT_MAX, "%s", json_get_string(o, key, fallback));
	table_clean(buf, false);
	return buf;
}

static void draw_agent(struct watch *w, struct json_object *agent)
{
	struct json_object *workers = json_get(agent, "sub_agents");
	size_t count = workers ? json_object_array_length(workers) : 0, settled = 0;
	for (size_t i = 0; i < count; i++)
		settled += strcmp(json_get_string(json_object_array_get_idx(workers, i), "status", ""), "completed") == 0;
	const char *status = json_get_string(agent, "status", "?");
	int64_t percent = json_get_int(agent, "progress", 0);
	char text[TEXT_MAX];
	printf("\033[K %s %-14s ", mark(status), plain(text, agent, "type", "?"));
	draw_bar(percent);
	printf(" %3ld %%  %-16s", (long) percent, status);
	if (count)
		printf(" %zu of %zu workers", settled, count);
	else
		printf(" %.40s", strcmp(status, "running") == 0 ? plain(text, agent, "current_task", "") : "");
	putchar('\n');
	w->drawn++;
}

static void draw_table(struct watch *w, struct json_object *project, struct json_object *agents)
{
	struct json_object *items = json_get(agents, "items");
	char text[TEXT_MAX];
	if (w->drawn)
		printf("\033[%dA", w->drawn);
	printf("\033[K%s — %s, %ld %%\n", plain(text, project, "name", ""), json_get_string(project, "status", ""), (long) json_get_int(project, "progress", 0));
	w->drawn = 1;
	for (size_t i = 0; items && i < json_object_array_length(items); i++)
		draw_agent(w, json_object_array_get_idx(items, i));
	fflush(stdout);
}

static void print_event(struct json_object *event)
{
	const char *type = json_get_string(event, "type", "?");
	struct json_object *data = json_get(event, "data");
	if (strcmp(type, "agent:progress") == 0)
		return;
	static const char *const tell[] = {"agentType", "newStatus", "phaseName", "title", "resolution", "outputSummary", "error"};
	printf("%-24s", type);
	for (size_t i = 0; i < sizeof tell / sizeof *tell; i++) {
		char text[TEXT_MAX];
		if (json_get_string(data, tell[i], NULL))
			printf(" %s", plain(text, data, tell[i], ""));
	}
	putchar('\n');
	fflush(stdout);
}

/* Takes in what is new. Out: whether anything was; false also while the server is away. */
static bool fetch_events(struct watch *w)
{
	long status = 0;
	struct json_object *answer = client_try(&w->client, "GET", arena_printf(w->c->arena, "/projects/%s/events?limit=100&after=%ld", w->id, (long) w->seq), NULL, &status);
	struct json_object *items = json_get(answer, "items");
	size_t n = status == 200 && items ? json_object_array_length(items) : 0;
	w->away = status == 200 ? 0 : w->away + 1;
	for (size_t i = 0; i < n; i++) {
		struct json_object *event = json_object_array_get_idx(items, i);
		w->seq = json_get_int(event, "seq", w->seq);
		if (w->plain)
			print_event(event);
	}
	json_object_put(answer);
	return n > 0;
}

/* Exit status when the project is at an end or stopped, -1 while it goes on. */
static int verdict(const struct watch *w, struct json_object *project)
{
	const char *status = json_get_string(project, "status", "");
	if (strcmp(status, "completed") == 0)
		return 0;
	if (strcmp(status, "failed") == 0 || strcmp(status, "cancelled") == 0)
		return 1;
	bool waits = json_get_int(project, "pending_checkpoints", 0) > 0;
	return w->until_stop && (waits || strcmp(status, "paused") == 0 || strcmp(status, "draft") == 0) ? 3 : -1;
}

static int refresh(struct watch *w)
{
	long answered = 0;
	char *path = arena_printf(w->c->arena, "/projects/%s", w->id);
	struct json_object *project = client_try(&w->client, "GET", path, NULL, &answered);
	if (answered != 200) {
		json_object_put(project);
		if (answered == 0 || answered >= 500 || answered == 429)
			return -1; /* away for a moment; fetch_events counts how long */
		json_object_put(client_call(&w->client, "GET", path, NULL)); /* says why */
		return 1;
	}
	if (!w->plain) {
		struct json_object *agents = client_call(&w->client, "GET", arena_printf(w->c->arena, "/projects/%s/agents?limit=100", w->id), NULL);
		draw_table(w, project, agents);
		json_object_put(agents);
	}
	int status = verdict(w, project);
	json_object_put(project);
	return status;
}

int watch_run(struct context *c)
{
	struct watch w = {.c = c, .id = arena_strdup(c->arena, c->argv[0]), .plain = command_option(c, "plain") || !isatty(STDOUT_FILENO), .until_stop = command_option(c, "until-stop") != NULL};
	if (!client_sign_in(c, &w.client))
		return 1;
	struct arena round, *whole = c->arena; /* what a round allocates is dead after it */
	arena_init(&round, 64U << 20);
	c->arena = &round;
	int status = refresh(&w);
	while (status < 0 && w.away < AWAY_MAX) {
		arena_reset(&round);
		if (fetch_events(&w))
			status = refresh(&w);
		else
			wait_for_news(&w);
	}
	stream_close(w.stream);
	if (status < 0)
		status = command_fail("%s has not answered for %d s", w.client.url, AWAY_MAX * NAP_MS / 1000);
	c->arena = whole;
	arena_done(&round);
	return status;
}
