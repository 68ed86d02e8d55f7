/* SPDX-License-Identifier: ISC */
/*
 * A body that is too large for memory: spooled to a nameless file beside the store and mapped, so that it is page cache
 * and not ours.
 *
 * upload_open reads the whole body (raw, or the first file of multipart/form-data); upload_done unmaps. Media types are
 * told from the content, never from what the client says.
 */
#ifndef LUD_CGI_UPLOAD_H
#define LUD_CGI_UPLOAD_H

#include "cgi/api.h"
#include "cgi/request.h"

#include <stddef.h>

struct upload {
	char *map;
	size_t map_len;
	const char *bytes; /* the file's content, inside the map */
	size_t len;
	const char *name; /* as the form says it, in the arena, or NULL */
};

/* Fails: ERR_TOO_LARGE, ERR_INPUT (cut short; malformed form; empty), ERR_SYSTEM. Out: also after a failure fit for
 * upload_done. */
enum err upload_open(struct api *api, struct request *req, struct upload *upload_r);
void upload_done(struct upload *u);
/* Out: static or in the arena, never NULL. */
const char *upload_media_type(struct arena *a, const struct upload *u);
/* What is left of a name that a client gives: relative, no control characters, no "..", 255 bytes. Out: NULL when
 * nothing sensible is. */
char *upload_safe_name(struct arena *a, const char *name);

#endif
