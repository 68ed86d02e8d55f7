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

#endif
