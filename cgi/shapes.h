/* SPDX-License-Identifier: ISC */
/*
 * What routes answer: shapes (the members of a JSON object) and, for each row of the route table, which of them it is.
 *
 * Nothing here is used to make an answer; the OpenAPI document is made from it (cgi/openapi.h), and tests hold every
 * real answer against that. A member is there and not null unless its row says otherwise. A new route needs a row in
 * answers.c; where it answers what no other route does, a shape in shapes.c too.
 */
#ifndef LUD_CGI_SHAPES_H
#define LUD_CGI_SHAPES_H

#include "cgi/request.h"

enum shape_type {
	SHAPE_TEXT,
	SHAPE_INT,
	SHAPE_NUMBER,
	SHAPE_BOOL,
	SHAPE_TIME, /* ISO 8601, UTC, milliseconds */
	SHAPE_ID, /* of `kind` */
	SHAPE_CHOICE, /* one of `choices` */
	SHAPE_OBJECT, /* of `shape` */
	SHAPE_FREE, /* any object: what agents, events and settings hold */
	SHAPE_ANY /* any JSON value */
};

enum shape_flag {
	SHAPE_NULL = 1, /* may be null */
	SHAPE_OPTIONAL = 2, /* may be absent */
	SHAPE_LIST = 4, /* an array of these */
	SHAPE_MAP = 8, /* an object whose members, by any name, are these */
};

struct shape;

struct member {
	const char *name;
	enum shape_type type;
	unsigned flags;
	const char *kind;
	const char *const *choices;
	const struct shape *shape;
};

struct shape {
	const char *name; /* in the document's components */
	const char *about; /* one sentence, or NULL */
	const struct member *members; /* ends with a row without a name */
};

enum answer_flag {
	ANSWER_BYTES = 1, /* a file, not JSON */
	ANSWER_ETAG = 2, /* has an ETag, and takes If-None-Match on GET */
	ANSWER_COOKIE = 4, /* takes the refresh cookie with X-CSRF-Token too, and sets it */
	ANSWER_AWAY = 8, /* the same shape with 503 */
	ANSWER_ACCEPTED = 32, /* 202 */
	ANSWER_STREAM = 64, /* a file that is made as it goes: no ranges */
	ANSWER_TAR = 128, /* takes a tape archive */
	ANSWER_HIDDEN = 16, /* not part of the document: an address that is only ever given out whole */
};

struct answer {
	enum http_method method;
	const char *path; /* as in the route table, without /api/v1 */
	const struct shape *shape; /* of a list: of its items; NULL: no body */
	unsigned flags;
	const char *about; /* for people, one line */
};

extern const struct answer answers[]; /* ends with a row without a path */

/* by subject (shapes.c; shapes_accounts.c, shapes_queue.c, shapes_sharing.c) */
extern const struct shape shape_tokens, shape_keys, shape_user, shape_notification, shape_health, shape_ready,
	shape_document;
extern const struct shape shape_project, shape_project_item, shape_project_made, shape_event, shape_graph;
extern const struct shape shape_run, shape_run_item, shape_snapshot, shape_snapshot_item, shape_compare;
extern const struct shape shape_agent, shape_log, shape_output, shape_output_item;
extern const struct shape shape_question, shape_turn, shape_turn_item, shape_failure;
extern const struct shape shape_checkpoint, shape_checkpoint_item, shape_checkpoint_queued, shape_comment;
extern const struct shape shape_file, shape_file_made, shape_build, shape_play;
extern const struct shape shape_webhook, shape_webhook_made, shape_delivery, shape_maintenance;
extern const struct shape shape_accepted, shape_ticket, shape_session, shape_own_data, shape_token, shape_token_made;
extern const struct shape shape_provider_test, shape_provider_key, shape_audit, shape_notices_read, shape_notices_deleted;
extern const struct shape shape_queue, shape_job, shape_dead_item, shape_dead, shape_requeued;
extern const struct shape shape_user_budget;
extern const struct shape shape_account, shape_account_item, shape_any_project, shape_invitation, shape_invitation_made;
extern const struct shape shape_own_invitation, shape_project_invitation, shape_member, shape_member_added, shape_member_changed;
extern const struct shape shape_usage, shape_spent, shape_spent_by, shape_estimate, shape_decision_estimate, shape_diff, shape_share, shape_share_item;

#endif
