/* SPDX-License-Identifier: ISC */
/*
 * The keys seen so far, to find one that is twice in the same object, however it is escaped. For lib/json_check.c.
 *
 * A zeroed struct is empty. Keys are borrowed text of checked strings (without quotes) that outlives the struct. The
 * hash has a random seed a process, and the caller bounds the count.
 */
#ifndef LUD_JSON_KEYS_H
#define LUD_JSON_KEYS_H

#include <stdbool.h>
#include <stddef.h>

struct json_key;

struct json_keys {
	struct json_key *slots;
	size_t size; /* a power of two, or 0 */
	size_t count;
	unsigned objects;
};

/* Out: the number of a new object. */
unsigned json_keys_object(struct json_keys *k);
/* Out: false when that object has the key already. */
bool json_keys_add(struct json_keys *k, unsigned object, const char *key, size_t len);
void json_keys_free(struct json_keys *k);

#endif
