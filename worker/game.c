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

static enum err add_file(struct arena *a, const struct step_input *input, const struct input_file *file, const char *path, struct game *game)
{
	struct game_file *slot = (struct game_file *) game_find(game, path);
	unsigned char *bytes = NULL;
	size_t len = 0;
	if (!slot && game->count == ANSWER_FILES_MAX)
		return ERR_TOO_LARGE;
	enum err err = store_get(input->store, a, file->sha256, ANSWER_FILE_MAX, &bytes, &len);
	if (err)
		return err;
	if (slot)
		game->bytes -= slot->len;
	else
		slot = &game->files[game->count++];
	char *text = arena_strndup(a, (const char *) bytes, len);
	*slot = (struct game_file) {.path = path, .bytes = text, .len = len, .sha256 = file->sha256, .maker = file->maker};
	game->bytes += len;
	return ERR_OK;
}

enum err game_load(struct arena *a, const struct step_input *input, const char *const *channels, const char *prefix, struct game *game_r,
	const char **message_r)
{
	size_t skip = strlen(prefix);
	game_r->count = game_r->bytes = 0;
	for (; *channels; channels++) {
		for (size_t i = 0; i < input->file_count; i++) {
			const struct input_file *file = &input->files[i];
			if (strcmp(file->channel, *channels) != 0 || strncmp(file->path, prefix, skip) != 0)
				continue;
			enum err err = add_file(a, input, file, file->path + skip, game_r);
			if (err) {
				*message_r = arena_printf(a, "%s could not be read from the store (%s)", file->path, err_name(err));
				return err;
			}
		}
	}
	game_sort(game_r);
	return ERR_OK;
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
