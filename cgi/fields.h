/* SPDX-License-Identifier: ISC */
/*
 * Input as tables: name, type, bounds, choices; nested objects are tables of their own.
 *
 * fields_check holds a JSON object against a table and reports every wrong field, unknown ones too, by its dotted name
 * ("concept.description", "comments[2].body"). Lengths of strings are code points. A table ends with a row without a
 * name.
 */
#ifndef LUD_CGI_FIELDS_H
#define LUD_CGI_FIELDS_H

#include "cgi/response.h"

#include <json-c/json.h>

enum field_type {
	FIELD_STRING, /* one line: no control characters */
	FIELD_TEXT, /* may hold line breaks and tabs */
	FIELD_PASSWORD, /* any bytes; lengths are bytes; never logged */
	FIELD_SECRET, /* visible ASCII; never logged */
	FIELD_EMAIL,
	FIELD_TIME, /* RFC 3339: a date in UTC, or with a time and its offset */
	FIELD_CLOCK, /* HH:MM */
	FIELD_ZONE, /* looks like the name of a time zone */
	FIELD_INT,
	FIELD_NUMBER,
	FIELD_BOOL,
	FIELD_CHOICE,
	FIELD_CHOICES, /* array of different choices */
	FIELD_ID, /* of kind `choices[0]`; becomes a UUID */
	FIELD_OBJECT,
	FIELD_ARRAY, /* of objects as `fields` say; min and max count items */
	FIELD_MAP, /* object with any names and short strings as values */
	FIELD_ANY /* any object; max is its length as JSON text */
};

struct field {
	const char *name;
	enum field_type type;
	bool required;
	long min, max;
	const char *const *choices;
	const struct field *fields;
	bool nullable;
};

/* In: object is changed where a field has another form inside (ids). Out: problems in res. Fails: ERR_INPUT. */
enum err fields_check(const struct field *fields, struct json_object *object, struct response *res);
/* Query parameters as a JSON object: numbers and booleans become such when the table says so. Unknown or repeated names
 * are problems. In: fields and more are two tables that are one here; either may be NULL. Owns: caller puts *object_r.
 * Fails: ERR_INPUT. */
enum err fields_query(const struct field *fields, const struct field *more, struct arena *a, const char *query,
	struct json_object **object_r, struct response *res);
/* One parameter of a query that was checked; NULL when it is absent. */
const char *fields_query_value(struct arena *a, const char *query, const char *name);

#endif
