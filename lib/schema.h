/* SPDX-License-Identifier: ISC */
/*
 * The part of JSON Schema that agents' documents use: type (name or list), required, properties, additionalProperties (bool),
 * items (one schema), enum, minimum, maximum, minLength, maxLength (code points), minItems, maxItems. $schema, title,
 * description and examples are ignored; any other keyword is an error when the schema is loaded, never silently passed over.
 */
#ifndef LUD_SCHEMA_H
#define LUD_SCHEMA_H

#include "lib/arena.h"
#include "lib/err.h"

#include <json-c/json.h>

struct schema_problem {
	const char *pointer; /* RFC 6901 pointer into the value (or into the schema, for schema_load) */
	const char *message;
	struct schema_problem *next;
};

/* Checks that the schema itself is well formed. Fails: ERR_INPUT with *problem_r in the arena. */
enum err schema_load(struct arena *a, struct json_object *schema, struct schema_problem **problem_r);
/* Checks a value. Out: every problem up to 50, in document order. Fails: ERR_INPUT. */
enum err schema_check(struct arena *a, struct json_object *schema, struct json_object *value, struct schema_problem **problems_r);

#endif
