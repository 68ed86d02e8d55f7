/* SPDX-License-Identifier: ISC */
/*
 * Memory that lives as long as one request or one step, freed in one place.
 *
 * arena_alloc never returns NULL: when memory or the arena's own maximum is used up, the process logs and ends, and its
 * parent starts another. That is safe because every input has a maximum before it is read.
 * Order: arena_init, any number of allocations, arena_reset at the end of each loop body, arena_done.
 */
#ifndef LUD_ARENA_H
#define LUD_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena_block;

struct arena {
	struct arena_block *head; /* newest block */
	size_t used;              /* bytes handed out since the last reset */
	size_t max;
};

/* In: max is the most bytes that may be handed out between two resets. */
void arena_init(struct arena *a, size_t max);
/* Frees all but the first block; every pointer handed out is dead. */
void arena_reset(struct arena *a);
void arena_done(struct arena *a);

/* Out: zeroed memory, aligned for any type. size 0 gives a valid pointer. */
void *arena_alloc(struct arena *a, size_t size) __attribute__((malloc, returns_nonnull));
/* Like arena_alloc for n elements; n * size that overflows ends the process. */
void *arena_array(struct arena *a, size_t n, size_t size) __attribute__((malloc, returns_nonnull));
char *arena_strdup(struct arena *a, const char *s) __attribute__((returns_nonnull));
/* In: s has len bytes, need not end in NUL. Out: len bytes and a NUL. */
char *arena_strndup(struct arena *a, const char *s, size_t len) __attribute__((returns_nonnull));
char *arena_printf(struct arena *a, const char *format, ...) __attribute__((format(printf, 2, 3), returns_nonnull));
char *arena_vprintf(struct arena *a, const char *format, va_list ap) __attribute__((format(printf, 2, 0), returns_nonnull));

#define arena_new(a, type) ((type *) arena_alloc((a), sizeof(type)))

#endif
