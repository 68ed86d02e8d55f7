/* SPDX-License-Identifier: ISC */
#include "cgi/shapes_rows.h"

/* clang-format off */
const struct shape shape_accepted = {"Accepted", "The same whatever was the case, so that nobody learns who has an account.", MEMBERS(
	{"status", SHAPE_CHOICE, CHOICES("accepted")})};
const struct shape shape_ticket = {"Ticket", "Good once, for one event stream.", MEMBERS(
	{"ticket", SHAPE_TEXT},
	{"expires_in", SHAPE_INT})};
const struct shape shape_session = {"Session", NULL, MEMBERS(
	{"id", SHAPE_ID, .kind = "sess"},
	{"current", SHAPE_BOOL},
	{"user_agent", SHAPE_TEXT, NULLABLE},
	{"address", SHAPE_TEXT, NULLABLE},
	{"created_at", SHAPE_TIME},
	{"last_used_at", SHAPE_TIME},
	{"password_checked_at", SHAPE_TIME})};
const struct shape shape_own_data = {"OwnData", "All that is kept about the caller.", MEMBERS(
	{"exported_at", SHAPE_TIME},
	{"account", SHAPE_FREE},
	{"sessions", SHAPE_FREE, SHAPE_LIST},
	{"tokens", SHAPE_FREE, SHAPE_LIST},
	{"projects", SHAPE_FREE, SHAPE_LIST},
	{"decisions", SHAPE_FREE, SHAPE_LIST},
	{"comments", SHAPE_FREE, SHAPE_LIST},
	{"uploads", SHAPE_FREE, SHAPE_LIST},
	{"notifications", SHAPE_FREE, SHAPE_LIST},
	{"webhooks", SHAPE_FREE, SHAPE_LIST},
	{"deliveries", SHAPE_FREE, SHAPE_LIST},
	{"provider_keys", SHAPE_FREE, SHAPE_LIST},
	{"spending", SHAPE_FREE, SHAPE_LIST},
	{"audit", SHAPE_FREE, SHAPE_LIST})};
#define TOKEN \
	{"id", SHAPE_ID, .kind = "tok"}, \
	{"name", SHAPE_TEXT}, \
	{"prefix", SHAPE_TEXT}, \
	{"scopes", SHAPE_CHOICE, SHAPE_LIST, CHOICES("read", "write", "decide", "admin")}, \
	{"expires_at", SHAPE_TIME}, \
	{"last_used_at", SHAPE_TIME, NULLABLE}, \
	{"created_at", SHAPE_TIME}
const struct shape shape_token = {"Token", "A personal token; `prefix` is how people recognise it.", MEMBERS(TOKEN)};
const struct shape shape_token_made = {"TokenMade", "The token itself is shown this once, and not to a repeated request.", MEMBERS(
	TOKEN,
	{"token", SHAPE_TEXT, OPTIONAL})};
const struct shape shape_notices_read = {"NotificationsRead", NULL, MEMBERS({"read", SHAPE_INT})};
const struct shape shape_notices_deleted = {"NotificationsDeleted", NULL, MEMBERS({"deleted", SHAPE_INT})};

/* for admins */
#define ACCOUNT_ROLE CHOICES("admin", "member")
const struct shape shape_account_item = {"AccountItem", "An account as lists show it.", MEMBERS(
	{"id", SHAPE_ID, .kind = "user"},
	{"email", SHAPE_TEXT},
	{"name", SHAPE_TEXT},
	{"role", SHAPE_CHOICE, ACCOUNT_ROLE},
	{"disabled", SHAPE_BOOL},
	{"projects", SHAPE_INT},
	{"last_seen_at", SHAPE_TIME, NULLABLE},
	{"created_at", SHAPE_TIME},
	{"updated_at", SHAPE_TIME})};
const struct shape shape_account = {"Account", "An account as admins see it.", MEMBERS(
	{"id", SHAPE_ID, .kind = "user"},
	{"email", SHAPE_TEXT},
	{"name", SHAPE_TEXT},
	{"role", SHAPE_CHOICE, ACCOUNT_ROLE},
	{"disabled", SHAPE_BOOL},
	{"projects", SHAPE_INT},
	{"sessions", SHAPE_INT},
	{"tokens", SHAPE_INT},
	{"last_seen_at", SHAPE_TIME, NULLABLE},
	{"month_spent_usd", SHAPE_NUMBER},
	{"month_limit_usd", SHAPE_NUMBER, NULLABLE},
	{"created_at", SHAPE_TIME},
	{"updated_at", SHAPE_TIME})};
const struct shape shape_user_budget = {"UserBudget", "A calendar month (UTC) of one's own projects.", MEMBERS(
	{"month", SHAPE_TEXT},
	{"spent_usd", SHAPE_NUMBER},
	{"reserved_usd", SHAPE_NUMBER},
	{"limit_usd", SHAPE_NUMBER, NULLABLE})};
const struct shape shape_any_project = {"AnyProject", "A project of anybody's, as admins find it.", MEMBERS(
	{"id", SHAPE_ID, .kind = "proj"},
	{"name", SHAPE_TEXT},
	{"user_id", SHAPE_ID, .kind = "user"},
	{"email", SHAPE_TEXT},
	{"status", SHAPE_CHOICE, PROJECT_STATUS},
	{"status_reason", SHAPE_CHOICE, NULLABLE, PROJECT_REASON},
	{"current_phase", SHAPE_INT},
	{"progress", SHAPE_INT},
	{"archived_at", SHAPE_TIME, NULLABLE},
	{"created_at", SHAPE_TIME},
	{"updated_at", SHAPE_TIME})};
#define INVITATION \
	{"id", SHAPE_ID, .kind = "inv"}, \
	{"email", SHAPE_TEXT, NULLABLE}, \
	{"role", SHAPE_CHOICE, ACCOUNT_ROLE}, \
	{"status", SHAPE_CHOICE, CHOICES("open", "used", "revoked", "expired")}, \
	{"created_by", SHAPE_ID, NULLABLE, .kind = "user"}, \
	{"used_by", SHAPE_ID, NULLABLE, .kind = "user"}, \
	{"expires_at", SHAPE_TIME}, \
	{"used_at", SHAPE_TIME, NULLABLE}, \
	{"revoked_at", SHAPE_TIME, NULLABLE}, \
	{"created_at", SHAPE_TIME}
const struct shape shape_invitation = {"Invitation", "To make an account.", MEMBERS(INVITATION)};
const struct shape shape_invitation_made = {"InvitationMade", "Token and link are shown this once, and not to a repeated request.", MEMBERS(
	INVITATION,
	{"token", SHAPE_TEXT, OPTIONAL},
	{"link", SHAPE_TEXT, OPTIONAL})};
const struct shape shape_provider_key = {"ProviderKey", "One's own key for a provider; it is never shown again.", MEMBERS(
	{"provider", SHAPE_CHOICE, CHOICES("anthropic", "openai")},
	{"last4", SHAPE_TEXT},
	{"created_at", SHAPE_TIME})};
const struct shape shape_provider_test = {"ProviderTest", "`waiting` until a worker has asked; `message` says what is wrong.", MEMBERS(
	{"id", SHAPE_ID, .kind = "ptest"},
	{"provider", SHAPE_CHOICE, CHOICES("offline", "anthropic", "openai")},
	{"model", SHAPE_TEXT, NULLABLE},
	{"status", SHAPE_CHOICE, CHOICES("waiting", "good", "failed")},
	{"message", SHAPE_TEXT, NULLABLE},
	{"error_type", SHAPE_CHOICE, NULLABLE, ERROR_TYPE},
	{"duration", SHAPE_NUMBER, NULLABLE},
	{"created_at", SHAPE_TIME},
	{"ended_at", SHAPE_TIME, NULLABLE})};
#define WEBHOOK \
	{"id", SHAPE_ID, .kind = "hook"}, \
	{"url", SHAPE_TEXT}, \
	{"note", SHAPE_TEXT, NULLABLE}, \
	{"enabled", SHAPE_BOOL}, \
	{"last4", SHAPE_TEXT}, \
	{"created_at", SHAPE_TIME}
const struct shape shape_webhook = {"Webhook", "Where one's notifications are posted to; `last4` is of its secret.", MEMBERS(WEBHOOK)};
const struct shape shape_webhook_made = {"WebhookMade", "The secret is shown this once, and not to a repeated request.", MEMBERS(
	WEBHOOK,
	{"secret", SHAPE_TEXT, OPTIONAL})};
const struct shape shape_delivery = {"Delivery", "Of each try `log` says when, the answer's status, and what went wrong.", MEMBERS(
	{"id", SHAPE_ID, .kind = "dlv"},
	{"kind", SHAPE_TEXT},
	{"data", SHAPE_FREE},
	{"status", SHAPE_CHOICE, CHOICES("waiting", "sending", "sent", "failed", "unknown", "off")},
	{"tries", SHAPE_INT},
	{"log", SHAPE_FREE, SHAPE_LIST},
	{"next_try_at", SHAPE_TIME, NULLABLE},
	{"created_at", SHAPE_TIME},
	{"ended_at", SHAPE_TIME, NULLABLE})};
const struct shape shape_maintenance = {"Maintenance", NULL, MEMBERS(
	{"active", SHAPE_BOOL},
	{"message", SHAPE_TEXT},
	{"starts_at", SHAPE_TIME, NULLABLE},
	{"ends_at", SHAPE_TIME, NULLABLE},
	{"changed_at", SHAPE_TIME})};
const struct shape shape_audit = {"AuditRow", "An act, with its place in the chain: seal and hash are null for about a second.", MEMBERS(
	{"id", SHAPE_INT},
	{"at", SHAPE_TIME},
	{"actor_id", SHAPE_ID, NULLABLE, .kind = "user"},
	{"actor_email", SHAPE_TEXT, NULLABLE},
	{"action", SHAPE_TEXT},
	{"subject", SHAPE_TEXT, NULLABLE},
	{"outcome", SHAPE_CHOICE, CHOICES("ok", "refused", "failed")},
	{"address", SHAPE_TEXT, NULLABLE},
	{"request_id", SHAPE_TEXT, NULLABLE},
	{"detail", SHAPE_FREE},
	{"seal", SHAPE_INT, NULLABLE},
	{"hash", SHAPE_TEXT, NULLABLE})};
/* clang-format on */
