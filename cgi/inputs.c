/* SPDX-License-Identifier: ISC */
#include "cgi/inputs.h"

/* A row says what it needs; the rest is zero. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

#define END                                                                                                            \
	{                                                                                                              \
		0                                                                                                      \
	}
#define CHOICES(...)                                                                                                   \
	(const char *const[])                                                                                          \
	{                                                                                                              \
		__VA_ARGS__, NULL                                                                                      \
	}
#define BIG 2147483647L

#define CHECKPOINTS CHOICES("checkpoint_concept", "checkpoint_design", "checkpoint_code", "checkpoint_final")
#define LANGUAGES CHOICES("en", "ja")
#define ROLES CHOICES("admin", "member")
#define SCOPES CHOICES("read", "write", "decide", "admin")

/* clang-format off */

/* accounts */
const struct field input_login[] = {
	{"email", FIELD_STRING, true, 1, 255},
	{"password", FIELD_PASSWORD, true, 1, 1000},
	{"cookie", FIELD_BOOL},
	END};
const struct field input_refresh[] = {{"refresh_token", FIELD_STRING, false, 1, 200}, END};
const struct field input_reauth[] = {{"password", FIELD_PASSWORD, true, 1, 1000}, END};
const struct field input_password[] = {{"password", FIELD_PASSWORD, false, 1, 1000}, END};
const struct field input_empty[] = {END};
const struct field input_register[] = {
	{"email", FIELD_EMAIL, true, 3, 255},
	{"name", FIELD_STRING, true, 1, 255},
	{"password", FIELD_PASSWORD, true, 10, 72},
	{"invitation", FIELD_STRING, false, 1, 200},
	END};
const struct field input_forgot[] = {{"email", FIELD_STRING, true, 1, 255}, END};
const struct field input_reset[] = {{"token", FIELD_STRING, true, 1, 200}, {"password", FIELD_PASSWORD, true, 10, 72}, END};
const struct field input_new_password[] = {
	{"new_password", FIELD_PASSWORD, true, 10, 72}, {"password", FIELD_PASSWORD, false, 1, 1000}, END};
const struct field input_token[] = {
	{"name", FIELD_STRING, true, 1, 255},
	{"scopes", FIELD_CHOICES, true, 1, 4, SCOPES},
	{"expires_in_days", FIELD_INT, false, 1, 366},
	{"password", FIELD_PASSWORD, false, 1, 1000},
	END};
const struct field input_account[] = {
	{"email", FIELD_EMAIL, true, 3, 255},
	{"name", FIELD_STRING, true, 1, 255},
	{"role", FIELD_CHOICE, .choices = ROLES},
	{"new_password", FIELD_PASSWORD, true, 10, 72},
	{"password", FIELD_PASSWORD, false, 1, 1000},
	END};
const struct field input_account_change[] = {
	{"name", FIELD_STRING, false, 1, 255},
	{"role", FIELD_CHOICE, .choices = ROLES},
	{"disabled", FIELD_BOOL},
	{"month_limit_usd", FIELD_NUMBER, false, 0, 100000, .nullable = true},
	{"password", FIELD_PASSWORD, false, 1, 1000},
	END};
const struct field input_invitation[] = {
	{"email", FIELD_EMAIL, false, 3, 255},
	{"role", FIELD_CHOICE, .choices = ROLES},
	{"expires_in_days", FIELD_INT, false, 1, 90},
	END};

static const struct field notice_channels[] = {{"app", FIELD_BOOL}, {"mail", FIELD_BOOL}, {"webhook", FIELD_BOOL}, END};
static const struct field notice_kinds[] = {
	{"checkpoint", FIELD_OBJECT, .fields = notice_channels}, {"reminder", FIELD_OBJECT, .fields = notice_channels},
	{"question", FIELD_OBJECT, .fields = notice_channels},
	{"completed", FIELD_OBJECT, .fields = notice_channels}, {"failed", FIELD_OBJECT, .fields = notice_channels},
	{"shared", FIELD_OBJECT, .fields = notice_channels}, {"digest", FIELD_CHOICE, .choices = CHOICES("off", "hourly", "daily")}, END};
static const struct field quiet_hours[] = {{"from", FIELD_CLOCK, true}, {"to", FIELD_CLOCK, true}, END};
static const struct field user_settings[] = {
	{"language", FIELD_CHOICE, .choices = LANGUAGES},
	{"timezone", FIELD_ZONE, false, 1, 64},
	{"theme", FIELD_CHOICE, .choices = CHOICES("dark", "light", "system")},
	{"effects", FIELD_CHOICE, .choices = CHOICES("full", "reduced", "off")},
	{"shortcuts", FIELD_MAP, false, 0, 100},
	{"notifications", FIELD_OBJECT, .fields = notice_kinds},
	{"quiet_hours", FIELD_OBJECT, .fields = quiet_hours, .nullable = true},
	END};
const struct field input_user[] = {
	{"name", FIELD_STRING, false, 1, 255},
	{"settings", FIELD_OBJECT, .fields = user_settings},
	END};
const struct field input_provider_test[] = {
	{"provider", FIELD_CHOICE, true, .choices = CHOICES("offline", "anthropic", "openai")}, {"model", FIELD_STRING, false, 1, 200}, END};
const struct field input_webhook[] = {{"url", FIELD_STRING, true, 9, 2000}, {"note", FIELD_STRING, false, 1, 255, .nullable = true}, END};
const struct field input_webhook_change[] = {{"note", FIELD_STRING, false, 1, 255, .nullable = true}, {"enabled", FIELD_BOOL}, END};
const struct field input_maintenance[] = {
	{"active", FIELD_BOOL, true}, {"message", FIELD_TEXT, false, 0, 1000}, {"ends_at", FIELD_TIME, .nullable = true}, END};
const struct field input_provider_key[] = {{"key", FIELD_SECRET, true, 16, 1000}, END};

/* projects */
static const struct field concept[] = {
	{"description", FIELD_TEXT, true, 50, 20000},
	{"platform", FIELD_CHOICE, true, .choices = CHOICES("web")},
	{"scope", FIELD_CHOICE, true, .choices = CHOICES("mvp", "small", "full")},
	{"title", FIELD_STRING, false, 1, 255},
	{"genre", FIELD_STRING, false, 1, 100},
	{"audience", FIELD_STRING, false, 1, 255},
	{"references", FIELD_TEXT, false, 0, 5000},
	END};
static const struct field concept_change[] = {
	{"description", FIELD_TEXT, false, 50, 20000},
	{"platform", FIELD_CHOICE, .choices = CHOICES("web")},
	{"scope", FIELD_CHOICE, .choices = CHOICES("mvp", "small", "full")},
	{"title", FIELD_STRING, false, 1, 255},
	{"genre", FIELD_STRING, false, 1, 100},
	{"audience", FIELD_STRING, false, 1, 255},
	{"references", FIELD_TEXT, false, 0, 5000},
	END};
static const struct field reminders[] = {
	{"first", FIELD_NUMBER, false, 0, 720}, {"escalation", FIELD_NUMBER, false, 0, 720}, {"repeat", FIELD_NUMBER, false, 1, 720},
	{"most", FIELD_INT, false, 0, 30}, END};
static const struct field config[] = {
	{"language", FIELD_CHOICE, .choices = LANGUAGES},
	{"seed", FIELD_INT, false, 0, 4294967295L},
	{"checkpoints", FIELD_CHOICES, false, 0, 4, CHECKPOINTS},
	{"revision_limit", FIELD_INT, false, 0, 20},
	{"budget_usd", FIELD_NUMBER, false, 0, 100000, .nullable = true},
	{"time_limit_hours", FIELD_NUMBER, false, 0, 720, .nullable = true},
	{"provider", FIELD_CHOICE, .choices = CHOICES("offline", "anthropic", "openai", "replay")},
	{"models", FIELD_MAP, false, 0, 40},
	{"reminders", FIELD_OBJECT, .fields = reminders},
	{"quiet", FIELD_BOOL},
	{"questions", FIELD_BOOL},
	END};
const struct field input_project[] = {
	{"name", FIELD_STRING, true, 1, 255},
	{"description", FIELD_TEXT, false, 0, 20000, .nullable = true},
	{"concept", FIELD_OBJECT, true, .fields = concept},
	{"config", FIELD_OBJECT, .fields = config},
	END};
const struct field input_project_change[] = {
	{"name", FIELD_STRING, false, 1, 255},
	{"description", FIELD_TEXT, false, 0, 20000, .nullable = true},
	{"concept", FIELD_OBJECT, .fields = concept_change},
	{"config", FIELD_OBJECT, .fields = config},
	END};
const struct field input_estimate[] = {
	{"concept", FIELD_OBJECT, .fields = concept_change},
	{"config", FIELD_OBJECT, .fields = config},
	END};
const struct field input_fork[] = {
	{"name", FIELD_STRING, false, 1, 255},
	{"config", FIELD_OBJECT, .fields = config},
	{"from", FIELD_STRING, false, 1, 64},
	{"start", FIELD_BOOL},
	END};
const struct field input_tweak[] = {
	{"params", FIELD_ANY, true, 0, 20000},
	{"name", FIELD_STRING, false, 1, 255},
	{"start", FIELD_BOOL},
	END};
#define MEMBER_ROLES CHOICES("owner", "editor", "reviewer", "viewer")
const struct field input_member[] = {
	{"user_id", FIELD_ID, .choices = CHOICES("user")},
	{"email", FIELD_EMAIL, false, 3, 255},
	{"role", FIELD_CHOICE, true, .choices = MEMBER_ROLES},
	END};
const struct field input_role[] = {{"role", FIELD_CHOICE, true, .choices = MEMBER_ROLES}, END};
const struct field input_share[] = {
	{"note", FIELD_STRING, false, 1, 255, .nullable = true},
	{"expires_in_days", FIELD_INT, false, 1, 3650, .nullable = true},
	{"output_id", FIELD_ID, .choices = CHOICES("out")},
	END};
const struct field input_output[] = {
	{"document", FIELD_ANY, true, 0, 1 << 20},
	{"summary", FIELD_STRING, false, 1, 300},
	END};

/* checkpoints */
static const struct field decision_comment[] = {
	{"section", FIELD_STRING, false, 1, 255, .nullable = true}, {"file", FIELD_STRING, false, 1, 255, .nullable = true},
	{"line", FIELD_INT, false, 1, BIG, .nullable = true}, {"text", FIELD_TEXT, true, 1, 20000}, END};
const struct field input_decision[] = {
	{"feedback", FIELD_TEXT, false, 0, 20000, .nullable = true},
	{"comments", FIELD_ARRAY, false, 0, 200, .fields = decision_comment},
	{"revision", FIELD_INT, false, 1, BIG},
	{"target", FIELD_STRING, false, 1, 64, .nullable = true},
	{"password", FIELD_PASSWORD, false, 1, 1000},
	END};
const struct field input_answer[] = {{"answer", FIELD_TEXT, true, 1, 2000}, END};
const struct field query_questions[] = {{"open", FIELD_BOOL}, END};
const struct field input_comment[] = {
	{"section", FIELD_STRING, false, 1, 255, .nullable = true}, {"file", FIELD_STRING, false, 1, 255, .nullable = true},
	{"line", FIELD_INT, false, 1, BIG, .nullable = true}, {"text", FIELD_TEXT, true, 1, 20000}, END};

/* queries; of `sort` the first choice is what is taken without it */
#define BY_TIME {"sort", FIELD_CHOICE, .choices = CHOICES("-created_at", "created_at")}
#define BY_LINE {"sort", FIELD_CHOICE, .choices = CHOICES("-timestamp", "timestamp")}
#define PROJECT_STATES CHOICES("draft", "running", "paused", "completed", "failed", "cancelled")
const struct field query_projects[] = {
	{"status", FIELD_CHOICE, .choices = PROJECT_STATES},
	{"archived", FIELD_BOOL},
	{"sort", FIELD_CHOICE, .choices = CHOICES("-created_at", "created_at", "name")}, END};
const struct field query_admin_projects[] = {
	{"status", FIELD_CHOICE, .choices = PROJECT_STATES}, {"user_id", FIELD_ID, .choices = CHOICES("user")}, {"archived", FIELD_BOOL}, END};
const struct field query_agents[] = {
	{"status", FIELD_CHOICE,
		.choices = CHOICES("pending", "running", "waiting_approval", "completed", "failed", "cancelled", "skipped")},
	{"run_id", FIELD_ID, .choices = CHOICES("run")}, END};
const struct field query_logs[] = {
	{"level", FIELD_CHOICE, .choices = CHOICES("DEBUG", "INFO", "WARN", "ERROR")},
	{"after", FIELD_INT, false, 0, 9223372036854775807L}, BY_LINE, END};
const struct field query_outputs[] = {{"type", FIELD_STRING, false, 1, 100}, BY_TIME, END};
const struct field query_checkpoints[] = {
	{"status", FIELD_CHOICE, .choices = CHOICES("pending", "approved", "rejected", "changes_requested")}, BY_TIME, END};
const struct field query_queue[] = {
	{"status", FIELD_CHOICE, .choices = CHOICES("pending", "approved", "rejected", "changes_requested")},
	{"sort", FIELD_CHOICE, .choices = CHOICES("created_at", "-created_at")}, END};
const struct field query_files[] = {{"source", FIELD_CHOICE, .choices = CHOICES("upload", "agent")}, BY_TIME, END};
const struct field query_events[] = {{"after", FIELD_INT, false, 0, 9223372036854775807L}, END};
const struct field query_notifications[] = {{"unread", FIELD_BOOL}, BY_TIME, END};
const struct field query_users[] = {
	{"role", FIELD_CHOICE, .choices = ROLES}, {"disabled", FIELD_BOOL}, {"search", FIELD_STRING, false, 1, 255}, END};
const struct field query_user_delete[] = {{"projects", FIELD_CHOICE, .choices = CHOICES("keep", "delete")}, END};
const struct field query_invitations[] = {
	{"status", FIELD_CHOICE, .choices = CHOICES("open", "used", "revoked", "expired")}, END};
const struct field query_snapshots[] = {{"agent_id", FIELD_ID, .choices = CHOICES("agent")}, END};
const struct field query_compare[] = {{"with", FIELD_ID, true, .choices = CHOICES("snap")}, END};
const struct field query_output_file[] = {{"path", FIELD_STRING, true, 1, 255}, END};
const struct field query_build[] = {{"output_id", FIELD_ID, .choices = CHOICES("out")}, END};
const struct field query_compare_output[] = {{"with", FIELD_ID, true, .choices = CHOICES("out")}, END};
const struct field query_audit[] = {
	{"actor_id", FIELD_ID, .choices = CHOICES("user")}, {"action", FIELD_STRING, false, 1, 100},
	{"subject", FIELD_STRING, false, 1, 255}, {"outcome", FIELD_CHOICE, .choices = CHOICES("ok", "refused", "failed")},
	{"request_id", FIELD_STRING, false, 1, 100}, {"since", FIELD_TIME}, {"until", FIELD_TIME}, END};
const struct field query_spent[] = {
	{"by", FIELD_CHOICE, .choices = CHOICES("month", "day")}, {"since", FIELD_TIME}, {"until", FIELD_TIME}, END};
const struct field query_spent_by[] = {{"since", FIELD_TIME}, {"until", FIELD_TIME}, END};
const struct field query_jobs[] = {
	{"state", FIELD_CHOICE, .choices = CHOICES("ready", "later", "held", "leased")}, {"project_id", FIELD_ID, .choices = CHOICES("proj")}, END};
const struct field query_dead[] = {{"project_id", FIELD_ID, .choices = CHOICES("proj")}, END};
const struct field query_upload[] = {{"name", FIELD_STRING, false, 1, 255}, END};
/* clang-format on */
