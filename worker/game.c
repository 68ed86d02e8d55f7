/* SPDX-License-Identifier: ISC */
#include "worker/game.h"

#include "lib/json.h"

#include <stdlib.h>
#include <string.h>

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct game_file *) a)->path, ((const struct game_file *) b)->path);
}

void game_sort(struct game *game)
{
	qsort(game->files, game->count, sizeof *game->files, by_path);
}

const struct game_file *game_find(const struct game *game, const char *path)
{
	for (size_t i = 0; i < game->count; i++) {
		if (strcmp(game->files[i].path, path) == 0)
			return &game->files[i];
	}
	return NULL;
}

const struct game_limits game_limits = {.files = GAME_FILES_MAX, .bytes = GAME_BYTES_MAX};
const struct game_limits game_limits_build = {.files = GAME_FILES_MAX + GAME_MADE_FILES, .bytes = GAME_BYTES_MAX + GAME_MADE_BYTES};

/* The game's files, unread: each path from where it comes last. */
static enum err choose(const struct step_input *input, const char *channel, const char *prefix, size_t max, struct game *game)
{
	size_t skip = strlen(prefix);
	for (size_t i = 0; i < input->file_count; i++) {
		const struct input_file *file = &input->files[i];
		if (strcmp(file->channel, channel) != 0 || strncmp(file->path, prefix, skip) != 0)
			continue;
		struct game_file *slot = (struct game_file *) game_find(game, file->path + skip);
		if (!slot && game->count == max)
			return ERR_TOO_LARGE;
		if (!slot)
			slot = &game->files[game->count++];
		*slot = (struct game_file) {.path = file->path + skip, .sha256 = file->sha256, .maker = file->maker};
	}
	return ERR_OK;
}

/* What a file's row says of its bytes may be foreign: the store knows. */
static enum err read_file(struct arena *a, struct store *store, size_t max, struct game *game, struct game_file *file)
{
	unsigned char *bytes = NULL;
	enum err err = store_get(store, a, file->sha256, max - game->bytes, &bytes, &file->len);
	file->bytes = (const char *) bytes; /* a NUL follows */
	if (!err)
		game->bytes += file->len;
	return err;
}

static const char *why(struct arena *a, enum err err, const struct game_limits *limits, const char *path)
{
	if (err == ERR_TOO_LARGE)
		return arena_printf(a, "the game is too large: %zu files and %zu bytes are the most that it may have", limits->files, limits->bytes);
	return arena_printf(a, "%s could not be read from the store (%s)", path, err_name(err));
}

enum err game_load(struct arena *a, const struct step_input *input, const char *const *channels, const char *prefix, const struct game_limits *limits,
	struct game *game_r, const char **message_r)
{
	enum err err = ERR_OK;
	const char *path = "";
	game_r->count = game_r->bytes = 0;
	for (; !err && *channels; channels++)
		err = choose(input, *channels, prefix, limits->files, game_r);
	for (size_t i = 0; !err && i < game_r->count; i++) {
		path = game_r->files[i].path;
		err = read_file(a, input->store, limits->bytes, game_r, &game_r->files[i]);
	}
	if (err)
		*message_r = why(a, err, limits, path);
	else
		game_sort(game_r);
	return err;
}

struct json_object *game_data(const struct game *game, const char *path)
{
	const struct game_file *file = game_find(game, path);
	/* The files open with `window.LUD_DATA = window.LUD_DATA || {};`: the value is what the last assignment gives. */
	const char *name = file ? strstr(file->bytes, "LUD_DATA.") : NULL;
	const char *from = name ? strchr(name, '=') : NULL;
	const char *to = file ? strrchr(file->bytes, ';') : NULL;
	struct json_object *value = NULL;
	if (!from || !to || to <= from)
		return NULL;
	from += 1 + strspn(from + 1, " \t\r\n");
	while (to > from && strchr(" \t\r\n", to[-1]))
		to--;
	if (to <= from || json_parse(from, (size_t) (to - from), &json_limits_trust, NULL, &value))
		return NULL;
	return value;
}
