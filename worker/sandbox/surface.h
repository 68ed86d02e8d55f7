/* SPDX-License-Identifier: ISC
 *
 * surface: what scripts find in the global scope.
 *
 * ES5 and typed arrays, by a list of what stays: whatever else this duktape has is deleted, also from the prototypes.
 * Array.prototype.sort is replaced (sort.h). Date and Math.random go. For games, surface_forbid also puts functions
 * that refuse with kind "contract" where the contract allows none: inexact Math, Function, eval, what depends on the
 * locale.
 */
#ifndef LUD_SANDBOX_SURFACE_H
#define LUD_SANDBOX_SURFACE_H

#include <duktape.h>

/* Both change the global object of the context's own realm. Fails: throws. */
void surface_trim(duk_context *ctx);
void surface_forbid(duk_context *ctx);

#endif
