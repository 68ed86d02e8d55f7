/* SPDX-License-Identifier: ISC */
/*
 * project.jsonl of an exported project: one JSON object a line, `kind` says what it is; the first is the project
 * itself.
 *
 * manifest_read takes a whole text and holds it against what an import may contain: known kinds, ids of their own,
 * files with safe paths, and contents that are declared with hash and length. It gives new ids to everything that has
 * one, wherever the text names it (UUIDs, and public ids such as out_…), so that nothing in it means a row that is
 * there already, and leaves the lines as one JSON array. What the rows mean to each other is checked where they are
 * stored (sql/functions/project_import.sql).
 */
#ifndef LUD_CGI_MANIFEST_H
#define LUD_CGI_MANIFEST_H

#include "cgi/response.h"
#include "lib/arena.h"
#include "lib/buf.h"
#include "lib/err.h"

#include <json-c/json.h>
#include <stdint.h>

#define MANIFEST_NAME "project.jsonl"
#define MANIFEST_FORMAT "ludwright-project/1"
#define MANIFEST_MAX (24u << 20)
#define MANIFEST_LINES 100000 /* with 2 million values together, half a million in one of them */
#define MANIFEST_CONTENTS "contents/"

struct manifest {
	struct json_object *project; /* {"name", "description", "concept", "config"}: as POST projects takes it */
	struct json_object *contents; /* {sha256: bytes}: each has to follow */
	struct json_object *ids; /* the new ones */
	uint64_t bytes; /* of all of them */
};

/* In: text is an opening bracket and the lines; it becomes the array. Out: *manifest_r for manifest_done, also after a
 * failure; problems are in res. Fails: ERR_INPUT. */
enum err manifest_read(struct arena *a, struct buf *text, struct response *res, struct manifest *manifest_r);
void manifest_done(struct manifest *m);

#endif
