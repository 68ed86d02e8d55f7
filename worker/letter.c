/* SPDX-License-Identifier: ISC */
#include "worker/letter.h"

#include "lib/conf_form.h"
#include "lib/json.h"
#include "lib/unsubscribe.h"
#include "worker/letter_words.h"
#include "worker/mime.h"

#include <stdio.h>
#include <string.h>

#define TEXT_MAX (1u << 20)

struct letter {
	struct arena *a;
	const struct letter_sender *sender;
	const struct letter_person *to;
	enum letter_language language;
	struct buf text, html;
};

/* What {name} stands for. */
struct values {
	const char *project, *title, *role, *reason, *name, *hours, *count;
};

static const char *value_of(const struct values *v, const char *name, size_t len)
{
	const struct {
		const char *name, *value;
	} all[] = {{"project", v->project}, {"title", v->title}, {"role", v->role}, {"reason", v->reason},
		{"name", v->name}, {"hours", v->hours}, {"count", v->count}};
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (strlen(all[i].name) == len && !memcmp(all[i].name, name, len))
			return all[i].value ? all[i].value : "";
	return "";
}

static char *fill(struct arena *a, const char *pattern, const struct values *v)
{
	struct buf b;
	buf_init(&b, TEXT_MAX);
	while (*pattern) {
		size_t plain = strcspn(pattern, "{");
		buf_put(&b, pattern, plain);
		pattern += plain;
		size_t name = *pattern ? strcspn(pattern + 1, "}") : 0;
		if (*pattern) {
			buf_puts(&b, value_of(v, pattern + 1, name));
			pattern += name + 2;
		}
	}
	char *text = arena_strdup(a, b.data);
	buf_free(&b);
	return text;
}

static const struct letter_words *words_of(const char *kind)
{
	const struct letter_words *w = letter_words;
	while (w->kind && strcmp(w->kind, kind) != 0)
		w++;
	return w;
}

static struct values values_of(const struct letter *l, const struct letter_note *note)
{
	double hours = json_get_double(note->data, "waiting_hours", 0);
	return (struct values){.project = note->project ? note->project : json_get_string(note->data, "name", "…"),
		.title = json_get_string(note->data, "title", ""),
		.role = letter_term(l->language, json_get_string(note->data, "role", "")),
		.reason = letter_term(l->language, json_get_string(note->data, "reason", "")),
		.hours = arena_printf(l->a, "%.0f", hours),
		.name = l->to->name};
}

/* Where the note leads to: the ids in its data are ours. */
static char *link_of(const struct letter *l, const struct letter_note *note)
{
	const char *project = json_get_string(note->data, "project_id", NULL), *url = l->sender->public_url;
	const char *checkpoint = json_get_string(note->data, "checkpoint_id", NULL);
	const char *agent = json_get_string(note->data, "agent_id", NULL);
	if (!project || !strcmp(note->kind, "project:invited"))
		return arena_printf(l->a, "%s/", url);
	if (checkpoint)
		return arena_printf(l->a, "%s/projects/%s/checkpoints/%s", url, project, checkpoint);
	if (agent && !strcmp(note->kind, "question"))
		return arena_printf(l->a, "%s/projects/%s/agents/%s", url, project, agent);
	return arena_printf(l->a, "%s/projects/%s", url, project);
}

static void paragraph(struct letter *l, const char *text)
{
	buf_printf(&l->text, "%s\r\n\r\n", text);
	buf_puts(&l->html, "<p>");
	mime_escape(&l->html, text);
	buf_puts(&l->html, "</p>\r\n");
}

static void link_to(struct letter *l, const char *words, const char *address, const char *class)
{
	buf_printf(&l->text, "%s\r\n%s\r\n\r\n", words, address);
	buf_printf(&l->html, "<p class=\"%s\"><a href=\"", class);
	mime_escape(&l->html, address);
	buf_puts(&l->html, "\">");
	mime_escape(&l->html, words);
	buf_puts(&l->html, "</a></p>\r\n");
}

static void begin(struct letter *l)
{
	buf_init(&l->text, TEXT_MAX);
	buf_init(&l->html, TEXT_MAX);
	buf_printf(&l->html,
		"<!DOCTYPE html>\r\n<html lang=\"%s\"><head><meta charset=\"utf-8\"><style>"
		"body{font:16px/1.5 sans-serif;max-width:36em;margin:2em auto;padding:0 1em;color:#222}"
		"a{color:#0b57a4}.less{font-size:13px;color:#555}</style></head><body>\r\n",
		l->language == LETTER_JA ? "ja" : "en");
	paragraph(l, fill(l->a, letter_hello[l->language], &(struct values){.name = l->to->name}));
}

static void put_date(struct letter *l, struct buf *message)
{
	static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
	static const char *const months[] = {
		"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	struct tm t;
	gmtime_r(&l->sender->now, &t);
	buf_printf(message, "Date: %s, %d %s %d %02d:%02d:%02d +0000\r\n", days[t.tm_wday], t.tm_mday, months[t.tm_mon],
		t.tm_year + 1900, t.tm_hour, t.tm_min, t.tm_sec);
}

/* The name before the address of "Name <address>", without quotes. */
static char *phrase_of(struct arena *a, const char *text)
{
	const char *open = strrchr(text, '<');
	char *phrase = open ? arena_strndup(a, text, (size_t)(open - text)) : arena_strdup(a, "");
	size_t n = strlen(phrase);
	while (n && strchr(" \t\"", phrase[n - 1]))
		phrase[--n] = '\0';
	return phrase + strspn(phrase, " \t\"");
}

/* Headers, both parts, the end. Out: false when an address is none. */
static bool finish(struct letter *l, const char *id, const char *subject, const char *unsubscribe, struct buf *message)
{
	char *from = conf_form_mailbox(l->a, l->sender->from), *to = conf_form_mailbox(l->a, l->to->email);
	bool good = from && to;
	if (good) {
		mime_mailbox(l->a, message, "From", phrase_of(l->a, l->sender->from), from);
		mime_mailbox(l->a, message, "To", l->to->name, to);
		mime_header(l->a, message, "Subject", subject);
		put_date(l, message);
		buf_printf(message, "Message-ID: <%s%s>\r\nMIME-Version: 1.0\r\nAuto-Submitted: auto-generated\r\n", id,
			strchr(from, '@'));
		if (unsubscribe)
			buf_printf(message,
				"List-Unsubscribe: <%s>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n",
				unsubscribe);
		buf_printf(message, "Content-Type: multipart/alternative; boundary=\"=_%s\"\r\n\r\n", id);
		char *boundary = arena_printf(l->a, "=_%s", id);
		buf_puts(&l->html, "</body></html>\r\n");
		mime_part(l->a, message, boundary, "text/plain", &l->text);
		mime_part(l->a, message, boundary, "text/html", &l->html);
		buf_printf(message, "--%s--\r\n", boundary);
	}
	buf_free(&l->text);
	buf_free(&l->html);
	return good;
}

static enum letter_language language_of(const struct letter_person *to)
{
	return !strcmp(to->language, "ja") ? LETTER_JA : LETTER_EN;
}

bool letter_notes(struct arena *a, const struct letter_sender *sender, const struct letter_person *to, const char *id,
	const struct letter_note *notes, size_t n, struct buf *message)
{
	struct letter l = {.a = a, .sender = sender, .to = to, .language = language_of(to)};
	const char *subject = NULL;
	begin(&l);
	for (size_t i = 0; i < n; i++) {
		const struct letter_words *words = words_of(notes[i].kind);
		struct values v = values_of(&l, &notes[i]);
		subject = fill(a, words->subject[l.language], &v);
		paragraph(&l, fill(a, words->text[l.language], &v));
		link_to(&l, words->link[l.language], link_of(&l, &notes[i]), "do");
	}
	if (n > 1)
		subject = fill(a, letter_digest[l.language], &(struct values){.count = arena_printf(a, "%zu", n)});
	char *stop = arena_printf(a, "%s/api/v1/unsubscribe/%s", sender->public_url,
		unsubscribe_token(a, sender->secret, to->user, n > 1 ? "all" : notes[0].class));
	link_to(&l, letter_why[l.language], arena_printf(a, "%s/settings/notifications", sender->public_url), "less");
	link_to(&l, letter_end[l.language], stop, "less");
	return finish(&l, id, subject, stop, message);
}

bool letter_password(struct arena *a, const struct letter_sender *sender, const struct letter_person *to,
	const char *id, const char *token, struct buf *message)
{
	struct letter l = {.a = a, .sender = sender, .to = to, .language = language_of(to)};
	begin(&l);
	paragraph(&l, letter_password_text[l.language]);
	link_to(&l, letter_password_link[l.language], arena_printf(a, "%s/#reset=%s", sender->public_url, token), "do");
	paragraph(&l, letter_password_end[l.language]);
	return finish(&l, id, letter_password_subject[l.language], NULL, message);
}
