/* SPDX-License-Identifier: ISC */
#include "cgi/openapi.h"

#include <string.h>

/* What fields_check lets through, as patterns. */
#define LINE "^[^\\u0000-\\u001f\\u007f]*$"
#define TIME \
	"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])(T([01][0-9]|2[0-3])(:[0-5][0-9]){2}([.][0-9]{1,6})?" \
	"(Z|[-+](0[0-9]|1[0-4]):[0-5][0-9]))?$"
#define FILLED_LINE "^ *[^ \\u0000-\\u001f\\u007f][^\\u0000-\\u001f\\u007f]*$"
#define LINES "^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f]*$"
#define ADDRESS "[^@\\u0000-\\u0020\\u007f\"'<>()\\[\\]\\\\,;:]"
#define ADDRESS_NO_DOT "[^@.\\u0000-\\u0020\\u007f\"'<>()\\[\\]\\\\,;:]"
#define EMAIL "^" ADDRESS "+@" ADDRESS_NO_DOT ADDRESS "*\\." ADDRESS "*" ADDRESS_NO_DOT "$"

void openapi_text(struct buf *b, const char *key, const char *text)
{
	buf_json_key(b, key);
	buf_json_string(b, text);
}

void openapi_int(struct buf *b, const char *key, int64_t n)
{
	buf_json_key(b, key);
	buf_json_int(b, n);
}

void openapi_true(struct buf *b, const char *key)
{
	buf_json_key(b, key);
	buf_json_bool(b, true);
}

/* "type": a name, or the name and "null". */
static void put_type(struct buf *b, const char *name, bool null)
{
	buf_json_key(b, "type");
	if (null)
		buf_json_open(b, '[');
	buf_json_string(b, name);
	if (null) {
		buf_json_string(b, "null");
		buf_json_close(b, ']');
	}
}

static void put_choices(struct buf *b, const char *const *choices, bool null)
{
	put_type(b, "string", null);
	buf_json_key(b, "enum");
	buf_json_open(b, '[');
	for (; *choices; choices++)
		buf_json_string(b, *choices);
	if (null)
		buf_json_null(b);
	buf_json_close(b, ']');
}

static void put_id(struct buf *b, const char *kind, bool plain_too, bool null)
{
	put_type(b, "string", null);
	buf_json_key(b, "pattern");
	struct buf text;
	buf_init(&text, 512);
	if (plain_too)
		buf_printf(&text, "^(%s_[0-9a-fA-F]{32}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$", kind);
	else
		buf_printf(&text, "^%s_[0-9a-f]{32}$", kind);
	buf_json_string(b, text.data);
	buf_free(&text);
}

void openapi_id(struct buf *b, const char *kind, bool plain_too)
{
	buf_json_open(b, '{');
	if (!strcmp(kind, "job")) {
		put_type(b, "integer", false);
		openapi_int(b, "minimum", 1);
	} else {
		put_id(b, kind, plain_too, false);
	}
	buf_json_close(b, '}');
}

static void put_lengths(struct buf *b, const struct field *f)
{
	if (f->min > 0)
		openapi_int(b, "minLength", f->min);
	if (f->max > 0)
		openapi_int(b, "maxLength", f->max);
}

static void put_string(struct buf *b, const struct field *f)
{
	put_type(b, "string", f->nullable);
	put_lengths(b, f);
	if (f->type == FIELD_STRING)
		openapi_text(b, "pattern", f->min > 0 ? FILLED_LINE : LINE);
	else if (f->type == FIELD_TEXT)
		openapi_text(b, "pattern", LINES);
	else if (f->type == FIELD_EMAIL)
		openapi_text(b, "pattern", EMAIL);
	else if (f->type == FIELD_TIME)
		openapi_text(b, "pattern", TIME);
	else if (f->type == FIELD_CLOCK)
		openapi_text(b, "pattern", "^([01][0-9]|2[0-3]):[0-5][0-9]$");
	else if (f->type == FIELD_ZONE)
		openapi_text(b, "pattern", "^[A-Za-z][A-Za-z0-9_+/-]*$");
	else if (f->type == FIELD_SECRET) {
		openapi_text(b, "format", "password");
		openapi_text(b, "pattern", "^[!-~]*$");
	} else if (f->type == FIELD_PASSWORD) {
		openapi_text(b, "format", "password");
		openapi_text(b, "description", "Lengths are bytes of UTF-8.");
	}
}

static void put_map(struct buf *b, const struct field *f)
{
	put_type(b, "object", f->nullable);
	openapi_int(b, "maxProperties", f->max);
	buf_json_key(b, "propertyNames");
	buf_json_open(b, '{');
	openapi_int(b, "maxLength", 64);
	openapi_text(b, "pattern", LINE);
	buf_json_close(b, '}');
	buf_json_key(b, "additionalProperties");
	buf_json_open(b, '{');
	openapi_text(b, "type", "string");
	openapi_int(b, "maxLength", 255);
	openapi_text(b, "pattern", LINE);
	buf_json_close(b, '}');
}

static void put_members(struct buf *b, const struct field *table, bool null)
{
	bool required = false;
	put_type(b, "object", null);
	buf_json_key(b, "additionalProperties");
	buf_json_bool(b, false);
	buf_json_key(b, "properties");
	buf_json_open(b, '{');
	for (const struct field *f = table; f && f->name; f++) {
		buf_json_key(b, f->name);
		openapi_field(b, f);
		required = required || f->required;
	}
	buf_json_close(b, '}');
	if (!required)
		return;
	buf_json_key(b, "required");
	buf_json_open(b, '[');
	for (const struct field *f = table; f->name; f++)
		if (f->required)
			buf_json_string(b, f->name);
	buf_json_close(b, ']');
}

static void put_array(struct buf *b, const struct field *f)
{
	put_type(b, "array", f->nullable);
	if (f->min > 0)
		openapi_int(b, "minItems", f->min);
	openapi_int(b, "maxItems", f->max);
	buf_json_key(b, "items");
	buf_json_open(b, '{');
	if (f->type == FIELD_CHOICES)
		put_choices(b, f->choices, false);
	else
		put_members(b, f->fields, false);
	buf_json_close(b, '}');
	if (f->type == FIELD_CHOICES)
		openapi_true(b, "uniqueItems");
}

static void put_range(struct buf *b, const struct field *f)
{
	put_type(b, f->type == FIELD_INT ? "integer" : "number", f->nullable);
	openapi_int(b, "minimum", f->min);
	openapi_int(b, "maximum", f->max);
}

void openapi_field(struct buf *b, const struct field *f)
{
	buf_json_open(b, '{');
	switch (f->type) {
	case FIELD_STRING:
	case FIELD_TEXT:
	case FIELD_PASSWORD:
	case FIELD_SECRET:
	case FIELD_EMAIL:
	case FIELD_TIME:
	case FIELD_CLOCK:
	case FIELD_ZONE:
		put_string(b, f);
		break;
	case FIELD_INT:
	case FIELD_NUMBER:
		put_range(b, f);
		break;
	case FIELD_BOOL:
		put_type(b, "boolean", f->nullable);
		break;
	case FIELD_CHOICE:
		put_choices(b, f->choices, f->nullable);
		break;
	case FIELD_ID:
		put_id(b, f->choices[0], true, f->nullable);
		break;
	case FIELD_CHOICES:
	case FIELD_ARRAY:
		put_array(b, f);
		break;
	case FIELD_OBJECT:
		put_members(b, f->fields, f->nullable);
		break;
	case FIELD_MAP:
		put_map(b, f);
		break;
	case FIELD_ANY:
		put_type(b, "object", f->nullable);
		break;
	}
	buf_json_close(b, '}');
}

void openapi_fields(struct buf *b, const struct field *table)
{
	buf_json_open(b, '{');
	put_members(b, table, false);
	buf_json_close(b, '}');
}

void openapi_shape_ref(struct buf *b, const struct shape *shape)
{
	struct buf text;
	buf_init(&text, 256);
	buf_printf(&text, "#/components/schemas/%s", shape->name);
	buf_json_open(b, '{');
	openapi_text(b, "$ref", text.data);
	buf_json_close(b, '}');
	buf_free(&text);
}

static void put_object(struct buf *b, const struct shape *shape, bool null)
{
	if (!null) {
		openapi_shape_ref(b, shape);
		return;
	}
	buf_json_open(b, '{');
	buf_json_key(b, "oneOf");
	buf_json_open(b, '[');
	openapi_shape_ref(b, shape);
	buf_json_raw(b, "{\"type\":\"null\"}", 15);
	buf_json_close(b, ']');
	buf_json_close(b, '}');
}

/* One value of the member's type, without regard to lists and maps. */
static void put_single(struct buf *b, const struct member *m, bool null)
{
	if (m->type == SHAPE_OBJECT) {
		put_object(b, m->shape, null);
		return;
	}
	buf_json_open(b, '{');
	switch (m->type) {
	case SHAPE_TEXT:
		put_type(b, "string", null);
		break;
	case SHAPE_INT:
		put_type(b, "integer", null);
		break;
	case SHAPE_NUMBER:
		put_type(b, "number", null);
		break;
	case SHAPE_BOOL:
		put_type(b, "boolean", null);
		break;
	case SHAPE_TIME:
		put_type(b, "string", null);
		openapi_text(b, "format", "date-time");
		break;
	case SHAPE_ID:
		put_id(b, m->kind, false, null);
		break;
	case SHAPE_CHOICE:
		put_choices(b, m->choices, null);
		break;
	case SHAPE_FREE:
		put_type(b, "object", null);
		break;
	case SHAPE_OBJECT:
	case SHAPE_ANY:
		break;
	}
	buf_json_close(b, '}');
}

static void put_member(struct buf *b, const struct member *m)
{
	bool null = m->flags & SHAPE_NULL, list = m->flags & SHAPE_LIST;
	if (!list && !(m->flags & SHAPE_MAP)) {
		put_single(b, m, null);
		return;
	}
	buf_json_open(b, '{');
	put_type(b, list ? "array" : "object", null);
	buf_json_key(b, list ? "items" : "additionalProperties");
	put_single(b, m, false);
	buf_json_close(b, '}');
}

void openapi_shape(struct buf *b, const struct shape *shape)
{
	buf_json_open(b, '{');
	openapi_text(b, "type", "object");
	if (shape->about)
		openapi_text(b, "description", shape->about);
	buf_json_key(b, "properties");
	buf_json_open(b, '{');
	for (const struct member *m = shape->members; m->name; m++) {
		buf_json_key(b, m->name);
		put_member(b, m);
	}
	buf_json_close(b, '}');
	buf_json_key(b, "required");
	buf_json_open(b, '[');
	for (const struct member *m = shape->members; m->name; m++)
		if (!(m->flags & SHAPE_OPTIONAL))
			buf_json_string(b, m->name);
	buf_json_close(b, ']');
	buf_json_close(b, '}');
}
