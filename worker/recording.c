/* SPDX-License-Identifier: ISC */
#include "worker/recording.h"

#include "lib/json.h"

#include <string.h>

#define OPEN "```lud-play\n"
#define CLOSE "\n```"
#define SEED_MAX 4294967295

enum { MASK_MAX = 255, HASH_MAX = 100 };

static const struct {
	const char *en, *ja;
} why[] = {
	[RECORDING_FINE] = {"", ""},
	[RECORDING_NO_JSON] = {"it is no JSON, or too long", "JSON でないか、長すぎます"},
	[RECORDING_NO_OBJECT] = {"it is no object", "オブジェクトではありません"},
	[RECORDING_UNKNOWN] = {"it has a member that a recording has not", "プレイ記録にない項目があります"},
	[RECORDING_NO_INPUTS] = {"it has no inputs", "入力がありません"},
	[RECORDING_MANY_INPUTS] = {"it has too many inputs", "入力が多すぎます"},
	[RECORDING_NO_PAIR] = {"an input is no pair of a mask and a number of ticks",
		"マスクとティック数の組でない入力があります"},
	[RECORDING_NO_TICKS] = {"it is longer than ten minutes, or a number of ticks is none",
		"10 分より長いか、ティック数が数ではありません"},
	[RECORDING_LONG] = {"it is longer than ten minutes", "10 分より長い記録です"},
	[RECORDING_SEED] = {"its seed is no number from 0 to 4294967295",
		"シードが 0 から 4294967295 の数ではありません"},
	[RECORDING_SCORE] = {"its score is no number", "得点が数ではありません"},
	[RECORDING_END] = {"its end is not won, lost or open", "結末が won・lost・open のどれでもありません"},
	[RECORDING_HASH] = {"its hash is too long", "ハッシュが長すぎます"},
	[RECORDING_TICKS] = {"its ticks are not those of its inputs", "ティック数が入力の合計と合いません"},
	[RECORDING_OLDER] = {"newer ones were played instead: eight are, in one test",
		"一度のテストで再生するのは新しい 8 件までです"},
};

const char *recording_why(enum recording_fault fault, bool ja)
{
	return ja ? why[fault].ja : why[fault].en;
}

/* The block's JSON, when it is the last thing in the text and stands on lines of its own; else NULL. */
static const char *block(struct arena *a, const char *text, size_t *len_r)
{
	size_t len = strlen(text);
	const char *open = NULL, *body;
	while (len && strchr(" \t\r\n", text[len - 1]))
		len--;
	for (const char *at = text; (at = strstr(at, OPEN)); at++)
		open = at;
	if (!open || (open > text && open[-1] != '\n'))
		return NULL;
	body = open + strlen(OPEN);
	if ((size_t)(text + len - body) < strlen(CLOSE) || strncmp(text + len - strlen(CLOSE), CLOSE, strlen(CLOSE)))
		return NULL;
	*len_r = (size_t)(text + len - body) - strlen(CLOSE);
	return arena_strndup(a, body, *len_r);
}

static bool whole(struct json_object *value, int64_t least, int64_t most)
{
	int64_t n = json_object_get_int64(value);
	return json_object_is_type(value, json_type_int) && n >= least && n <= most;
}

static enum recording_fault take_inputs(struct recording *r, struct json_object *inputs)
{
	if (!json_object_is_type(inputs, json_type_array) || !json_object_array_length(inputs))
		return RECORDING_NO_INPUTS;
	if (json_object_array_length(inputs) > RECORDING_PAIRS_MAX)
		return RECORDING_MANY_INPUTS;
	for (size_t i = 0; i < json_object_array_length(inputs); i++) {
		struct json_object *pair = json_object_array_get_idx(inputs, i);
		if (!json_object_is_type(pair, json_type_array) || json_object_array_length(pair) != 2 ||
			!whole(json_object_array_get_idx(pair, 0), 0, MASK_MAX))
			return RECORDING_NO_PAIR;
		if (!whole(json_object_array_get_idx(pair, 1), 1, RECORDING_TICKS_MAX))
			return RECORDING_NO_TICKS;
		r->ticks += json_object_get_int64(json_object_array_get_idx(pair, 1));
		if (r->ticks > RECORDING_TICKS_MAX)
			return RECORDING_LONG;
	}
	return RECORDING_FINE;
}

/* Seed, score, end and hash. */
static enum recording_fault take_rest(struct arena *a, struct recording *r, struct json_object *play)
{
	struct json_object *seed = json_get(play, "seed"), *score = json_get(play, "score");
	const char *end = json_get_string(play, "end", ""), *hash = json_get_string(play, "hash", "");
	if (seed && !whole(seed, 0, SEED_MAX))
		return RECORDING_SEED;
	if (score && !json_object_is_type(score, json_type_int) && !json_object_is_type(score, json_type_double))
		return RECORDING_SCORE;
	if (strcmp(end, "won") && strcmp(end, "lost") && strcmp(end, "open"))
		return RECORDING_END;
	if (strlen(hash) > HASH_MAX)
		return RECORDING_HASH;
	r->seeded = seed != NULL;
	r->seed = json_object_get_int64(seed);
	r->scored = score != NULL;
	r->score = json_object_get_double(score);
	r->end = arena_strdup(a, end);
	r->hash = arena_strdup(a, hash);
	return RECORDING_FINE;
}

static enum recording_fault only_known(struct json_object *play)
{
	static const char *const known[] = {"seed", "inputs", "ticks", "hash", "score", "end"};
	if (!json_object_is_type(play, json_type_object))
		return RECORDING_NO_OBJECT;
	json_object_object_foreach(play, key, value)
	{
		bool found = false;
		(void)value;
		for (size_t i = 0; i < sizeof known / sizeof *known; i++)
			found = found || !strcmp(key, known[i]);
		if (!found)
			return RECORDING_UNKNOWN;
	}
	return RECORDING_FINE;
}

static enum recording_fault take(struct arena *a, struct recording *r, const char *text, size_t len)
{
	static const struct json_limits limits = {RECORDING_BYTES_MAX, 4, 16, 3 * RECORDING_PAIRS_MAX + 16};
	struct json_object *play = NULL;
	if (json_parse(text, len, &limits, NULL, &play))
		return RECORDING_NO_JSON;
	enum recording_fault wrong = only_known(play);
	if (!wrong)
		wrong = take_inputs(r, json_get(play, "inputs"));
	if (!wrong)
		wrong = take_rest(a, r, play);
	if (!wrong && json_get(play, "ticks") && !whole(json_get(play, "ticks"), r->ticks, r->ticks))
		wrong = RECORDING_TICKS;
	r->inputs = wrong ? NULL : json_text(a, json_get(play, "inputs"));
	json_object_put(play);
	return wrong;
}

size_t recording_read(struct arena *a, struct json_object *comments, struct recording **list_r)
{
	size_t all = comments ? json_object_array_length(comments) : 0, n = 0, played = 0;
	struct recording *list = arena_array(a, all + 1, sizeof *list);
	for (size_t i = 0; i < all; i++) {
		struct json_object *comment = json_object_array_get_idx(comments, i);
		size_t len = 0;
		const char *text = block(a, json_get_string(comment, "text", ""), &len);
		if (!text)
			continue;
		struct recording *r = &list[n++];
		*r = (struct recording){.comment = json_get_string(comment, "id", ""),
			.checkpoint = json_get_string(comment, "checkpoint", ""),
			.revision = json_get_int(comment, "revision", 0)};
		r->refused = take(a, r, text, len);
	}
	for (size_t i = n; i-- > 0;) {
		if (!list[i].refused && ++played > RECORDING_PLAYED_MAX)
			list[i].refused = RECORDING_OLDER;
	}
	*list_r = list;
	return n;
}
