/* SPDX-License-Identifier: ISC */
/* Figures of the relays of this host as those of one: asked over their sockets, summed by name and labels. */
#ifndef LUD_CGI_RELAY_FIGURES_H
#define LUD_CGI_RELAY_FIGURES_H

#include "lib/buf.h"

/*
 * In: path is relay.socket; with /run/relay.sock, /run/relay-1.sock, /run/relay-2.sock, … are asked too (units are
 * instances, each with a socket of its own). Blocks: 300 ms at most for each that does not answer.
 */
void relay_figures_print(const char *path, struct buf *b);

#endif
