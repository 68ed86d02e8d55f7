/* SPDX-License-Identifier: ISC */
/*
 * The file store: contents addressed by SHA-256, at ab/cdef… below one root. Opened beneath its root with openat2
 * (RESOLVE_BENEATH, no symlinks), written to a temporary name, fsync, rename, fsync of the folder: a content is there whole or not at all.
 * Writing a content that is there already costs one stat.
 */
#ifndef LUD_STORE_H
#define LUD_STORE_H

#include "lib/arena.h"
#include "lib/err.h"
#include "lib/hash.h"

#include <stddef.h>

struct store;

/* Makes the root (0750) when it is missing. Owns: store_close. Fails: ERR_SYSTEM. */
enum err store_open(const char *root, struct store **store_r);
void store_close(struct store *s);
/* Out: the content's address as hex. */
enum err store_put(struct store *s, const void *bytes, size_t len, char sha256_r[HASH_HEX_SIZE]);
/* Reads a whole content of max bytes at most into the arena. Fails: ERR_NOT_FOUND, ERR_TOO_LARGE, ERR_SYSTEM. */
enum err store_get(struct store *s, struct arena *a, const char *sha256, size_t max, unsigned char **bytes_r, size_t *len_r);
/* "ab/cdef…", for X-Accel-Redirect. In: 64 lower-case hex digits. */
void store_path(const char *sha256, char path_r[HASH_HEX_SIZE + 1]);

#endif
