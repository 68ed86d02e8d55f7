/* SPDX-License-Identifier: ISC */
/* libcurl's multi interface on a worker's loop: transfers of any protocol, each with one end. worker/fetch.h has HTTP's
 * answers on top of it. */
#ifndef LUD_WORKER_MULTI_H
#define LUD_WORKER_MULTI_H

#include "worker/loop.h"

#include <curl/curl.h>

struct multi;
/* The transfer has ended and was taken out; owner is its CURLOPT_PRIVATE. */
typedef void multi_done_fn(void *context, void *owner, CURLcode code);

/* Out: NULL without memory. */
struct multi *multi_open(struct loop *loop, multi_done_fn *done, void *context);
/* Nothing is in it. NULL does nothing. */
void multi_close(struct multi *multi);
/* Out: false without memory. */
bool multi_add(struct multi *multi, CURL *easy);
/* Ends a transfer without a call. One that is not in it, or has ended, may be given. */
void multi_remove(struct multi *multi, CURL *easy);

#endif
