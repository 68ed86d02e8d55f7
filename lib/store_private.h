/* SPDX-License-Identifier: ISC */
/* What the parts of the local store (store.c, store_write.c, store_collect.c) share. */
#ifndef LUD_STORE_PRIVATE_H
#define LUD_STORE_PRIVATE_H

#include "lib/store.h"

#include <stdbool.h>
#include <stdint.h>

struct store {
	int root;
};

/* openat2 beneath a folder. Out: a descriptor, or -1 with errno. */
int store_open_beneath(int dir, const char *path, uint64_t flags, uint64_t mode);
/* What a write that failed comes to, by errno: ERR_FULL where there may be room later, else ERR_SYSTEM. */
enum err store_trouble(void);
bool store_is_address(const char *sha256);

#endif
