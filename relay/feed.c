/* SPDX-License-Identifier: ISC */
#include "relay/feed.h"

#include "lib/log.h"
#include "relay/people.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEAL_MS 1000
#define HEAL_RUNG_MS 2000
#define LOOK_MS 20 /* many bells, one look */
#define PROJECTS_MAX 256 /* of one fetch */
#define ROWS 200 /* of one project in one fetch */
#define ROWS_TEXT "200"

struct feed {
	struct relay *relay;
	struct channel *dirty, **tail;
	struct loop_timer *heal_timer;
	bool fetching, healing;
	struct buf projects, numbers; /* arrays for statements */
};

struct feed *feed_new(struct relay *relay)
{
	struct feed *f = calloc(1, sizeof(*f));
	if (!f)
		log_fatal("out of memory: feed");
	f->relay = relay;
	f->tail = &f->dirty;
	buf_init(&f->projects, 64u << 20);
	buf_init(&f->numbers, 64u << 20);
	return f;
}

void feed_free(struct feed *f)
{
	if (!f)
		return;
	loop_timer_stop(f->relay->loop, f->heal_timer);
	buf_free(&f->projects);
	buf_free(&f->numbers);
	free(f);
}

void feed_dirty(struct channel *ch, bool rung)
{
	struct feed *f = ch->relay->feed;
	ch->rung = ch->rung || rung;
	if (ch->is_dirty)
		return;
	ch->is_dirty = true;
	ch->next_dirty = NULL;
	*f->tail = ch;
	f->tail = &ch->next_dirty;
}

static void arrays_begin(struct feed *f)
{
	buf_clear(&f->projects);
	buf_clear(&f->numbers);
	buf_puts(&f->projects, "{");
	buf_puts(&f->numbers, "{");
}

static void arrays_add(struct feed *f, const char *project, int64_t number)
{
	buf_printf(&f->projects, "%s%s", f->projects.len > 1 ? "," : "", project);
	buf_printf(&f->numbers, "%s%" PRId64, f->numbers.len > 1 ? "," : "", number);
}

/* Out: whether there is anything in them. */
static bool arrays_end(struct feed *f)
{
	bool any = f->projects.len > 1;
	buf_puts(&f->projects, "}");
	buf_puts(&f->numbers, "}");
	return any;
}

/* Rows of one project, handed on; fn may be channel_events or channel_logs. */
typedef void rows_fn(struct relay *relay, struct channel *ch, struct channel_row *rows, int n);

static struct blob_event read_event(const PGresult *r, int i, const char *type, const char *number)
{
	struct blob_event e = {.type = type, .data = pg_text(r, i, "data", "{}")};
	e.data_len = strlen(e.data);
	if (!strcmp(number, "id"))
		e.log = pg_int(r, i, number, 0);
	else
		e.seq = pg_int(r, i, number, 0);
	return e;
}

static int level_of(const char *level)
{
	return !strcmp(level, "DEBUG") ? 0 : !strcmp(level, "INFO") ? 1 : !strcmp(level, "WARN") ? 2 : 3;
}

/* Rows are in the order of projects: each project's go out together. */
static void each_project(struct relay *relay, const PGresult *r, bool logs, rows_fn *fn)
{
	int n = PQntuples(r);
	for (int i = 0, count; i < n; i += count) {
		const char *project = pg_text(r, i, "project", "");
		struct channel_row rows[ROWS];
		for (count = 0; i + count < n && count < ROWS && !strcmp(pg_text(r, i + count, "project", ""), project);
			count++) {
			int at = i + count;
			rows[count] = (struct channel_row){.agent = pg_text(r, at, "agent", NULL),
				.event = logs ? read_event(r, at, "agent:log", "id")
					      : read_event(r, at, pg_text(r, at, "type", ""), "seq"),
				.level = logs ? level_of(pg_text(r, at, "level", "")) : 0};
		}
		struct channel *ch = channel_find(relay, project);
		if (ch)
			fn(relay, ch, rows, count);
	}
}

static void take_events(struct relay *relay, struct channel *ch, struct channel_row *rows, int n)
{
	bool rung = ch->rung;
	ch->rung = false;
	int fresh = channel_events(ch, rows, n);
	if (fresh > 0) {
		relay->metrics->events += fresh;
		relay->metrics->healed += rung ? 0 : fresh;
	}
	if (n == ROWS)
		feed_dirty(ch, rung);
}

static void take_logs(struct relay *relay, struct channel *ch, struct channel_row *rows, int n)
{
	relay->metrics->logs += n;
	channel_logs(ch, rows, n);
	if (n == ROWS)
		feed_dirty(ch, false);
}

static void on_logs(void *context, const PGresult *r)
{
	struct feed *f = context;
	if (r)
		each_project(f->relay, r, true, take_logs);
}

static void on_events(void *context, const PGresult *r)
{
	struct feed *f = context;
	f->fetching = false;
	if (!r) /* the database is away: what is missing is found when it is back */
		return;
	for (int i = 0; i < PQntuples(r); i++)
		metrics_lag(f->relay->metrics, (double)pg_int(r, i, "age", 0) / 1000);
	each_project(f->relay, r, false, take_events);
}

/* Lines come with the events of the same commit. */
static void fetch_logs(struct feed *f, struct channel **channels, int n)
{
	arrays_begin(f);
	for (int i = 0; i < n; i++)
		if (channel_wants_logs(channels[i]))
			arrays_add(f, channels[i]->entry.key, channels[i]->last_log);
	if (arrays_end(f))
		pg_call(f->relay->live, "logs", 3, (const char *[]){f->projects.data, f->numbers.data, ROWS_TEXT},
			on_logs, f);
}

static void fetch(struct feed *f)
{
	struct channel *channels[PROJECTS_MAX];
	int n = 0;
	if (f->fetching || !f->dirty || !pg_ready(f->relay->live)) /* a new connection begins with a check of access */
		return;
	arrays_begin(f);
	while (f->dirty && n < PROJECTS_MAX) {
		struct channel *ch = f->dirty;
		f->dirty = ch->next_dirty;
		ch->is_dirty = false;
		if (ch->subs) {
			arrays_add(f, ch->entry.key, ch->cursor);
			channels[n++] = ch;
		}
	}
	if (!f->dirty)
		f->tail = &f->dirty;
	if (!arrays_end(f))
		return;
	f->fetching = true;
	pg_call(f->relay->live, "fetch", 3, (const char *[]){f->projects.data, f->numbers.data, ROWS_TEXT}, on_events,
		f);
	fetch_logs(f, channels, n);
}

void feed_fetch(struct relay *relay)
{
	fetch(relay->feed);
}

static void on_heal_timer(void *context)
{
	struct relay *relay = context;
	relay->feed->heal_timer = NULL;
	feed_heal(relay);
}

/* Something changed, and who rang does not know in which project. */
static void look(struct relay *relay)
{
	struct feed *f = relay->feed;
	loop_timer_stop(relay->loop, f->heal_timer);
	f->heal_timer = loop_timer(relay->loop, LOOK_MS, on_heal_timer, relay);
}

void feed_bell(struct relay *relay, const char *name)
{
	const char *project = strncmp(name, "project:", 8) == 0 ? name + 8 : "";
	struct channel *ch = channel_find(relay, project);
	relay->metrics->bells++;
	if (ch && ch->subs)
		feed_dirty(ch, true);
	else if (!strcmp(name, FEED_LOOK))
		look(relay);
}

static void on_heads(void *context, const PGresult *r)
{
	struct feed *f = context;
	f->healing = false;
	for (int i = 0; r && i < PQntuples(r); i++) {
		const char *project = pg_text(r, i, "project", "");
		int64_t head = pg_int(r, i, "head", -1);
		struct channel *ch = channel_find(f->relay, project);
		if (head < 0)
			channel_end(f->relay, project, NULL);
		else if (ch && (head != ch->cursor || (!bus_up(f->relay->bus) && channel_wants_logs(ch))))
			feed_dirty(ch, false); /* lines alone move no head */
	}
}

static void add_head(struct table_entry *entry, void *context)
{
	struct channel *ch = (struct channel *)entry;
	if (ch->subs)
		arrays_add(context, entry->key, ch->cursor);
}

void feed_heal(struct relay *relay)
{
	struct feed *f = relay->feed;
	loop_timer_stop(relay->loop, f->heal_timer);
	f->heal_timer = loop_timer(relay->loop, bus_up(relay->bus) ? HEAL_RUNG_MS : HEAL_MS, on_heal_timer, relay);
	if (f->healing || !pg_ready(relay->live))
		return;
	people_notify(relay);
	arrays_begin(f);
	table_each(&relay->channels, add_head, f);
	if (!arrays_end(f))
		return;
	f->healing = true;
	pg_call(relay->live, "heads", 2, (const char *[]){f->projects.data, f->numbers.data}, on_heads, f);
}
