/* SPDX-License-Identifier: ISC */
/*
 * From a parsed request to a wire: /ws, /socket.io/, /api/v1/logs/stream; and /health and /metrics for whoever reaches
 * the socket itself (nginx passes neither on). Everything else gets an error in the API's one format.
 */
#ifndef LUD_RELAY_UPGRADE_H
#define LUD_RELAY_UPGRADE_H

#include "relay/conn.h"
#include "relay/http.h"

void upgrade_request(struct conn *c, const struct http_request *request);
/* Answers with an error and ends the connection after it. In: message NULL: the usual one of the status. */
void upgrade_refuse(struct conn *c, int status, const char *message);
/* The head of a stream of events. */
void upgrade_stream(struct conn *c);

#endif
