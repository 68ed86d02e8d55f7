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

enum { SINGLE_BYTES_MAX = 16 << 20 };

/* Writes the page. In: out is empty and may hold SINGLE_BYTES_MAX. False when there is no index.html, or when the page would be larger: a
 * game of two megabytes may name one asset a thousand times. What was written then is of no use. */
bool single_write(struct arena *a, const struct game *game, struct buf *out);

#endif
