/* SPDX-License-Identifier: ISC */
#include "lib/log_levels.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define LEVELS_MAX 64
#define FILE_MAX_BYTES 8192

static struct {
	char path[512];
	time_t looked; /* seconds since boot; 0: never */
	struct stat seen;
	int n;
	struct {
		char module[LOG_MODULE_SIZE];
		enum log_level level;
	} rows[LEVELS_MAX];
} levels;

void log_levels_use(const char *path)
{
	memset(&levels, 0, sizeof levels);
	if (path && strlen(path) < sizeof levels.path)
		strcpy(levels.path, path);
}

bool log_levels_is_module(const char *text)
{
	size_t n = strlen(text);
	const char *slash = strchr(text, '/');
	return n > 0 && n < LOG_MODULE_SIZE && strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_/") == n &&
	       *text != '/' && text[n - 1] != '/' && (!slash || !strchr(slash + 1, '/'));
}

static void read_line(const char *line)
{
	char module[LOG_MODULE_SIZE], word[16], rest;
	enum log_level level;
	if (levels.n == LEVELS_MAX || sscanf(line, "%63s %15s %c", module, word, &rest) != 2 ||
		!log_levels_is_module(module) || !log_level_parse(word, &level))
		return;
	strcpy(levels.rows[levels.n].module, module);
	levels.rows[levels.n++].level = level;
}

static void read_file(void)
{
	char text[FILE_MAX_BYTES + 1], *rest = text;
	int fd = open(levels.path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	ssize_t n = fd < 0 ? -1 : read(fd, text, FILE_MAX_BYTES);
	levels.n = 0;
	if (fd >= 0)
		close(fd);
	if (n <= 0)
		return;
	text[n] = '\0';
	for (char *line; (line = strsep(&rest, "\n"));)
		read_line(line);
}

static void look(void)
{
	struct timespec now;
	struct stat st = {0};
	clock_gettime(CLOCK_BOOTTIME, &now);
	if (!*levels.path || (levels.looked && now.tv_sec == levels.looked))
		return;
	levels.looked = now.tv_sec;
	if (stat(levels.path, &st) || !S_ISREG(st.st_mode))
		st = (struct stat){0};
	if (st.st_ino == levels.seen.st_ino && st.st_size == levels.seen.st_size &&
		st.st_mtim.tv_sec == levels.seen.st_mtim.tv_sec && st.st_mtim.tv_nsec == levels.seen.st_mtim.tv_nsec)
		return;
	levels.seen = st;
	read_file();
}

void log_levels_module(const char *file, char module_r[LOG_MODULE_SIZE])
{
	const char *name = strrchr(file, '/'), *from = name;
	while (from && from > file && from[-1] != '/')
		from--;
	if (!from)
		from = file;
	snprintf(module_r, LOG_MODULE_SIZE, "%.*s", (int)strcspn(from, "."), from);
}

enum log_level log_levels_least(const char *file, enum log_level otherwise)
{
	char module[LOG_MODULE_SIZE];
	enum log_level least = otherwise;
	look();
	if (!levels.n)
		return otherwise;
	log_levels_module(file, module);
	size_t folder = strcspn(module, "/");
	for (int i = 0; i < levels.n; i++) {
		const char *name = levels.rows[i].module;
		if (!strcmp(name, module))
			return levels.rows[i].level;
		if (strlen(name) == folder && !strncmp(name, module, folder))
			least = levels.rows[i].level;
	}
	return least;
}
