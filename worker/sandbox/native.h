/* SPDX-License-Identifier: ISC
 *
 * native: the helpers that compose finds as the global `native` (docs/sandbox.md has the table).
 *
 * Arguments are checked; a wrong one throws a RangeError or TypeError that names it. Memory is duktape's, but for
 * zlib's.
 */
#ifndef LUD_SANDBOX_NATIVE_H
#define LUD_SANDBOX_NATIVE_H

#include <duktape.h>

/* Puts `native` into the global object. Fails: throws. */
void native_install(duk_context *ctx);

#endif
