/* SPDX-License-Identifier: ISC */
/* Public links to a game: the generic answer, and the address that opens it (cgi/play.h). */
#include "cgi/dispatch.h"
#include "cgi/play.h"

#include <string.h>

#define DIGITS 32

enum err share_answer(struct api *api, struct request *req, struct response *res)
{
	static const char start[] = "{\"id\":\"share_";
	enum err err = dispatch_act(api, req, res);
	if (err)
		return err;
	/* the answer may be one of before (Idempotency-Key): the id is read from it */
	if (strncmp(res->body.data, start, strlen(start)) != 0)
		return ERR_BUG;
	char *share = arena_strndup(req->arena, res->body.data + strlen(start), DIGITS);
	res->body.len--; /* opens the object again */
	buf_printf(&res->body, ",\"url\":\"%s/g/s/%s/%s/\"}", api->conf->play_url, share,
		play_share_signature(api, share));
	return ERR_OK;
}
