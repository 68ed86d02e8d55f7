/* SPDX-License-Identifier: ISC */
#include "cgi/figures.h"

#include "cgi/route.h"
#include "lib/counters.h"

#include <hiredis/hiredis.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/statvfs.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#define RELAY_MAX (256u << 10)
#define RELAY_US 300000

static const struct {
	const char *path;
	int status;
	enum counters_family family;
	const char *label;
} acts[] = {
	{"/api/v1/projects", 201, COUNTERS_PROJECTS_CREATED, NULL},
	{"/api/v1/projects/import", 201, COUNTERS_PROJECTS_CREATED, NULL},
	{"/api/v1/projects/{proj}/tweak", 201, COUNTERS_PROJECTS_CREATED, NULL},
	{"/api/v1/snapshots/{snap}/fork", 201, COUNTERS_PROJECTS_CREATED, NULL},
	{"/api/v1/checkpoints/{ckpt}/approve", 200, COUNTERS_CHECKPOINTS_RESOLVED, "approved"},
	{"/api/v1/checkpoints/{ckpt}/reject", 200, COUNTERS_CHECKPOINTS_RESOLVED, "rejected"},
	{"/api/v1/checkpoints/{ckpt}/request-changes", 200, COUNTERS_CHECKPOINTS_RESOLVED, "changes_requested"},
};

void figures_count(struct api *api, const struct request *req, int status)
{
	if (!api->counters || !req->route || req->route->method != HTTP_POST)
		return;
	for (size_t i = 0; i < sizeof acts / sizeof *acts; i++)
		if (acts[i].status == status && !strcmp(acts[i].path, req->route->path))
			counters_add(api->counters, acts[i].family, acts[i].label, 1);
}

static void print_redis(struct api *api, struct buf *b)
{
	struct redisReply *reply = NULL;
	const char *found = NULL;
	if (!redis_command(api->redis, 2, (const char *[]){"INFO", "memory"}, NULL, &reply) && reply && reply->str)
		found = strstr(reply->str, "used_memory:");
	if (found)
		buf_printf(b,
			"# HELP redis_memory_used_bytes Memory that Redis uses.\n# TYPE redis_memory_used_bytes gauge\n"
			"redis_memory_used_bytes %" PRId64 "\n",
			(int64_t)strtoll(found + strlen("used_memory:"), NULL, 10));
	freeReplyObject(reply);
}

static int connect_relay(const char *path)
{
	struct sockaddr_un to = {.sun_family = AF_UNIX};
	struct timeval limit = {.tv_usec = RELAY_US};
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

/* One relay process answers for all of its host. */
static void print_relay(struct api *api, struct buf *b)
{
	static const char ask[] = "GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
	int fd = connect_relay(api->conf->relay_socket);
	char *text = fd >= 0 ? malloc(RELAY_MAX + 1) : NULL;
	bool good = text && send(fd, ask, sizeof ask - 1, MSG_NOSIGNAL) == (ssize_t)(sizeof ask - 1) &&
		    read_all(fd, text, RELAY_MAX) > 0;
	const char *body = good && !strncmp(text, "HTTP/1.1 200", 12) ? strstr(text, "\r\n\r\n") : NULL;
	if (body)
		buf_puts(b, body + 4);
	buf_printf(b,
		"# HELP ludwright_relay_up Whether the relay of this host answers.\n# TYPE ludwright_relay_up "
		"gauge\nludwright_relay_up %d\n",
		body != NULL);
	free(text);
	if (fd >= 0)
		close(fd);
}

static void print_disk(struct api *api, struct buf *b)
{
	struct statvfs fs;
	if (statvfs(api->conf->files_dir, &fs) == 0)
		buf_printf(b,
			"# HELP ludwright_disk_free_bytes Room where files are kept.\n# TYPE ludwright_disk_free_bytes gauge\n"
			"ludwright_disk_free_bytes %" PRIu64 "\n",
			(uint64_t)fs.f_bavail * fs.f_frsize);
}

void figures_print(struct api *api, struct buf *b)
{
	print_disk(api, b);
	counters_print(api->counters, b);
	print_redis(api, b);
	print_relay(api, b);
}
