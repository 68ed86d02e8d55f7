/* SPDX-License-Identifier: ISC */
/*
 * Outputs that steps read, by id. They never change, so a process that made or read one keeps it for the steps that
 * follow, within OUTPUT_CACHE_BYTES and OUTPUT_CACHE_COUNT; the rest is read from the database, many in one statement.
 *
 * output_cache_load before output_cache_get: what is not loaded is not found. An output belongs to its project: one of
 * another project is not found either. What get lends holds until the next load or add.
 */
#ifndef LUD_WORKER_OUTPUT_CACHE_H
#define LUD_WORKER_OUTPUT_CACHE_H

#include "lib/arena.h"
#include "lib/err.h"
#include "lib/hash.h"
#include "lib/id.h"

#include <json-c/json.h>
#include <stddef.h>

#define OUTPUT_CACHE_BYTES (8u << 20) /* of JSON text; its objects take several times as much */
#define OUTPUT_CACHE_COUNT 2048 /* of some 150 projects; the objects of the smallest take 3 KiB, ten times its text */

struct db;
struct output_cache;

struct output {
	char id[ID_UUID_SIZE], project_id[ID_UUID_SIZE];
	char sha256[HASH_HEX_SIZE]; /* of document and files in canonical form: what an input hash is made of */
	const char *type; /* of the agent that made it */
	const char *summary;
	size_t bytes; /* of document and files in canonical form */
	struct json_object *document, *files;
};

struct output_cache *output_cache_new(void);
void output_cache_free(struct output_cache *cache);
/* Reads those of the ids that are missing. In: ids of UUIDs, each of ID_UUID_SIZE at least. Fails: what the database
 * says; ERR_TOO_LARGE for an output that lib/document.h does not let in. Ids that are not there are no failure. Blocks:
 * one statement at most. */
enum err output_cache_load(
	struct output_cache *cache, struct db *db, const char *project_id, const char *const *ids, size_t n);
/* Borrowed, or NULL. */
const struct output *output_cache_get(struct output_cache *cache, const char *project_id, const char *id);
/* Keeps one that was just committed. In: everything is copied. Fails: ERR_TOO_LARGE as above; it is not kept then. */
enum err output_cache_add(struct output_cache *cache, const char *project_id, const char *id, const char *type,
	const char *summary, struct json_object *document, struct json_object *files);

#endif
