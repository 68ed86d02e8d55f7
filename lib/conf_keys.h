/* SPDX-License-Identifier: ISC */
/* The table of configuration keys, for lib/conf.c and lib/conf_reference.c, which makes the table of docs/configuration.md of it. */
#ifndef LUD_CONF_KEYS_H
#define LUD_CONF_KEYS_H

#include "lib/conf.h"

#include <stddef.h>

enum conf_type {
	CONF_STRING, /* min, max: length in bytes; min holds only when there is a value */
	CONF_CHOICE, /* one of choices, separated by spaces */
	CONF_ORIGIN, /* http:// or https://, host, no path, no trailing slash */
	CONF_ORIGINS, /* any number of these, separated by spaces */
	CONF_INT, /* numbers may end in K, M or G */
	CONF_SIZE, /* the same as a long */
	CONF_BOOL, /* true, false, yes, no, 1, 0 */
};

struct conf_key {
	const char *section, *name;
	enum conf_type type;
	size_t offset; /* in struct conf */
	const char *fallback;
	long min, max;
	const char *env; /* another name in the environment, or NULL */
	const char *choices;
	bool secret;
	const char *help; /* Markdown, in a cell of a table */
	const char *(*form)(const char *value); /* of lib/conf_form.h, or NULL */
};

/* Ends with a row whose section is NULL. */
extern const struct conf_key conf_keys[];

#endif
