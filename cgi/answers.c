/* SPDX-License-Identifier: ISC */
#include "cgi/shapes.h"

/* A row says what it needs; the rest is zero. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

/* clang-format off */
const struct answer answers[] = {
	/* accounts */
	{HTTP_POST, "/auth/login", &shape_tokens, ANSWER_COOKIE, "Sign in. With `cookie` the refresh token comes as a cookie."},
	{HTTP_POST, "/auth/refresh", &shape_tokens, ANSWER_COOKIE, "New tokens for a refresh token, which is good once."},
	{HTTP_POST, "/auth/logout", NULL, ANSWER_COOKIE, "End the session of a refresh token, a cookie or an access token, at once."},
	{HTTP_POST, "/auth/reauth", &shape_tokens, 0, "Check the password again: an access token whose auth_time is now."},
	{HTTP_POST, "/auth/register", &shape_accepted, ANSWER_ACCEPTED, "Make an account, where registration is open or with an invitation."},
	{HTTP_POST, "/auth/forgot", &shape_accepted, ANSWER_ACCEPTED, "Ask for a way to set a new password."},
	{HTTP_POST, "/auth/reset", NULL, 0, "Set a new password with what one was sent; all sessions end."},
	{HTTP_POST, "/auth/password", NULL, 0, "Set a new password; all other sessions end."},
	{HTTP_POST, "/auth/stream-ticket", &shape_ticket, 0, "A ticket for one event stream, where no header can be sent."},
	{HTTP_GET, "/auth/sessions", &shape_session, 0, "One's sessions that have not ended, newest first."},
	{HTTP_DELETE, "/auth/sessions", NULL, 0, "End all other sessions."},
	{HTTP_DELETE, "/auth/sessions/{sess}", NULL, 0, "End a session."},
	{HTTP_GET, "/.well-known/jwks.json", &shape_keys, 0, "The keys that access tokens verify with."},
	{HTTP_GET, "/users/me", &shape_user, ANSWER_ETAG, "One's own account."},
	{HTTP_PUT, "/users/me", &shape_user, ANSWER_ETAG, "Change one's name and settings."},
	{HTTP_DELETE, "/users/me", NULL, 0, "Delete one's account."},
	{HTTP_GET, "/users/me/export", &shape_own_data, 0, "All that is kept about one."},
	{HTTP_GET, "/users/me/tokens", &shape_token, 0, "One's personal tokens that are not revoked, newest first."},
	{HTTP_POST, "/users/me/tokens", &shape_token_made, 0, "Make a personal token."},
	{HTTP_DELETE, "/users/me/tokens/{tok}", NULL, 0, "Revoke a personal token."},
	{HTTP_GET, "/users/me/invitations", &shape_own_invitation, 0, "Invitations into projects, newest first."},
	{HTTP_DELETE, "/users/me/notifications", &shape_notices_deleted, 0, "Delete all notifications."},
	{HTTP_POST, "/users/me/notifications/read-all", &shape_notices_read, 0, "Mark all notifications as read."},
	{HTTP_POST, "/users/me/notifications/{note}/read", &shape_notification, 0, "Mark a notification as read; again is no error."},
	{HTTP_DELETE, "/users/me/notifications/{note}", NULL, 0, "Delete a notification."},
	{HTTP_GET, "/users/me/notifications", &shape_notification, 0, "One's notifications, newest first."},

	/* for admins */
	{HTTP_GET, "/admin/users", &shape_account_item, 0, "Accounts, newest first."},
	{HTTP_POST, "/admin/users", &shape_account, ANSWER_ETAG, "Make an account."},
	{HTTP_GET, "/admin/users/{user}", &shape_account, ANSWER_ETAG, "An account."},
	{HTTP_PUT, "/admin/users/{user}", &shape_account, ANSWER_ETAG, "Change an account's name or role, or disable it."},
	{HTTP_DELETE, "/admin/users/{user}", NULL, 0, "Delete an account, with its projects unless they are kept."},
	{HTTP_DELETE, "/admin/users/{user}/sessions", NULL, 0, "End all sessions of an account."},
	{HTTP_GET, "/admin/projects", &shape_any_project, 0, "Projects of everybody, newest first."},
	{HTTP_GET, "/admin/invitations", &shape_invitation, 0, "Invitations to make an account, newest first."},
	{HTTP_POST, "/admin/invitations", &shape_invitation_made, 0, "Invite somebody to make an account."},
	{HTTP_DELETE, "/admin/invitations/{inv}", NULL, 0, "Revoke an invitation."},

	/* projects */
	{HTTP_GET, "/projects", &shape_project_item, 0, "One's own projects and those shared with one, newest first."},
	{HTTP_POST, "/projects", &shape_project_made, ANSWER_ETAG, "Make a draft."},
	{HTTP_GET, "/projects/{proj}", &shape_project, ANSWER_ETAG, "A project."},
	{HTTP_PUT, "/projects/{proj}", &shape_project, ANSWER_ETAG, "Change a project; what is not given stays. The concept only before it runs."},
	{HTTP_DELETE, "/projects/{proj}", NULL, 0, "Delete a project with all that belongs to it."},
	{HTTP_POST, "/projects/{proj}/start", &shape_project, ANSWER_ETAG, "Start a run, or try a failed one again."},
	{HTTP_POST, "/projects/{proj}/pause", &shape_project, ANSWER_ETAG, "Let what is at work finish, and begin nothing."},
	{HTTP_POST, "/projects/{proj}/resume", &shape_project, ANSWER_ETAG, "Go on."},
	{HTTP_POST, "/projects/{proj}/cancel", &shape_project, ANSWER_ETAG, "Stop for good."},
	{HTTP_POST, "/projects/{proj}/archive", &shape_project, ANSWER_ETAG, "Put a project away."},
	{HTTP_POST, "/projects/{proj}/restore", &shape_project, ANSWER_ETAG, "Take a project back."},
	{HTTP_GET, "/projects/{proj}/export", NULL, ANSWER_BYTES | ANSWER_STREAM, "A project as one file, a tape archive."},
	{HTTP_POST, "/projects/import", &shape_project, ANSWER_ETAG | ANSWER_TAR, "A project from such a file."},
	{HTTP_GET, "/projects/{proj}/usage", &shape_usage, 0, "Turns, tokens, cost and time by agent and model; budget; disk."},
	{HTTP_GET, "/projects/{proj}/estimate", &shape_estimate, 0, "What a run will take."},
	{HTTP_GET, "/projects/{proj}/members", &shape_member, 0, "Members, oldest first."},
	{HTTP_POST, "/projects/{proj}/members", &shape_member_added, 0, "Share a project with an account or an address."},
	{HTTP_POST, "/projects/{proj}/members/accept", &shape_project, ANSWER_ETAG, "Accept an invitation into a project."},
	{HTTP_PATCH, "/projects/{proj}/members/{user}", &shape_member_changed, 0, "Change a member's role."},
	{HTTP_DELETE, "/projects/{proj}/members/{user}", NULL, 0, "Take a member out of a project."},
	{HTTP_GET, "/projects/{proj}/invitations", &shape_project_invitation, 0, "Invitations that were not accepted yet, newest first."},
	{HTTP_DELETE, "/projects/{proj}/invitations/{pinv}", NULL, 0, "Revoke an invitation into a project."},
	{HTTP_GET, "/projects/{proj}/shares", &shape_share_item, 0, "Public links to play, newest first."},
	{HTTP_POST, "/projects/{proj}/shares", &shape_share, 0, "Make a public link to play the game."},
	{HTTP_GET, "/projects/{proj}/shares/{share}", &shape_share, 0, "A public link with its address."},
	{HTTP_DELETE, "/projects/{proj}/shares/{share}", NULL, 0, "Revoke a public link."},
	{HTTP_GET, "/projects/{proj}/events", &shape_event, 0, "What happened, by `seq`, oldest first."},
	{HTTP_GET, "/projects/{proj}/graph", &shape_graph, 0, "Nodes with their states, and edges."},
	{HTTP_GET, "/projects/{proj}/runs", &shape_run_item, 0, "Runs, newest first."},
	{HTTP_GET, "/runs/{run}", &shape_run, ANSWER_ETAG, "A run."},
	{HTTP_GET, "/runs/{run}/snapshots", &shape_snapshot_item, 0, "What a run had made after each step, newest first."},
	{HTTP_GET, "/snapshots/{snap}", &shape_snapshot, ANSWER_ETAG, "A snapshot with its outputs by channel."},
	{HTTP_GET, "/snapshots/{snap}/compare", &shape_compare, 0, "Two snapshots beside each other, of any runs that one may see."},
	{HTTP_POST, "/snapshots/{snap}/fork", &shape_project, ANSWER_ETAG, "A new project, one's own, that goes on from there."},

	/* agents and what they make */
	{HTTP_GET, "/projects/{proj}/agents", &shape_agent, 0, "Agents of the latest run, or of the one named, in their order."},
	{HTTP_GET, "/agents/{agent}", &shape_agent, ANSWER_ETAG, "An agent with its workers."},
	{HTTP_POST, "/agents/{agent}/retry", &shape_agent, ANSWER_ETAG, "Try one failed agent of a failed project again."},
	{HTTP_GET, "/agents/{agent}/logs", &shape_log, 0, "An agent's log lines, newest first."},
	{HTTP_GET, "/agents/{agent}/outputs", &shape_output_item, 0, "An agent's outputs, newest first."},
	{HTTP_GET, "/projects/{proj}/logs", &shape_log, 0, "A project's log lines, newest first."},
	{HTTP_GET, "/projects/{proj}/outputs", &shape_output_item, 0, "Every version of everything, newest first."},
	{HTTP_GET, "/outputs/{out}", &shape_output, ANSWER_ETAG, "An output with its files."},

	{HTTP_PUT, "/outputs/{out}", &shape_output, ANSWER_ETAG, "Edit a document under review by hand."},
	{HTTP_GET, "/outputs/{out}/diff", &shape_diff, 0, "What changed from another output to this one."},

	/* checkpoints */
	{HTTP_GET, "/checkpoints", &shape_checkpoint_queued, 0, "What waits for one over all projects (`pending` unless said), oldest first."},
	{HTTP_GET, "/projects/{proj}/checkpoints", &shape_checkpoint_item, 0, "A project's checkpoints, newest first."},
	{HTTP_GET, "/checkpoints/{ckpt}", &shape_checkpoint, ANSWER_ETAG, "A checkpoint."},
	{HTTP_POST, "/checkpoints/{ckpt}/approve", &shape_checkpoint, ANSWER_ETAG, "Go on."},
	{HTTP_POST, "/checkpoints/{ckpt}/reject", &shape_checkpoint, ANSWER_ETAG, "Start over: the previous output is no base."},
	{HTTP_POST, "/checkpoints/{ckpt}/request-changes", &shape_checkpoint, ANSWER_ETAG, "Revise. Needs feedback or comments."},
	{HTTP_GET, "/checkpoints/{ckpt}/comments", &shape_comment, 0, "Comments on a section, file or line, oldest first."},
	{HTTP_POST, "/checkpoints/{ckpt}/comments", &shape_comment, 0, "Leave a comment; it goes with the decision."},

	/* files and the game */
	{HTTP_GET, "/projects/{proj}/files", &shape_file, 0, "Uploads and what agents made, newest first."},
	{HTTP_POST, "/projects/{proj}/files", &shape_file_made, 0, "Upload a file, raw or as a form."},
	{HTTP_GET, "/files/{file}", NULL, ANSWER_BYTES, "A file's content; ranges are served."},
	{HTTP_DELETE, "/files/{file}", NULL, 0, "Delete an uploaded file."},
	{HTTP_GET, "/projects/{proj}/build", &shape_build, 0, "The newest build: its files, and addresses to play and to load it."},
	{HTTP_GET, "/projects/{proj}/build/zip", NULL, ANSWER_BYTES, "The game as a zip."},
	{HTTP_GET, "/projects/{proj}/build/play", &shape_play, 0, "An address to play the game at, good for an hour, without a token."},
	{HTTP_GET, "/g/*", NULL, ANSWER_HIDDEN, "The play origin."},

	/* health */
	{HTTP_GET, "/health", &shape_health, 0, "Is the service there?"},
	{HTTP_GET, "/health/ready", &shape_ready, ANSWER_AWAY, "Is all there that it needs?"},
	{HTTP_GET, "/openapi.json", &shape_document, ANSWER_ETAG, "This document."},
	{.path = NULL},
};
/* clang-format on */
