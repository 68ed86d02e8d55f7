/* SPDX-License-Identifier: ISC */
/*
 * The parent: binds the socket, forks all children before the first request, and keeps their number; and one that seals the
 * audit trail (cgi/sealer.h).
 *
 * SIGTERM and SIGINT: children finish what they have in hand, then everything ends. SIGHUP: reads the configuration
 * again and replaces the children one by one, each only after its successor is ready, so that no request is dropped.
 * SIGUSR1: logs are reopened. A child that died is replaced, slowly when it dies at once; one that is busy for 2
 * minutes is killed.
 */
#ifndef LUD_CGI_MASTER_H
#define LUD_CGI_MASTER_H

#include "lib/arena.h"
#include "lib/conf.h"

/* In: conf_path as given on the command line, or NULL. Out: exit code. */
int master_run(struct arena *a, const char *conf_path, struct conf *conf);

#endif
