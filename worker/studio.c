/* SPDX-License-Identifier: ISC */
#include "worker/studio.h"
#include "lib/buf.h"
#include "lib/hash.h"
#include "lib/json.h"
#include "worker/answer.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct loading {
	struct arena *a;
	const char *dir;
	struct buf names; /* names and hashes of all files, for the version */
	const char *message;
};

static enum err fail(struct loading *l, const char *file, const char *what)
{
	l->message = arena_printf(l->a, "%s/%s: %s", l->dir, file, what);
	return ERR_INPUT;
}

static enum err read_file(struct loading *l, const char *name, char **bytes_r, size_t *len_r)
{
	char hex[HASH_HEX_SIZE];
	struct stat st;
	size_t len = 0;
	if (!answer_path_safe(name))
		return fail(l, name, "is no safe path below the folder");
	int fd = open(arena_printf(l->a, "%s/%s", l->dir, name), O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) || !S_ISREG(st.st_mode) || st.st_size > (off_t)STUDIO_FILE_MAX) {
		enum err err = fail(l, name, fd < 0 ? strerror(errno) : "is no file, or larger than 4 MiB");
		if (fd >= 0)
			close(fd);
		return err;
	}
	char *bytes = arena_alloc(l->a, (size_t)st.st_size + 1);
	while (len < (size_t)st.st_size) {
		ssize_t n = read(fd, bytes + len, (size_t)st.st_size - len);
		if (n <= 0)
			break;
		len += (size_t)n;
	}
	close(fd);
	if (len < (size_t)st.st_size)
		return fail(l, name, "cannot be read to its end");
	hash_sha256_hex(bytes, len, hex);
	buf_printf(&l->names, "%s %s\n", name, hex);
	*bytes_r = bytes;
	*len_r = len;
	return ERR_OK;
}

static enum err read_json(struct loading *l, const char *name, struct json_object **value_r)
{
	struct json_problem problem;
	char *bytes;
	size_t len;
	enum err err = read_file(l, name, &bytes, &len);
	if (!err && json_parse(bytes, len, &json_limits_trust, &problem, value_r))
		err = fail(l, name, arena_printf(l->a, "%s at byte %zu", problem.message, problem.offset));
	if (!err && !json_object_is_type(*value_r, json_type_object))
		err = fail(l, name, "is no JSON object");
	return err;
}

/* Reads the files that a list names. In: folder with a slash, or "". Out: appended at *n_r; names as in the list. */
static enum err read_list(struct loading *l, const char *in, const char *folder, struct json_object *list,
	enum sandbox_kind kind, struct sandbox_file *files, size_t *n_r)
{
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		struct json_object *element = json_object_array_get_idx(list, i);
		char *bytes;
		size_t len;
		if (!json_object_is_type(element, json_type_string))
			return fail(l, in, "names a file by something that is no text");
		const char *name = json_object_get_string(element), *path = arena_printf(l->a, "%s%s", folder, name);
		enum err err = read_file(l, path, &bytes, &len);
		if (err) {
			l->message = arena_printf(l->a, "%s/%s: %s", l->dir, in, l->message);
			return err;
		}
		files[(*n_r)++] =
			(struct sandbox_file){.name = kind == SANDBOX_TEMPLATE ? arena_strdup(l->a, name) : path,
				.bytes = bytes,
				.len = len,
				.kind = kind};
	}
	return ERR_OK;
}

static struct json_object *list_of(struct json_object *object, const char *key)
{
	struct json_object *list = json_get(object, key);
	return json_object_is_type(list, json_type_array) ? list : NULL;
}

static enum err load_family(struct loading *l, struct studio *studio, const char *folder, struct studio_family *family)
{
	struct json_object *entry = json_object_new_object(), *json = NULL, *params = NULL;
	const char *in = arena_printf(l->a, "%s/family.json", folder), *slash = arena_printf(l->a, "%s/", folder);
	enum err err = read_json(l, in, &json);
	json_object_object_add(entry, "family", json);
	if (!err)
		err = read_json(l, arena_printf(l->a, "%s/params.json", folder), &params);
	json_object_object_add(entry, "params", params);
	struct json_object *scripts = list_of(json, "scripts"), *templates = list_of(json, "templates"),
			   *shared = list_of(json, "shared");
	family->key = arena_strdup(l->a, json_get_string(json, "key", ""));
	if (!err && (!*family->key || !scripts || !templates))
		err = fail(l, in, "needs \"key\", \"scripts\" and \"templates\"");
	if (!err && json_get(studio->families, family->key))
		err = fail(l, in, "has the key of another family");
	if (!err) {
		struct sandbox_file *files = arena_array(l->a,
			json_object_array_length(scripts) + json_object_array_length(templates) +
				(shared ? json_object_array_length(shared) : 0),
			sizeof(*files));
		err = read_list(l, in, slash, scripts, SANDBOX_SCRIPT, files, &family->file_count);
		if (!err)
			err = read_list(l, in, slash, templates, SANDBOX_TEMPLATE, files, &family->file_count);
		if (!err && shared)
			err = read_list(l, in, "shell/", shared, SANDBOX_TEMPLATE, files, &family->file_count);
		family->files = files;
	}
	if (err)
		json_object_put(entry);
	else
		json_object_object_add(studio->families, family->key, entry);
	return err;
}

static int is_family(const struct dirent *entry)
{
	return entry->d_name[0] != '.' && strcmp(entry->d_name, "lib") && strcmp(entry->d_name, "studio");
}

static int by_key(const void *a, const void *b)
{
	return strcmp(((const struct studio_family *)a)->key, ((const struct studio_family *)b)->key);
}

/* Every folder that holds a family.json, in byte order: the version must not depend on the file system's order. */
static enum err load_families(struct loading *l, struct studio *studio)
{
	struct studio_family *list = arena_array(l->a, STUDIO_FAMILIES_MAX, sizeof(*list));
	struct dirent **entries = NULL;
	enum err err = ERR_OK;
	int n = scandir(l->dir, &entries, is_family, alphasort);
	if (n < 0)
		return fail(l, "", strerror(errno));
	for (int i = 0; i < n; i++) {
		const char *folder = arena_strdup(l->a, entries[i]->d_name);
		if (!err && !access(arena_printf(l->a, "%s/%s/family.json", l->dir, folder), F_OK)) {
			if (studio->family_count == STUDIO_FAMILIES_MAX)
				err = fail(l, folder, "is one family too many");
			else
				err = load_family(l, studio, folder, &list[studio->family_count++]);
		}
		free(entries[i]);
	}
	free(entries);
	if (!err && studio->family_count == 0)
		err = fail(l, "", "holds no game family (a folder with family.json)");
	qsort(list, studio->family_count, sizeof(*list), by_key);
	studio->list = list;
	return err;
}

enum err studio_load(struct arena *a, const char *dir, struct studio *studio_r, const char **message_r)
{
	struct loading l = {.a = a, .dir = dir};
	struct json_object *json = NULL;
	*studio_r = (struct studio){.families = json_object_new_object()};
	buf_init(&l.names, 4u << 20);
	enum err err = read_json(&l, "studio.json", &json);
	struct json_object *scripts = list_of(json, "scripts");
	if (!err && (!scripts || json_get_int(json, "version", 0) != 1))
		err = fail(&l, "studio.json", "needs \"version\": 1 and \"scripts\"");
	if (!err) {
		struct sandbox_file *files = arena_array(a, json_object_array_length(scripts), sizeof(*files));
		err = read_list(&l, "studio.json", "", scripts, SANDBOX_SCRIPT, files, &studio_r->script_count);
		studio_r->scripts = files;
	}
	if (!err)
		err = load_families(&l, studio_r);
	hash_sha256_hex(l.names.data, l.names.len, studio_r->version);
	buf_free(&l.names);
	json_object_put(json);
	if (err) {
		*message_r = l.message;
		studio_done(studio_r);
	}
	return err;
}

void studio_done(struct studio *studio)
{
	json_object_put(studio->families);
	studio->families = NULL;
}

const struct studio_family *studio_family(const struct studio *studio, const char *key)
{
	for (size_t i = 0; key && i < studio->family_count; i++)
		if (!strcmp(studio->list[i].key, key))
			return &studio->list[i];
	return &studio->list[0];
}
