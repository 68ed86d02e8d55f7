/* SPDX-License-Identifier: ISC */
#include "worker/single.h"

#include "lib/codec.h"
#include "worker/answer.h"

#include <string.h>
#include <strings.h>

struct single {
	struct arena *a;
	const struct game *game;
	const char **addresses; /* of game->files[i], made when first used */
	struct buf *out;
	bool full;
};

static const char *data_address(struct single *s, size_t i)
{
	const struct game_file *f = &s->game->files[i];
	if (!s->addresses[i])
		s->addresses[i] = arena_printf(s->a, "data:%s;base64,%s", answer_media_type(f->path), codec_base64(s->a, f->bytes, f->len));
	return s->addresses[i];
}

/* The asset whose path stands in double quotes at p, or -1. */
static int asset_at(const struct single *s, const char *p)
{
	if (*p != '"' || strncmp(p + 1, "assets/", 7) != 0)
		return -1;
	for (size_t i = 0; i < s->game->count; i++) {
		size_t n = strlen(s->game->files[i].path);
		if (strncmp(p + 1, s->game->files[i].path, n) == 0 && p[n + 1] == '"')
			return (int) i;
	}
	return -1;
}

static void put(struct single *s, const char *bytes, size_t len)
{
	s->full |= len > SINGLE_BYTES_MAX - s->out->len;
	if (!s->full)
		buf_put(s->out, bytes, len);
}

/* Whether what stands at p would end a script or style element, or begin what hides its end. */
static bool ends_element(const char *p)
{
	return strncasecmp(p, "</script", 8) == 0 || strncasecmp(p, "</style", 7) == 0 || strncmp(p, "<!--", 4) == 0;
}

/* Copies text with asset paths replaced; inside an element "</script" becomes "<\/script", which means the same in a string. */
static void put_text(struct single *s, const char *text, size_t len, bool inside)
{
	for (const char *p = text; p < text + len && !s->full;) {
		int asset = asset_at(s, p);
		if (asset >= 0) {
			const char *address = data_address(s, (size_t) asset);
			put(s, "\"", 1);
			put(s, address, strlen(address));
			put(s, "\"", 1);
			p += strlen(s->game->files[asset].path) + 2;
		} else if (inside && ends_element(p)) {
			put(s, "<\\", 2);
			p++;
		} else {
			put(s, p++, 1);
		}
	}
}

/* When a tag that names a file stands at p: writes its content instead and gives the place after the tag, else NULL. */
static const char *put_tag(struct single *s, const char *p)
{
	static const struct {
		const char *open, *close, *before, *after;
	} tags[] = {{"<script src=\"", "\"></script>", "<script>", "</script>"}, {"<link rel=\"stylesheet\" href=\"", "\">", "<style>", "</style>"}};
	for (size_t t = 0; t < sizeof tags / sizeof *tags; t++) {
		size_t n = strlen(tags[t].open);
		if (strncmp(p, tags[t].open, n) != 0)
			continue;
		char *path = arena_strndup(s->a, p + n, strcspn(p + n, "\""));
		const char *end = p + n + strlen(path);
		const struct game_file *file = game_find(s->game, path);
		if (!file || strncmp(end, tags[t].close, strlen(tags[t].close)) != 0)
			return NULL;
		put(s, tags[t].before, strlen(tags[t].before));
		put_text(s, file->bytes, file->len, true);
		put(s, tags[t].after, strlen(tags[t].after));
		return end + strlen(tags[t].close);
	}
	return NULL;
}

bool single_write(struct arena *a, const struct game *game, struct buf *out)
{
	const struct game_file *page = game_find(game, "index.html");
	if (!page)
		return false;
	struct single s = {.a = a, .game = game, .addresses = arena_array(a, game->count, sizeof(char *)), .out = out};
	for (const char *p = page->bytes; *p && !s.full;) {
		const char *after = *p == '<' ? put_tag(&s, p) : NULL;
		size_t plain = after ? 0 : 1 + strcspn(p + 1, "<");
		if (!after)
			put_text(&s, p, plain, false);
		p = after ? after : p + plain;
	}
	return !s.full;
}
