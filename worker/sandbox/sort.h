/* SPDX-License-Identifier: ISC
 *
 * sort: Array.prototype.sort as ES5 15.4.4.11 wants it, and stable, as browsers are.
 *
 * duktape 2.7 picks its pivots at random, seeded by the clock: elements that compare equal came out in another order at
 * each start. This one merges, so the same array and comparison always give the same order, here and in a browser.
 */
#ifndef LUD_SANDBOX_SORT_H
#define LUD_SANDBOX_SORT_H

#include <duktape.h>

/* The native function; takes one argument. */
duk_ret_t sort_array(duk_context *ctx);

#endif
