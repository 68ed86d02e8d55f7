/* SPDX-License-Identifier: ISC */
/*
 * One child: its own database and Redis connections, one request at a time.
 *
 * Waits with EPOLLEXCLUSIVE and epoll_pwait, so that one child wakes for a connection and SIGTERM is noticed only
 * between requests (libfcgi's own accept has a window in which it is lost). The connection is accepted here and handed
 * to libfcgi, with time limits on it.
 */
#ifndef LUD_CGI_CHILD_H
#define LUD_CGI_CHILD_H

#include "cgi/shared.h"
#include "lib/conf.h"

/* Serves until SIGTERM. In: listen_fd is bound, listening and non-blocking; SIGTERM is blocked. Out: exit code. */
int child_run(int listen_fd, const struct conf *conf, struct shared *shared, struct shared_child *self);
/* Serves the one request of plain CGI from standard input. Out: exit code. */
int child_cgi(const struct conf *conf);

#endif
