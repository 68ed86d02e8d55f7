/* SPDX-License-Identifier: ISC */
/* What people share of a project, what it costs, and what changed in it. */
#include "cgi/shapes_rows.h"

/* clang-format off */
const struct shape shape_member = {"Member", "Mail addresses are for owners; everybody sees their own.", MEMBERS(
	{"user_id", SHAPE_ID, .kind = "user"},
	{"name", SHAPE_TEXT},
	{"email", SHAPE_TEXT, NULLABLE},
	{"role", SHAPE_CHOICE, ROLE},
	{"created_at", SHAPE_TIME})};
const struct shape shape_member_added = {"MemberAdded", "`user_id` is null for who was invited and has not accepted.", MEMBERS(
	{"user_id", SHAPE_ID, NULLABLE, .kind = "user"},
	{"email", SHAPE_TEXT, NULLABLE},
	{"role", SHAPE_CHOICE, ROLE},
	{"status", SHAPE_CHOICE, CHOICES("member", "invited")},
	{"expires_at", SHAPE_TIME, NULLABLE})};
const struct shape shape_member_changed = {"MemberChanged", NULL, MEMBERS(
	{"user_id", SHAPE_ID, .kind = "user"},
	{"name", SHAPE_TEXT},
	{"email", SHAPE_TEXT},
	{"role", SHAPE_CHOICE, ROLE})};
const struct shape shape_project_invitation = {"ProjectInvitation", NULL, MEMBERS(
	{"id", SHAPE_ID, .kind = "pinv"},
	{"email", SHAPE_TEXT},
	{"role", SHAPE_CHOICE, ROLE},
	{"invited_by", SHAPE_ID, NULLABLE, .kind = "user"},
	{"created_at", SHAPE_TIME},
	{"expires_at", SHAPE_TIME})};
const struct shape shape_own_invitation = {"OwnInvitation", "An invitation into a project, to accept.", MEMBERS(
	{"project_id", SHAPE_ID, .kind = "proj"},
	{"project_name", SHAPE_TEXT},
	{"role", SHAPE_CHOICE, ROLE},
	{"created_at", SHAPE_TIME},
	{"expires_at", SHAPE_TIME})};
#define SHARE \
	{"id", SHAPE_ID, .kind = "share"}, \
	{"project_id", SHAPE_ID, .kind = "proj"}, \
	{"output_id", SHAPE_ID, NULLABLE, .kind = "out"}, \
	{"note", SHAPE_TEXT, NULLABLE}, \
	{"created_by", SHAPE_ID, NULLABLE, .kind = "user"}, \
	{"created_at", SHAPE_TIME}, \
	{"expires_at", SHAPE_TIME, NULLABLE}, \
	{"revoked_at", SHAPE_TIME, NULLABLE}, \
	{"active", SHAPE_BOOL}
const struct shape shape_share_item = {"ShareItem", "A public link as lists show it.", MEMBERS(SHARE)};
const struct shape shape_share = {"Share", "A public link to play a build; `output_id` null: the newest.", MEMBERS(
	SHARE,
	{"url", SHAPE_TEXT})};

static const struct shape count = {"UsageTokens", NULL, MEMBERS(
	{"input", SHAPE_INT}, {"cached_input", SHAPE_INT}, {"output", SHAPE_INT})};
static const struct shape budget = {"Budget", NULL, MEMBERS(
	{"limit_usd", SHAPE_NUMBER, NULLABLE}, {"spent_usd", SHAPE_NUMBER}, {"reserved_usd", SHAPE_NUMBER})};
static const struct shape disk = {"Disk", NULL, MEMBERS({"bytes", SHAPE_INT})};
static const struct shape by_agent = {"AgentUsage", NULL, MEMBERS(
	{"agent", SHAPE_TEXT},
	{"title", SHAPE_TEXT, NULLABLE},
	{"turns", SHAPE_INT},
	{"tokens", SHAPE_OBJECT, .shape = &count},
	{"cost_usd", SHAPE_NUMBER},
	{"duration", SHAPE_NUMBER})};
static const struct shape by_model = {"ModelUsage", NULL, MEMBERS(
	{"provider", SHAPE_TEXT},
	{"model", SHAPE_TEXT, NULLABLE},
	{"turns", SHAPE_INT},
	{"tokens", SHAPE_OBJECT, .shape = &count},
	{"cost_usd", SHAPE_NUMBER, NULLABLE},
	{"duration", SHAPE_NUMBER})};
const struct shape shape_usage = {"Usage", "What was spent in all runs, and what the project holds on disk.", MEMBERS(
	{"turns", SHAPE_INT},
	{"tokens", SHAPE_OBJECT, .shape = &count},
	{"cost_usd", SHAPE_NUMBER},
	{"unpriced_turns", SHAPE_INT},
	{"lost_usd", SHAPE_NUMBER},
	{"duration", SHAPE_NUMBER},
	{"budget", SHAPE_OBJECT, NULLABLE, .shape = &budget},
	{"by_agent", SHAPE_OBJECT, SHAPE_LIST, .shape = &by_agent},
	{"by_model", SHAPE_OBJECT, SHAPE_LIST, .shape = &by_model},
	{"disk", SHAPE_OBJECT, .shape = &disk})};
static const struct shape span = {"SpentSpan", "A month or a day in UTC in which something was spent.", MEMBERS(
	{"start", SHAPE_TIME},
	{"turns", SHAPE_INT},
	{"tokens", SHAPE_OBJECT, .shape = &count},
	{"cost_usd", SHAPE_NUMBER})};
static const struct shape by_project = {"SpentProject", NULL, MEMBERS(
	{"project_id", SHAPE_ID, .kind = "proj"},
	{"name", SHAPE_TEXT},
	{"turns", SHAPE_INT},
	{"tokens", SHAPE_OBJECT, .shape = &count},
	{"cost_usd", SHAPE_NUMBER})};
static const struct shape spent_deleted = {"SpentDeleted", "What projects spent that are not there any more, by whole days.", MEMBERS(
	{"turns", SHAPE_INT},
	{"tokens", SHAPE_OBJECT, .shape = &count},
	{"cost_usd", SHAPE_NUMBER})};
const struct shape shape_spent = {"Spent", "What an account's projects have spent in a stretch of time.", MEMBERS(
	{"since", SHAPE_TIME},
	{"until", SHAPE_TIME},
	{"by", SHAPE_CHOICE, CHOICES("month", "day")},
	{"turns", SHAPE_INT},
	{"tokens", SHAPE_OBJECT, .shape = &count},
	{"cost_usd", SHAPE_NUMBER},
	{"spans", SHAPE_OBJECT, SHAPE_LIST, .shape = &span},
	{"by_project", SHAPE_OBJECT, SHAPE_LIST, .shape = &by_project},
	{"deleted", SHAPE_OBJECT, .shape = &spent_deleted})};
const struct shape shape_spent_by = {"SpentBy", "What an account's projects have spent in a stretch of time.", MEMBERS(
	{"id", SHAPE_ID, .kind = "user"},
	{"email", SHAPE_TEXT},
	{"name", SHAPE_TEXT},
	{"turns", SHAPE_INT},
	{"tokens", SHAPE_OBJECT, .shape = &count},
	{"cost_usd", SHAPE_NUMBER},
	{"created_at", SHAPE_TIME})};
static const struct shape bound = {"EstimateBound", "What the graph allows at most.", MEMBERS(
	{"agents", SHAPE_INT}, {"tokens_each_most", SHAPE_INT, NULLABLE}, {"tokens_most", SHAPE_INT, NULLABLE})};
const struct shape shape_estimate = {"Estimate", "What a whole run will take, from past runs; null where there were none.", MEMBERS(
	{"provider", SHAPE_TEXT},
	{"tokens", SHAPE_OBJECT, NULLABLE, .shape = &count},
	{"cost_usd", SHAPE_NUMBER, NULLABLE},
	{"cost_usd_most", SHAPE_NUMBER, NULLABLE},
	{"duration", SHAPE_NUMBER, NULLABLE},
	{"duration_most", SHAPE_NUMBER, NULLABLE},
	{"from_runs", SHAPE_INT},
	{"graph", SHAPE_OBJECT, .shape = &bound})};
static const struct shape expected = {"Expected", NULL, MEMBERS(
	{"tokens", SHAPE_OBJECT, .shape = &count},
	{"cost_usd", SHAPE_NUMBER},
	{"cost_usd_most", SHAPE_NUMBER},
	{"duration", SHAPE_NUMBER},
	{"duration_most", SHAPE_NUMBER},
	{"from", SHAPE_INT})};
const struct shape shape_decision_estimate = {"DecisionEstimate", "What each decision will take; null while nothing is known.", MEMBERS(
	{"approve", SHAPE_OBJECT, NULLABLE, .shape = &expected},
	{"reject", SHAPE_OBJECT, NULLABLE, .shape = &expected},
	{"request-changes", SHAPE_OBJECT, NULLABLE, .shape = &expected})};
static const struct shape part = {"DiffPart", NULL, MEMBERS(
	{"path", SHAPE_TEXT},
	{"change", SHAPE_CHOICE, CHOICES("added", "removed", "changed")},
	{"old", SHAPE_ANY},
	{"new", SHAPE_ANY})};
const struct shape shape_diff = {"Diff", "What changed from the other output to this one.", MEMBERS(
	{"id", SHAPE_ID, .kind = "out"},
	{"revision", SHAPE_INT},
	{"created_at", SHAPE_TIME},
	{"with", SHAPE_ID, .kind = "out"},
	{"with_revision", SHAPE_INT},
	{"with_created_at", SHAPE_TIME},
	{"document", SHAPE_OBJECT, SHAPE_LIST, .shape = &part},
	{"files", SHAPE_OBJECT, SHAPE_LIST, .shape = &part})};
/* clang-format on */
