/* SPDX-License-Identifier: ISC */
#include "cgi/dispatch.h"
#include "cgi/where.h"

#include "cgi/auth.h"
#include "cgi/cors.h"
#include "cgi/figures.h"
#include "cgi/format.h"
#include "cgi/idem.h"
#include "cgi/limit.h"
#include "cgi/maintenance.h"
#include "cgi/page.h"
#include "cgi/shared.h"
#include "lib/json.h"
#include "lib/log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define PARAMS_MAX 12

/* The route's letters -> parameters; route.h says what each means. */
static int collect(struct request *req, struct db_param params[PARAMS_MAX])
{
	const struct route *route = req->route;
	int n = 0;
	for (const char *p = route->params; *p; p++) {
		const char *value = NULL;
		switch (*p) {
		case 'u':
			value = req->who.user;
			break;
		case 's':
			value = *req->who.session ? req->who.session : NULL;
			break;
		case 't':
			value = req->secret_hash;
			break;
		case 'x':
			value = req->secret_start;
			break;
		case '1':
		case '2':
			value = req->ids[*p - '1'];
			break;
		case 'b':
			value = req->input ? req->input : "{}";
			break;
		case 'f':
			value = req->filter;
			break;
		case 'v':
			value = req->if_match;
			break;
		case 'w':
			value = route->word;
			break;
		case 'p':
			value = route->role;
			break;
		case 'a':
			value = *req->address ? req->address : NULL;
			break;
		case 'r':
			value = req->id;
			break;
		case 'l':
			value = arena_printf(req->arena, "%d", req->limit + 1);
			break;
		case 'k':
			params[n++] = DB_TEXT(req->cursor[0]);
			if (!strchr(route_cursor(req), ','))
				continue;
			value = req->cursor[1];
			break;
		default:
			abort();
		}
		params[n++] = DB_TEXT(value);
	}
	return n;
}

enum err dispatch_query(struct api *api, struct request *req, struct response *res, PGresult **result_r)
{
	struct db_param params[PARAMS_MAX];
	struct db_error said = {.sqlstate = ""};
	int n = collect(req, params);
	enum err err = db_query(api->db, req->arena, route_statement(req), n, params, result_r, &said);
	return err ? response_refusal(res, err, &said) : ERR_OK;
}

enum err dispatch_ask(struct api *api, struct response *res, const char *statement, int n,
	const struct db_param *params, PGresult **result_r)
{
	struct db_error said = {.sqlstate = ""};
	enum err err = db_query(api->db, &api->arena, statement, n, params, result_r, &said);
	return err ? response_refusal(res, err, &said) : ERR_OK;
}

enum err dispatch_run(struct api *api, const char *statement, int n, const struct db_param *params)
{
	PGresult *r = NULL;
	enum err err = db_query(api->db, &api->arena, statement, n, params, &r, NULL);
	PQclear(r);
	return err;
}

static enum err answer_row(struct request *req, struct response *res, const PGresult *r)
{
	if (!PQntuples(r))
		return ERR_NOT_FOUND;
	if (req->route->flags & ROUTE_EMPTY) {
		res->status = 204;
		return ERR_OK;
	}
	if (req->route->flags & ROUTE_CREATED)
		res->status = 201;
	enum err err = format_object(r, 0, res);
	if (!err)
		response_same(res, req);
	return err;
}

static enum err then_row(struct api *api, struct request *req, struct response *res, const PGresult *written)
{
	char id[37];
	PGresult *r = NULL;
	if (!PQntuples(written))
		return ERR_NOT_FOUND;
	db_uuid(written, 0, 0, id);
	struct db_param params[] = {DB_TEXT(req->who.user), DB_TEXT(id)};
	enum err err = db_query(api->db, req->arena, req->route->then, 2, params, &r, NULL);
	if (!err)
		err = answer_row(req, res, r);
	PQclear(r);
	return err;
}

static enum err act(struct api *api, struct request *req, struct response *res)
{
	PGresult *r = NULL;
	enum err err = dispatch_query(api, req, res, &r);
	if (!err && req->route->then)
		err = then_row(api, req, res, r);
	else if (!err && req->route->flags & ROUTE_LIST)
		err = page_format(api, req, r, res);
	else if (!err)
		err = answer_row(req, res, r);
	PQclear(r);
	return err;
}

/* Several statements are one transaction; inside one, nothing is tried again by lib/db. */
static enum err act_together(struct api *api, struct request *req, struct response *res, const char *key)
{
	bool replayed = false;
	enum err err = db_begin(api->db);
	if (err)
		return err;
	if (key)
		err = idem_begin(api, req, res, key, req->input ? req->input : "", &replayed);
	if (!err && !replayed)
		err = act(api, req, res);
	if (!err && key && !replayed)
		err = idem_end(api, req, res, key);
	if (!err)
		return db_commit(api->db);
	db_rollback(api->db);
	return err;
}

enum err dispatch_act(struct api *api, struct request *req, struct response *res)
{
	const char *key = NULL;
	enum err err = idem_key(req, res, &key);
	if (err)
		return err;
	if (!key && !req->route->then)
		return act(api, req, res);
	for (int tries = 0;; tries++) {
		err = act_together(api, req, res, key);
		if (err != ERR_RETRY || tries == 3)
			return err;
		response_clear(res);
	}
}

static void read_if_match(struct request *req)
{
	const char *sent = request_variable(req, "HTTP_IF_MATCH");
	if (!sent || !strcmp(sent, "*"))
		return;
	if (!strncmp(sent, "W/", 2))
		sent += 2;
	char *text = arena_strdup(req->arena, sent + (*sent == '"'));
	text[strcspn(text, "\"")] = '\0';
	size_t digits = strspn(text, "0123456789");
	/* what is no version of ours is an outdated one */
	req->if_match = digits && digits == strlen(text) && digits < 10 ? text : "0";
}

static enum err read_query(struct api *api, struct request *req, struct response *res)
{
	struct json_object *object = NULL;
	bool list = req->route->flags & ROUTE_LIST;
	enum err err = fields_query(req->route->query, list ? page_query : NULL, req->arena, req->query, &object, res);
	if (!err && list)
		err = page_read(api, req, object, res);
	else if (!err && req->route->query)
		req->filter = json_text(req->arena, object);
	json_object_put(object);
	return err;
}

static enum err parse_body(struct request *req, struct response *res, const char *text, size_t len)
{
	struct json_problem problem = {0};
	enum err err = json_parse(text, len, &json_limits_body, &problem, &req->body);
	if (err) {
		char *message = arena_printf(req->arena, "The body is not JSON that is accepted here: %s at byte %zu.",
			problem.message, problem.offset);
		const char *field = where_in_body(req->arena, text, problem.offset < len ? problem.offset : len);
		if (*field)
			response_field(res, field, problem.message);
		return response_problem(res, ERR_INPUT, "INVALID_JSON", message);
	}
	if (!json_object_is_type(req->body, json_type_object))
		return response_problem(res, ERR_INPUT, NULL, "The body must be a JSON object.");
	return ERR_OK;
}

static enum err read_body(struct api *api, struct request *req, struct response *res)
{
	const struct route *route = req->route;
	char *text = "{}";
	size_t len = 2;
	const char *coding = request_variable(req, "HTTP_CONTENT_ENCODING");
	if (coding && *coding && strcasecmp(coding, "identity") != 0) {
		res->status = 415;
		return response_problem(res, ERR_INPUT, "UNSUPPORTED_MEDIA_TYPE", "The body must not be compressed.");
	}
	if (route->flags & ROUTE_RAW)
		return ERR_OK;
	if (!route->body && req->content_length > 0 && route->method != HTTP_GET)
		return response_problem(res, ERR_INPUT, NULL, "This takes no body.");
	if (!route->body)
		return ERR_OK;
	if (req->content_length > 0 || !(route->flags & ROUTE_BARE)) {
		if (strcmp(req->content_type, "application/json") != 0) {
			res->status = 415;
			return response_problem(
				res, ERR_INPUT, "UNSUPPORTED_MEDIA_TYPE", "The body must be application/json.");
		}
		enum err err = request_body(req, (size_t)api->conf->api_max_body, &text, &len);
		if (err)
			return err;
	}
	enum err err = parse_body(req, res, text, len);
	if (!err)
		err = fields_check(route->body, req->body, res);
	return err;
}

/* All that is wrong is named at once: of the parameters and of the body. */
static enum err read_input(struct api *api, struct request *req, struct response *res)
{
	read_if_match(req);
	enum err query = read_query(api, req, res);
	enum err body = !query || query == ERR_INPUT ? read_body(api, req, res) : ERR_OK;
	return body ? body : query;
}

/* Takes `password` out of the body, so that no statement sees it. */
static enum err step_up(struct api *api, struct request *req, struct response *res)
{
	char *password = NULL;
	const char *sent = json_get_string(req->body, "password", NULL);
	if (sent)
		password = arena_strdup(req->arena, sent);
	json_object_object_del(req->body, "password");
	enum err err = auth_step_up(api, req, res, password);
	if (password)
		explicit_bzero(password, strlen(password));
	return err;
}

static enum err find_route(struct request *req, struct response *res)
{
	const char *allow = NULL;
	enum err err = route_find(req, &req->route, &allow);
	if (err == ERR_CONFLICT) {
		response_header(res, "Allow", "%s", allow);
		if (req->method == HTTP_OPTIONS) {
			res->status = 204;
			return ERR_OK;
		}
		res->status = 405;
		return response_problem(
			res, ERR_INPUT, "METHOD_NOT_ALLOWED", "This address does not know that method.");
	}
	return err;
}

/* Admins see all projects and accounts; each look at what is not theirs leaves a trace, or is not answered. */
static enum err audit_look(struct api *api, struct request *req)
{
	if (!(req->route->role || req->route->flags & ROUTE_LOOK) || req->route->method != HTTP_GET ||
		strcmp(req->who.role, "admin") != 0)
		return ERR_OK;
	struct db_param params[] = {DB_TEXT(req->who.user), DB_TEXT(*req->ids[0] ? req->ids[0] : NULL),
		DB_TEXT(req->path), DB_TEXT(req->address), DB_TEXT(req->id)};
	return dispatch_run(api, "admin_look", 5, params);
}

/* What the route asks for, once it is known who asks. In: found: the id in the path is malformed. */
static enum err answer(struct api *api, struct request *req, struct response *res, enum err found)
{
	enum err err = ERR_OK;
	if (req->route->who == WHO_ADMIN && strcmp(req->who.role, "admin") != 0)
		err = ERR_NOT_FOUND;
	if (!err && req->route->who != WHO_ANYONE)
		err = auth_scope(req, res);
	/* only who is signed in learns that nothing is there */
	if (err || found)
		return err ? err : found;
	err = maintenance_refuse(api, req, res);
	if (!err)
		err = read_input(api, req, res);
	if (!err && req->route->flags & ROUTE_STEP_UP)
		err = step_up(api, req, res);
	if (!err)
		err = audit_look(api, req);
	if (err)
		return err;
	if (req->body)
		req->input = json_text(req->arena, req->body);
	err = req->route->handler ? req->route->handler(api, req, res) : dispatch_act(api, req, res);
	if (req->route->flags & ROUTE_ENDS)
		auth_forget(api);
	return err;
}

static enum err serve(struct api *api, struct request *req, struct response *res)
{
	const char *why = NULL;
	struct limit_request counted = {.most = 0};
	enum err err = request_parse(req, &why);
	log_context(req->id, NULL, NULL);
	if (err)
		return response_problem(res, err, NULL, why);
	enum err found = find_route(req, res);
	if (!req->route)
		return found;
	if (req->route->who == WHO_ANYONE)
		return answer(api, req, res, found);
	if (!api->db)
		return ERR_UNAVAILABLE;
	err = auth_bearer(api, req, res);
	if (!err)
		err = limit_begin(api, req, res, req->route->rate, &counted);
	if (!err)
		err = answer(api, req, res, found);
	return limit_end(api, res, &counted, err);
}

/* Tells the relay where to look, as the worker does after its commits: best effort, since it looks by itself too. */
static void ring(struct api *api, const struct request *req)
{
	char channel[64] = "ludwright:look";
	if (!req->route || !req->route->role || req->method == HTTP_GET || req->method == HTTP_HEAD)
		return;
	if (!strncmp(req->route->path, "/api/v1/projects/{proj}", 23))
		snprintf(channel, sizeof channel, "project:%s", req->ids[0]);
	redis_publish(api->redis, channel, "{}", 2);
}

void dispatch(struct api *api, const struct http_io *io)
{
	struct request req = {.io = io, .arena = &api->arena};
	struct response res;
	int64_t begun = metrics_now();
	response_init(&res);
	enum err err = serve(api, &req, &res);
	if (err)
		response_error(&res, &req, err);
	if (api->shared && (err == ERR_UNAVAILABLE || err == ERR_UNKNOWN || err == ERR_TIMEOUT))
		atomic_fetch_add(&api->shared->metrics.database_errors, 1);
	cors_answer(api, &req, &res);
	if (res.status >= 500) {
		char status[16];
		snprintf(status, sizeof status, "%d", res.status);
		log_line(LOG_LEVEL_ERROR, "request failed", "path", req.path ? req.path : "", "err", err_name(err),
			"status", status, "database", api->db && err == ERR_UNAVAILABLE ? db_message(api->db) : "",
			NULL);
	}
	if (response_send(&res, &req) && res.more)
		log_line(LOG_LEVEL_WARN, "answer cut short", "path", req.path ? req.path : "", NULL);
	figures_count(api, &req, res.status ? res.status : 200);
	metrics_count(api->shared ? &api->shared->metrics : NULL, &req, res.status ? res.status : 200, begun);
	if (!err)
		ring(api, &req);
	json_object_put(req.body);
	response_free(&res);
	log_context(NULL, NULL, NULL);
	arena_reset(&api->arena);
}
