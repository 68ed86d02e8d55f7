/* SPDX-License-Identifier: ISC */
/*
 * A light reader of JavaScript for static checks: blanks comments, strings and regular expressions, then looks for words in what is left.
 * Templates are not ES5: their backticks stay, to be refused.
 * It does not parse; whether a script parses is duktape's answer (docs/sandbox.md). Source: ECMA-262 5.1, section 7, for the tokens.
 */
#ifndef LUD_WORKER_SCAN_H
#define LUD_WORKER_SCAN_H

#include "lib/arena.h"

#include <stdbool.h>
#include <stddef.h>

/* Out: a copy of the same length in which comments, contents of strings, and regular expressions are spaces.
 * In: a slash after a closing parenthesis may divide or begin a regular expression, which only a parser knows; regex_after_paren says which of
 * the two is taken. Who looks for what is forbidden looks at both. */
char *scan_code(struct arena *a, const char *text, size_t len, bool regex_after_paren);
/* The first place where word stands as an identifier of its own, or NULL. In: with members false, not where it follows a dot. */
const char *scan_word(const char *code, const char *word, bool members);
/* The same for a member of an object: `Math`, any dot, name. Out: the name's length; starts at code for the first, go on from the end. NULL: none. */
const char *scan_member(const char *code, const char *object, size_t *len_r);
/* The line (from 1) of a place in code. */
int scan_line(const char *code, const char *place);

#endif
