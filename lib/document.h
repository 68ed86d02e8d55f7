/* SPDX-License-Identifier: ISC */
/*
 * What the document of an output may be: the one place that says so, before anything is stored (worker/step_store.c,
 * worker/tools_submit.c, cgi/manifest.c; what is edited by hand is a request's body, and smaller). Programs that read
 * outputs rely on it: what is within these limits they can write canonically and read back.
 */
#ifndef LUD_DOCUMENT_H
#define LUD_DOCUMENT_H

#include "lib/json.h"

#define DOCUMENT_DEPTH 60 /* levels of objects and arrays */
#define DOCUMENT_BYTES ((size_t)8 << 20) /* of canonical text, in which `<` takes six */

/* Reads back the canonical text of [document, files], each within the limits. */
extern const struct json_limits document_limits_pair;

/* Out: NULL when the value may be stored, else what is wrong with it ("is nested …"; static text). The list of an
 * output's files is held against the same. */
const char *document_wrong(struct json_object *value);

#endif
