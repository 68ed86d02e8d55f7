/* SPDX-License-Identifier: ISC */
/* ludctl log: levels of the log by module, in the file that running programs look at (lib/log_levels.h). */
#include "ctl/command.h"
#include "lib/log_levels.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINE_SIZE 128

/* The services may write in the folder, and root reads here: no link is followed, and nothing but a file is read. */
static FILE *open_levels(const char *path)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd >= 0 && (fstat(fd, &st) || !S_ISREG(st.st_mode))) {
		close(fd);
		return NULL;
	}
	return fd >= 0 ? fdopen(fd, "r") : NULL;
}

/* Copies what is there but for one module's line: lines that say a level, and no others. In: from may be NULL. */
static void copy_others(FILE *from, FILE *to, const char *module)
{
	char line[LINE_SIZE], of[LOG_MODULE_SIZE], word[16];
	enum log_level level;
	while (from && fgets(line, sizeof line, from))
		if (sscanf(line, "%63s %15s", of, word) == 2 && strcmp(of, module) != 0 && log_levels_is_module(of) &&
			log_level_parse(word, &level))
			fprintf(to, "%s %s\n", of, word);
}

static int show(const struct conf *conf)
{
	printf("%-24s %s\n", "all others", conf->log_level);
	FILE *f = open_levels(conf->log_levels);
	char module[LOG_MODULE_SIZE], word[16];
	while (f && fscanf(f, "%63s %15s", module, word) == 2)
		printf("%-24s %s\n", module, word);
	if (f)
		fclose(f);
	return 0;
}

static int set(struct context *c, const char *module, const char *level)
{
	const char *path = c->conf->log_levels;
	char *next = arena_printf(c->arena, "%s.XXXXXX", path);
	int fd = mkostemp(next, O_CLOEXEC);
	FILE *from = open_levels(path), *to = fd >= 0 ? fdopen(fd, "w") : NULL;
	bool good = to != NULL;
	if (good) {
		copy_others(from, to, module);
		if (strcmp(level, "default"))
			fprintf(to, "%s %s\n", module, level);
		good = !fchmod(fileno(to), 0644);
		good = !fclose(to) && good && !rename(next, path);
	}
	int wrong = errno;
	if (!good && fd >= 0)
		unlink(next);
	if (from)
		fclose(from);
	return good ? 0 : command_fail("%s: %s", path, strerror(wrong));
}

int log_run(struct context *c)
{
	enum log_level level;
	if (!*c->conf->log_levels)
		return command_fail("there is no [log] levels in the configuration");
	if (c->argc == 0)
		return show(c->conf);
	if (c->argc != 2 || !log_levels_is_module(c->argv[0]) ||
		(!log_level_parse(c->argv[1], &level) && strcmp(c->argv[1], "default")))
		return command_fail("usage: ludctl log MODULE debug|info|warn|error|default, a module like worker/post "
				    "or relay") +
		       1;
	return set(c, c->argv[0], c->argv[1]);
}
