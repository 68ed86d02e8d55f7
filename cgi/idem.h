/* SPDX-License-Identifier: ISC */
/*
 * Idempotency-Key on POST: within 24 hours the same key and body gives the first answer again, another body is a
 * conflict.
 *
 * The key's row is written in the transaction of the act: a second request with the key waits for the first to commit,
 * and an act that failed leaves no trace. Order: db_begin, idem_begin, the act, idem_end, db_commit.
 */
#ifndef LUD_CGI_IDEM_H
#define LUD_CGI_IDEM_H

#include "cgi/route.h"

/* Out: the key, or NULL when the request has none. Fails: ERR_INPUT. */
enum err idem_key(const struct request *req, struct response *res, const char **key_r);
/* In: text is the body as sent. Out: *replayed_r true when res is the first answer again. Fails: ERR_CONFLICT,
 * database's. */
enum err idem_begin(struct api *api, struct request *req, struct response *res, const char *key, const char *text,
	bool *replayed_r);
enum err idem_end(struct api *api, struct request *req, struct response *res, const char *key);

#endif
