/* SPDX-License-Identifier: ISC */
#include "cgi/relay_figures.h"

#include <glob.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#define TEXT_MAX (256u << 10)
#define RELAYS_MAX 16
#define WAIT_US 300000

/* The answers; each ends with a line's end. */
struct answers {
	char *texts[RELAYS_MAX]; /* whole answers, owned */
	const char *bodies[RELAYS_MAX];
	int n;
	int sockets; /* that were there to be asked */
};

static int connect_relay(const char *path)
{
	struct sockaddr_un to = {.sun_family = AF_UNIX};
	struct timeval limit = {.tv_usec = WAIT_US};
	if (!*path || strlen(path) >= sizeof to.sun_path)
		return -1;
	memcpy(to.sun_path, path, strlen(path));
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
	if (connect(fd, (struct sockaddr *)&to, sizeof to)) {
		close(fd);
		return -1;
	}
	return fd;
}

/* The relay ends the connection after its answer. */
static size_t read_all(int fd, char *text, size_t max)
{
	size_t len = 0;
	ssize_t n;
	while (len < max && (n = recv(fd, text + len, max - len, 0)) > 0)
		len += (size_t)n;
	text[len] = '\0';
	return len;
}

/* One process of a relay answers for all of it. */
static void ask(const char *path, struct answers *all)
{
	static const char request[] = "GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
	struct stat st;
	if (lstat(path, &st) || !S_ISSOCK(st.st_mode))
		return;
	all->sockets++;
	int fd = all->n < RELAYS_MAX ? connect_relay(path) : -1;
	char *text = fd >= 0 ? malloc(TEXT_MAX + 1) : NULL;
	bool good = text && send(fd, request, sizeof request - 1, MSG_NOSIGNAL) == (ssize_t)(sizeof request - 1) &&
		    read_all(fd, text, TEXT_MAX) > 0 && !strncmp(text, "HTTP/1.1 200", 12);
	const char *body = good ? strstr(text, "\r\n\r\n") : NULL;
	if (body) {
		all->texts[all->n] = text;
		all->bodies[all->n++] = body + 4;
	} else {
		free(text);
	}
	if (fd >= 0)
		close(fd);
}

/* relay.socket itself, and relay-*.sock beside it. */
static void ask_all(const char *path, struct answers *all)
{
	char pattern[sizeof(((struct sockaddr_un *)0)->sun_path) + 2];
	size_t n = strlen(path);
	glob_t found = {0};
	ask(path, all);
	if (n < 5 || n + 3 > sizeof pattern || strcmp(path + n - 5, ".sock"))
		return;
	snprintf(pattern, sizeof pattern, "%.*s-*.sock", (int)(n - 5), path);
	if (!glob(pattern, 0, NULL, &found))
		for (size_t i = 0; i < found.gl_pathc; i++)
			ask(found.gl_pathv[i], all);
	globfree(&found);
}

/* The value of a sample, 0 where it is not. In: its name with labels and the space after them. */
static double value_in(const char *body, const char *name, size_t len)
{
	for (const char *at = body; (at = memmem(at, strlen(at), name, len)); at += len)
		if (at == body || at[-1] == '\n')
			return strtod(at + len, NULL);
	return 0;
}

static void print_sum(const struct answers *all, const char *line, size_t len, struct buf *b)
{
	const char *space = memrchr(line, ' ', len);
	double sum = 0;
	if (!space)
		return;
	size_t name = (size_t)(space + 1 - line);
	for (int i = 0; i < all->n; i++)
		sum += value_in(all->bodies[i], line, name);
	buf_put(b, line, name);
	buf_printf(b, "%.15g\n", sum);
}

/* All relays have the same samples. */
static void print_all(const struct answers *all, struct buf *b)
{
	for (const char *line = all->bodies[0], *end; (end = strchr(line, '\n')); line = end + 1) {
		if (*line == '#')
			buf_put(b, line, (size_t)(end + 1 - line));
		else
			print_sum(all, line, (size_t)(end - line), b);
	}
}

void relay_figures_print(const char *path, struct buf *b)
{
	struct answers all = {.n = 0};
	ask_all(path, &all);
	if (all.n == 1)
		buf_puts(b, all.bodies[0]);
	else if (all.n)
		print_all(&all, b);
	buf_printf(b,
		"# HELP ludwright_relay_up How many relays of this host answer.\n# TYPE ludwright_relay_up "
		"gauge\nludwright_relay_up %d\n"
		"# HELP ludwright_relay_sockets How many relays of this host left a socket, or should answer.\n"
		"# TYPE ludwright_relay_sockets gauge\nludwright_relay_sockets %d\n",
		all.n, all.sockets);
	for (int i = 0; i < all.n; i++)
		free(all.texts[i]);
}
