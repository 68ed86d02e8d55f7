/* SPDX-License-Identifier: ISC */
/*
 * The file store: contents addressed by SHA-256. Callers know addresses, never paths (but for nginx: store_path), so
 * that another kind of store can stand behind these functions.
 *
 * The local one keeps a content at ab/cdef… below one root. Opened beneath its root with openat2 (RESOLVE_BENEATH, no
 * symlinks), written without a name, fsync, link, fsync of the folder: a content is there whole or not at all. Putting
 * a content that is there already makes it young again, so that store_remove, which takes old ones only, leaves it to
 * who is about to refer to it.
 *
 * A writer: store_begin, any number of store_write, then store_end or store_abort, which free it.
 */
#ifndef LUD_STORE_H
#define LUD_STORE_H

#include "lib/arena.h"
#include "lib/err.h"
#include "lib/hash.h"

#include <stddef.h>
#include <stdint.h>

struct store;
struct store_writer;

/* Makes the root (0750) when it is missing. Owns: store_close. Fails: ERR_SYSTEM. */
enum err store_open(const char *root, struct store **store_r);
void store_close(struct store *s);
/* Out: the content's address as hex. Fails: ERR_FULL, ERR_SYSTEM. */
enum err store_put(struct store *s, const void *bytes, size_t len, char sha256_r[HASH_HEX_SIZE]);
/* Reads a whole content of max bytes at most into the arena. Fails: ERR_NOT_FOUND, ERR_TOO_LARGE, ERR_SYSTEM. */
enum err store_get(
	struct store *s, struct arena *a, const char *sha256, size_t max, unsigned char **bytes_r, size_t *len_r);
/* Gives a content piece by piece. In: take returns other than ERR_OK to stop with that. Out: *bytes_r its length, also
 * NULL. Fails: ERR_NOT_FOUND, ERR_SYSTEM (damaged: said after the last piece), what take returned. */
enum err store_read(struct store *s, const char *sha256, enum err (*take)(void *context, const void *bytes, size_t len),
	void *context, uint64_t *bytes_r);
/* "ab/cdef…", for X-Accel-Redirect. In: 64 lower-case hex digits. */
void store_path(const char *sha256, char path_r[HASH_HEX_SIZE + 1]);

/* A content that comes in pieces. Owns: store_end or store_abort. Fails: ERR_FULL, ERR_SYSTEM. */
enum err store_begin(struct store *s, struct store_writer **writer_r);
/* After a failure only store_abort is left. Fails: ERR_FULL, ERR_SYSTEM. */
enum err store_write(struct store_writer *w, const void *bytes, size_t len);
uint64_t store_written(const struct store_writer *w);
/* Out: also after a failure the writer is gone. Fails: ERR_FULL, ERR_SYSTEM. */
enum err store_end(struct store_writer *w, char sha256_r[HASH_HEX_SIZE]);
void store_abort(struct store_writer *w); /* NULL is fine */

/* Calls visit for each content, in no order. In: age since it was put last, in seconds; visit returns other than ERR_OK
 * to stop with that. What a writer of another system left unfinished is taken away when it is older than a day. Fails:
 * ERR_SYSTEM. */
enum err store_walk(struct store *s, enum err (*visit)(void *context, const char *sha256, uint64_t bytes, int64_t age),
	void *context);
/* Takes a content away unless it was put in the last `age` seconds, by whomever, also while this runs. Fails:
 * ERR_NOT_FOUND, ERR_CONFLICT (too young: it is still there), ERR_SYSTEM. */
enum err store_remove(struct store *s, const char *sha256, int64_t age);

#endif
