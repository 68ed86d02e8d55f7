/* SPDX-License-Identifier: ISC */
/*
 * What a model's tokens cost: one provider's part of graphs/models.json.
 *
 * {"default": model, "models": {name: {"input", "cached", "cache_write", "output": US dollars a million, "max_output":
 * tokens of one answer}}}; cached and cache_write cost as input does where they are not said. A name stands for itself
 * and for its dated versions (NAME-2025…, NAME@2025…, NAME-latest), and for no other model: what a model costs that is
 * not listed is not known, which is not 0.
 */
#ifndef LUD_WORKER_PRICES_H
#define LUD_WORKER_PRICES_H

#include "worker/chat.h"

/* Out: NULL without the file: no price is known then. Owns: caller puts it. Fails: ERR_INPUT with *message_r: no JSON,
 * or a price that is none. */
enum err prices_load(
	struct arena *a, const char *path, const char *provider, struct json_object **table_r, const char **message_r);
/* Out: borrowed; NULL: not listed. In: table may be NULL. */
struct json_object *prices_of(struct json_object *table, const char *model);
/* US dollars. In: price NULL: 0, which whoever asks has to tell from nothing. */
double prices_cost(struct json_object *price, const struct chat_tokens *tokens);

#endif
