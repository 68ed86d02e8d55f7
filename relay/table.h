/* SPDX-License-Identifier: ISC */
/*
 * A hash table of structs by a short text: UUIDs, addresses, names of channels. The entry is the first member of its
 * struct, and keeps the key. Chains; grows by doubling. A zeroed table is empty.
 */
#ifndef LUD_RELAY_TABLE_H
#define LUD_RELAY_TABLE_H

#include <stddef.h>
#include <stdint.h>

#define TABLE_KEY_SIZE 64

struct table_entry {
	struct table_entry *next;
	uint64_t hash;
	char key[TABLE_KEY_SIZE];
};

struct table {
	struct table_entry **slots;
	size_t size, count;
	uint64_t seed;
};

typedef void table_fn(struct table_entry *entry, void *context);

/* Out: NULL when there is none. */
struct table_entry *table_find(const struct table *table, const char *key);
/* In: no entry has that key; at most 63 bytes of it count. The struct stays the caller's. */
void table_add(struct table *table, struct table_entry *entry, const char *key);
void table_remove(struct table *table, struct table_entry *entry);
/* fn may remove the entry that it is given, and no other. */
void table_each(struct table *table, table_fn *fn, void *context);
/* Frees the slots, and each entry by free_fn when that is not NULL. */
void table_free(struct table *table, void (*free_fn)(void *));

#endif
