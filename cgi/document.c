/* SPDX-License-Identifier: ISC */
/* GET openapi.json: the document, made once a child; its hash is its version. */
#include "cgi/openapi.h"
#include "cgi/route.h"
#include "lib/hash.h"
#include "lib/log.h"

#define DOCUMENT_MAX (4u << 20)

enum err document_get(struct api *api, struct request *req, struct response *res)
{
	static struct buf document;
	static char version[HASH_HEX_SIZE];
	const char *missing = NULL;
	(void)api;
	if (!document.len) {
		buf_init(&document, DOCUMENT_MAX);
		if (openapi_make(&document, &missing))
			log_error("cgi/answers.c has no row for %s", missing);
		hash_sha256_hex(document.data, document.len, version);
		version[16] = '\0';
	}
	buf_put(&res->body, document.data, document.len);
	response_header(res, "ETag", "\"%s\"", version);
	response_same(res, req);
	res->cache = "no-cache";
	return ERR_OK;
}
