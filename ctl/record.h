/* SPDX-License-Identifier: ISC */
/* Recordings of what models said, as files. */
#ifndef LUD_CTL_RECORD_H
#define LUD_CTL_RECORD_H

#include "ctl/command.h"

#include <json-c/json.h>

/* Out: the recording (caller puts); NULL after the reason was printed. */
struct json_object *record_read(struct context *c, const char *path);

#endif
