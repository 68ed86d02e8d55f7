/* SPDX-License-Identifier: ISC */
/*
 * A game as files in memory, and the static half of the game contract (docs/game-contract.md).
 *
 * game_load reads the files of a step's input whose channel is given and whose path begins with a prefix; paths in the game are without it.
 * game_check runs every check and says what it found; it changes nothing.
 */
#ifndef LUD_WORKER_GAME_H
#define LUD_WORKER_GAME_H

#include "lib/arena.h"
#include "lib/err.h"
#include "worker/answer.h"
#include "worker/input.h"

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>

enum { GAME_FILES_MAX = 40, GAME_BYTES_MAX = 2 << 20, GAME_SCRIPT_MAX = 60 << 10 };
enum { GAME_MADE_FILES = 3, GAME_MADE_BYTES = 256 << 10 }; /* what the integrator adds: credits, licence, provenance */

struct game_file {
	const char *path;
	const char *bytes; /* NUL after the last byte */
	size_t len;
	const char *sha256;
	const char *maker;
};

struct game {
	struct game_file files[ANSWER_FILES_MAX];
	size_t count;
	size_t bytes; /* of all files together */
};

/* What may be loaded. */
struct game_limits {
	size_t files; /* ANSWER_FILES_MAX at most */
	size_t bytes; /* of all files together */
};

/* Of a game as agents make it, and of a build. */
extern const struct game_limits game_limits, game_limits_build;

/* In: channels NULL-terminated; a path that comes twice is taken from the later channel. Out: the arena holds the game's bytes once, and no more than
 * limits allows, whatever the store has. Fails: ERR_NOT_FOUND, ERR_TOO_LARGE, ERR_SYSTEM with *message_r. */
enum err game_load(struct arena *a, const struct step_input *input, const char *const *channels, const char *prefix, const struct game_limits *limits,
	struct game *game_r, const char **message_r);
/* By path, or NULL. */
const struct game_file *game_find(const struct game *game, const char *path);
/* Sorts by path, in byte order. */
void game_sort(struct game *game);
/* The JSON value that a data file assigns ("window.LUD_DATA.assets = {…};"). Owns: caller puts. NULL when there is no such file or it is not JSON. */
struct json_object *game_data(const struct game *game, const char *path);
/* Out: array of {"name", "ok", "detail"}; owned by the caller. */
struct json_object *game_check(struct arena *a, const struct game *game);

#endif
