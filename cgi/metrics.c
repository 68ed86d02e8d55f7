/* SPDX-License-Identifier: ISC */
#include "cgi/metrics.h"

#include "cgi/auth.h"
#include "cgi/figures.h"
#include "cgi/route.h"
#include "cgi/shared.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

static const int statuses[METRICS_STATUSES - 1] = {200, 201, 202, 204, 206, 301, 302, 303, 304, 400, 401, 402, 403, 404,
	405, 406, 408, 409, 410, 412, 413, 415, 416, 422, 428, 429, 500, 501, 502, 503, 504};
static const int bounds_us[METRICS_BUCKETS - 1] = {
	500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 1000000, 5000000};
static const char *const bounds[METRICS_BUCKETS] = {
	"0.0005", "0.001", "0.0025", "0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "1", "5", "+Inf"};
static const char *const methods[] = {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"};

int64_t metrics_now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void add(_Atomic uint64_t *counter, uint64_t n)
{
	atomic_fetch_add_explicit(counter, n, memory_order_relaxed);
}

static uint64_t get(const _Atomic uint64_t *counter)
{
	return atomic_load_explicit(counter, memory_order_relaxed);
}

void metrics_count(struct metrics *m, const struct request *req, int status, int64_t begun)
{
	int64_t took = metrics_now() - begun;
	size_t i = 0, b = 0, r = METRICS_ROUTES - 1;
	if (!m)
		return;
	if (req->route && req->route - routes < METRICS_ROUTES - 1)
		r = (size_t)(req->route - routes);
	while (i < METRICS_STATUSES - 1 && statuses[i] != status)
		i++;
	while (b < METRICS_BUCKETS - 1 && took > bounds_us[b])
		b++;
	add(&m->routes[r].statuses[i], 1);
	add(&m->routes[r].buckets[b], 1);
	add(&m->routes[r].microseconds, took > 0 ? (uint64_t)took : 0);
}

static void put_labels(struct buf *b, size_t r)
{
	bool known = r < METRICS_ROUTES - 1;
	buf_printf(b, "method=\"%s\",route=\"%s\"", known ? methods[routes[r].method] : "other",
		known ? routes[r].path : "none");
}

/* Calls put for each row that was asked for. */
static void each(
	struct buf *b, const struct metrics *m, void (*put)(struct buf *, const struct metrics_route *, size_t))
{
	for (size_t r = 0; r < METRICS_ROUTES - 1 && routes[r].path; r++)
		put(b, &m->routes[r], r);
	put(b, &m->routes[METRICS_ROUTES - 1], METRICS_ROUTES - 1);
}

static void put_requests(struct buf *b, const struct metrics_route *route, size_t r)
{
	for (size_t i = 0; i < METRICS_STATUSES; i++) {
		uint64_t n = get(&route->statuses[i]);
		if (!n)
			continue;
		buf_puts(b, "http_requests_total{");
		put_labels(b, r);
		buf_printf(b, ",status=\"%d\"} %" PRIu64 "\n", i < METRICS_STATUSES - 1 ? statuses[i] : 0, n);
	}
}

static void put_durations(struct buf *b, const struct metrics_route *route, size_t r)
{
	uint64_t sum = 0, all = 0;
	for (size_t i = 0; i < METRICS_BUCKETS; i++)
		all += get(&route->buckets[i]);
	if (!all)
		return;
	for (size_t i = 0; i < METRICS_BUCKETS; i++) {
		sum = i < METRICS_BUCKETS - 1 ? sum + get(&route->buckets[i]) : all;
		buf_puts(b, "http_request_duration_seconds_bucket{");
		put_labels(b, r);
		buf_printf(b, ",le=\"%s\"} %" PRIu64 "\n", bounds[i], sum < all ? sum : all);
	}
	buf_puts(b, "http_request_duration_seconds_sum{");
	put_labels(b, r);
	buf_printf(b, "} %.6f\nhttp_request_duration_seconds_count{", (double)get(&route->microseconds) / 1e6);
	put_labels(b, r);
	buf_printf(b, "} %" PRIu64 "\n", all);
}

static void put_one(struct buf *b, const char *name, const char *type, const char *help, int64_t value)
{
	buf_printf(b, "# HELP %s %s\n# TYPE %s %s\n%s %" PRId64 "\n", name, help, name, type, name, value);
}

static void put_children(struct buf *b, const struct shared *s)
{
	int64_t alive = 0, busy = 0;
	for (size_t i = 0; i < sizeof s->children / sizeof *s->children; i++) {
		alive += atomic_load(&s->children[i].pid) != 0;
		busy += atomic_load(&s->children[i].pid) != 0 && atomic_load(&s->children[i].busy_since) != 0;
	}
	put_one(b, "ludwright_api_children", "gauge", "Processes that serve requests.", alive);
	put_one(b, "ludwright_api_children_busy", "gauge", "Of these, those in a request.", busy);
}

/* Gauges of the database, where it is there: each is a look at an index. */
static void put_database(struct api *api, struct buf *b)
{
	PGresult *r = NULL;
	enum err err = api->db ? db_query(api->db, &api->arena, "metrics", 0, NULL, &r, NULL) : ERR_UNAVAILABLE;
	put_one(b, "ludwright_database_up", "gauge", "Whether the database answers.", !err);
	put_one(b, "ludwright_redis_up", "gauge", "Whether Redis answers.", redis_ping(api->redis) == ERR_OK);
	if (!err) {
		put_one(b, "checkpoints_pending", "gauge", "Checkpoints that wait for a person.", db_int(r, 0, 0, 0));
		put_one(b, "celery_tasks_queued", "gauge", "Jobs in the queue, 10000 at most.", db_int(r, 0, 1, 0));
		put_one(b, "database_connections_active", "gauge", "Connections to this database.", db_int(r, 0, 2, 0));
		put_one(b, "ludwright_audit_unsealed_seconds", "gauge",
			"Age of the oldest row of the last 1000 that is not sealed.", db_int(r, 0, 3, 0));
		put_one(b, "ludwright_workers", "gauge", "Worker processes that are alive.", db_int(r, 0, 4, 0));
		put_one(b, "ludwright_dead_jobs", "gauge", "Jobs that were given up, 10000 at most.", db_int(r, 0, 5, 0));
	}
	PQclear(r);
}

/* From the machine itself, or by an admin; for others there is no such thing. That it is the machine itself nginx says,
 * of a listen of its own: an address of loopback may be that of a proxy in front, and then everybody's. */
static enum err allowed(struct api *api, struct request *req, struct response *res)
{
	const char *local = request_variable(req, "LUDWRIGHT_LOCAL");
	if (local && strcmp(local, "on") == 0)
		return ERR_OK;
	enum err err = api->db ? auth_bearer(api, req, res) : ERR_UNAVAILABLE;
	if (!err && strcmp(req->who.role, "admin") != 0)
		err = ERR_NOT_FOUND;
	return err ? err : auth_token_may(req, res, SCOPE_ADMIN);
}

enum err metrics_get(struct api *api, struct request *req, struct response *res)
{
	struct buf *b = &res->body;
	enum err err = allowed(api, req, res);
	if (err)
		return err;
	if (api->shared) {
		const struct metrics *m = &api->shared->metrics;
		buf_puts(b, "# HELP http_requests_total Requests answered.\n# TYPE http_requests_total counter\n");
		each(b, m, put_requests);
		buf_puts(b, "# HELP http_request_duration_seconds From the request's arrival to its answer.\n"
			    "# TYPE http_request_duration_seconds histogram\n");
		each(b, m, put_durations);
		put_one(b, "ludwright_api_database_errors_total", "counter", "Requests that the database failed.",
			(int64_t)get(&m->database_errors));
		put_children(b, api->shared);
	}
	put_database(api, b);
	figures_print(api, b);
	res->type = "text/plain; version=0.0.4; charset=utf-8";
	return ERR_OK;
}
