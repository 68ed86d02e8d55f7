/* SPDX-License-Identifier: ISC */
/*
 * The API at a glance: one row a route in route.c.
 *
 * A path's segment in braces is an id of that kind ({proj}; {job} is a number); a last segment "*" takes the rest. Unless a row names a
 * handler, the generic one runs `statement` and sends its rows as cgi/format.h says. `params` says what the statement
 * is given, one letter for each $n:  u caller · s session · 1 2 ids of the path · b body · f query parameters · v
 * If-Match · w the row's word · p the role that the caller needs in the project · l rows to return · k key values of
 * the cursor (one $n each) · a address · r request id · t hash of a secret that the handler
 * made, or of a password · x what that secret begins with. A statement that writes returns the id of what it wrote in
 * its first column, and `then` names the statement ($1 caller, $2 that id) whose row is the answer; both run in one
 * transaction.
 */
#ifndef LUD_CGI_ROUTE_H
#define LUD_CGI_ROUTE_H

#include "cgi/api.h"
#include "cgi/fields.h"
#include "cgi/request.h"
#include "cgi/response.h"

enum route_who { WHO_ANYONE, WHO_USER, WHO_ADMIN };
enum route_rate { RATE_NONE, RATE_READ, RATE_WRITE };
enum route_flag {
	ROUTE_LIST = 1, /* {"items", "next_cursor"} */
	ROUTE_STEP_UP = 2, /* needs a password check not older than 5 minutes */
	ROUTE_RAW = 4, /* the handler reads the body itself */
	ROUTE_CREATED = 8, /* 201 */
	ROUTE_EMPTY = 16, /* 204 when a row came */
	ROUTE_REVISION = 32, /* If-Match carries a revision number */
	ROUTE_BARE = 64, /* the body may be absent altogether */
	ROUTE_DECIDE = 128, /* a personal token needs the scope decide */
	ROUTE_ENDS = 256, /* somebody's sessions, tokens or role may have ended: all children look again */
	ROUTE_LOOK = 512, /* an admin's look at what is not theirs: it leaves a trace */
	ROUTE_ALWAYS = 1024, /* under maintenance too: signing in and out, and what changes nothing */
};

/* What a personal token must be allowed: WHO_ADMIN: admin; ROUTE_DECIDE: decide; what counts as a write: write; else
 * read. */
enum route_scope { SCOPE_READ, SCOPE_WRITE, SCOPE_DECIDE, SCOPE_ADMIN };

typedef enum err route_handler(struct api *api, struct request *req, struct response *res);

/* Another order of a list, by the parameter `sort`: its own statement and cursor. */
struct route_sort {
	const char *name, *statement, *cursor;
};

struct route {
	enum http_method method;
	const char *path;
	enum route_who who;
	const char *role; /* in the project: viewer, reviewer, editor, owner; NULL: no project */
	enum route_rate rate;
	const struct field *body; /* NULL: no body */
	const struct field *query; /* NULL: no parameters but those of lists */
	const char *statement;
	const char *params;
	const char *then;
	const char *cursor; /* columns of the sort key, with commas; the text of one is last */
	const char *word;
	unsigned flags;
	route_handler *handler;
	const struct route_sort *sorts; /* besides its own; ends with a row without a name; NULL: none */
};

extern const struct route routes[]; /* ends with a row without a path */

/* Fails: ERR_NOT_FOUND; ERR_CONFLICT when only the method is wrong. HEAD finds GET. Out: *allow_r the methods of the
 * path, in the arena. */
enum err route_find(struct request *req, const struct route **route_r, const char **allow_r);

/* Takes the order that the client asked for. In: a name that the query's table allows, or NULL for the route's own. */
void route_sort(struct request *req, const char *name);
/* What the request runs, and the columns of its cursor. */
const char *route_statement(const struct request *req);
const char *route_cursor(const struct request *req);

enum route_scope route_scope(const struct route *route);

/* handlers, by file */
route_handler signin_login, signin_refresh, signin_logout, signin_reauth; /* signin.c */
route_handler account_register, account_forgot, account_reset, account_password, account_create; /* account.c */
route_handler secret_token, secret_invitation, secret_ticket; /* secret.c */
route_handler jwks_get; /* jwks.c */
route_handler health_get, health_ready; /* health.c */
route_handler document_get; /* document.c */
route_handler provider_key_put, provider_test_post; /* provider_key.c */
route_handler metrics_get; /* metrics.c */
route_handler decision_post; /* decision.c */
route_handler file_upload, file_download; /* file.c */
route_handler build_get, build_zip, build_play; /* build.c */
route_handler export_get; /* export.c */
route_handler import_post; /* import.c */
route_handler output_put; /* output.c */
route_handler share_answer; /* share.c */
route_handler webhook_create, unsubscribe_handle; /* webhook.c */
route_handler tweak_post; /* tweak.c */
route_handler turn_get, turn_content; /* turn.c */
route_handler play_get; /* play.c */

#endif
