/* SPDX-License-Identifier: ISC */
/*
 * ludctl support FILE.tar.gz: what somebody who helps needs to see, and no secret: versions, settings with secrets as
 * ***, doctor, queue, maintenance, the end of the log. Before it is packed every file is searched for the
 * installation's own secrets.
 */
#include "ctl/vault.h"
#include "lib/conf_keys.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define PIECE 65536
#define OVERLAP 16384 /* longer than a value of the configuration */
#define SECRETS_MAX 128
#define SECRET_MIN 8
#define ROOTS_MAX 65536

static const struct {
	const char *file, *words[4];
} parts[] = {
	{"version", {"--version"}},
	{"settings", {"config", "show"}},
	{"doctor", {"doctor"}},
	{"queue", {"queue", "status"}},
	{"dead", {"queue", "dead"}},
	{"maintenance", {"maintenance", "status"}},
	{"retention", {"retention", "--dry-run"}},
};

/* Runs this program, or another, with its output into a file. What it says is what is wanted, whatever its status. */
static void capture(const char *path, const char *const *argv)
{
	pid_t pid = fork();
	if (pid == 0) {
		int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
		dup2(fd, STDOUT_FILENO);
		dup2(fd, STDERR_FILENO);
		execvp(argv[0], (char *const *)argv);
		_exit(127);
	}
	while (pid > 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
}

/* What must not be in a bundle. Shorter ones are words that a log may hold by chance. */
struct secrets {
	const char *list[SECRETS_MAX];
	size_t n;
};

static void add(struct secrets *s, const char *secret)
{
	size_t len = secret ? strlen(secret) : 0;
	if (len >= SECRET_MIN && len < OVERLAP && s->n < SECRETS_MAX)
		s->list[s->n++] = secret;
}

/* The password in an address of the form scheme://name:password@host. Out: NULL without one. */
static const char *password_of(struct arena *a, const char *url)
{
	const char *from = strstr(url, "://"), *end = from ? from + 3 + strcspn(from + 3, "/?#") : NULL;
	const char *at = from ? memrchr(from, '@', (size_t)(end - from)) : NULL;
	const char *colon = at ? memchr(from + 3, ':', (size_t)(at - from - 3)) : NULL;
	return colon ? arena_strndup(a, colon + 1, (size_t)(at - colon - 1)) : NULL;
}

/* The password as libpq reads it: of a conninfo, and without percent signs of an address. */
static const char *database_password(struct arena *a, const char *url)
{
	PQconninfoOption *options = PQconninfoParse(url, NULL);
	const char *password = NULL;
	for (PQconninfoOption *o = options; o && o->keyword; o++)
		if (o->val && !strcmp(o->keyword, "password"))
			password = arena_strdup(a, o->val);
	PQconninfoFree(options);
	return password;
}

/* The lines of a file of roots. */
static void add_roots(struct secrets *s, struct arena *a, const char *path)
{
	char *text = arena_alloc(a, ROOTS_MAX + 1), *rest = NULL;
	FILE *f = *path ? fopen(path, "re") : NULL;
	text[f ? fread(text, 1, ROOTS_MAX, f) : 0] = '\0';
	if (f)
		fclose(f);
	for (char *line = strtok_r(text, "\r\n", &rest); line; line = strtok_r(NULL, "\r\n", &rest))
		if (*line != '#')
			add(s, line);
}

/* Every value that the configuration calls a secret; of addresses the password alone. */
static struct secrets collect_secrets(struct context *c)
{
	struct secrets s = {.n = 0};
	for (const struct conf_key *key = conf_keys; key->section; key++) {
		if (key->type == CONF_BOOL || key->type == CONF_INT || key->type == CONF_SIZE)
			continue;
		const char *value = *(const char *const *)((const char *)c->conf + key->offset);
		if (value && strstr(value, "://"))
			add(&s, password_of(c->arena, value));
		else if (key->secret && value != c->conf->database_url)
			add(&s, value);
	}
	add(&s, database_password(c->arena, c->conf->database_url));
	add_roots(&s, c->arena, c->conf->data_keys);
	return s;
}

static bool holds_any(const char *text, size_t len, const struct secrets *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (memmem(text, len, s->list[i], strlen(s->list[i])))
			return true;
	return false;
}

/* Piece by piece; each begins with the end of the one before, so that nothing hides between two. */
static bool is_clean(const char *path, const struct secrets *s)
{
	static char text[OVERLAP + PIECE];
	FILE *f = fopen(path, "re");
	size_t kept = 0, n;
	bool clean = f != NULL;
	while (clean && (n = fread(text + kept, 1, PIECE, f)) > 0) {
		clean = !holds_any(text, kept + n, s);
		size_t keep = kept + n < OVERLAP ? kept + n : OVERLAP;
		memmove(text, text + kept + n - keep, keep);
		kept = keep;
	}
	if (f)
		fclose(f);
	return clean;
}

static bool all_clean(struct context *c, const char *dir)
{
	struct secrets secrets = collect_secrets(c);
	DIR *d = opendir(dir);
	bool clean = d != NULL;
	for (struct dirent *e; clean && (e = readdir(d));) {
		if (*e->d_name == '.')
			continue;
		clean = is_clean(arena_printf(c->arena, "%s/%s", dir, e->d_name), &secrets) ||
			!command_fail("%s holds a secret: nothing was packed; please report this", e->d_name);
	}
	if (d)
		closedir(d);
	return clean;
}

static void collect(struct context *c, const char *dir)
{
	struct arena *a = c->arena;
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		const char *const *w = parts[i].words;
		const char *const argv[] = {"/proc/self/exe", w[0], w[1], w[2], NULL};
		capture(arena_printf(a, "%s/%s.txt", dir, parts[i].file), argv);
	}
	const char *const system[] = {"sh", "-c",
		"cat /etc/os-release; uname -a; nproc; free -m; df -h; nginx -v; psql --version; redis-server "
		"--version",
		NULL};
	capture(arena_printf(a, "%s/system.txt", dir), system);
	if (*c->conf->log_path)
		capture(arena_printf(a, "%s/log.txt", dir),
			(const char *const[]){"tail", "-n", "2000", c->conf->log_path, NULL});
}

int support_run(struct context *c)
{
	char dir[] = "/tmp/ludwright-support-XXXXXX";
	umask(077);
	if (!mkdtemp(dir))
		return command_fail("%s: %s", dir, strerror(errno));
	collect(c, dir);
	const char *const pack[] = {"tar", "-czf", c->argv[0], "-C", dir, ".", NULL};
	const char *const clear[] = {"rm", "-rf", "--", dir, NULL};
	int status = all_clean(c, dir) ? vault_run(c, pack) : 1;
	vault_run(c, clear);
	if (!status)
		printf("%s: look through it before you send it\n", c->argv[0]);
	return status;
}
