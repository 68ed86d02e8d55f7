/* SPDX-License-Identifier: ISC */
/* graph.json with the files that it names inlined. */
#include "lib/graph_private.h"

#include "lib/json.h"
#include "lib/schema.h"
#include "lib/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define GRAPH_FILE_MAX (256 * 1024)
#define GRAPH_FILES_MAX (8 * 1024 * 1024)

static const struct json_limits limits = {
	.max_bytes = GRAPH_FILE_MAX, .max_depth = 32, .max_keys = 20000, .max_values = 1 << 17};

/* A pipe or a device is opened without waiting, and then refused. Out: NULL with errno. */
static FILE *open_file(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	return fd < 0 ? NULL : fdopen(fd, "rb");
}

/* Out: the file's bytes with a NUL, or NULL with errno; EFBIG when it is too long. */
static char *read_file(struct arena *a, const char *path, size_t *len_r)
{
	struct stat st;
	FILE *f = open_file(path);
	if (!f)
		return NULL;
	char *bytes = NULL;
	if (fstat(fileno(f), &st) == 0 && st.st_size <= GRAPH_FILE_MAX && S_ISREG(st.st_mode)) {
		bytes = arena_alloc(a, (size_t)st.st_size + 1);
		*len_r = fread(bytes, 1, (size_t)st.st_size, f);
	}
	int error = !bytes ? EFBIG : ferror(f) ? EIO : 0;
	fclose(f);
	errno = error;
	return error ? NULL : bytes;
}

static char *file_text(struct graph_reader *r, const char *path, const char *at, size_t *len_r)
{
	char *text = read_file(r->a, path, len_r);
	if (!text)
		graph_problem_add(r, at, "%s: %s", path,
			errno == EFBIG ? "no plain file, or larger than 256 KiB" : strerror(errno));
	else if ((r->bytes += *len_r) > GRAPH_FILES_MAX && r->bytes - *len_r <= GRAPH_FILES_MAX)
		graph_problem_add(r, at, "%s: the graph's files are larger than 8 MiB together", path);
	return r->bytes > GRAPH_FILES_MAX ? NULL : text;
}

static struct json_object *file_json(struct graph_reader *r, const char *path, const char *at)
{
	struct json_object *value = NULL;
	struct json_problem problem = {0};
	size_t len;
	const char *text = file_text(r, path, at, &len);
	if (!text)
		return NULL;
	if (json_parse(text, len, &limits, &problem, &value))
		graph_problem_add(r, at, "%s: byte %zu: %s", path, problem.offset, problem.message);
	else if (!json_object_is_type(value, json_type_object)) {
		graph_problem_add(r, at, "%s: has to be a JSON object", path);
		json_object_put(value);
		value = NULL;
	}
	return value;
}

static void inline_prompt(struct graph_reader *r, struct json_object *obj, const char *path, const char *at)
{
	size_t len;
	char *text = file_text(r, path, at, &len);
	if (!text)
		return;
	if (!utf8_valid(text, len) || memchr(text, 0, len)) {
		graph_problem_add(r, at, "%s: is not UTF-8 text", path);
		return;
	}
	if (strspn(text, " \t\r\n") == len) {
		graph_problem_add(r, at, "%s: is empty; say what the agent is to do", path);
		return;
	}
	json_object_object_add(obj, "prompt_text", json_object_new_string_len(text, (int)len));
}

/* What the schema says has to be what documents are held against: a keyword that is not known would be no rule. */
static void check_schema(struct graph_reader *r, struct json_object *schema, const char *path, const char *at)
{
	struct schema_problem *problem = NULL;
	schema_load(r->a, schema, &problem);
	for (; problem; problem = problem->next)
		graph_problem_add(r, at, "%s: %s: %s", path, problem->pointer, problem->message);
}

static void inline_files(struct graph_reader *r, const char *dir, struct json_object *obj, const char *at)
{
	const char *prompt = json_get_string(obj, "prompt", NULL), *schema = json_get_string(obj, "schema", NULL);
	if (prompt && graph_is_path(prompt))
		inline_prompt(r, obj, arena_printf(r->a, "%s/%s", dir, prompt), arena_printf(r->a, "%s/prompt", at));
	if (schema && graph_is_path(schema)) {
		const char *path = arena_printf(r->a, "%s/%s", dir, schema);
		struct json_object *value = file_json(r, path, arena_printf(r->a, "%s/schema", at));
		if (!value)
			return;
		check_schema(r, value, path, arena_printf(r->a, "%s/schema", at));
		json_object_object_add(obj, "schema_json", value);
	}
}

static void inline_nodes(struct graph_reader *r, const char *dir, struct json_object *root)
{
	struct json_object *nodes = json_get(root, "nodes");
	if (!json_object_is_type(nodes, json_type_object))
		return;
	json_object_object_foreach(nodes, name, node)
	{
		if (!graph_is_name(name) || !json_object_is_type(node, json_type_object))
			continue; /* graph_load says so */
		const char *at = arena_printf(r->a, "/nodes/%s", name);
		inline_files(r, dir, node, at);
		struct json_object *worker = json_get(node, "worker");
		if (json_object_is_type(worker, json_type_object))
			inline_files(r, dir, worker, arena_printf(r->a, "%s/worker", at));
	}
}

/* Problems of graph_load, with the file's name. */
static void check_bundle(struct graph_reader *r, const char *path, struct json_object *root)
{
	const struct graph *g;
	struct graph_problem *p = NULL;
	graph_load(r->a, root, &g, &p);
	for (; p; p = p->next)
		graph_problem_add(r, p->pointer, "%s: %s", path, p->message);
}

enum err graph_bundle(
	struct arena *a, const char *dir, struct json_object **bundle_r, struct graph_problem **problems_r)
{
	struct graph_reader r;
	graph_reader_init(&r, a);
	const char *path = arena_printf(a, "%s/graph.json", dir);
	struct json_object *root = file_json(&r, path, "");
	if (root) {
		inline_nodes(&r, dir, root);
		check_bundle(&r, path, root);
	}
	*problems_r = r.first;
	*bundle_r = NULL;
	if (r.count) {
		json_object_put(root);
		return ERR_INPUT;
	}
	*bundle_r = root;
	return ERR_OK;
}
