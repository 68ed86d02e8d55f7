/* SPDX-License-Identifier: ISC */
#include "cgi/maintenance.h"

#include "cgi/route.h"
#include "lib/clock.h"

#include <inttypes.h>
#include <string.h>

#define LOOK_MS 1000

/* Of this process. */
static struct {
	int64_t looked;
	bool active;
	int64_t seconds;
	char message[2048];
} seen;

static void look(struct api *api)
{
	PGresult *r = NULL;
	int64_t now = clock_monotonic_ms();
	if (!api->db || (seen.looked && now - seen.looked < LOOK_MS))
		return;
	if (db_query(api->db, &api->arena, "maintenance", 0, NULL, &r, NULL))
		return; /* what follows will say so itself */
	seen.looked = now;
	seen.active = db_bool(r, 0, 0, false);
	seen.seconds = db_int(r, 0, 2, 60);
	const char *message = db_text(r, 0, 1, "");
	size_t len = strnlen(message, sizeof seen.message - 1);
	while (len && ((unsigned char)message[len] & 0xc0) == 0x80)
		len--; /* between two characters */
	memcpy(seen.message, message, len);
	seen.message[len] = '\0';
	PQclear(r);
}

static bool changes(const struct request *req)
{
	const struct route *route = req->route;
	return route->method != HTTP_GET && route->method != HTTP_HEAD && !(route->flags & ROUTE_ALWAYS);
}

enum err maintenance_refuse(struct api *api, const struct request *req, struct response *res)
{
	if (!changes(req))
		return ERR_OK;
	look(api);
	if (!seen.active)
		return ERR_OK;
	response_header(res, "Retry-After", "%" PRId64, seen.seconds);
	return response_problem(res, ERR_UNAVAILABLE, "MAINTENANCE",
		*seen.message ? seen.message : "Under maintenance: nothing can be changed for a while.");
}
