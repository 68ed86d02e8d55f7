/* SPDX-License-Identifier: ISC */
#include "lib/arena.h"

#include "lib/log.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_SIZE ((size_t)64 * 1024)
#define ALIGN _Alignof(max_align_t)

struct arena_block {
	struct arena_block *next; /* older */
	size_t size;
	size_t used;
	_Alignas(max_align_t) unsigned char data[];
};

void arena_init(struct arena *a, size_t max)
{
	*a = (struct arena){.max = max};
}

void arena_reset(struct arena *a)
{
	while (a->head && a->head->next) {
		struct arena_block *older = a->head->next;

		free(a->head);
		a->head = older;
	}
	/* A first block that was made for one large value is not kept for the life of the process. */
	if (a->head && a->head->size > BLOCK_SIZE) {
		free(a->head);
		a->head = NULL;
	}
	if (a->head)
		a->head->used = 0;
	a->used = 0;
}

void arena_done(struct arena *a)
{
	arena_reset(a);
	free(a->head);
	a->head = NULL;
}

static struct arena_block *add_block(struct arena *a, size_t size)
{
	size_t wanted = size > BLOCK_SIZE ? size : BLOCK_SIZE;
	struct arena_block *b = malloc(sizeof(*b) + wanted);

	if (!b)
		log_fatal("out of memory: %zu bytes for an arena", wanted);
	b->size = wanted;
	b->used = 0;
	b->next = a->head;
	a->head = b;
	return b;
}

void *arena_alloc(struct arena *a, size_t size)
{
	struct arena_block *b = a->head;
	size_t need;
	void *p;

	if (size > SIZE_MAX / 2)
		log_fatal("arena: %zu bytes wanted", size);
	need = (size ? size + ALIGN - 1 : ALIGN) / ALIGN * ALIGN;
	if (need > a->max || a->used > a->max - need)
		log_fatal("arena is full: %zu of %zu bytes used, %zu wanted", a->used, a->max, size);
	if (!b || b->size - b->used < need)
		b = add_block(a, need);
	p = b->data + b->used;
	b->used += need;
	a->used += need;
	return memset(p, 0, need);
}

void *arena_array(struct arena *a, size_t n, size_t size)
{
	size_t total;

	if (__builtin_mul_overflow(n, size, &total))
		log_fatal("arena: %zu elements of %zu bytes wanted", n, size);
	return arena_alloc(a, total);
}

char *arena_strndup(struct arena *a, const char *s, size_t len)
{
	char *copy;

	if (len == SIZE_MAX)
		log_fatal("arena: string too long");
	copy = arena_alloc(a, len + 1);
	if (len)
		memcpy(copy, s, len);
	return copy;
}

char *arena_strdup(struct arena *a, const char *s)
{
	return arena_strndup(a, s, strlen(s));
}

char *arena_vprintf(struct arena *a, const char *format, va_list ap)
{
	va_list again;
	char *text;
	int len;

	va_copy(again, ap);
	len = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (len < 0)
		log_fatal("arena: format failed");
	text = arena_alloc(a, (size_t)len + 1);
	vsnprintf(text, (size_t)len + 1, format, ap);
	return text;
}

char *arena_printf(struct arena *a, const char *format, ...)
{
	va_list ap;
	char *text;

	va_start(ap, format);
	text = arena_vprintf(a, format, ap);
	va_end(ap);
	return text;
}
