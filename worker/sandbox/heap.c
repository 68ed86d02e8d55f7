/* SPDX-License-Identifier: ISC */
#include "worker/sandbox/heap.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "worker/sandbox/report.h"

/* Keeps what follows as aligned as malloc's own blocks. */
union head {
	size_t size;
	max_align_t align;
};

static bool fits(const struct heap *heap, size_t freed, size_t size)
{
	return size <= heap->cap && sizeof(union head) + size <= heap->cap - (heap->used - freed);
}

static void *heap_realloc(void *udata, void *block, duk_size_t size)
{
	struct heap *heap = udata;
	union head *head = block ? (union head *)block - 1 : NULL, *moved;
	size_t before = head ? head->size + sizeof *head : 0;

	if (heap->used - before > heap->cap || !fits(heap, before, size))
		return NULL;
	moved = realloc(head, sizeof *head + size);
	if (!moved)
		return NULL;
	moved->size = size;
	heap->used = heap->used - before + sizeof *head + size;
	return moved + 1;
}

static void heap_free(void *udata, void *block)
{
	struct heap *heap = udata;
	union head *head = block ? (union head *)block - 1 : NULL;

	if (!head)
		return;
	heap->used -= head->size + sizeof *head;
	free(head);
}

static void *heap_alloc(void *udata, duk_size_t size)
{
	return size > 0 ? heap_realloc(udata, NULL, size) : NULL;
}

static void *heap_resize(void *udata, void *block, duk_size_t size)
{
	if (size > 0)
		return heap_realloc(udata, block, size);
	heap_free(udata, block);
	return NULL;
}

/* No duktape call is safe here. */
static void on_fatal(void *udata, const char *message)
{
	struct report report;

	(void)udata;
	report_set(&report, REPORT_LIMIT, NULL, 0, "memory: %s", message ? message : "the engine gave up");
	report_write(&report);
	_exit(0);
}

duk_context *heap_new(struct heap *heap)
{
	*heap = (struct heap){.cap = HEAP_BYTES_MAX};
	return duk_create_heap(heap_alloc, heap_resize, heap_free, heap, on_fatal);
}
