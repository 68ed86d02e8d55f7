/* SPDX-License-Identifier: ISC */
/* Contents of the store, sent by nginx: X-Accel-Redirect, a safe media type, a safe Content-Disposition. */
#ifndef LUD_CGI_SENDFILE_H
#define LUD_CGI_SENDFILE_H

#include "cgi/response.h"

/* In: prefix is an internal location of nginx; name NULL: no Content-Disposition (the play origin). */
void sendfile_answer(struct response *res, struct arena *a, const char *prefix, const char *sha256,
	const char *media_type, const char *name);

#endif
