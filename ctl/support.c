/* SPDX-License-Identifier: ISC */
/*
 * ludctl support FILE.tar.gz: what somebody who helps needs to see, and no secret: versions, settings with secrets as
 * ***, doctor, queue, maintenance, the end of the log. Before it is packed every file is searched for the
 * installation's own secrets.
 */
#include "ctl/vault.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define FILE_MAX (4u << 20)

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

static bool holds(const char *text, size_t len, const char *secret)
{
	return secret && strlen(secret) >= 8 && memmem(text, len, secret, strlen(secret));
}

/* The password in an address of the form scheme://name:password@host. Out: NULL without one. */
static const char *password_of(struct arena *a, const char *url)
{
	const char *from = strstr(url, "://"), *at = from ? strchr(from, '@') : NULL;
	const char *colon = at ? memchr(from + 3, ':', (size_t)(at - from - 3)) : NULL;
	return colon ? arena_strndup(a, colon + 1, (size_t)(at - colon - 1)) : NULL;
}

static bool is_clean(struct context *c, const char *path)
{
	const struct conf *conf = c->conf;
	const char *const secrets[] = {conf->secret_key, conf->anthropic_api_key, conf->openai_api_key,
		conf->mail_password, password_of(c->arena, conf->database_url), password_of(c->arena, conf->redis_url)};
	FILE *f = fopen(path, "re");
	char *text = f ? malloc(FILE_MAX) : NULL;
	size_t len = text ? fread(text, 1, FILE_MAX, f) : 0;
	bool clean = text != NULL;
	for (size_t i = 0; clean && i < sizeof secrets / sizeof *secrets; i++)
		clean = !holds(text, len, secrets[i]);
	free(text);
	if (f)
		fclose(f);
	return clean;
}

static bool all_clean(struct context *c, const char *dir)
{
	DIR *d = opendir(dir);
	bool clean = d != NULL;
	for (struct dirent *e; clean && (e = readdir(d));) {
		if (*e->d_name == '.')
			continue;
		clean = is_clean(c, arena_printf(c->arena, "%s/%s", dir, e->d_name)) ||
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
