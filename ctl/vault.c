/* SPDX-License-Identifier: ISC */
#include "ctl/vault.h"

#include "ctl/chain.h"
#include "lib/json.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define PIECE 65536
#define MANIFEST_MAX 65536

static void set_connection(const char *url)
{
	char *message = NULL;
	PQconninfoOption *options = PQconninfoParse(url, &message);
	for (PQconninfoOption *o = options; o && o->keyword; o++)
		if (o->val && o->envvar)
			setenv(o->envvar, o->val, 1);
	PQconninfoFree(options);
	PQfreemem(message);
}

int vault_run(struct context *c, const char *const *argv)
{
	int status = 0;
	fflush(stdout);
	pid_t us = getpid(), pid = fork();
	if (pid == 0) {
		if (prctl(PR_SET_PDEATHSIG, SIGTERM) || getppid() != us)
			_exit(127); /* it is not to finish alone what we were killed in */
		set_connection(c->conf->database_url);
		execvp(argv[0], (char *const *)argv);
		fprintf(stderr, "ludctl: %s: %s\n", argv[0], strerror(errno));
		_exit(127);
	}
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return 0;
	command_fail("%s failed", argv[0]);
	return 1;
}

bool vault_hash(const char *path, char hex_r[HASH_HEX_SIZE])
{
	static char piece[PIECE];
	FILE *f = fopen(path, "rbe");
	struct hash_stream *h = f ? hash_stream_new() : NULL;
	if (!f) {
		command_fail("%s: %s", path, strerror(errno));
		return false;
	}
	for (size_t n; (n = fread(piece, 1, sizeof piece, f)) > 0;)
		hash_stream_put(h, piece, n);
	bool good = !ferror(f);
	hash_stream_end(h, hex_r);
	fclose(f);
	if (!good)
		command_fail("%s cannot be read", path);
	return good;
}

static void take_hash(struct json_object *o, const char *key, char hex_r[HASH_HEX_SIZE])
{
	snprintf(hex_r, HASH_HEX_SIZE, "%s", json_get_string(o, key, ""));
}

bool vault_read(struct context *c, const char *backup, struct vault_manifest *manifest_r)
{
	char *path = arena_printf(c->arena, "%s/manifest.json", backup),
	     *text = arena_alloc(c->arena, MANIFEST_MAX + 1);
	FILE *f = fopen(path, "rbe");
	struct json_object *o = NULL;
	size_t len = f ? fread(text, 1, MANIFEST_MAX, f) : 0;
	if (f)
		fclose(f);
	if (!f || json_parse(text, len, &json_limits_trust, NULL, &o) || json_get_int(o, "version", 0) != 1) {
		json_object_put(o);
		command_fail("%s is no backup of ludctl, or not a whole one", backup);
		return false;
	}
	*manifest_r = (struct vault_manifest){.contents = json_get_int(o, "contents", -1),
		.bytes = json_get_int(o, "bytes", -1),
		.missing = json_get_int(o, "missing", 0),
		.migration = json_get_int(o, "migration", 0),
		.created_at = arena_strdup(c->arena, json_get_string(o, "created_at", ""))};
	take_hash(o, "database", manifest_r->database);
	take_hash(o, "list", manifest_r->list);
	json_object_put(o);
	return true;
}

static bool sync_file(FILE *f)
{
	bool good = !ferror(f) && !fflush(f) && !fsync(fileno(f));
	return !fclose(f) && good;
}

bool vault_write(struct context *c, const char *backup, const struct vault_manifest *m)
{
	char *path = arena_printf(c->arena, "%s/manifest.json", backup);
	FILE *f = fopen(path, "wbe");
	bool good =
		f && fprintf(f,
			     "{\"version\":1,\"created_at\":\"%s\",\"migration\":%" PRId64
			     ",\"database\":\"%s\",\"list\":\"%s\",\"contents\":%" PRId64 ",\"bytes\":%" PRId64
			     ",\"missing\":%" PRId64 "}\n",
			     m->created_at, m->migration, m->database, m->list, m->contents, m->bytes, m->missing) > 0;
	good = f && sync_file(f) && good;
	if (!good)
		command_fail("%s: %s", path, strerror(errno));
	return good;
}

enum err vault_each(struct arena *a, const char *backup, vault_fn *fn, void *context)
{
	char sha256[HASH_HEX_SIZE], *path = arena_printf(a, "%s/files.list", backup);
	uint64_t bytes;
	FILE *f = fopen(path, "re");
	enum err err = f ? ERR_OK : ERR_SYSTEM;
	int got = 0;
	while (!err && (got = fscanf(f, "%64s %" SCNu64 "\n", sha256, &bytes)) == 2)
		err = fn(context, sha256, bytes);
	if (f)
		fclose(f);
	return !err && got != EOF ? ERR_INPUT : err;
}

static bool copy_file(const char *from, const char *to)
{
	static char piece[PIECE];
	FILE *in = fopen(from, "rbe"), *out = in ? fopen(to, "wbe") : NULL;
	bool good = in && out;
	for (size_t n; good && (n = fread(piece, 1, sizeof piece, in)) > 0;)
		good = fwrite(piece, 1, n, out) == n;
	good = good && !ferror(in);
	if (out)
		good = sync_file(out) && good;
	if (in)
		fclose(in);
	return good;
}

bool vault_copy_heads(struct context *c, const char *from, const char *to)
{
	DIR *dir = opendir(from);
	bool good = true;
	if (!dir)
		return errno == ENOENT || !command_fail("%s: %s", from, strerror(errno));
	if (mkdir(to, 0700) && errno != EEXIST)
		good = !command_fail("%s: %s", to, strerror(errno));
	for (struct dirent *e; good && (e = readdir(dir));) {
		struct stat st;
		char *one = arena_printf(c->arena, "%s/%s", from, e->d_name),
		     *other = arena_printf(c->arena, "%s/%s", to, e->d_name);
		if (!chain_is_heads(e->d_name) || lstat(one, &st) || !S_ISREG(st.st_mode) || access(other, F_OK) == 0)
			continue;
		good = copy_file(one, other) || !command_fail("%s cannot be copied", one);
	}
	closedir(dir);
	return good;
}

struct copy {
	struct store_writer *writer;
	enum err err; /* of writing */
};

static enum err write_piece(void *context, const void *bytes, size_t len)
{
	struct copy *copy = context;
	return copy->err = store_write(copy->writer, bytes, len);
}

enum err vault_content(struct store *from, struct store *to, const char *to_root, const char *sha256, bool *copied_r)
{
	char path[HASH_HEX_SIZE + 1], full[4200], made[HASH_HEX_SIZE];
	struct copy copy = {.err = ERR_OK};
	store_path(sha256, path);
	snprintf(full, sizeof full, "%s/%s", to_root, path);
	*copied_r = access(full, F_OK) != 0;
	if (!*copied_r)
		return ERR_OK;
	enum err err = store_begin(to, &copy.writer);
	if (err)
		return err;
	if ((err = store_read(from, sha256, write_piece, &copy, NULL))) {
		store_abort(copy.writer);
		return err == ERR_SYSTEM && !copy.err ? ERR_BUG : err;
	}
	err = store_end(copy.writer, made);
	return !err && strcmp(made, sha256) != 0 ? ERR_BUG : err;
}
