/* SPDX-License-Identifier: ISC */
/*
 * Rows of a statement for people and for programs: an aligned table, one row as lines, or JSON. Columns are booleans,
 * whole numbers, text and jsonb; the SQL makes text of anything else. Control characters in values do not reach the
 * terminal.
 */
#ifndef LUD_CTL_TABLE_H
#define LUD_CTL_TABLE_H

#include "lib/arena.h"
#include "lib/db.h"

#include <json-c/json.h>

/* For what foreigners wrote, before it goes to a terminal: escape sequences may come from a model's answer, so control
 * characters of ASCII and of Latin 1 become spaces, and line breaks too unless the text may have lines. In place. */
void table_clean(char *text, bool lines);
/* A head and a line for each row on standard output; numbers to the right, a null as "-". */
void table_print(struct arena *a, const PGresult *rows);
/* A line for each column of a row that is not null; jsonb over several lines. */
void table_print_row(struct arena *a, const PGresult *rows, int row);
/* Out: an array with an object for each row; the caller's. */
struct json_object *table_json(const PGresult *rows);
/* Out: the object of one row; the caller's. */
struct json_object *table_json_row(const PGresult *rows, int row);

#endif
