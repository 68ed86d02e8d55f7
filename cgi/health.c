/* SPDX-License-Identifier: ISC */
/* GET /health and /health/ready: without the database, or with migrations missing, 503; what else is away is named and
 * makes it degraded. */
#include "cgi/migrations.gen.h" /* MIGRATIONS: the newest, which statements may need */
#include "cgi/route.h"

#include "lib/gate.h"

#include <hiredis/hiredis.h>
#include <string.h>
#include <sys/statvfs.h>

#define DISK_MIN (256ull << 20)

enum err health_get(struct api *api, struct request *req, struct response *res)
{
	(void)api;
	(void)req;
	buf_puts(&res->body, "{\"status\":\"healthy\"}");
	return ERR_OK;
}

static void check(struct response *res, const char *name, const char *state)
{
	buf_json_key(&res->body, name);
	buf_json_string(&res->body, state);
}

static bool disk_has_room(struct api *api)
{
	struct statvfs fs;
	return statvfs(api->conf->files_dir, &fs) == 0 && (unsigned long long)fs.f_bavail * fs.f_frsize >= DISK_MIN;
}

/* Whether workers leave a provider alone: see lib/gate.h. */
static bool is_failing(struct api *api, const char *provider)
{
	struct redisReply *reply = NULL;
	struct gate gate = {0};
	const char *args[] = {"GET", arena_printf(&api->arena, "gate:%s", provider)};
	if (!redis_command(api->redis, 2, args, NULL, &reply))
		gate_read(reply->str, &gate);
	if (reply)
		freeReplyObject(reply);
	return gate_failing(&gate);
}

enum err health_ready(struct api *api, struct request *req, struct response *res)
{
	PGresult *r = NULL;
	struct buf *b = &res->body;
	enum err err = api->db ? db_query(api->db, req->arena, "health_ready", 0, NULL, &r, NULL) : ERR_UNAVAILABLE;
	bool migrated = !err && db_int(r, 0, 0, 0) >= MIGRATIONS, workers = !err && db_int(r, 0, 1, 0) > 0;
	bool away = err == ERR_UNAVAILABLE || err == ERR_UNKNOWN || err == ERR_TIMEOUT;
	bool redis = !redis_ping(api->redis), disk = disk_has_room(api);
	bool anthropic = redis && is_failing(api, "anthropic"), openai = redis && is_failing(api, "openai");
	bool providers = !anthropic && !openai;
	PQclear(r);
	buf_json_open(b, '{');
	buf_json_key(b, "status");
	buf_json_string(b, away || !migrated			   ? "not_ready"
			   : redis && disk && workers && providers ? "ready"
								   : "degraded");
	buf_json_key(b, "checks");
	buf_json_open(b, '{');
	check(res, "database", away ? "unhealthy" : "healthy");
	check(res, "migrations", away ? "unknown" : migrated ? "healthy" : "missing");
	check(res, "redis", redis ? "healthy" : "unhealthy");
	check(res, "disk", disk ? "healthy" : "low");
	check(res, "workers", workers ? "healthy" : "away");
	check(res, "providers", providers ? "healthy" : "failing");
	if (!providers)
		check(res, "failing", !openai ? "anthropic" : !anthropic ? "openai" : "anthropic, openai");
	buf_json_close(b, '}');
	buf_json_close(b, '}');
	res->status = away || !migrated ? 503 : 200;
	return ERR_OK;
}
