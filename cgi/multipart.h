/* SPDX-License-Identifier: ISC */
/*
 * multipart/form-data as it comes in: finds the first part that has a file name and gives its bytes on. Nothing is kept
 * but a part's head and as many bytes as a boundary has.
 *
 * multipart_init, multipart_feed with each piece of the body in order, multipart_end at its end. Parts without a file
 * name, sixteen at most, and what follows the file, are passed over. Source: RFC 7578, RFC 2046 section 5.1.
 */
#ifndef LUD_CGI_MULTIPART_H
#define LUD_CGI_MULTIPART_H

#include "lib/arena.h"
#include "lib/buf.h"
#include "lib/err.h"

#include <stddef.h>

enum multipart_state {
	MULTIPART_START,
	MULTIPART_AFTER,
	MULTIPART_HEAD,
	MULTIPART_SKIP,
	MULTIPART_FILE,
	MULTIPART_DONE
};

struct multipart {
	struct arena *arena;
	enum multipart_state state;
	const char *mark; /* CRLF, two dashes, boundary */
	size_t mark_len;
	int parts; /* whose heads were read */
	size_t lead; /* bytes of held that precede the content */
	struct buf held; /* bytes that are not understood yet */
	char *name; /* of the file, as the part says it */
	enum err (*take)(void *context, const void *bytes, size_t len);
	void *context;
};

/* In: content_type is the header's value; take is given the file's bytes. Fails: ERR_INPUT without a boundary that may
 * be one. */
enum err multipart_init(struct multipart *m, struct arena *a, const char *content_type,
	enum err (*take)(void *context, const void *bytes, size_t len), void *context);
/* Fails: ERR_INPUT (no form), or what take returned. */
enum err multipart_feed(struct multipart *m, const char *bytes, size_t len);
/* Frees what is held. Fails: ERR_INPUT when no file came, or not all of it. */
enum err multipart_end(struct multipart *m);

#endif
