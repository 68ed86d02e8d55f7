/* SPDX-License-Identifier: ISC */
#include "worker/sandbox/surface.h"

#include <stdio.h>
#include <string.h>

#include "worker/sandbox/script.h"
#include "worker/sandbox/sort.h"

#define ARRAY_TYPE " length name prototype BYTES_PER_ELEMENT "

/* Of each object what stays, between blanks. "" is the global object. */
static const struct {
	const char *object, *names;
} es5[] = {
	{"", " NaN Infinity undefined Object Function Array String Boolean Number RegExp Error EvalError RangeError"
	     " ReferenceError SyntaxError TypeError URIError Math JSON ArrayBuffer DataView Int8Array Uint8Array"
	     " Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float32Array Float64Array parseInt"
	     " parseFloat eval isNaN isFinite decodeURI decodeURIComponent encodeURI encodeURIComponent escape"
	     " unescape "},
	{"Object",
		" length name prototype getPrototypeOf getOwnPropertyDescriptor getOwnPropertyNames create"
		" defineProperty defineProperties seal freeze preventExtensions isSealed isFrozen isExtensible keys "},
	{"Object.prototype", " constructor toString toLocaleString valueOf hasOwnProperty isPrototypeOf"
			     " propertyIsEnumerable "},
	{"String", " length name prototype fromCharCode "},
	{"String.prototype", " length constructor toString valueOf charAt charCodeAt concat indexOf lastIndexOf"
			     " localeCompare match replace search slice split substring toLowerCase"
			     " toLocaleLowerCase toUpperCase toLocaleUpperCase trim substr "},
	{"Number", " length name prototype MAX_VALUE MIN_VALUE NaN POSITIVE_INFINITY NEGATIVE_INFINITY "},
	{"RegExp.prototype", " constructor lastIndex source global ignoreCase multiline exec test toString "},
	{"Math", " E LN10 LN2 LOG2E LOG10E PI SQRT1_2 SQRT2 abs acos asin atan atan2 ceil cos exp floor log max min pow"
		 " round sin sqrt tan "},
	{"Int8Array", ARRAY_TYPE},
	{"Uint8Array", ARRAY_TYPE},
	{"Uint8ClampedArray", ARRAY_TYPE},
	{"Int16Array", ARRAY_TYPE},
	{"Uint16Array", ARRAY_TYPE},
	{"Int32Array", ARRAY_TYPE},
	{"Uint32Array", ARRAY_TYPE},
	{"Float32Array", ARRAY_TYPE},
	{"Float64Array", ARRAY_TYPE},
};

/* What a core must not call. Other functions of Math have to be added here to be named. */
static const char *const forbidden[] = {
	"Math.acos",
	"Math.acosh",
	"Math.asin",
	"Math.asinh",
	"Math.atan",
	"Math.atan2",
	"Math.atanh",
	"Math.cbrt",
	"Math.clz32",
	"Math.cos",
	"Math.cosh",
	"Math.exp",
	"Math.expm1",
	"Math.fround",
	"Math.hypot",
	"Math.imul",
	"Math.log",
	"Math.log10",
	"Math.log1p",
	"Math.log2",
	"Math.pow",
	"Math.random",
	"Math.round",
	"Math.sign",
	"Math.sin",
	"Math.sinh",
	"Math.tan",
	"Math.tanh",
	"Math.trunc",
	"eval",
	"Function.prototype.constructor",
	"Object.prototype.toLocaleString",
	"Array.prototype.toLocaleString",
	"Number.prototype.toLocaleString",
	"String.prototype.localeCompare",
	"String.prototype.toLocaleLowerCase",
	"String.prototype.toLocaleUpperCase",
};

/* Pushes the object that a dotted path names. Out: the path's last name. */
static const char *push_owner(duk_context *ctx, const char *path)
{
	const char *dot;

	duk_push_global_object(ctx);
	for (; (dot = strchr(path, '.')) != NULL; path = dot + 1) {
		duk_get_prop_lstring(ctx, -1, path, (duk_size_t)(dot - path));
		duk_remove(ctx, -2);
	}
	return path;
}

static void push_object(duk_context *ctx, const char *path)
{
	const char *last = push_owner(ctx, path);

	if (*last == '\0')
		return;
	duk_get_prop_string(ctx, -1, last);
	duk_remove(ctx, -2);
}

static void keep_only(duk_context *ctx, const char *path, const char *names)
{
	push_object(ctx, path);
	duk_enum(ctx, -1, DUK_ENUM_OWN_PROPERTIES_ONLY | DUK_ENUM_INCLUDE_NONENUMERABLE);
	while (duk_next(ctx, -1, 0)) {
		char key[64];

		snprintf(key, sizeof key, " %s ", duk_get_string(ctx, -1));
		if (strstr(names, key)) {
			duk_pop(ctx);
			continue;
		}
		/* Number.EPSILON and its like are made to stay. */
		duk_dup(ctx, -1);
		duk_def_prop(ctx, -4, DUK_DEFPROP_FORCE | DUK_DEFPROP_SET_CONFIGURABLE);
		duk_del_prop(ctx, -3);
	}
	duk_pop_2(ctx);
}

void surface_trim(duk_context *ctx)
{
	for (size_t i = 0; i < sizeof es5 / sizeof *es5; i++)
		keep_only(ctx, es5[i].object, es5[i].names);
	push_object(ctx, "Array.prototype");
	duk_push_c_function(ctx, sort_array, 1);
	duk_put_prop_string(ctx, -2, "sort");
	duk_pop(ctx);
}

static duk_ret_t refuse(duk_context *ctx)
{
	const char *name = forbidden[duk_get_current_magic(ctx)];

	script_refuse(ctx, REPORT_CONTRACT, "%s is not allowed",
		strcmp(name, "Function.prototype.constructor") == 0 ? "Function" : name);
}

static void put_hidden(duk_context *ctx, const char *path)
{
	const char *last = push_owner(ctx, path);

	duk_push_string(ctx, last);
	duk_dup(ctx, -3);
	duk_def_prop(ctx, -3,
		DUK_DEFPROP_FORCE | DUK_DEFPROP_HAVE_VALUE | DUK_DEFPROP_SET_WRITABLE | DUK_DEFPROP_CLEAR_ENUMERABLE |
			DUK_DEFPROP_SET_CONFIGURABLE);
	duk_pop(ctx);
}

void surface_forbid(duk_context *ctx)
{
	for (size_t i = 0; i < sizeof forbidden / sizeof *forbidden; i++) {
		duk_push_c_function(ctx, refuse, DUK_VARARGS);
		duk_set_magic(ctx, -1, (duk_int_t)i);
		put_hidden(ctx, forbidden[i]);
		duk_pop(ctx);
	}
	/* `f instanceof Function` and Function.prototype.call go on working. */
	push_object(ctx, "Function.prototype.constructor");
	push_object(ctx, "Function.prototype");
	duk_put_prop_string(ctx, -2, "prototype");
	put_hidden(ctx, "Function");
	duk_pop(ctx);
}
