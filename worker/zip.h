/* SPDX-License-Identifier: ISC */
/* A reproducible zip archive in memory, by libzip: entries in the given order, one fixed date (1980-01-01), mode 0644, deflate level 9. */
#ifndef LUD_WORKER_ZIP_H
#define LUD_WORKER_ZIP_H

#include "lib/arena.h"
#include "lib/err.h"
#include "worker/game.h"

#include <stddef.h>

/* Out: the archive's bytes in the arena. Fails: ERR_SYSTEM with *message_r. */
enum err zip_game(struct arena *a, const struct game *game, const unsigned char **bytes_r, size_t *len_r, const char **message_r);

#endif
