/* SPDX-License-Identifier: ISC */
/*
 * Ids: UUIDs in the database; outside a prefix that names the kind and 32 hex digits ("proj_0f…"). A plain UUID is accepted too.
 * SQL says the kind by the column's name: "id:proj" is sent as key `id` with prefix proj (cgi/format.c).
 */
#ifndef LUD_ID_H
#define LUD_ID_H

#include <stdbool.h>

#define ID_UUID_SIZE 37 /* 8-4-4-4-12 in lower case and NUL */
#define ID_TEXT_SIZE 48 /* prefix, underscore, 32 digits, NUL */

/* In: prefix without underscore (proj, agent, ckpt, run, file, out, user, snap, comm, note, sess, tok). Out: canonical UUID. False when malformed or of another kind. */
bool id_parse(const char *prefix, const char *text, char uuid_r[ID_UUID_SIZE]);
/* In: canonical UUID. */
void id_format(const char *prefix, const char *uuid, char text_r[ID_TEXT_SIZE]);
/* In: 16 bytes. */
void id_from_bytes(const unsigned char bytes[16], char uuid_r[ID_UUID_SIZE]);
/* A random UUID (version 4). */
void id_random(char uuid_r[ID_UUID_SIZE]);

#endif
