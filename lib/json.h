/* SPDX-License-Identifier: ISC */
/*
 * JSON in: a strict RFC 8259 and UTF-8 check of the bytes, then json-c.
 *
 * json-c alone accepts NaN, single quotes, duplicate keys, bad UTF-8 and clamps large integers; json_parse therefore runs
 * json_check first. What the check lets through contains no U+0000, no lone surrogate, no duplicate key, no number outside
 * double or int64 range, and nesting of max_depth at most. Objects are owned by the caller (json_object_put).
 */
#ifndef LUD_JSON_H
#define LUD_JSON_H

#include "lib/arena.h"
#include "lib/err.h"

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json_limits {
	size_t max_bytes;
	unsigned max_depth;
	size_t max_keys; /* in all objects together */
	size_t max_values; /* of all kinds together, an object counts as 8: each takes some 100 bytes when parsed */
};

extern const struct json_limits json_limits_body;  /* 1 MiB, depth 32: what a client may send */
extern const struct json_limits json_limits_trust; /* 64 MiB, depth 128: our own files and rows */

struct json_problem {
	size_t offset;       /* byte offset of the first wrong byte */
	const char *message; /* static text */
};

/* Fails: ERR_INPUT (malformed), ERR_TOO_LARGE (a limit); *problem_r says where and why. problem_r may be NULL. */
enum err json_check(const char *bytes, size_t len, const struct json_limits *limits, struct json_problem *problem_r);
/* json_check, then parse. Owns: caller puts *value_r. A JSON null gives *value_r NULL and ERR_OK. */
enum err json_parse(const char *bytes, size_t len, const struct json_limits *limits, struct json_problem *problem_r,
	struct json_object **value_r);

/* Reads path ("/a/0/b", RFC 6901) below root. Out: borrowed; NULL when absent or root is NULL. */
struct json_object *json_at(struct json_object *root, const char *pointer);
/* Member of an object. Out: borrowed, NULL when obj is no object or has no such member. */
struct json_object *json_get(struct json_object *obj, const char *key);
/* The member's value when it is of that type, else the fallback. Strings are borrowed. */
const char *json_get_string(struct json_object *obj, const char *key, const char *fallback);
int64_t json_get_int(struct json_object *obj, const char *key, int64_t fallback);
double json_get_double(struct json_object *obj, const char *key, double fallback);
bool json_get_bool(struct json_object *obj, const char *key, bool fallback);
/* Compact text of a value with its members in byte order of their keys: equal values give equal text (for hashing). */
char *json_canonical(struct arena *a, struct json_object *value);
/* Compact text, members in their own order. Owns: the arena. */
char *json_text(struct arena *a, struct json_object *value);

#endif
