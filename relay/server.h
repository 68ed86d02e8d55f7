/* SPDX-License-Identifier: ISC */
/*
 * One relay process: its listening sockets, its second hand, its end.
 *
 * SIGTERM: takes no new connections, closes all with 1012, ends when they are gone or after 6 s. SIGUSR1: reopens the
 * log.
 */
#ifndef LUD_RELAY_SERVER_H
#define LUD_RELAY_SERVER_H

#include "lib/conf.h"
#include "relay/metrics.h"

/* In: unix_fd is listening and shared by all processes, or -1; relay_listen is opened here, with SO_REUSEPORT. SIGTERM
 * and SIGUSR1 are blocked. slots: METRICS_SLOTS of them in shared memory; slot: ours. Out: exit code. */
int server_run(const struct conf *conf, int unix_fd, struct metrics *slots, int slot);

#endif
