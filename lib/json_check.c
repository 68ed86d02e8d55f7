/* SPDX-License-Identifier: ISC */
/* RFC 8259 over the bytes, in one pass. Nesting is bounded, so the recursion is. */
#include "lib/json.h"

#include "lib/json_keys.h"
#include "lib/utf8.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER_MAX 256 /* characters of a number */
#define EXPONENT_MAX 400
#define OBJECT_VALUES 8 /* an empty object takes 792 bytes, a number 72 */

const struct json_limits json_limits_body = {
	.max_bytes = (size_t)1 << 20, .max_depth = 32, .max_keys = 16384, .max_values = 1 << 19};
const struct json_limits json_limits_trust = {
	.max_bytes = (size_t)64 << 20, .max_depth = 128, .max_keys = 1 << 20, .max_values = 4 << 20};

struct check {
	const char *start, *p, *end;
	const struct json_limits *limits;
	unsigned depth;
	size_t values;
	struct json_keys keys;
	enum err err;
	const char *message;
};

static bool fail_as(struct check *c, enum err err, const char *message)
{
	c->err = err;
	c->message = message;
	return false;
}

static bool fail(struct check *c, const char *message)
{
	return fail_as(c, ERR_INPUT, c->p < c->end ? message : "unexpected end");
}

static void skip_space(struct check *c)
{
	while (c->p < c->end && (*c->p == ' ' || *c->p == '\t' || *c->p == '\n' || *c->p == '\r'))
		c->p++;
}

static bool take(struct check *c, char wanted)
{
	if (c->p == c->end || *c->p != wanted)
		return false;
	c->p++;
	return true;
}

static bool literal(struct check *c, const char *word)
{
	size_t n = strlen(word);

	if ((size_t)(c->end - c->p) < n || memcmp(c->p, word, n) != 0)
		return fail_as(c, ERR_INPUT, "unknown word");
	c->p += n;
	return true;
}

static bool digits(struct check *c)
{
	const char *from = c->p;

	while (c->p < c->end && *c->p >= '0' && *c->p <= '9')
		c->p++;
	return c->p > from || fail(c, "a digit is missing");
}

/* PostgreSQL's numeric writes 1e131071 out in full, so exponents are bounded even where the value is 0. */
static bool in_range(struct check *c, const char *from, bool integer, const char *exponent)
{
	char text[NUMBER_MAX + 1];
	size_t len = (size_t)(c->p - from);
	double d;

	c->p = from;
	if (len > NUMBER_MAX)
		return fail(c, "number with too many digits");
	memcpy(text, from, len);
	text[len] = '\0';
	errno = 0;
	if (integer)
		(void)strtoll(text, NULL, 10);
	if (integer && errno)
		return fail(c, "integer out of range");
	d = integer ? 0 : strtod(text, NULL);
	if (!isfinite(d) || (d == 0 && errno))
		return fail(c, "number out of range");
	long power = exponent ? strtol(text + (exponent - from), NULL, 10) : 0;
	if (power < -EXPONENT_MAX || power > EXPONENT_MAX)
		return fail(c, "exponent out of range");
	c->p = from + len;
	return true;
}

static bool number(struct check *c)
{
	const char *from = c->p, *exponent = NULL;
	bool integer = true;

	take(c, '-');
	if (!take(c, '0') && !digits(c))
		return false;
	if (take(c, '.')) {
		integer = false;
		if (!digits(c))
			return false;
	}
	if (take(c, 'e') || take(c, 'E')) {
		integer = false;
		exponent = c->p;
		if (!take(c, '+'))
			take(c, '-');
		if (!digits(c))
			return false;
	}
	return in_range(c, from, integer, exponent);
}

static bool hex4(struct check *c, unsigned *code_r)
{
	*code_r = 0;
	for (int i = 0; i < 4; i++, c->p++) {
		char h = c->p < c->end ? *c->p : '\0';

		if (h >= '0' && h <= '9')
			*code_r = *code_r << 4 | (unsigned)(h - '0');
		else if ((h | 32) >= 'a' && (h | 32) <= 'f')
			*code_r = *code_r << 4 | (unsigned)((h | 32) - 'a' + 10);
		else
			return fail(c, "four hex digits are due");
	}
	return true;
}

static bool unicode_escape(struct check *c)
{
	unsigned code, low;

	if (!hex4(c, &code))
		return false;
	if (code == 0)
		return fail_as(c, ERR_INPUT, "U+0000 is not accepted");
	if (code < 0xd800 || code > 0xdfff)
		return true;
	if (code > 0xdbff || !take(c, '\\') || !take(c, 'u') || !hex4(c, &low) || low < 0xdc00 || low > 0xdfff)
		return fail_as(c, ERR_INPUT, "lone surrogate");
	return true;
}

static bool escape(struct check *c)
{
	if (c->p == c->end || !*c->p || !strchr("\"\\/bfnrtu", *c->p))
		return fail(c, "unknown escape");
	return *c->p++ != 'u' || unicode_escape(c);
}

static bool string(struct check *c)
{
	if (!take(c, '"'))
		return fail(c, "a string is due");
	for (;;) {
		c->p += utf8_plain(c->p, (size_t)(c->end - c->p));
		if (c->p == c->end || *c->p == '"')
			break;
		size_t n = utf8_length(c->p, (size_t)(c->end - c->p));

		if (n == 0)
			return fail(c, "not UTF-8");
		if (n == 1 && (unsigned char)*c->p < 0x20)
			return fail(c, "control character in a string");
		c->p += n;
		if (c->p[-1] == '\\' && n == 1 && !escape(c))
			return false;
	}
	return take(c, '"') || fail(c, "unexpected end");
}

static bool value(struct check *c);

static bool member(struct check *c, unsigned object)
{
	const char *key = c->p + 1;

	if (!string(c))
		return false;
	if (c->keys.count == c->limits->max_keys)
		return fail_as(c, ERR_TOO_LARGE, "too many keys");
	if (!json_keys_add(&c->keys, object, key, (size_t)(c->p - 1 - key))) {
		c->p = key - 1;
		return fail(c, "duplicate key");
	}
	skip_space(c);
	if (!take(c, ':'))
		return fail(c, "a colon is due");
	return value(c);
}

static bool count(struct check *c, size_t values)
{
	c->values += values;
	return c->values <= c->limits->max_values || fail_as(c, ERR_TOO_LARGE, "too many values");
}

static bool open_nesting(struct check *c)
{
	if (c->depth == c->limits->max_depth)
		return fail_as(c, ERR_TOO_LARGE, "nested too deep");
	c->depth++;
	c->p++;
	skip_space(c);
	return true;
}

/* Objects and arrays are alike but for their members. */
static bool sequence(struct check *c, char close)
{
	unsigned object = close == '}' ? json_keys_object(&c->keys) : 0;

	if ((object && !count(c, OBJECT_VALUES - 1)) || !open_nesting(c))
		return false;
	if (!take(c, close)) {
		do {
			skip_space(c);
			if (close == '}' ? !member(c, object) : !value(c))
				return false;
		} while (take(c, ','));
		if (!take(c, close))
			return fail(c, close == '}' ? "a comma or } is due" : "a comma or ] is due");
	}
	c->depth--;
	return true;
}

static bool any(struct check *c)
{
	switch (c->p < c->end ? *c->p : '\0') {
	case '{':
		return sequence(c, '}');
	case '[':
		return sequence(c, ']');
	case '"':
		return string(c);
	case 't':
		return literal(c, "true");
	case 'f':
		return literal(c, "false");
	case 'n':
		return literal(c, "null");
	default:
		if (c->p < c->end && (*c->p == '-' || (*c->p >= '0' && *c->p <= '9')))
			return number(c);
		return fail(c, "a value is due");
	}
}

/* A value and the space around it. */
static bool value(struct check *c)
{
	skip_space(c);
	if (!count(c, 1) || !any(c))
		return false;
	skip_space(c);
	return true;
}

enum err json_check(const char *bytes, size_t len, const struct json_limits *limits, struct json_problem *problem_r)
{
	struct check c = {.start = bytes, .p = bytes, .end = bytes + len, .limits = limits};

	if (len > limits->max_bytes)
		fail_as(&c, ERR_TOO_LARGE, "too many bytes");
	else if (value(&c) && c.p < c.end)
		fail(&c, "something follows the value");
	json_keys_free(&c.keys);
	if (c.err && problem_r)
		*problem_r = (struct json_problem){.offset = (size_t)(c.p - c.start), .message = c.message};
	return c.err;
}
