/* SPDX-License-Identifier: ISC */
#include "cgi/page.h"

#include "cgi/format.h"
#include "lib/codec.h"
#include "lib/hash.h"
#include "lib/json.h"
#include "lib/log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LIMIT_DEFAULT 20
#define LIMIT_MAX 100
#define CURSOR_MAX 1000
#define MAC_SIZE 16

const struct field page_query[] = {
	{"limit", FIELD_INT, false, 1, LIMIT_MAX, NULL, NULL, false},
	{"cursor", FIELD_STRING, false, 1, CURSOR_MAX, NULL, NULL, false},
	{.name = NULL},
};

static int key_count(const struct request *req)
{
	int n = 1;
	for (const char *p = route_cursor(req); *p; p++)
		n += *p == ',';
	return n;
}

static void sign(struct api *api, const struct request *req, const char *text, unsigned char mac_r[HASH_SIZE])
{
	char *bound = arena_printf(req->arena, "cursor|%s|%s|%s|%s|%s", route_statement(req), req->who.user,
		req->ids[0], req->filter ? req->filter : "", text);
	hash_hmac_sha256(api->conf->secret_key, strlen(api->conf->secret_key), bound, strlen(bound), mac_r);
}

static bool cursor_open(struct api *api, struct request *req, const char *sent)
{
	unsigned char *bytes, mac[HASH_SIZE];
	size_t len;
	int n = key_count(req);
	if (codec_base64url_decode(req->arena, sent, strlen(sent), &bytes, &len) || len <= MAC_SIZE ||
		strlen((char *)bytes + MAC_SIZE) != len - MAC_SIZE)
		return false;
	char *text = (char *)bytes + MAC_SIZE;
	sign(api, req, text, mac);
	if (!hash_equal(mac, bytes, MAC_SIZE))
		return false;
	for (int i = 0; i < n; i++)
		req->cursor[i] = i == n - 1 ? text : strsep(&text, "|");
	return true;
}

enum err page_read(struct api *api, struct request *req, struct json_object *parameters, struct response *res)
{
	const char *cursor = json_get_string(parameters, "cursor", NULL);
	req->limit = (int)json_get_int(parameters, "limit", LIMIT_DEFAULT);
	if (cursor)
		cursor = arena_strdup(req->arena, cursor);
	json_object_object_del(parameters, "cursor");
	json_object_object_del(parameters, "limit");
	route_sort(req, json_get_string(parameters, "sort", NULL));
	req->filter = json_text(req->arena, parameters);
	if (cursor && !cursor_open(api, req, cursor)) {
		response_field(res, "cursor", "Is not a cursor of this list");
		return response_problem(res, ERR_INPUT, NULL, "Some parameters are not valid.");
	}
	return ERR_OK;
}

/* The text form that PostgreSQL reads back exactly. */
static char *key_text(struct request *req, const PGresult *r, int row, int col)
{
	char uuid[37], text[64];
	switch (PQftype(r, col)) {
	case 2950:
		db_uuid(r, row, col, uuid);
		return arena_strdup(req->arena, uuid);
	case 1184: {
		int64_t us = db_time_us(r, row, col, 0);
		time_t seconds = (time_t)(us / 1000000);
		struct tm tm;
		gmtime_r(&seconds, &tm);
		size_t n = strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &tm);
		snprintf(text + n, sizeof text - n, ".%06dZ", (int)(us % 1000000));
		return arena_strdup(req->arena, text);
	}
	case 25:
		return arena_strdup(req->arena, db_text(r, row, col, ""));
	default:
		return arena_printf(req->arena, "%lld", (long long)db_int(r, row, col, 0));
	}
}

static int find_column(const PGresult *r, const char *name, size_t len)
{
	for (int i = 0; i < PQnfields(r); i++) {
		const char *have = PQfname(r, i);
		if (!strncmp(have, name, len) && (have[len] == '\0' || have[len] == ':'))
			return i;
	}
	return -1;
}

static char *cursor_make(struct api *api, struct request *req, const PGresult *r, int row)
{
	unsigned char mac[HASH_SIZE];
	char *text = "";
	for (const char *p = route_cursor(req); *p;) {
		size_t len = strcspn(p, ",");
		int col = find_column(r, p, len);
		if (col < 0) {
			log_error("%s returns no column %.*s", route_statement(req), (int)len, p);
			abort();
		}
		text = arena_printf(req->arena, "%s%s%s", text, *text ? "|" : "", key_text(req, r, row, col));
		p += len + (p[len] == ',');
	}
	size_t len = strlen(text);
	unsigned char *bytes = arena_alloc(req->arena, MAC_SIZE + len);
	sign(api, req, text, mac);
	memcpy(bytes, mac, MAC_SIZE);
	memcpy(bytes + MAC_SIZE, text, len);
	return codec_base64url(req->arena, bytes, MAC_SIZE + len);
}

enum err page_format(struct api *api, struct request *req, const PGresult *r, struct response *res)
{
	int rows = PQntuples(r);
	const char *next = NULL;
	if (!rows && *req->ids[0]) /* of what is there and empty comes a row of nulls */
		return ERR_NOT_FOUND;
	if (rows > req->limit) {
		rows = req->limit;
		next = cursor_make(api, req, r, rows - 1);
	}
	return format_list(r, rows, next, res);
}
