/* SPDX-License-Identifier: ISC */
#include "cgi/route.h"

#include "cgi/inputs.h"
#include "lib/buf.h"
#include "lib/id.h"

#include <string.h>

#define V1 "/api/v1"

#define SORT(...) .sorts = (const struct route_sort[]) {__VA_ARGS__, {NULL, NULL, NULL}}
#define OLDEST(name) SORT({"created_at", name "_oldest", "created_at,id"})
#define OLDEST_LINE(name) SORT({"timestamp", name "_oldest", "id"})

/* clang-format off */
const struct route routes[] = {
	/* accounts */
	{HTTP_POST, V1 "/auth/login", WHO_ANYONE, NULL, RATE_NONE, input_login, .flags = ROUTE_ALWAYS, .handler = signin_login},
	{HTTP_POST, V1 "/auth/refresh", WHO_ANYONE, NULL, RATE_NONE, input_refresh, .flags = ROUTE_BARE | ROUTE_ALWAYS, .handler = signin_refresh},
	{HTTP_POST, V1 "/auth/logout", WHO_ANYONE, NULL, RATE_NONE, input_refresh, .flags = ROUTE_BARE | ROUTE_ALWAYS, .handler = signin_logout},
	{HTTP_POST, V1 "/auth/reauth", WHO_USER, NULL, RATE_WRITE, input_reauth, .flags = ROUTE_ALWAYS, .handler = signin_reauth},
	{HTTP_POST, V1 "/auth/register", WHO_ANYONE, NULL, RATE_NONE, input_register, .handler = account_register},
	{HTTP_POST, V1 "/auth/forgot", WHO_ANYONE, NULL, RATE_NONE, input_forgot, .handler = account_forgot},
	{HTTP_POST, V1 "/auth/reset", WHO_ANYONE, NULL, RATE_NONE, input_reset, .flags = ROUTE_ENDS, .handler = account_reset},
	{HTTP_POST, V1 "/auth/password", WHO_USER, NULL, RATE_WRITE, input_new_password, .flags = ROUTE_STEP_UP | ROUTE_ENDS,
		.handler = account_password},
	{HTTP_POST, V1 "/auth/stream-ticket", WHO_USER, NULL, RATE_READ, input_empty, .flags = ROUTE_BARE | ROUTE_ALWAYS, .handler = secret_ticket},
	{HTTP_GET, V1 "/auth/sessions", WHO_USER, NULL, RATE_READ, .statement = "session_list", .params = "uslk",
		.cursor = "created_at,id", .flags = ROUTE_LIST},
	{HTTP_DELETE, V1 "/auth/sessions", WHO_USER, NULL, RATE_WRITE, .statement = "sessions_revoke", .params = "usar",
		.flags = ROUTE_EMPTY | ROUTE_ENDS | ROUTE_ALWAYS},
	{HTTP_DELETE, V1 "/auth/sessions/{sess}", WHO_USER, NULL, RATE_WRITE, .statement = "session_revoke", .params = "u1ar",
		.flags = ROUTE_EMPTY | ROUTE_ENDS | ROUTE_ALWAYS},
	{HTTP_GET, "/.well-known/jwks.json", WHO_ANYONE, NULL, RATE_NONE, .handler = jwks_get},
	{HTTP_GET, V1 "/users/me", WHO_USER, NULL, RATE_READ, .statement = "user_get", .params = "uu"},
	{HTTP_PUT, V1 "/users/me", WHO_USER, NULL, RATE_WRITE, input_user, .statement = "user_update", .params = "uvb", .then = "user_get"},
	{HTTP_DELETE, V1 "/users/me", WHO_USER, NULL, RATE_WRITE, input_password, .statement = "user_delete", .params = "uvar",
		.flags = ROUTE_STEP_UP | ROUTE_EMPTY | ROUTE_BARE | ROUTE_ENDS},
	{HTTP_GET, V1 "/users/me/export", WHO_USER, NULL, RATE_READ, .statement = "user_export", .params = "u"},
	{HTTP_GET, V1 "/users/me/usage", WHO_USER, NULL, RATE_READ, .query = query_spent, .statement = "user_usage", .params = "uf"},
	{HTTP_GET, V1 "/users/me/budget", WHO_USER, NULL, RATE_READ, .statement = "user_budget", .params = "u"},
	{HTTP_GET, V1 "/users/me/tokens", WHO_USER, NULL, RATE_READ, .statement = "token_list", .params = "ulk",
		.cursor = "created_at,id", .flags = ROUTE_LIST},
	{HTTP_POST, V1 "/users/me/tokens", WHO_USER, NULL, RATE_WRITE, input_token, .statement = "token_create", .params = "utxbar",
		.then = "token_get", .flags = ROUTE_STEP_UP | ROUTE_CREATED, .handler = secret_token},
	{HTTP_DELETE, V1 "/users/me/tokens/{tok}", WHO_USER, NULL, RATE_WRITE, .statement = "token_revoke", .params = "u1ar",
		.flags = ROUTE_EMPTY | ROUTE_ENDS},
	{HTTP_GET, V1 "/users/me/notifications", WHO_USER, NULL, RATE_READ, NULL, query_notifications, "notification_list", "uflk",
		.cursor = "created_at,id", .flags = ROUTE_LIST, OLDEST("notification_list")},
	{HTTP_DELETE, V1 "/users/me/notifications", WHO_USER, NULL, RATE_WRITE, .statement = "notifications_delete", .params = "u"},
	{HTTP_POST, V1 "/users/me/notifications/read-all", WHO_USER, NULL, RATE_WRITE, input_empty, .statement = "notifications_read",
		.params = "u", .flags = ROUTE_BARE},
	{HTTP_POST, V1 "/users/me/notifications/{note}/read", WHO_USER, NULL, RATE_WRITE, input_empty, .statement = "notification_read",
		.params = "u1", .flags = ROUTE_BARE},
	{HTTP_DELETE, V1 "/users/me/notifications/{note}", WHO_USER, NULL, RATE_WRITE, .statement = "notification_delete", .params = "u1",
		.flags = ROUTE_EMPTY},

	{HTTP_GET, V1 "/users/me/webhooks", WHO_USER, NULL, RATE_READ, .statement = "webhook_list", .params = "ulk",
		.cursor = "created_at,id", .flags = ROUTE_LIST},
	{HTTP_POST, V1 "/users/me/webhooks", WHO_USER, NULL, RATE_WRITE, input_webhook, .statement = "webhook_create", .params = "utxbar",
		.then = "webhook_get", .flags = ROUTE_CREATED, .handler = webhook_create},
	{HTTP_PATCH, V1 "/users/me/webhooks/{hook}", WHO_USER, NULL, RATE_WRITE, input_webhook_change, .statement = "webhook_change",
		.params = "u1b", .then = "webhook_get"},
	{HTTP_DELETE, V1 "/users/me/webhooks/{hook}", WHO_USER, NULL, RATE_WRITE, .statement = "webhook_delete", .params = "u1ar",
		.flags = ROUTE_EMPTY},
	{HTTP_GET, V1 "/users/me/webhooks/{hook}/deliveries", WHO_USER, NULL, RATE_READ, .statement = "delivery_list", .params = "u1lk",
		.cursor = "created_at,id", .flags = ROUTE_LIST},
	{HTTP_POST, V1 "/users/me/deliveries/{dlv}/resend", WHO_USER, NULL, RATE_WRITE, input_empty, .statement = "delivery_resend",
		.params = "u1", .then = "delivery_get", .flags = ROUTE_BARE},
	{HTTP_GET, V1 "/unsubscribe/*", WHO_ANYONE, NULL, RATE_NONE, .handler = unsubscribe_handle},
	{HTTP_POST, V1 "/unsubscribe/*", WHO_ANYONE, NULL, RATE_NONE, .flags = ROUTE_RAW, .handler = unsubscribe_handle},

	/* for admins */
	{HTTP_GET, V1 "/admin/maintenance", WHO_ADMIN, NULL, RATE_READ, .statement = "maintenance_get", .params = ""},
	{HTTP_PUT, V1 "/admin/maintenance", WHO_ADMIN, NULL, RATE_WRITE, input_maintenance, .statement = "maintenance_set", .params = "ubar",
		.flags = ROUTE_ALWAYS},
	{HTTP_GET, V1 "/admin/users", WHO_ADMIN, NULL, RATE_READ, NULL, query_users, "admin_user_list", "uflk",
		.cursor = "created_at,id", .flags = ROUTE_LIST | ROUTE_LOOK},
	{HTTP_POST, V1 "/admin/users", WHO_ADMIN, NULL, RATE_WRITE, input_account, .statement = "admin_user_create", .params = "utbar",
		.then = "admin_user_get", .flags = ROUTE_STEP_UP | ROUTE_CREATED, .handler = account_create},
	{HTTP_GET, V1 "/admin/users/{user}", WHO_ADMIN, NULL, RATE_READ, .statement = "admin_user_get", .params = "u1",
		.flags = ROUTE_LOOK},
	{HTTP_PUT, V1 "/admin/users/{user}", WHO_ADMIN, NULL, RATE_WRITE, input_account_change, .statement = "admin_user_change",
		.params = "u1vbar", .then = "admin_user_get", .flags = ROUTE_STEP_UP | ROUTE_ENDS},
	{HTTP_DELETE, V1 "/admin/users/{user}", WHO_ADMIN, NULL, RATE_WRITE, input_password, query_user_delete, "admin_user_delete", "u1vfar",
		.flags = ROUTE_STEP_UP | ROUTE_EMPTY | ROUTE_BARE | ROUTE_ENDS},
	{HTTP_DELETE, V1 "/admin/users/{user}/sessions", WHO_ADMIN, NULL, RATE_WRITE, .statement = "admin_sessions_end", .params = "u1ar",
		.flags = ROUTE_EMPTY | ROUTE_ENDS},
	{HTTP_GET, V1 "/admin/projects", WHO_ADMIN, NULL, RATE_READ, NULL, query_admin_projects, "admin_project_list", "uflk",
		.cursor = "created_at,id", .flags = ROUTE_LIST | ROUTE_LOOK},
	{HTTP_GET, V1 "/admin/usage", WHO_ADMIN, NULL, RATE_READ, NULL, query_spent_by, "admin_usage_list", "uflk",
		.cursor = "created_at,id", .flags = ROUTE_LIST | ROUTE_LOOK},
	{HTTP_GET, V1 "/admin/invitations", WHO_ADMIN, NULL, RATE_READ, NULL, query_invitations, "invitation_list", "uflk",
		.cursor = "created_at,id", .flags = ROUTE_LIST},
	{HTTP_POST, V1 "/admin/invitations", WHO_ADMIN, NULL, RATE_WRITE, input_invitation, .statement = "invitation_create",
		.params = "utbar", .then = "invitation_get", .flags = ROUTE_CREATED | ROUTE_BARE, .handler = secret_invitation},
	{HTTP_DELETE, V1 "/admin/invitations/{inv}", WHO_ADMIN, NULL, RATE_WRITE, .statement = "invitation_revoke", .params = "u1ar",
		.flags = ROUTE_EMPTY},
	{HTTP_GET, V1 "/users/me/invitations", WHO_USER, NULL, RATE_READ, .statement = "user_invitation_list", .params = "ulk",
		.cursor = "created_at,id", .flags = ROUTE_LIST},
	{HTTP_GET, V1 "/users/me/provider-keys", WHO_USER, NULL, RATE_READ, .statement = "provider_key_list", .params = "ulk",
		.cursor = "created_at,id", .flags = ROUTE_LIST},
	{HTTP_PUT, V1 "/users/me/provider-keys/anthropic", WHO_USER, NULL, RATE_WRITE, input_provider_key, .word = "anthropic",
		.handler = provider_key_put},
	{HTTP_DELETE, V1 "/users/me/provider-keys/anthropic", WHO_USER, NULL, RATE_WRITE, .statement = "provider_key_delete", .params = "uwar",
		.word = "anthropic", .flags = ROUTE_EMPTY},
	{HTTP_PUT, V1 "/users/me/provider-keys/openai", WHO_USER, NULL, RATE_WRITE, input_provider_key, .word = "openai",
		.handler = provider_key_put},
	{HTTP_DELETE, V1 "/users/me/provider-keys/openai", WHO_USER, NULL, RATE_WRITE, .statement = "provider_key_delete", .params = "uwar",
		.word = "openai", .flags = ROUTE_EMPTY},
	{HTTP_POST, V1 "/providers/test", WHO_USER, NULL, RATE_WRITE, input_provider_test, .statement = "provider_test_create", .params = "ub",
		.then = "provider_test_get", .flags = ROUTE_CREATED, .handler = provider_test_post},
	{HTTP_GET, V1 "/providers/tests/{ptest}", WHO_USER, NULL, RATE_READ, .statement = "provider_test_get", .params = "u1"},

	/* projects */
	{HTTP_GET, V1 "/projects", WHO_USER, NULL, RATE_READ, NULL, query_projects, "project_list", "uflk",
		.cursor = "created_at,id", .flags = ROUTE_LIST, SORT({"created_at", "project_list_oldest", "created_at,id"}, {"name", "project_list_name", "id,sort_name"})},
	{HTTP_POST, V1 "/projects", WHO_USER, NULL, RATE_WRITE, input_project, .statement = "project_create", .params = "ubar",
		.flags = ROUTE_CREATED},
	{HTTP_POST, V1 "/projects/import", WHO_USER, NULL, RATE_WRITE, .flags = ROUTE_RAW | ROUTE_CREATED, .handler = import_post},
	{HTTP_POST, V1 "/projects/estimate", WHO_USER, NULL, RATE_READ, input_estimate, .statement = "estimate", .params = "ub",
		.flags = ROUTE_BARE | ROUTE_ALWAYS},
	{HTTP_GET, V1 "/projects/{proj}/export", WHO_USER, "viewer", RATE_WRITE, .statement = "project_export", .params = "u1",
		.handler = export_get},
	{HTTP_GET, V1 "/projects/{proj}", WHO_USER, "viewer", RATE_READ, .statement = "project_get", .params = "u1"},
	{HTTP_PUT, V1 "/projects/{proj}", WHO_USER, "editor", RATE_WRITE, input_project_change, .statement = "project_update",
		.params = "u1pvb", .then = "project_get"},
	{HTTP_DELETE, V1 "/projects/{proj}", WHO_USER, "owner", RATE_WRITE, input_password, .statement = "project_delete",
		.params = "u1pvar", .flags = ROUTE_STEP_UP | ROUTE_EMPTY | ROUTE_BARE},
	{HTTP_POST, V1 "/projects/{proj}/start", WHO_USER, "editor", RATE_WRITE, input_empty, .statement = "project_start",
		.params = "u1var", .then = "project_get", .flags = ROUTE_BARE},
	{HTTP_POST, V1 "/projects/{proj}/pause", WHO_USER, "editor", RATE_WRITE, input_empty, .statement = "project_pause",
		.params = "u1ar", .then = "project_get", .flags = ROUTE_BARE},
	{HTTP_POST, V1 "/projects/{proj}/resume", WHO_USER, "editor", RATE_WRITE, input_empty, .statement = "project_resume",
		.params = "u1ar", .then = "project_get", .flags = ROUTE_BARE},
	{HTTP_POST, V1 "/projects/{proj}/cancel", WHO_USER, "editor", RATE_WRITE, input_empty, .statement = "project_cancel",
		.params = "u1ar", .then = "project_get", .flags = ROUTE_BARE},
	{HTTP_POST, V1 "/projects/{proj}/archive", WHO_USER, "editor", RATE_WRITE, input_empty, .statement = "project_archive",
		.params = "u1par", .then = "project_get", .flags = ROUTE_BARE},
	{HTTP_POST, V1 "/projects/{proj}/restore", WHO_USER, "editor", RATE_WRITE, input_empty, .statement = "project_restore",
		.params = "u1par", .then = "project_get", .flags = ROUTE_BARE},
	{HTTP_POST, V1 "/projects/{proj}/tweak", WHO_USER, "viewer", RATE_WRITE, input_tweak, .statement = "project_tweak",
		.params = "u1bar", .then = "project_get", .flags = ROUTE_CREATED, .handler = tweak_post},
	{HTTP_GET, V1 "/projects/{proj}/usage", WHO_USER, "viewer", RATE_READ, .statement = "project_usage", .params = "u1"},
	{HTTP_GET, V1 "/projects/{proj}/estimate", WHO_USER, "viewer", RATE_READ, .statement = "project_estimate", .params = "u1"},
	{HTTP_GET, V1 "/projects/{proj}/members", WHO_USER, "viewer", RATE_READ, .statement = "member_list", .params = "u1lk",
		.cursor = "created_at,user_id", .flags = ROUTE_LIST},
	{HTTP_POST, V1 "/projects/{proj}/members", WHO_USER, "owner", RATE_WRITE, input_member, .statement = "member_add",
		.params = "u1pbar", .flags = ROUTE_CREATED},
	{HTTP_POST, V1 "/projects/{proj}/members/accept", WHO_USER, NULL, RATE_WRITE, input_empty, .statement = "member_accept",
		.params = "u1ar", .then = "project_get", .flags = ROUTE_BARE},
	{HTTP_PATCH, V1 "/projects/{proj}/members/{user}", WHO_USER, "owner", RATE_WRITE, input_role, .statement = "member_change",
		.params = "u1p2bar"},
	{HTTP_DELETE, V1 "/projects/{proj}/members/{user}", WHO_USER, "owner", RATE_WRITE, .statement = "member_remove",
		.params = "u1p2ar", .flags = ROUTE_EMPTY},
	{HTTP_GET, V1 "/projects/{proj}/invitations", WHO_USER, "owner", RATE_READ, .statement = "project_invitation_list",
		.params = "u1plk", .cursor = "created_at,id", .flags = ROUTE_LIST},
	{HTTP_DELETE, V1 "/projects/{proj}/invitations/{pinv}", WHO_USER, "owner", RATE_WRITE, .statement = "project_invitation_revoke",
		.params = "u1p2ar", .flags = ROUTE_EMPTY},
	{HTTP_GET, V1 "/projects/{proj}/events", WHO_USER, "viewer", RATE_READ, NULL, query_events, "event_list", "u1flk",
		.cursor = "seq", .flags = ROUTE_LIST},
	{HTTP_GET, V1 "/projects/{proj}/graph", WHO_USER, "viewer", RATE_READ, .statement = "project_graph", .params = "u1"},
	{HTTP_GET, V1 "/projects/{proj}/runs", WHO_USER, "viewer", RATE_READ, .statement = "run_list", .params = "u1lk",
		.cursor = "number", .flags = ROUTE_LIST},
	{HTTP_GET, V1 "/runs/{run}", WHO_USER, "viewer", RATE_READ, .statement = "run_get", .params = "u1"},
	{HTTP_GET, V1 "/runs/{run}/snapshots", WHO_USER, "viewer", RATE_READ, NULL, query_snapshots, "snapshot_list", "u1flk",
		.cursor = "number", .flags = ROUTE_LIST},
	{HTTP_GET, V1 "/snapshots/{snap}", WHO_USER, "viewer", RATE_READ, .statement = "snapshot_get", .params = "u1"},
	{HTTP_GET, V1 "/snapshots/{snap}/compare", WHO_USER, "viewer", RATE_READ, .query = query_compare,
		.statement = "snapshot_compare", .params = "u1far"},
	{HTTP_POST, V1 "/snapshots/{snap}/fork", WHO_USER, "viewer", RATE_WRITE, input_fork, .statement = "snapshot_fork",
		.params = "u1bar", .then = "project_get", .flags = ROUTE_CREATED | ROUTE_BARE},

	/* agents and what they make */
	{HTTP_GET, V1 "/projects/{proj}/agents", WHO_USER, "viewer", RATE_READ, NULL, query_agents, "agent_list", "u1flk",
		.cursor = "ordinal,id", .flags = ROUTE_LIST},
	{HTTP_GET, V1 "/agents/{agent}", WHO_USER, "viewer", RATE_READ, .statement = "agent_get", .params = "u1"},
	{HTTP_POST, V1 "/agents/{agent}/retry", WHO_USER, "editor", RATE_WRITE, input_empty, .statement = "agent_retry",
		.params = "u1ar", .then = "agent_get", .flags = ROUTE_BARE},
	{HTTP_GET, V1 "/agents/{agent}/logs", WHO_USER, "viewer", RATE_READ, NULL, query_logs, "agent_log_list", "u1flk",
		.cursor = "id", .flags = ROUTE_LIST, OLDEST_LINE("agent_log_list")},
	{HTTP_GET, V1 "/agents/{agent}/outputs", WHO_USER, "viewer", RATE_READ, NULL, query_outputs, "agent_output_list", "u1flk",
		.cursor = "created_at,id", .flags = ROUTE_LIST, OLDEST("agent_output_list")},
	{HTTP_GET, V1 "/agents/{agent}/turns", WHO_USER, "viewer", RATE_READ, .statement = "agent_turn_list", .params = "u1lk",
		.cursor = "created_at,id", .flags = ROUTE_LIST},
	{HTTP_GET, V1 "/agents/{agent}/failures", WHO_USER, "viewer", RATE_READ, .statement = "agent_failure_list", .params = "u1lk",
		.cursor = "created_at,id", .flags = ROUTE_LIST},
	{HTTP_GET, V1 "/turns/{turn}", WHO_USER, "viewer", RATE_READ, .statement = "turn_get", .params = "u1", .handler = turn_get},
	{HTTP_GET, V1 "/turns/{turn}/content", WHO_USER, "viewer", RATE_NONE, .statement = "turn_get", .params = "u1", .word = "response",
		.handler = turn_content},
	{HTTP_GET, V1 "/turns/{turn}/request", WHO_USER, "viewer", RATE_NONE, .statement = "turn_get", .params = "u1", .word = "request",
		.handler = turn_content},
	{HTTP_GET, V1 "/projects/{proj}/logs", WHO_USER, "viewer", RATE_READ, NULL, query_logs, "project_log_list", "u1flk",
		.cursor = "id", .flags = ROUTE_LIST, OLDEST_LINE("project_log_list")},
	{HTTP_GET, V1 "/projects/{proj}/outputs", WHO_USER, "viewer", RATE_READ, NULL, query_outputs, "project_output_list", "u1flk",
		.cursor = "created_at,id", .flags = ROUTE_LIST, OLDEST("project_output_list")},
	{HTTP_GET, V1 "/outputs/{out}", WHO_USER, "viewer", RATE_READ, .statement = "output_get", .params = "u1"},
	{HTTP_PUT, V1 "/outputs/{out}", WHO_USER, "editor", RATE_WRITE, input_output, .statement = "output_edit", .params = "u1pbar",
		.then = "output_get", .handler = output_put},
	{HTTP_GET, V1 "/outputs/{out}/files", WHO_USER, "viewer", RATE_NONE, .query = query_output_file, .statement = "output_file",
		.params = "u1f", .handler = file_download},
	{HTTP_GET, V1 "/outputs/{out}/diff", WHO_USER, "viewer", RATE_READ, .query = query_compare_output, .statement = "output_diff",
		.params = "u1far"},
	{HTTP_GET, V1 "/projects/{proj}/questions", WHO_USER, "viewer", RATE_READ, NULL, query_questions, "question_list", "u1flk",
		.cursor = "created_at,id", .flags = ROUTE_LIST},
	{HTTP_POST, V1 "/projects/{proj}/questions/{quest}/answer", WHO_USER, "editor", RATE_WRITE, input_answer, .statement = "question_answer",
		.params = "u12pb", .then = "question_get"},

	/* checkpoints */
	{HTTP_GET, V1 "/checkpoints", WHO_USER, NULL, RATE_READ, NULL, query_queue, "checkpoint_queue", "uflk",
		.cursor = "created_at,id", .flags = ROUTE_LIST, SORT({"-created_at", "checkpoint_queue_newest", "created_at,id"})},
	{HTTP_GET, V1 "/projects/{proj}/checkpoints", WHO_USER, "viewer", RATE_READ, NULL, query_checkpoints, "checkpoint_list", "u1flk",
		.cursor = "created_at,id", .flags = ROUTE_LIST, OLDEST("checkpoint_list")},
	{HTTP_GET, V1 "/checkpoints/{ckpt}", WHO_USER, "viewer", RATE_READ, .statement = "checkpoint_get", .params = "u1"},
	{HTTP_POST, V1 "/checkpoints/{ckpt}/approve", WHO_USER, "reviewer", RATE_WRITE, input_decision, .statement = "checkpoint_decide",
		.params = "u1wvbar", .then = "checkpoint_get", .word = "approved",
		.flags = ROUTE_STEP_UP | ROUTE_REVISION | ROUTE_BARE | ROUTE_DECIDE, .handler = decision_post},
	{HTTP_POST, V1 "/checkpoints/{ckpt}/reject", WHO_USER, "reviewer", RATE_WRITE, input_decision, .statement = "checkpoint_decide",
		.params = "u1wvbar", .then = "checkpoint_get", .word = "rejected",
		.flags = ROUTE_STEP_UP | ROUTE_REVISION | ROUTE_BARE | ROUTE_DECIDE, .handler = decision_post},
	{HTTP_POST, V1 "/checkpoints/{ckpt}/request-changes", WHO_USER, "reviewer", RATE_WRITE, input_decision,
		.statement = "checkpoint_decide", .params = "u1wvbar", .then = "checkpoint_get", .word = "changes_requested",
		.flags = ROUTE_STEP_UP | ROUTE_REVISION | ROUTE_BARE | ROUTE_DECIDE, .handler = decision_post},
	{HTTP_GET, V1 "/checkpoints/{ckpt}/comments", WHO_USER, "viewer", RATE_READ, .statement = "comment_list", .params = "u1lk",
		.cursor = "created_at,id", .flags = ROUTE_LIST},
	{HTTP_POST, V1 "/checkpoints/{ckpt}/comments", WHO_USER, "reviewer", RATE_WRITE, input_comment, .statement = "comment_create",
		.params = "u1pb", .then = "comment_get", .flags = ROUTE_CREATED},

	/* files and the game */
	{HTTP_GET, V1 "/projects/{proj}/files", WHO_USER, "viewer", RATE_READ, NULL, query_files, "file_list", "u1flk",
		.cursor = "created_at,id", .flags = ROUTE_LIST, OLDEST("file_list")},
	{HTTP_POST, V1 "/projects/{proj}/files", WHO_USER, "editor", RATE_WRITE, .query = query_upload, .flags = ROUTE_RAW | ROUTE_CREATED,
		.handler = file_upload},
	{HTTP_GET, V1 "/files/{file}", WHO_USER, "viewer", RATE_NONE, .statement = "file_content", .params = "u1", .handler = file_download},
	{HTTP_DELETE, V1 "/files/{file}", WHO_USER, "editor", RATE_WRITE, .statement = "file_delete", .params = "u1par", .flags = ROUTE_EMPTY},
	{HTTP_GET, V1 "/projects/{proj}/build", WHO_USER, "viewer", RATE_READ, NULL, query_build, "build_get", "u1f", .handler = build_get},
	{HTTP_GET, V1 "/projects/{proj}/build/zip", WHO_USER, "viewer", RATE_NONE, NULL, query_build, "build_file", "u1wf",
		.word = "dist/game.zip", .handler = build_zip},
	{HTTP_GET, V1 "/projects/{proj}/build/play", WHO_USER, "viewer", RATE_NONE, NULL, query_build, "build_file", "u1wf",
		.word = "game/index.html", .handler = build_play},
	{HTTP_GET, V1 "/projects/{proj}/shares", WHO_USER, "editor", RATE_READ, .statement = "share_list", .params = "u1plk",
		.cursor = "created_at,id", .flags = ROUTE_LIST},
	{HTTP_POST, V1 "/projects/{proj}/shares", WHO_USER, "editor", RATE_WRITE, input_share, .statement = "share_create",
		.params = "u1pbar", .flags = ROUTE_CREATED | ROUTE_BARE, .handler = share_answer},
	{HTTP_GET, V1 "/projects/{proj}/shares/{share}", WHO_USER, "editor", RATE_READ, .statement = "share_get", .params = "u1p2",
		.handler = share_answer},
	{HTTP_DELETE, V1 "/projects/{proj}/shares/{share}", WHO_USER, "editor", RATE_WRITE, .statement = "share_revoke",
		.params = "u1p2ar", .flags = ROUTE_EMPTY},
	{HTTP_GET, "/g/*", WHO_ANYONE, NULL, RATE_NONE, .handler = play_get},

	/* for admins */
	{HTTP_GET, V1 "/admin/queue", WHO_ADMIN, NULL, RATE_READ, .statement = "queue_status", .params = "u"},
	{HTTP_GET, V1 "/admin/queue/jobs", WHO_ADMIN, NULL, RATE_READ, NULL, query_jobs, "queue_jobs", "uflk", .cursor = "id",
		.flags = ROUTE_LIST | ROUTE_LOOK},
	{HTTP_GET, V1 "/admin/queue/dead", WHO_ADMIN, NULL, RATE_READ, NULL, query_dead, "queue_dead_list", "uflk",
		.cursor = "died_at,id", .flags = ROUTE_LIST | ROUTE_LOOK},
	{HTTP_GET, V1 "/admin/queue/dead/{job}", WHO_ADMIN, NULL, RATE_READ, .statement = "queue_dead_get", .params = "u1ar"},
	{HTTP_POST, V1 "/admin/queue/dead/{job}/requeue", WHO_ADMIN, NULL, RATE_WRITE, input_empty, .statement = "queue_requeue",
		.params = "u1ar", .flags = ROUTE_BARE},
	{HTTP_DELETE, V1 "/admin/queue/dead/{job}", WHO_ADMIN, NULL, RATE_WRITE, input_password, .statement = "queue_drop",
		.params = "u1ar", .flags = ROUTE_STEP_UP | ROUTE_EMPTY | ROUTE_BARE},
	{HTTP_GET, V1 "/admin/audit", WHO_ADMIN, NULL, RATE_READ, NULL, query_audit, "audit_list", "uflkar", .cursor = "id",
		.flags = ROUTE_LIST},

	/* health and this table itself */
	{HTTP_GET, "/health", WHO_ANYONE, NULL, RATE_NONE, .handler = health_get},
	{HTTP_GET, "/health/ready", WHO_ANYONE, NULL, RATE_NONE, .handler = health_ready},
	{HTTP_GET, "/metrics", WHO_ANYONE, NULL, RATE_NONE, .handler = metrics_get},
	{HTTP_GET, V1 "/openapi.json", WHO_ANYONE, NULL, RATE_NONE, .handler = document_get},
	{.path = NULL},
};
/* clang-format on */

static const char *const names[] = {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"};

/* Does the template fit the segments? /auth/… is short for /api/v1/auth/…. */
static bool fits(const char *path, struct request *req)
{
	int i = 0;
	if (req->segment_count && !strcmp(req->segments[0], "auth") && !strncmp(path, V1 "/auth/", 13))
		path += strlen(V1);
	while (*path) {
		size_t len = strcspn(++path, "/");
		if (*path == '*')
			return i < req->segment_count;
		if (i == req->segment_count)
			return false;
		const char *segment = req->segments[i++];
		if (*path == '{' ? !*segment : strlen(segment) != len || memcmp(segment, path, len) != 0)
			return false;
		path += len;
	}
	return i == req->segment_count;
}

/* A job's number, as long as a bigint can hold any of as many digits. */
static bool take_number(const char *text, char number_r[ID_UUID_SIZE])
{
	size_t len = strlen(text);
	if (len < 1 || len > 18 || *text == '0' || strspn(text, "0123456789") != len)
		return false;
	memcpy(number_r, text, len + 1);
	return true;
}

/* Reads the ids out of the path. A malformed id is answered like one that is not there. */
static bool take_ids(const char *path, struct request *req)
{
	int n = 0;
	for (int i = 0; *path && *path == '/'; i++) {
		size_t len = strcspn(++path, "/");
		if (*path == '{') {
			char kind[16];
			memcpy(kind, path + 1, len - 2);
			kind[len - 2] = '\0';
			bool taken = strcmp(kind, "job") ? id_parse(kind, req->segments[i], req->ids[n])
							 : take_number(req->segments[i], req->ids[n]);
			if (!taken)
				return false;
			n++;
		}
		path += len;
	}
	return true;
}

static const char *allow_list(struct request *req, unsigned seen)
{
	struct buf b;
	buf_init(&b, 256);
	for (int m = 0; m < HTTP_HEAD; m++)
		if (seen & 1u << m)
			buf_printf(&b, "%s%s", b.len ? ", " : "", m == HTTP_GET ? "GET, HEAD" : names[m]);
	buf_puts(&b, ", OPTIONS");
	const char *text = arena_strdup(req->arena, b.data);
	buf_free(&b);
	return text;
}

void route_sort(struct request *req, const char *name)
{
	const struct route_sort *sort = name ? req->route->sorts : NULL;
	while (sort && sort->name && strcmp(sort->name, name) != 0)
		sort++;
	req->sort = sort && sort->name ? sort : NULL;
}

const char *route_statement(const struct request *req)
{
	return req->sort ? req->sort->statement : req->route->statement;
}

const char *route_cursor(const struct request *req)
{
	return req->sort ? req->sort->cursor : req->route->cursor;
}

enum route_scope route_scope(const struct route *route)
{
	if (route->who == WHO_ADMIN)
		return SCOPE_ADMIN;
	if (route->flags & ROUTE_DECIDE)
		return SCOPE_DECIDE;
	return route->rate == RATE_WRITE ? SCOPE_WRITE : SCOPE_READ;
}

/* Segments of a template; 0: any number. */
static int count_segments(const char *path)
{
	int n = 0;
	for (const char *p = path; *p; p++)
		n += *p == '/';
	return strchr(path, '*') ? 0 : n;
}

/* Most rows are passed over by their number of segments, which is counted once. */
static bool may_fit(const struct route *r, const struct request *req)
{
	static signed char counts[sizeof routes / sizeof *routes];
	signed char *count = &counts[r - routes];
	int extra = req->segment_count && !strcmp(req->segments[0], "auth") ? 2 : 0; /* /auth/…, without /api/v1 */
	if (!*count)
		*count = (signed char)(count_segments(r->path) + 1);
	return *count == 1 || *count == req->segment_count + extra + 1;
}

/* A row whose ids are none gives way to one that fits by its words: /projects/import is no project. */
enum err route_find(struct request *req, const struct route **route_r, const char **allow_r)
{
	enum http_method want = req->method == HTTP_HEAD ? HTTP_GET : req->method;
	const struct route *malformed = NULL;
	unsigned seen = 0, seen_malformed = 0;
	for (const struct route *r = routes; r->path; r++) {
		if (!may_fit(r, req) || !fits(r->path, req))
			continue;
		if (!take_ids(r->path, req)) {
			seen_malformed |= 1u << r->method;
			malformed = r->method == want ? r : malformed;
			continue;
		}
		seen |= 1u << r->method;
		if (r->method == want) {
			*route_r = r;
			return ERR_OK;
		}
	}
	*route_r = seen ? NULL : malformed;
	if (*route_r || !(seen | seen_malformed))
		return ERR_NOT_FOUND;
	*allow_r = allow_list(req, seen ? seen : seen_malformed);
	return ERR_CONFLICT;
}
