/* SPDX-License-Identifier: ISC */
#include "relay/table.h"

#include "lib/hash.h"
#include "lib/log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SIZE_MIN 64

/* FNV-1a with a seed of the process: keys are ours (UUIDs), but addresses are not. */
static uint64_t hash_of(const struct table *t, const char *key)
{
	uint64_t h = t->seed ^ 0xcbf29ce484222325u;
	for (size_t i = 0; key[i] && i < TABLE_KEY_SIZE - 1; i++)
		h = (h ^ (unsigned char)key[i]) * 0x100000001b3u;
	return h ^ (h >> 29);
}

struct table_entry *table_find(const struct table *t, const char *key)
{
	if (!t->size)
		return NULL;
	uint64_t hash = hash_of(t, key);
	struct table_entry *e = t->slots[hash & (t->size - 1)];
	while (e && (e->hash != hash || strncmp(e->key, key, TABLE_KEY_SIZE - 1) != 0))
		e = e->next;
	return e;
}

static void grow(struct table *t)
{
	size_t size = t->size ? t->size * 2 : SIZE_MIN;
	struct table_entry **slots = calloc(size, sizeof(struct table_entry *));
	if (!slots)
		log_fatal("out of memory: table");
	for (size_t i = 0; i < t->size; i++) {
		for (struct table_entry *e = t->slots[i], *next; e; e = next) {
			next = e->next;
			e->next = slots[e->hash & (size - 1)];
			slots[e->hash & (size - 1)] = e;
		}
	}
	free(t->slots);
	t->slots = slots;
	t->size = size;
}

void table_add(struct table *t, struct table_entry *entry, const char *key)
{
	if (!t->seed)
		hash_random(&t->seed, sizeof t->seed);
	if (t->count >= t->size)
		grow(t);
	snprintf(entry->key, sizeof entry->key, "%s", key);
	entry->hash = hash_of(t, key);
	entry->next = t->slots[entry->hash & (t->size - 1)];
	t->slots[entry->hash & (t->size - 1)] = entry;
	t->count++;
}

void table_remove(struct table *t, struct table_entry *entry)
{
	struct table_entry **place = &t->slots[entry->hash & (t->size - 1)];
	while (*place && *place != entry)
		place = &(*place)->next;
	if (!*place)
		return;
	*place = entry->next;
	t->count--;
}

void table_each(struct table *t, table_fn *fn, void *context)
{
	for (size_t i = 0; i < t->size; i++) {
		for (struct table_entry *e = t->slots[i], *next; e; e = next) {
			next = e->next;
			fn(e, context);
		}
	}
}

void table_free(struct table *t, void (*free_fn)(void *))
{
	for (size_t i = 0; i < t->size; i++) {
		for (struct table_entry *e = t->slots[i], *next; e; e = next) {
			next = e->next;
			if (free_fn)
				free_fn(e);
		}
	}
	free(t->slots);
	*t = (struct table){0};
}
