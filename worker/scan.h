/* SPDX-License-Identifier: ISC */
/*
 * A light reader of JavaScript for static checks: blanks comments, strings and regular expressions, then looks for words in what is left.
 * It does not parse; whether a script parses is duktape's answer (docs/sandbox.md). Source: ECMA-262 5.1, section 7, for the tokens.
 */
#ifndef LUD_WORKER_SCAN_H
#define LUD_WORKER_SCAN_H

#include "lib/arena.h"

#include <stdbool.h>
#include <stddef.h>

/* Out: a copy of the same length in which comments, contents of strings, and regular expressions are spaces. */
char *scan_code(struct arena *a, const char *text, size_t len);
/* The first place where word stands as an identifier of its own and not as a member (after a dot), or NULL. */
const char *scan_word(const char *code, const char *word);
/* The same for a member of an object: `Math`, any dot, name. Out: the name's length; starts at code for the first, go on from the end. NULL: none. */
const char *scan_member(const char *code, const char *object, size_t *len_r);
/* The line (from 1) of a place in code. */
int scan_line(const char *code, const char *place);

#endif
