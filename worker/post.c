/* SPDX-License-Identifier: ISC */
#include "worker/post.h"

#include "lib/clock.h"
#include "lib/codec.h"
#include "lib/conf_form.h"
#include "lib/counters.h"
#include "lib/hash.h"
#include "lib/json.h"
#include "lib/log.h"
#include "lib/secret.h"
#include "worker/letter.h"
#include "worker/multi.h"
#include "worker/parcel.h"
#include "worker/worker.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define IN_FLIGHT 16
#define LOOK_MS 1500
#define AWAY_MS 5000 /* after a look that failed */
#define MESSAGE_MAX (4u << 20)
#define TOKEN_BYTES 32

struct post {
	struct worker *worker;
	struct multi *multi;
	struct arena arena;
	struct parcel *parcels; /* in flight */
	int count;
	int64_t look_at;
	bool stopped, empty;
	bool can_mail;
};

/* --- what was taken, as rows of deliveries_claim --- */

static const char *cell(const PGresult *r, int row, const char *name)
{
	return db_text(r, row, db_column(r, name), NULL);
}

/* '{id,id}' of these rows, by malloc. */
static char *ids_of(const PGresult *r, int from, int n)
{
	char id[ID_UUID_SIZE], *text = malloc((size_t)n * ID_UUID_SIZE + 2);
	size_t at = 0;
	for (int i = 0; text && i < n; i++) {
		db_uuid(r, from + i, db_column(r, "id"), id);
		at += (size_t)sprintf(text + at, "%c%s", i ? ',' : '{', id);
	}
	if (text)
		strcpy(text + at, "}");
	return text;
}

static void tell_end(struct post *post, const char *ids, const struct parcel_end *end)
{
	PGresult *r = NULL;
	char status[16];
	snprintf(status, sizeof status, "%ld", end->status);
	struct db_param params[] = {
		DB_TEXT(ids), DB_TEXT(end->outcome), DB_TEXT(end->status ? status : NULL), DB_TEXT(end->error)};
	enum err err = db_query(post->worker->db, &post->arena, "deliveries_end", 4, params, &r, NULL);
	PQclear(r);
	if (err)
		log_warn("what a delivery came to could not be noted: %s", err_name(err));
}

static void launch(struct post *post, struct parcel *p)
{
	if (!multi_add(post->multi, p->easy)) {
		parcel_free(p);
		return; /* out of memory: what it was for is taken again when its time is over */
	}
	p->next = post->parcels;
	p->link = &post->parcels;
	if (p->next)
		p->next->link = &p->next;
	post->parcels = p;
	post->count++;
}

static struct letter_sender sender_of(const struct post *post)
{
	const struct conf *conf = post->worker->conf;
	return (struct letter_sender){
		conf->mail_from, conf->public_url, conf->secret_key, (time_t)(clock_wall_us() / 1000000)};
}

/* n rows of one person, as one mail. Out: false when it cannot be written. */
static bool send_mail(struct post *post, const PGresult *r, int from, int n)
{
	struct arena *a = &post->arena;
	char user[ID_UUID_SIZE], id[ID_UUID_SIZE];
	struct letter_note *notes = arena_array(a, (size_t)n, sizeof *notes);
	struct letter_sender sender = sender_of(post);
	struct buf message;
	db_uuid(r, from, db_column(r, "user_id"), user);
	db_uuid(r, from, db_column(r, "id"), id);
	struct letter_person to = {user, cell(r, from, "email"), cell(r, from, "name"), cell(r, from, "language")};
	for (int i = 0; i < n; i++) {
		const char *data = cell(r, from + i, "data");
		notes[i] = (struct letter_note){.kind = cell(r, from + i, "kind"),
			.class = cell(r, from + i, "class"),
			.project = cell(r, from + i, "project")};
		json_parse(data, strlen(data), &json_limits_trust, NULL, &notes[i].data);
	}
	buf_init(&message, MESSAGE_MAX);
	bool good = letter_notes(a, &sender, &to, id, notes, (size_t)n, &message);
	struct parcel *p = good ? parcel_mail(post->worker->conf, conf_form_mailbox(a, sender.from),
					  conf_form_mailbox(a, to.email), message.data, message.len)
				: NULL;
	buf_free(&message);
	for (int i = 0; i < n; i++)
		json_object_put(notes[i].data);
	if (!p || !(p->ids = ids_of(r, from, n))) {
		parcel_free(p);
		return false;
	}
	launch(post, p);
	return true;
}

/* The webhook's secret. Out: NULL when it does not open. */
static char *open_secret(struct post *post, const PGresult *r, int row)
{
	const struct conf *conf = post->worker->conf;
	struct secret_roots *roots = NULL;
	const char *why = "";
	char id[ID_UUID_SIZE], *secret = NULL;
	size_t len = 0;
	int column = db_column(r, "secret");
	if (secret_roots_load(conf->secret_key, conf->data_keys, &roots, &why)) {
		log_error("server.data_keys: %s", why);
		return NULL;
	}
	db_uuid(r, row, db_column(r, "webhook_id"), id);
	if (secret_open(roots, &post->arena, arena_printf(&post->arena, "secrets|value|%s", id),
		    PQgetvalue(r, row, column), db_length(r, row, column), &secret, &len))
		log_error("the secret of webhook %s does not open", id);
	secret_roots_free(roots);
	return secret;
}

static void put_body(struct buf *b, const PGresult *r, int row, const char *id)
{
	const char *data = cell(r, row, "data");
	buf_json_open(b, '{');
	buf_json_key(b, "id");
	buf_json_string(b, id);
	buf_json_key(b, "event");
	buf_json_string(b, cell(r, row, "kind"));
	buf_json_key(b, "created_at");
	buf_json_string(b, cell(r, row, "created_at"));
	buf_json_key(b, "data");
	buf_json_raw(b, data, strlen(data));
	buf_json_close(b, '}');
}

static bool send_hook(struct post *post, const PGresult *r, int row)
{
	char uuid[ID_UUID_SIZE], id[ID_TEXT_SIZE], *secret = open_secret(post, r, row);
	struct buf body;
	if (!secret)
		return false;
	db_uuid(r, row, db_column(r, "id"), uuid);
	id_format("dlv", uuid, id);
	buf_init(&body, MESSAGE_MAX);
	put_body(&body, r, row, id);
	struct parcel *p = parcel_webhook(post->worker->conf, &post->arena, cell(r, row, "url"), id,
		cell(r, row, "kind"), secret, (long)(clock_wall_us() / 1000000), body.data, body.len);
	explicit_bzero(secret, strlen(secret));
	buf_free(&body);
	if (!p || !(p->ids = ids_of(r, row, 1))) {
		parcel_free(p);
		return false;
	}
	launch(post, p);
	return true;
}

static bool is_digest(const PGresult *r, int row)
{
	return db_bool(r, row, db_column(r, "digest"), false) && !strcmp(cell(r, row, "channel"), "mail");
}

/* Rows from here on that go together: of a digest, all that follow of its person. */
static int together(const PGresult *r, int from)
{
	int n = 1, user = db_column(r, "user_id");
	char first[ID_UUID_SIZE], other[ID_UUID_SIZE];
	db_uuid(r, from, user, first);
	while (is_digest(r, from) && from + n < PQntuples(r) && is_digest(r, from + n)) {
		db_uuid(r, from + n, user, other);
		if (strcmp(first, other) != 0)
			break;
		n++;
	}
	return n;
}

static void send_all(struct post *post, const PGresult *r)
{
	for (int i = 0, n; i < PQntuples(r); i += n) {
		n = together(r, i);
		bool sent = strcmp(cell(r, i, "channel"), "mail") ? send_hook(post, r, i) : send_mail(post, r, i, n);
		char *ids = sent ? NULL : ids_of(r, i, n);
		if (ids)
			tell_end(post, ids, &(struct parcel_end){"failed", 0, "it could not be written"});
		free(ids);
	}
}

/* --- letters about passwords --- */

static void send_password(struct post *post, const PGresult *r, const char *token)
{
	struct letter_sender sender = sender_of(post);
	struct letter_person to = {"", cell(r, 0, "email"), cell(r, 0, "name"), cell(r, 0, "language")};
	struct buf message;
	char id[ID_UUID_SIZE];
	db_uuid(r, 0, 0, id);
	buf_init(&message, MESSAGE_MAX);
	struct parcel *p = NULL;
	if (letter_password(&post->arena, &sender, &to, id, token, &message))
		p = parcel_mail(post->worker->conf, conf_form_mailbox(&post->arena, sender.from),
			conf_form_mailbox(&post->arena, to.email), message.data, message.len);
	explicit_bzero(message.data, message.len);
	buf_free(&message);
	if (!p)
		return;
	memcpy(p->reset, id, sizeof id);
	launch(post, p);
}

/* The token is made here and is nowhere but in the letter; the database has its hash. */
static enum err look_for_password(struct post *post, bool *found_r)
{
	unsigned char bytes[TOKEN_BYTES];
	char hex[HASH_HEX_SIZE];
	PGresult *r = NULL;
	hash_random(bytes, sizeof bytes);
	char *token = arena_printf(&post->arena, "ludreset_%s", codec_base64url(&post->arena, bytes, sizeof bytes));
	explicit_bzero(bytes, sizeof bytes);
	hash_sha256_hex(token, strlen(token), hex);
	enum err err = db_query(
		post->worker->db, &post->arena, "password_letter", 1, (struct db_param[]){DB_TEXT(hex)}, &r, NULL);
	*found_r = !err && PQntuples(r) > 0;
	if (*found_r)
		send_password(post, r, token);
	explicit_bzero(token, strlen(token));
	PQclear(r);
	return err;
}

static void take_back(struct post *post, const char *reset)
{
	PGresult *r = NULL;
	db_query(post->worker->db, &post->arena, "password_letter_back", 1, (struct db_param[]){DB_TEXT(reset)}, &r,
		NULL);
	PQclear(r);
}

/* --- the post itself --- */

static void on_done(void *context, void *owner, CURLcode code)
{
	struct post *post = context;
	struct parcel *p = owner;
	struct parcel_end end = parcel_judge(p, code);
	*p->link = p->next;
	if (p->next)
		p->next->link = p->link;
	post->count--;
	counters_add(post->worker->counters, p->mail ? COUNTERS_MAIL : COUNTERS_WEBHOOKS, end.outcome, 1);
	log_debug("a %s: %s (%ld) %s", p->mail ? "mail" : "webhook", end.outcome, end.status, end.error ? end.error : "");
	if (p->ids)
		tell_end(post, p->ids, &end);
	else if (!strcmp(end.outcome, "again"))
		take_back(post, p->reset);
	if (p->mail && end.error)
		log_warn("a mail was not sent: %s (%ld)", end.error, end.status);
	parcel_free(p);
	arena_reset(&post->arena);
	post->look_at = 0;
}

static enum err look(struct post *post)
{
	PGresult *r = NULL;
	bool letter = false;
	char room[16];
	snprintf(room, sizeof room, "%d", IN_FLIGHT - post->count);
	struct db_param params[] = {DB_TEXT(room), DB_TEXT(post->can_mail ? "true" : "false")};
	enum err err = db_query(post->worker->db, &post->arena, "deliveries_claim", 2, params, &r, NULL);
	if (!err)
		send_all(post, r);
	post->empty = err || !PQntuples(r);
	PQclear(r);
	if (!err && post->can_mail)
		err = look_for_password(post, &letter);
	post->empty = post->empty && !letter;
	return err;
}

void post_turn(struct post *post)
{
	int64_t now = clock_monotonic_ms();
	if (!post || post->stopped || post->count >= IN_FLIGHT || now < post->look_at)
		return;
	enum err err = look(post);
	arena_reset(&post->arena);
	post->look_at = err ? now + AWAY_MS : post->empty ? now + LOOK_MS : 0;
}

struct post *post_open(struct worker *w)
{
	struct post *post = calloc(1, sizeof *post);
	if (!post)
		return NULL;
	post->worker = w;
	arena_init(&post->arena, 64u << 20);
	post->can_mail = *w->conf->mail_url != '\0';
	post->multi = multi_open(w->loop, on_done, post);
	return post;
}

void post_close(struct post *post)
{
	if (!post)
		return;
	for (struct parcel *p = post->parcels, *next; p; p = next) {
		next = p->next;
		multi_remove(post->multi, p->easy);
		parcel_free(p);
	}
	multi_close(post->multi);
	arena_done(&post->arena);
	free(post);
}

void post_stop(struct post *post)
{
	if (post)
		post->stopped = true;
}

bool post_busy(const struct post *post)
{
	return post && post->count > 0;
}

bool post_idle(const struct post *post)
{
	return !post || (post->empty && !post->count);
}
