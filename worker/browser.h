/* SPDX-License-Identifier: ISC */
/*
 * A look at the game in headless Chromium: its title screen as a PNG, and what it wrote to the console as errors.
 *
 * The game is written to a fresh temporary folder and opened by file://, as a person would by double click; names resolve to nowhere.
 */
#ifndef LUD_WORKER_BROWSER_H
#define LUD_WORKER_BROWSER_H

#include "lib/arena.h"
#include "lib/err.h"
#include "worker/game.h"
#include "worker/loop.h"

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>

struct browser;

struct browser_result {
	bool ran;
	const char *message;         /* why not */
	struct json_object *console; /* array of strings; borrowed */
};

typedef void browser_done_fn(void *context, const struct browser_result *result);

/* Out: *browser_r for browser_end, which has to be called after done too. Fails: ERR_SYSTEM with *message_r; done is not called then, nor from here. */
enum err browser_start(struct arena *a, struct loop *loop, const char *chromium, const struct game *game, browser_done_fn *done, void *context,
	struct browser **browser_r, const char **message_r);
/* The picture, in the arena; NULL when there is none. */
const void *browser_picture(struct browser *browser, size_t *len_r);
/* Ends it and removes its folder. NULL does nothing. */
void browser_end(struct browser *browser);

#endif
