/* SPDX-License-Identifier: ISC */
/* Between tools.c and tools_submit.c. */
#ifndef LUD_WORKER_TOOLS_PRIVATE_H
#define LUD_WORKER_TOOLS_PRIVATE_H

#include "worker/tools.h"

/* In: arguments an object, borrowed, which may be mended. */
struct chat_result tools_submit(struct tools *t, const struct chat_call *call, struct json_object *arguments);
/* Owns: caller. */
struct json_object *tools_submit_schema(const struct step_input *input);
/* Takes a file of these bytes, which live in the arena. Out: why not, or NULL. */
const char *tools_keep(struct tools *t, const char *path, const void *bytes, size_t len);

/* Bytes of a text file, as written in this conversation or as given. Out: NULL with *why_r. */
const char *tools_content(struct tools *t, const char *path, size_t *len_r, const char **why_r);
struct chat_result tools_check(struct tools *t, const struct chat_call *call, struct json_object *arguments);
struct chat_result tools_play(struct tools *t, const struct chat_call *call, struct json_object *arguments);

#endif
