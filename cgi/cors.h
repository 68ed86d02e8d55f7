/* SPDX-License-Identifier: ISC */
/*
 * Requests of pages from other origins: those of an exact list may read answers; the list is empty by default.
 *
 * Without credentials: such a page has a token of its own and sends it as a header; cookies stay with the application's
 * own origin. A preflight is the OPTIONS that every address has, with the methods of its Allow.
 */
#ifndef LUD_CGI_CORS_H
#define LUD_CGI_CORS_H

#include "cgi/api.h"
#include "cgi/response.h"

/* Adds what the request's Origin may know. In: the answer is made, its body aside. */
void cors_answer(struct api *api, const struct request *req, struct response *res);

#endif
