/* SPDX-License-Identifier: ISC */
#include "cgi/format.h"

#include "lib/clock.h"
#include "lib/log.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define COLUMNS_MAX 48

/* pg_type OIDs: fixed since forever, and not in libpq's headers. */
enum oid {
	OID_BOOL = 16,
	OID_INT8 = 20,
	OID_INT2 = 21,
	OID_INT4 = 23,
	OID_TEXT = 25,
	OID_JSON = 114,
	OID_FLOAT4 = 700,
	OID_FLOAT8 = 701,
	OID_VARCHAR = 1043,
	OID_TIMESTAMPTZ = 1184,
	OID_UUID = 2950,
	OID_JSONB = 3802
};

enum kind { KIND_PLAIN, KIND_ID, KIND_ETAG, KIND_HIDE, KIND_OPTIONAL };

struct column {
	char key[67]; /* as JSON, with the colon; no string */
	size_t key_len;
	const char *prefix; /* of an id */
	enum kind kind;
	unsigned oid;
};

static int columns_read(const PGresult *r, struct column *columns)
{
	int n = PQnfields(r);
	if (n > COLUMNS_MAX)
		n = COLUMNS_MAX;
	for (int i = 0; i < n; i++) {
		struct column *c = &columns[i];
		const char *name = PQfname(r, i), *colon = strchr(name, ':');
		size_t len = colon ? (size_t)(colon - name) : strlen(name);
		if (len + sizeof "\"\":" > sizeof c->key)
			log_fatal("column %s has too long a name", name);
		/* names of columns are ours: nothing in them needs an escape */
		c->key[0] = '"';
		memcpy(c->key + 1, name, len);
		memcpy(c->key + 1 + len, "\":", 2);
		c->key_len = len + 3;
		c->oid = PQftype(r, i);
		c->prefix = colon ? colon + 1 : NULL;
		c->kind = !colon		       ? KIND_PLAIN
			  : !strcmp(c->prefix, "etag") ? KIND_ETAG
			  : !strcmp(c->prefix, "hide") ? KIND_HIDE
			  : !strcmp(c->prefix, "opt")  ? KIND_OPTIONAL
						       : KIND_ID;
	}
	return n;
}

static void put_uuid(struct buf *b, const char *bytes, const char *prefix)
{
	static const char digits[] = "0123456789abcdef";
	char text[64];
	size_t n = 0;
	text[n++] = '"';
	if (prefix) {
		size_t len = strlen(prefix);
		memcpy(text + n, prefix, len);
		n += len;
		text[n++] = '_';
	}
	for (int i = 0; i < 16; i++) {
		if (!prefix && (i == 4 || i == 6 || i == 8 || i == 10))
			text[n++] = '-';
		text[n++] = digits[(unsigned char)bytes[i] >> 4];
		text[n++] = digits[bytes[i] & 15];
	}
	text[n++] = '"';
	buf_json_raw(b, text, n);
}

static void put_double(struct buf *b, double d)
{
	char text[40];
	if (!isfinite(d)) {
		buf_json_null(b);
		return;
	}
	int n = snprintf(text, sizeof text, "%.15g", d);
	buf_json_raw(b, text, (size_t)n);
}

static void put_etag(struct response *res, const PGresult *r, int row, int col)
{
	response_header(res, "ETag", "\"%lld\"", (long long)db_int(r, row, col, 0));
}

static enum err put_value(struct buf *b, const PGresult *r, int row, int col, const struct column *c)
{
	char time[CLOCK_ISO_SIZE];
	if (PQgetisnull(r, row, col)) {
		buf_json_null(b);
		return ERR_OK;
	}
	const char *value = PQgetvalue(r, row, col);
	size_t len = (size_t)PQgetlength(r, row, col);
	switch (c->oid) {
	case OID_BOOL:
		buf_json_bool(b, *value);
		return ERR_OK;
	case OID_INT2:
	case OID_INT4:
	case OID_INT8:
		buf_json_int(b, db_int(r, row, col, 0));
		return ERR_OK;
	case OID_FLOAT4:
	case OID_FLOAT8:
		put_double(b, db_double(r, row, col, 0));
		return ERR_OK;
	case OID_TEXT:
	case OID_VARCHAR:
		buf_json_string_n(b, value, len);
		return ERR_OK;
	case OID_TIMESTAMPTZ:
		clock_iso(db_time_us(r, row, col, 0), time);
		buf_json_string(b, time);
		return ERR_OK;
	case OID_UUID:
		put_uuid(b, value, c->kind == KIND_ID ? c->prefix : NULL);
		return ERR_OK;
	case OID_JSON:
		buf_json_raw(b, value, len);
		return ERR_OK;
	case OID_JSONB:
		buf_json_raw(b, value + 1, len - 1);
		return ERR_OK;
	default:
		log_error("column %s has a type that is not known (%u)", PQfname(r, col), c->oid);
		return ERR_BUG;
	}
}

static enum err put_row(
	struct buf *b, const PGresult *r, int row, const struct column *columns, int n, struct response *res)
{
	enum err err = ERR_OK;
	buf_json_open(b, '{');
	for (int i = 0; i < n && !err; i++) {
		const struct column *c = &columns[i];
		if (c->kind == KIND_ETAG && res)
			put_etag(res, r, row, i);
		if (c->kind == KIND_ETAG || c->kind == KIND_HIDE ||
			(c->kind == KIND_OPTIONAL && PQgetisnull(r, row, i)))
			continue;
		buf_json_member(b, c->key, c->key_len);
		err = put_value(b, r, row, i, c);
	}
	buf_json_close(b, '}');
	return err;
}

enum err format_object(const PGresult *r, int row, struct response *res)
{
	struct column columns[COLUMNS_MAX];
	int n = columns_read(r, columns);
	return put_row(&res->body, r, row, columns, n, res);
}

enum err format_list(const PGresult *r, int rows, const char *next, struct response *res)
{
	struct column columns[COLUMNS_MAX];
	struct buf *b = &res->body;
	enum err err = ERR_OK;
	int n = columns_read(r, columns);
	buf_json_open(b, '{');
	buf_json_key(b, "items");
	buf_json_open(b, '[');
	for (int row = 0; row < rows && !err; row++)
		if (!PQgetisnull(r, row, 0))
			err = put_row(b, r, row, columns, n, NULL);
	buf_json_close(b, ']');
	buf_json_key(b, "next_cursor");
	buf_json_string(b, next);
	buf_json_close(b, '}');
	return err;
}
