/* SPDX-License-Identifier: ISC */
/* The part of GET /metrics that is not the API's own count of requests: what API and workers count together (lib/counters.h), Redis, and the relays of this host. */
#ifndef LUD_CGI_FIGURES_H
#define LUD_CGI_FIGURES_H

#include "cgi/api.h"
#include "cgi/request.h"
#include "lib/buf.h"

/* A request was answered: a project that was made, a checkpoint that was decided. */
void figures_count(struct api *api, const struct request *req, int status);
/* Blocks: 300 ms at most for a relay that does not answer. */
void figures_print(struct api *api, struct buf *b);

#endif
