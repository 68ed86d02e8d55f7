/* SPDX-License-Identifier: ISC */
/*
 * The game as one HTML file: scripts and styles inlined, every quoted asset path replaced by a data: address.
 * What it looks for is exactly what the contract allows: <script src="…"></script>, <link rel="stylesheet" href="…">, and asset paths in double quotes.
 */
#ifndef LUD_WORKER_SINGLE_H
#define LUD_WORKER_SINGLE_H

#include "lib/arena.h"
#include "lib/buf.h"
#include "worker/game.h"

/* Writes the page. In: out is empty. False when there is no index.html. */
bool single_write(struct arena *a, const struct game *game, struct buf *out);

#endif
