/* SPDX-License-Identifier: ISC */
/*
 * Secrets at rest: AES-256-GCM (NIST SP 800-38D) with keys that are derived, not stored.
 *
 * Roots are long secrets outside the database: the lines of a key file, the first of which is the current one, and
 * SECRET_KEY, which is the current one where no key file is given. A data key has an id of 8 bytes (a fingerprint of
 * its root and 4 random bytes) and is HKDF-SHA-256 (RFC 5869) of the root with that id. So a value says itself which
 * key it needs, any number of keys are live at once, and to rotate is to choose another id.
 *
 * A sealed value is: version 1 (1 byte) ‖ key id (8) ‖ nonce (12, random) ‖ ciphertext ‖ tag (16). Bound to it, but not
 * in it, is its place, "table|column|row id", so that a value that is moved to another row does not open.
 */
#ifndef LUD_SECRET_H
#define LUD_SECRET_H

#include "lib/arena.h"
#include "lib/err.h"

#include <stdbool.h>
#include <stddef.h>

#define SECRET_KEY_ID_SIZE 17 /* 16 hex digits and NUL */
#define SECRET_OVERHEAD 37 /* bytes that a value grows by */

struct secret_roots;

/* In: secret_key may be ""; key_file a path, or "" for none: a root a line, each 32 bytes or more, empty lines and
 * those that begin with # apart; not readable by others. Out: why_r static text. Owns: secret_roots_free. Fails:
 * ERR_INPUT, ERR_SYSTEM. */
enum err secret_roots_load(
	const char *secret_key, const char *key_file, struct secret_roots **roots_r, const char **why_r);
void secret_roots_free(struct secret_roots *roots);
/* A new data key of the current root. */
void secret_key_new(const struct secret_roots *roots, char id_r[SECRET_KEY_ID_SIZE]);
/* Is it a key of the current root? */
bool secret_key_current(const struct secret_roots *roots, const char *id);
/* In: place as above. Out: in the arena. Fails: ERR_NOT_FOUND when the key's root is not known, ERR_INPUT when id is no
 * id. */
enum err secret_seal(const struct secret_roots *roots, struct arena *a, const char *id, const char *place,
	const void *plain, size_t len, unsigned char **sealed_r, size_t *sealed_len_r);
/* Out: len bytes and a NUL in the arena, which the caller wipes; nothing on failure. Fails: ERR_INPUT (not a sealed
 * value, or not of this place, or changed), ERR_NOT_FOUND (its key's root is not known). */
enum err secret_open(const struct secret_roots *roots, struct arena *a, const char *place, const void *sealed,
	size_t sealed_len, char **plain_r, size_t *len_r);

#endif
