/* SPDX-License-Identifier: ISC */
#include "worker/single.h"

#include "lib/codec.h"
#include "worker/answer.h"

#include <string.h>

struct single {
	struct arena *a;
	const struct game *game;
	const char **addresses; /* of game->files[i], made when first used */
	struct buf *out;
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

/* Copies text with asset paths replaced; in scripts "</" becomes "<\/", so that no text of theirs ends the element. */
static void put_text(struct single *s, const char *text, size_t len, bool script)
{
	for (const char *p = text; p < text + len;) {
		int asset = asset_at(s, p);
		if (asset >= 0) {
			buf_printf(s->out, "\"%s\"", data_address(s, (size_t) asset));
			p += strlen(s->game->files[asset].path) + 2;
		} else if (script && p[0] == '<' && p[1] == '/') {
			buf_puts(s->out, "<\\/");
			p += 2;
		} else {
			buf_put(s->out, p++, 1);
		}
	}
}

/* When a tag that names a file stands at p: writes its content instead and gives the place after the tag, else NULL. */
static const char *put_tag(struct single *s, const char *p)
{
	static const struct {
		const char *open, *close, *before, *after;
		bool script;
	} tags[] = {{"<script src=\"", "\"></script>", "<script>", "</script>", true}, {"<link rel=\"stylesheet\" href=\"", "\">", "<style>", "</style>", false}};
	for (size_t t = 0; t < sizeof tags / sizeof *tags; t++) {
		size_t n = strlen(tags[t].open);
		if (strncmp(p, tags[t].open, n) != 0)
			continue;
		char *path = arena_strndup(s->a, p + n, strcspn(p + n, "\""));
		const char *end = p + n + strlen(path);
		const struct game_file *file = game_find(s->game, path);
		if (!file || strncmp(end, tags[t].close, strlen(tags[t].close)) != 0)
			return NULL;
		buf_puts(s->out, tags[t].before);
		put_text(s, file->bytes, file->len, tags[t].script);
		buf_puts(s->out, tags[t].after);
		return end + strlen(tags[t].close);
	}
	return NULL;
}

bool single_write(struct arena *a, const struct game *game, struct buf *out)
{
	const struct game_file *page = game_find(game, "index.html");
	if (!page)
		return false;
	struct single s = {a, game, arena_array(a, game->count, sizeof(char *)), out};
	for (const char *p = page->bytes; *p;) {
		const char *after = *p == '<' ? put_tag(&s, p) : NULL;
		size_t plain = after ? 0 : 1 + strcspn(p + 1, "<");
		if (!after)
			put_text(&s, p, plain, false);
		p = after ? after : p + plain;
	}
	return true;
}
