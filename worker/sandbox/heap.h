/* SPDX-License-Identifier: ISC
 *
 * heap: duktape's heap with a number of bytes that it cannot pass.
 *
 * Every block carries its size. Past the cap duktape gets NULL, collects, and then throws "alloc failed". What duktape
 * cannot recover from ends in a "memory" document and the end of the process.
 */
#ifndef LUD_SANDBOX_HEAP_H
#define LUD_SANDBOX_HEAP_H

#include <duktape.h>
#include <stddef.h>

enum { HEAP_BYTES_MIN = 4 << 20, HEAP_BYTES_DEFAULT = 128 << 20, HEAP_BYTES_MAX = 512 << 20 };

struct heap {
	size_t used, cap;
};

/* Out: the heap's first context, NULL without memory. The cap is HEAP_BYTES_MAX until it is changed. */
duk_context *heap_new(struct heap *heap);

#endif
