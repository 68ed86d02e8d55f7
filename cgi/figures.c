/* SPDX-License-Identifier: ISC */
#include "cgi/figures.h"

#include "cgi/relay_figures.h"
#include "cgi/route.h"
#include "lib/counters.h"

#include <hiredis/hiredis.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>

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
	relay_figures_print(api->conf->relay_socket, b);
}
