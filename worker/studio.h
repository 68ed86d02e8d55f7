/* SPDX-License-Identifier: ISC */
/*
 * The offline provider's material, read once and kept in memory: studio.json, family.json and params.json of each folder beside it, and the
 * scripts and templates that they name. Its hash is the version of the material: a changed file is another version.
 */
#ifndef LUD_WORKER_STUDIO_H
#define LUD_WORKER_STUDIO_H

#include "lib/arena.h"
#include "lib/err.h"
#include "worker/sandbox_client.h"

#include <json-c/json.h>
#include <stddef.h>

#define STUDIO_FILE_MAX (4u << 20)
#define STUDIO_FAMILIES_MAX 64

struct studio_family {
	const char *key; /* of family.json; the folder may have another name */
	const struct sandbox_file *files; /* scripts, then templates */
	size_t file_count;
};

struct studio {
	struct json_object *families; /* key -> {family, params}; owned */
	const struct sandbox_file *scripts;
	size_t script_count;
	const struct studio_family *list; /* in byte order of their keys */
	size_t family_count;
	char version[65]; /* sha256 over names and contents */
};

/* In: dir is …/offline. Out: all but `families` in the arena. Fails: ERR_INPUT with *message_r naming the file and what is wrong with it. */
enum err studio_load(struct arena *a, const char *dir, struct studio *studio_r, const char **message_r);
void studio_done(struct studio *studio);
/* The family of that key; the first one for NULL or an unknown key. */
const struct studio_family *studio_family(const struct studio *studio, const char *key);

#endif
