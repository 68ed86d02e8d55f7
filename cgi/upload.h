/* SPDX-License-Identifier: ISC */
/*
 * A body that is too large for memory: it goes into the store as it comes in, raw or as the first file of
 * multipart/form-data; only its beginning is kept, for its media type, which is told from the content and never from
 * what the client says.
 *
 * upload_take reads the whole body and leaves a writer, which the caller ends (store_end) or gives to upload_done.
 */
#ifndef LUD_CGI_UPLOAD_H
#define LUD_CGI_UPLOAD_H

#include "cgi/api.h"
#include "cgi/request.h"

#include <stddef.h>

#define UPLOAD_HEAD 65536

struct upload {
	struct store_writer *writer; /* set to NULL by who ends it */
	size_t max; /* of the file */
	char *head; /* its first bytes */
	size_t head_len;
	const char *name; /* as the form says it, in the arena, or NULL */
};

/* Fails: ERR_TOO_LARGE, ERR_INPUT (cut short; malformed form; empty), ERR_FULL, ERR_SYSTEM. Out: also after a failure fit for
 * upload_done. */
enum err upload_take(struct api *api, struct request *req, struct upload *upload_r);
void upload_done(struct upload *u);
/* Out: static or in the arena, never NULL. */
const char *upload_media_type(struct arena *a, const struct upload *u);
/* What is left of a name that a client gives: relative, no control characters, no "..", 255 bytes. Out: NULL when
 * nothing sensible is. */
char *upload_safe_name(struct arena *a, const char *name);

#endif
