/* SPDX-License-Identifier: ISC */
#include "cgi/fields.h"

#include "lib/id.h"
#include "lib/utf8.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME_MAX_LENGTH 200

struct check {
	struct response *res;
	int problems;
};

static void problem(struct check *c, const char *name, const char *format, ...) __attribute__((format(printf, 3, 4)));

static void problem(struct check *c, const char *name, const char *format, ...)
{
	char text[256];
	va_list ap;
	va_start(ap, format);
	vsnprintf(text, sizeof text, format, ap);
	va_end(ap);
	c->problems++;
	response_field(c->res, name, text);
}

/* The name of a member, cut to what is sensible to repeat. */
static void join(char *out, size_t size, const char *prefix, const char *name)
{
	int n = snprintf(out, size, "%s%s%.64s", prefix, *prefix ? "." : "", name);
	if (n < 0 || (size_t)n >= size || !utf8_valid(out, strlen(out)))
		snprintf(out, size, "%.100s", *prefix ? prefix : "?");
}

static bool among(const char *text, const char *const *choices)
{
	for (; *choices; choices++)
		if (!strcmp(text, *choices))
			return true;
	return false;
}

static void list_choices(char *out, size_t size, const char *const *choices)
{
	size_t n = 0;
	out[0] = '\0';
	for (int i = 0; choices[i] && n < size; i++)
		n += (size_t)snprintf(out + n, size - n, "%s%s", i ? ", " : "", choices[i]);
}

static bool has_control(const char *s, bool lines)
{
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;
		if (c == 0x7f || (c < 0x20 && !(lines && (c == '\n' || c == '\t' || c == '\r'))))
			return true;
	}
	return false;
}

static bool is_email(const char *s)
{
	const char *at = strchr(s, '@');
	if (!at || at == s || strchr(at + 1, '@') || !strchr(at + 1, '.') || at[1] == '.' || s[strlen(s) - 1] == '.')
		return false;
	for (; *s; s++)
		if ((unsigned char)*s <= ' ' || strchr("\"'<>()[]\\,;:", *s) || (unsigned char)*s == 0x7f)
			return false;
	return true;
}

/* Two digits between low and high. */
static bool two_digits(const char *s, int low, int high)
{
	int n = s[0] >= '0' && s[0] <= '9' && s[1] >= '0' && s[1] <= '9' ? (s[0] - '0') * 10 + s[1] - '0' : -1;
	return n >= low && n <= high;
}

static bool is_date(const char *s)
{
	static const int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	if (strspn(s, "0123456789") != 4 || !strncmp(s, "0000", 4) || s[4] != '-' || !two_digits(s + 5, 1, 12) ||
		s[7] != '-')
		return false;
	int year = atoi(s), month = atoi(s + 5);
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	return two_digits(s + 8, 1, month == 2 && !leap ? 28 : days[month - 1]);
}

static bool is_time(const char *s)
{
	if (!is_date(s))
		return false;
	s += 10;
	if (!*s)
		return true;
	if (*s != 'T' || !two_digits(s + 1, 0, 23) || s[3] != ':' || !two_digits(s + 4, 0, 59) || s[6] != ':' ||
		!two_digits(s + 7, 0, 59))
		return false;
	s += 9;
	if (*s == '.') {
		size_t digits = strspn(++s, "0123456789");
		if (digits < 1 || digits > 6)
			return false;
		s += digits;
	}
	if (*s == 'Z')
		return !s[1];
	return (*s == '+' || *s == '-') && two_digits(s + 1, 0, 14) && s[3] == ':' && two_digits(s + 4, 0, 59) && !s[6];
}

static bool is_clock(const char *s)
{
	return two_digits(s, 0, 23) && s[2] == ':' && two_digits(s + 3, 0, 59) && !s[5];
}

/* "Asia/Tokyo", "UTC"; whether there is such a zone the database knows. */
static bool is_zone(const char *s)
{
	static const char rest[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+-/";
	return isalpha((unsigned char)*s) && !s[strspn(s, rest)];
}

static bool is_visible(const char *s)
{
	for (; *s; s++)
		if (*s < '!' || *s > '~')
			return false;
	return true;
}

static void check_string(struct check *c, const struct field *f, const char *name, struct json_object *value)
{
	const char *s = json_object_get_string(value);
	size_t bytes = (size_t)json_object_get_string_len(value);
	long count = f->type == FIELD_PASSWORD ? (long)bytes : (long)utf8_count(s, bytes);
	const char *unit = f->type == FIELD_PASSWORD ? "bytes" : "characters";
	if (strlen(s) != bytes)
		problem(c, name, "Must not hold NUL characters");
	else if (count < f->min && f->min == 1)
		problem(c, name, "Must not be empty");
	else if (count < f->min)
		problem(c, name, "Must be at least %ld %s (has %ld)", f->min, unit, count);
	else if (f->max && count > f->max)
		problem(c, name, "Must be at most %ld %s (has %ld)", f->max, unit, count);
	else if (f->type != FIELD_PASSWORD && has_control(s, f->type == FIELD_TEXT))
		problem(c, name, "Must not hold control characters");
	else if (f->min > 0 && f->type == FIELD_STRING && strspn(s, " ") == bytes)
		problem(c, name, "Must not be empty");
	else if (f->type == FIELD_EMAIL && !is_email(s))
		problem(c, name, "Must be an e-mail address");
	else if (f->type == FIELD_SECRET && !is_visible(s))
		problem(c, name, "Must be visible ASCII characters");
	else if (f->type == FIELD_TIME && !is_time(s))
		problem(c, name, "Must be a date or a time, as 2026-01-31 or 2026-01-31T12:00:00Z");
	else if (f->type == FIELD_CLOCK && !is_clock(s))
		problem(c, name, "Must be a time of the day, as 22:30");
	else if (f->type == FIELD_ZONE && !is_zone(s))
		problem(c, name, "Must be a time zone, as Asia/Tokyo");
}

static void check_choice(struct check *c, const struct field *f, const char *name, struct json_object *value)
{
	char list[160];
	if (json_object_is_type(value, json_type_string) && among(json_object_get_string(value), f->choices))
		return;
	list_choices(list, sizeof list, f->choices);
	problem(c, name, "Must be one of: %s", list);
}

static void check_number(struct check *c, const struct field *f, const char *name, struct json_object *value)
{
	double n = json_object_get_double(value);
	if (f->type == FIELD_INT && !json_object_is_type(value, json_type_int))
		problem(c, name, "Must be a whole number");
	else if (!json_object_is_type(value, json_type_int) && !json_object_is_type(value, json_type_double))
		problem(c, name, "Must be a number");
	else if (n < (double)f->min || n > (double)f->max)
		problem(c, name, "Must be between %ld and %ld", f->min, f->max);
}

static void check_choices(struct check *c, const struct field *f, const char *name, struct json_object *value)
{
	size_t n = json_object_array_length(value);
	if ((long)n > f->max) {
		problem(c, name, "Must hold at most %ld items", f->max);
		return;
	}
	if ((long)n < f->min)
		problem(c, name, "Must hold at least %ld item%s", f->min, f->min == 1 ? "" : "s");
	for (size_t i = 0; i < n; i++) {
		char item[NAME_MAX_LENGTH];
		struct json_object *v = json_object_array_get_idx(value, i);
		snprintf(item, sizeof item, "%.160s[%zu]", name, i);
		check_choice(c, f, item, v);
		for (size_t j = 0; j < i; j++)
			if (json_object_equal(v, json_object_array_get_idx(value, j))) {
				problem(c, item, "Is there twice");
				break;
			}
	}
}

static void check_id(struct check *c, const struct field *f, const char *name, struct json_object *value)
{
	char uuid[ID_UUID_SIZE];
	if (!json_object_is_type(value, json_type_string) ||
		!id_parse(f->choices[0], json_object_get_string(value), uuid))
		problem(c, name, "Must be an id of the form %s_…", f->choices[0]);
	else
		json_object_set_string(value, uuid);
}

static void check_map(struct check *c, const struct field *f, const char *name, struct json_object *value)
{
	if (json_object_object_length(value) > f->max)
		problem(c, name, "Must hold at most %ld members", f->max);
	json_object_object_foreach(value, key, member)
	{
		char full[NAME_MAX_LENGTH];
		join(full, sizeof full, name, key);
		if (strlen(key) > 64 || has_control(key, false))
			problem(c, name, "Names must be at most 64 characters");
		else if (!json_object_is_type(member, json_type_string) || json_object_get_string_len(member) > 255 ||
			 has_control(json_object_get_string(member), false))
			problem(c, full, "Must be a text of at most 255 characters");
	}
}

static void check_object(struct check *c, const struct field *fields, const char *prefix, struct json_object *object);

static void check_array(struct check *c, const struct field *f, const char *name, struct json_object *value)
{
	size_t n = json_object_array_length(value);
	if ((long)n < f->min || (long)n > f->max) {
		problem(c, name, "Must hold %ld to %ld items", f->min, f->max);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		char item[NAME_MAX_LENGTH];
		struct json_object *v = json_object_array_get_idx(value, i);
		snprintf(item, sizeof item, "%.160s[%zu]", name, i);
		if (!json_object_is_type(v, json_type_object))
			problem(c, item, "Must be an object");
		else
			check_object(c, f->fields, item, v);
	}
}

static const struct {
	json_type type;
	const char *message;
} shapes[] = {
	[FIELD_STRING] = {json_type_string, "Must be a text"},
	[FIELD_TEXT] = {json_type_string, "Must be a text"},
	[FIELD_PASSWORD] = {json_type_string, "Must be a text"},
	[FIELD_SECRET] = {json_type_string, "Must be a text"},
	[FIELD_EMAIL] = {json_type_string, "Must be a text"},
	[FIELD_TIME] = {json_type_string, "Must be a text"},
	[FIELD_CLOCK] = {json_type_string, "Must be a text"},
	[FIELD_ZONE] = {json_type_string, "Must be a text"},
	[FIELD_INT] = {json_type_null, NULL},
	[FIELD_NUMBER] = {json_type_null, NULL},
	[FIELD_BOOL] = {json_type_boolean, "Must be true or false"},
	[FIELD_CHOICE] = {json_type_null, NULL},
	[FIELD_CHOICES] = {json_type_array, "Must be a list"},
	[FIELD_ID] = {json_type_null, NULL},
	[FIELD_OBJECT] = {json_type_object, "Must be an object"},
	[FIELD_ARRAY] = {json_type_array, "Must be a list"},
	[FIELD_MAP] = {json_type_object, "Must be an object"},
	[FIELD_ANY] = {json_type_object, "Must be an object"},
};

static void check_value(struct check *c, const struct field *f, const char *name, struct json_object *value)
{
	if (!value) {
		if (!f->nullable)
			problem(c, name, "Must not be null");
		return;
	}
	if (shapes[f->type].message && !json_object_is_type(value, shapes[f->type].type)) {
		problem(c, name, "%s", shapes[f->type].message);
		return;
	}
	switch (f->type) {
	case FIELD_STRING:
	case FIELD_TEXT:
	case FIELD_PASSWORD:
	case FIELD_SECRET:
	case FIELD_EMAIL:
	case FIELD_TIME:
	case FIELD_CLOCK:
	case FIELD_ZONE:
		check_string(c, f, name, value);
		break;
	case FIELD_INT:
	case FIELD_NUMBER:
		check_number(c, f, name, value);
		break;
	case FIELD_BOOL:
		break;
	case FIELD_CHOICE:
		check_choice(c, f, name, value);
		break;
	case FIELD_CHOICES:
		check_choices(c, f, name, value);
		break;
	case FIELD_ID:
		check_id(c, f, name, value);
		break;
	case FIELD_OBJECT:
		check_object(c, f->fields, name, value);
		break;
	case FIELD_ARRAY:
		check_array(c, f, name, value);
		break;
	case FIELD_MAP:
		check_map(c, f, name, value);
		break;
	case FIELD_ANY:
		if ((long)strlen(json_object_to_json_string_ext(value, JSON_C_TO_STRING_PLAIN)) > f->max)
			problem(c, name, "Must be at most %ld bytes", f->max);
		break;
	}
}

static const struct field *find(const struct field *fields, const char *name)
{
	for (; fields->name; fields++)
		if (!strcmp(fields->name, name))
			return fields;
	return NULL;
}

/* Each field of the table, there or not. */
static void check_members(struct check *c, const struct field *fields, const char *prefix, struct json_object *object)
{
	char name[NAME_MAX_LENGTH];
	for (const struct field *f = fields; f->name; f++) {
		struct json_object *value;
		join(name, sizeof name, prefix, f->name);
		if (json_object_object_get_ex(object, f->name, &value))
			check_value(c, f, name, value);
		else if (f->required)
			problem(c, name, "Is required");
	}
}

static void check_object(struct check *c, const struct field *fields, const char *prefix, struct json_object *object)
{
	char name[NAME_MAX_LENGTH];
	check_members(c, fields, prefix, object);
	json_object_object_foreach(object, key, unused)
	{
		(void)unused;
		if (find(fields, key))
			continue;
		join(name, sizeof name, prefix, key);
		problem(c, name, "Is not a known field");
	}
}

enum err fields_check(const struct field *fields, struct json_object *object, struct response *res)
{
	struct check c = {.res = res};
	check_object(&c, fields, "", object);
	return c.problems ? response_problem(res, ERR_INPUT, NULL, "Some fields are not valid.") : ERR_OK;
}

const char *fields_query_value(struct arena *a, const char *query, const char *name)
{
	for (const char *p = query; *p;) {
		size_t len = strcspn(p, "&"), name_len = strcspn(p, "=&");
		const char *have = request_decode(a, p, name_len, true);
		if (have && !strcmp(have, name))
			return name_len < len ? request_decode(a, p + name_len + 1, len - name_len - 1, true) : "";
		p += len + (p[len] == '&');
	}
	return NULL;
}

/* A parameter's text as the type that its field has; what does not fit stays a string, and the check names it. */
static struct json_object *typed(const struct field *f, const char *text)
{
	char *end;
	errno = 0;
	if (f->type == FIELD_INT && (isdigit((unsigned char)*text) || *text == '-')) {
		long long n = strtoll(text, &end, 10);
		if (!*end && !errno)
			return json_object_new_int64(n);
	}
	if (f->type == FIELD_BOOL && (!strcmp(text, "true") || !strcmp(text, "false")))
		return json_object_new_boolean(text[0] == 't');
	return json_object_new_string(text);
}

struct query {
	const struct field *tables[2];
	struct arena *a;
	struct json_object *object;
};

static void query_pair(struct check *c, const struct query *q, const char *pair, size_t len)
{
	size_t name_len = strcspn(pair, "=&");
	bool bare = name_len >= len;
	char *name = request_decode(q->a, pair, bare ? len : name_len, true);
	char *text = bare ? "" : request_decode(q->a, pair + name_len + 1, len - name_len - 1, true);
	if (!name || !text) {
		problem(c, "query", "Is not percent-encoded UTF-8 without NUL");
		return;
	}
	const struct field *f = find(q->tables[0], name);
	if (!f)
		f = find(q->tables[1], name);
	if (!f) {
		char shown[NAME_MAX_LENGTH];
		join(shown, sizeof shown, "", name);
		problem(c, shown, "Is not a known parameter");
	} else if (json_object_object_get_ex(q->object, name, NULL))
		problem(c, name, "Is there twice");
	else
		json_object_object_add(q->object, name, typed(f, text));
}

enum err fields_query(const struct field *fields, const struct field *more, struct arena *a, const char *query,
	struct json_object **object_r, struct response *res)
{
	static const struct field none[] = {{0}};
	struct check c = {.res = res};
	struct query q = {{fields ? fields : none, more ? more : none}, a, json_object_new_object()};
	*object_r = q.object;
	for (const char *p = query; *p;) {
		size_t len = strcspn(p, "&");
		if (len)
			query_pair(&c, &q, p, len);
		p += len + (p[len] == '&');
	}
	for (int i = 0; i < 2; i++)
		check_members(&c, q.tables[i], "", q.object);
	return c.problems ? response_problem(res, ERR_INPUT, NULL, "Some parameters are not valid.") : ERR_OK;
}
