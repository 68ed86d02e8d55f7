/* SPDX-License-Identifier: ISC */
#include "ctl/table.h"

#include "lib/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

enum { BOOL_OID = 16, INT8_OID = 20, INT2_OID = 21, INT4_OID = 23, JSONB_OID = 3802 };

static bool is_number(const PGresult *rows, int column)
{
	Oid type = PQftype(rows, column);
	return type == INT8_OID || type == INT2_OID || type == INT4_OID;
}

void table_clean(char *text, bool lines)
{
	for (unsigned char *p = (unsigned char *)text; *p; p++) {
		if ((*p < ' ' && !(lines && *p == '\n')) || *p == 0x7f)
			*p = ' ';
		if (p[0] == 0xc2 && p[1] >= 0x80 && p[1] < 0xa0)
			p[0] = p[1] = ' ';
	}
}

static char *clean(struct arena *a, const char *value, bool lines)
{
	char *text = arena_strdup(a, value);
	table_clean(text, lines);
	return text;
}

static const char *pretty(struct arena *a, const char *json)
{
	struct json_object *value = NULL;
	if (json_parse(json, strlen(json), &json_limits_trust, NULL, &value))
		return clean(a, json, false);
	const char *text = json_object_to_json_string_ext(
		value, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED | JSON_C_TO_STRING_NOSLASHESCAPE);
	char *copy = clean(a, text, true);
	json_object_put(value);
	return copy;
}

static const char *cell(struct arena *a, const PGresult *rows, int row, int column)
{
	if (db_null(rows, row, column))
		return "-";
	if (PQftype(rows, column) == BOOL_OID)
		return db_bool(rows, row, column, false) ? "yes" : "no";
	if (is_number(rows, column))
		return arena_printf(a, "%lld", (long long)db_int(rows, row, column, 0));
	return clean(a, db_text(rows, row, column, ""), false);
}

/* Columns on a terminal. */
static int width(const char *text)
{
	wchar_t wide[512];
	size_t n = mbstowcs(wide, text, sizeof wide / sizeof *wide);
	int columns = n == (size_t)-1 || n == sizeof wide / sizeof *wide ? -1 : wcswidth(wide, n);
	return columns < 0 ? (int)strlen(text) : columns;
}

static void put_cell(const char *text, int wide, bool right, bool last)
{
	int pad = wide - width(text);
	printf("%*s%s%*s%s", right && pad > 0 ? pad : 0, "", text, !right && !last && pad > 0 ? pad : 0, "",
		last ? "\n" : "  ");
}

void table_print(struct arena *a, const PGresult *rows)
{
	int columns = PQnfields(rows), *wide = arena_array(a, (size_t)columns, sizeof *wide);
	for (int c = 0; c < columns; c++) {
		wide[c] = width(PQfname(rows, c));
		for (int r = 0; r < PQntuples(rows); r++) {
			int w = width(cell(a, rows, r, c));
			wide[c] = w > wide[c] ? w : wide[c];
		}
	}
	for (int r = -1; r < PQntuples(rows); r++)
		for (int c = 0; c < columns; c++)
			put_cell(r < 0 ? PQfname(rows, c) : cell(a, rows, r, c), wide[c], is_number(rows, c),
				c + 1 == columns);
}

void table_print_row(struct arena *a, const PGresult *rows, int row)
{
	for (int c = 0; c < PQnfields(rows); c++) {
		if (db_null(rows, row, c))
			continue;
		bool json = PQftype(rows, c) == JSONB_OID;
		printf("%-16s %s\n", PQfname(rows, c),
			json ? pretty(a, db_text(rows, row, c, "")) : cell(a, rows, row, c));
	}
}

static struct json_object *json_cell(const PGresult *rows, int row, int column)
{
	struct json_object *value = NULL;
	const char *text = "";
	if (db_null(rows, row, column))
		return NULL;
	if (PQftype(rows, column) == BOOL_OID)
		return json_object_new_boolean(db_bool(rows, row, column, false));
	if (is_number(rows, column))
		return json_object_new_int64(db_int(rows, row, column, 0));
	text = db_text(rows, row, column, "");
	if (PQftype(rows, column) == JSONB_OID &&
		json_parse(text, strlen(text), &json_limits_trust, NULL, &value) == ERR_OK)
		return value;
	return json_object_new_string(text);
}

struct json_object *table_json_row(const PGresult *rows, int row)
{
	struct json_object *object = json_object_new_object();
	for (int c = 0; c < PQnfields(rows); c++)
		json_object_object_add(object, PQfname(rows, c), json_cell(rows, row, c));
	return object;
}

struct json_object *table_json(const PGresult *rows)
{
	struct json_object *array = json_object_new_array();
	for (int r = 0; r < PQntuples(rows); r++)
		json_object_array_add(array, table_json_row(rows, r));
	return array;
}
