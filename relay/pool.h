/* SPDX-License-Identifier: ISC */
/*
 * The relay's parent: holds the socket, keeps relay.processes processes, starts another for one that died (at most one
 * a second when they die at once).
 *
 * SIGHUP reads the configuration anew, starts new processes, and ends the old ones when the new listen: their clients
 * are closed with 1012 and come back to the new. SIGTERM and SIGINT end all. SIGUSR1 reopens the log everywhere. The
 * socket stays open all the time, so no connection is refused meanwhile.
 */
#ifndef LUD_RELAY_POOL_H
#define LUD_RELAY_POOL_H

#include "lib/conf.h"

/* In: conf_path as for conf_load. Out: exit code. */
int pool_run(struct arena *a, const char *conf_path, struct conf *conf);

#endif
