/* SPDX-License-Identifier: ISC */
#include "cgi/shapes_rows.h"

/* clang-format off */
/* accounts */
const struct shape shape_tokens = {"Tokens", "What a sign-in gives. In cookie mode the refresh token is a cookie, and csrf_token is here.", MEMBERS(
	{"access_token", SHAPE_TEXT},
	{"refresh_token", SHAPE_TEXT, OPTIONAL},
	{"csrf_token", SHAPE_TEXT, OPTIONAL},
	{"token_type", SHAPE_CHOICE, CHOICES("Bearer")},
	{"expires_in", SHAPE_INT})};
static const struct shape key = {"Key", "RFC 7517.", MEMBERS(
	{"kty", SHAPE_CHOICE, CHOICES("RSA")},
	{"use", SHAPE_CHOICE, CHOICES("sig")},
	{"alg", SHAPE_CHOICE, CHOICES("RS256")},
	{"kid", SHAPE_TEXT},
	{"n", SHAPE_TEXT},
	{"e", SHAPE_TEXT})};
const struct shape shape_keys = {"Keys", "The public keys that access tokens verify with.", MEMBERS(
	{"keys", SHAPE_OBJECT, SHAPE_LIST, .shape = &key})};
const struct shape shape_user = {"User", NULL, MEMBERS(
	{"id", SHAPE_ID, .kind = "user"},
	{"email", SHAPE_TEXT},
	{"name", SHAPE_TEXT},
	{"role", SHAPE_CHOICE, CHOICES("admin", "member")},
	{"settings", SHAPE_FREE},
	{"created_at", SHAPE_TIME},
	{"updated_at", SHAPE_TIME})};
const struct shape shape_notification = {"Notification", NULL, MEMBERS(
	{"id", SHAPE_ID, .kind = "note"},
	{"kind", SHAPE_TEXT},
	{"project_id", SHAPE_ID, NULLABLE, .kind = "proj"},
	{"data", SHAPE_FREE},
	{"read_at", SHAPE_TIME, NULLABLE},
	{"created_at", SHAPE_TIME})};
const struct shape shape_health = {"Health", NULL, MEMBERS({"status", SHAPE_CHOICE, CHOICES("healthy")})};
static const struct shape checks = {"HealthChecks", NULL, MEMBERS(
	{"database", SHAPE_CHOICE, CHOICES("healthy", "unhealthy")},
	{"migrations", SHAPE_CHOICE, CHOICES("healthy", "missing", "unknown")},
	{"redis", SHAPE_CHOICE, CHOICES("healthy", "unhealthy")},
	{"disk", SHAPE_CHOICE, CHOICES("healthy", "low")},
	{"workers", SHAPE_CHOICE, CHOICES("healthy", "away")},
	{"providers", SHAPE_CHOICE, CHOICES("healthy", "failing")},
	{"failing", SHAPE_TEXT, OPTIONAL})};
const struct shape shape_ready = {"Readiness", "503 without database or with migrations missing; what else is away makes it degraded.", MEMBERS(
	{"status", SHAPE_CHOICE, CHOICES("ready", "degraded", "not_ready")},
	{"checks", SHAPE_OBJECT, .shape = &checks})};
const struct shape shape_document = {"Document", "OpenAPI 3.1.", MEMBERS(
	{"openapi", SHAPE_TEXT},
	{"info", SHAPE_FREE},
	{"servers", SHAPE_FREE, SHAPE_LIST},
	{"tags", SHAPE_FREE, SHAPE_LIST},
	{"paths", SHAPE_FREE},
	{"components", SHAPE_FREE})};

/* projects */
static const struct shape concept = {"Concept", NULL, MEMBERS(
	{"description", SHAPE_TEXT},
	{"platform", SHAPE_CHOICE, CHOICES("web")},
	{"scope", SHAPE_CHOICE, CHOICES("mvp", "small", "full")},
	{"title", SHAPE_TEXT, OPTIONAL},
	{"genre", SHAPE_TEXT, OPTIONAL},
	{"audience", SHAPE_TEXT, OPTIONAL},
	{"references", SHAPE_TEXT, OPTIONAL})};
const struct shape shape_project = {"Project", NULL, MEMBERS(
	{"id", SHAPE_ID, .kind = "proj"},
	{"name", SHAPE_TEXT},
	{"description", SHAPE_TEXT, NULLABLE},
	{"status", SHAPE_CHOICE, PROJECT_STATUS},
	{"status_reason", SHAPE_CHOICE, NULLABLE, PROJECT_REASON},
	{"current_phase", SHAPE_INT},
	{"progress", SHAPE_INT},
	{"concept", SHAPE_OBJECT, .shape = &concept},
	{"config", SHAPE_FREE},
	{"seed", SHAPE_INT},
	{"run_id", SHAPE_ID, NULLABLE, .kind = "run"},
	{"pending_checkpoints", SHAPE_INT},
	{"allowed_actions", SHAPE_CHOICE, SHAPE_LIST, PROJECT_ACTION},
	{"role", SHAPE_CHOICE, ROLE},
	{"archived_at", SHAPE_TIME, NULLABLE},
	{"created_at", SHAPE_TIME},
	{"updated_at", SHAPE_TIME})};
const struct shape shape_project_item = {"ProjectItem", "A project as lists show it.", MEMBERS(
	{"id", SHAPE_ID, .kind = "proj"},
	{"name", SHAPE_TEXT},
	{"description", SHAPE_TEXT, NULLABLE},
	{"status", SHAPE_CHOICE, PROJECT_STATUS},
	{"status_reason", SHAPE_CHOICE, NULLABLE, PROJECT_REASON},
	{"current_phase", SHAPE_INT},
	{"progress", SHAPE_INT},
	{"pending_checkpoints", SHAPE_INT},
	{"created_at", SHAPE_TIME},
	{"updated_at", SHAPE_TIME})};
const struct shape shape_project_made = {"ProjectMade", "A draft, as it was made.", MEMBERS(
	{"id", SHAPE_ID, .kind = "proj"},
	{"name", SHAPE_TEXT},
	{"description", SHAPE_TEXT, NULLABLE},
	{"status", SHAPE_CHOICE, CHOICES("draft")},
	{"current_phase", SHAPE_INT},
	{"progress", SHAPE_INT},
	{"created_at", SHAPE_TIME},
	{"concept", SHAPE_OBJECT, .shape = &concept},
	{"config", SHAPE_FREE},
	{"allowed_actions", SHAPE_CHOICE, SHAPE_LIST, PROJECT_ACTION})};
const struct shape shape_event = {"Event", "A numbered fact about a project; `seq` has no gaps.", MEMBERS(
	{"seq", SHAPE_INT},
	{"type", SHAPE_TEXT},
	{"agent_id", SHAPE_ID, NULLABLE, .kind = "agent"},
	{"data", SHAPE_FREE},
	{"created_at", SHAPE_TIME})};
static const struct shape node = {"GraphNode", NULL, MEMBERS(
	{"id", SHAPE_TEXT},
	{"kind", SHAPE_CHOICE, CHOICES("agent", "leader", "checkpoint", "join", "builtin")},
	{"phase", SHAPE_INT},
	{"title", SHAPE_TEXT},
	{"agent_id", SHAPE_ID, NULLABLE, .kind = "agent"},
	{"status", SHAPE_CHOICE, AGENT_STATUS},
	{"progress", SHAPE_INT})};
static const struct shape edge = {"GraphEdge", NULL, MEMBERS(
	{"from", SHAPE_TEXT},
	{"to", SHAPE_TEXT},
	{"kind", SHAPE_CHOICE, CHOICES("normal", "conditional")},
	{"label", SHAPE_TEXT, NULLABLE},
	{"target", SHAPE_TEXT, NULLABLE})};
static const struct shape phase = {"GraphPhase", "A name for programs and a title for people; null where the graph names no phases.", MEMBERS(
	{"number", SHAPE_INT},
	{"name", SHAPE_TEXT, NULLABLE},
	{"title", SHAPE_TEXT, NULLABLE})};
const struct shape shape_graph = {"Graph", "What clients draw; they know no graph by heart.", MEMBERS(
	{"name", SHAPE_TEXT},
	{"run_id", SHAPE_ID, NULLABLE, .kind = "run"},
	{"phases", SHAPE_OBJECT, SHAPE_LIST, .shape = &phase},
	{"nodes", SHAPE_OBJECT, SHAPE_LIST, .shape = &node},
	{"edges", SHAPE_OBJECT, SHAPE_LIST, .shape = &edge})};

/* runs and time travel */
#define RUN_STATUS CHOICES("active", "completed", "failed", "cancelled")
const struct shape shape_run_item = {"RunItem", "A run as lists show it.", MEMBERS(
	{"id", SHAPE_ID, .kind = "run"},
	{"number", SHAPE_INT},
	{"status", SHAPE_CHOICE, RUN_STATUS},
	{"provider", SHAPE_TEXT},
	{"started_by", SHAPE_ID, NULLABLE, .kind = "user"},
	{"forked_from", SHAPE_ID, NULLABLE, .kind = "snap"},
	{"started_at", SHAPE_TIME},
	{"ended_at", SHAPE_TIME, NULLABLE})};
const struct shape shape_run = {"Run", NULL, MEMBERS(
	{"id", SHAPE_ID, .kind = "run"},
	{"project_id", SHAPE_ID, .kind = "proj"},
	{"number", SHAPE_INT},
	{"status", SHAPE_CHOICE, RUN_STATUS},
	{"provider", SHAPE_TEXT},
	{"graph", SHAPE_TEXT},
	{"graph_sha256", SHAPE_TEXT},
	{"started_by", SHAPE_ID, NULLABLE, .kind = "user"},
	{"forked_from", SHAPE_ID, NULLABLE, .kind = "snap"},
	{"started_at", SHAPE_TIME},
	{"ended_at", SHAPE_TIME, NULLABLE})};
const struct shape shape_snapshot_item = {"SnapshotItem", "A snapshot as lists show it.", MEMBERS(
	{"id", SHAPE_ID, .kind = "snap"},
	{"number", SHAPE_INT},
	{"cause", SHAPE_TEXT},
	{"agent_id", SHAPE_ID, NULLABLE, .kind = "agent"},
	{"agent_type", SHAPE_TEXT, NULLABLE},
	{"created_at", SHAPE_TIME})};
const struct shape shape_snapshot = {"Snapshot", "What a run had made after a step. A channel of several writers holds a list.", MEMBERS(
	{"id", SHAPE_ID, .kind = "snap"},
	{"project_id", SHAPE_ID, .kind = "proj"},
	{"run_id", SHAPE_ID, .kind = "run"},
	{"number", SHAPE_INT},
	{"cause", SHAPE_TEXT},
	{"agent_id", SHAPE_ID, NULLABLE, .kind = "agent"},
	{"agent_type", SHAPE_TEXT, NULLABLE},
	{"channels", SHAPE_ANY, SHAPE_MAP},
	{"created_at", SHAPE_TIME})};
static const struct shape change = {"ChannelChange", NULL, MEMBERS(
	{"change", SHAPE_CHOICE, CHOICES("same", "changed", "added", "removed")},
	{"output", SHAPE_ANY},
	{"with", SHAPE_ANY})};
const struct shape shape_compare = {"Comparison", NULL, MEMBERS(
	{"id", SHAPE_ID, .kind = "snap"},
	{"run_id", SHAPE_ID, .kind = "run"},
	{"number", SHAPE_INT},
	{"with", SHAPE_ID, .kind = "snap"},
	{"with_run_id", SHAPE_ID, .kind = "run"},
	{"with_number", SHAPE_INT},
	{"channels", SHAPE_OBJECT, SHAPE_MAP, .shape = &change})};

/* agents and what they make */
static const struct shape token_count = {"TokenCount", NULL, MEMBERS(
	{"input", SHAPE_INT}, {"cached_input", SHAPE_INT}, {"output", SHAPE_INT})};
static const struct shape sub_agent = {"SubAgent", NULL, MEMBERS(
	{"id", SHAPE_ID, .kind = "agent"},
	{"type", SHAPE_TEXT},
	{"title", SHAPE_TEXT, NULLABLE},
	{"task", SHAPE_TEXT},
	{"status", SHAPE_CHOICE, AGENT_STATUS},
	{"progress", SHAPE_INT},
	{"current_task", SHAPE_TEXT, NULLABLE},
	{"attempt", SHAPE_INT},
	{"retry_at", SHAPE_TIME, NULLABLE})};
const struct shape shape_agent = {"Agent", NULL, MEMBERS(
	{"id", SHAPE_ID, .kind = "agent"},
	{"project_id", SHAPE_ID, .kind = "proj"},
	{"run_id", SHAPE_ID, .kind = "run"},
	{"type", SHAPE_TEXT},
	{"title", SHAPE_TEXT, NULLABLE},
	{"status", SHAPE_CHOICE, AGENT_STATUS},
	{"progress", SHAPE_INT},
	{"current_task", SHAPE_TEXT, NULLABLE},
	{"revision", SHAPE_INT},
	{"attempt", SHAPE_INT},
	{"retry_at", SHAPE_TIME, NULLABLE},
	{"started_at", SHAPE_TIME, NULLABLE},
	{"completed_at", SHAPE_TIME, NULLABLE},
	{"error", SHAPE_TEXT, NULLABLE},
	{"error_type", SHAPE_CHOICE, NULLABLE, ERROR_TYPE},
	{"parent_agent_id", SHAPE_ID, NULLABLE, .kind = "agent"},
	{"tokens", SHAPE_OBJECT, .shape = &token_count},
	{"cost", SHAPE_NUMBER},
	{"sub_agents", SHAPE_OBJECT, SHAPE_LIST, .shape = &sub_agent},
	{"metadata", SHAPE_FREE},
	{"created_at", SHAPE_TIME})};
const struct shape shape_log = {"LogLine", NULL, MEMBERS(
	{"id", SHAPE_INT},
	{"agent_id", SHAPE_ID, .kind = "agent"},
	{"level", SHAPE_CHOICE, CHOICES("DEBUG", "INFO", "WARN", "ERROR")},
	{"message", SHAPE_TEXT},
	{"metadata", SHAPE_FREE, NULLABLE},
	{"timestamp", SHAPE_TIME})};
static const struct shape made_file = {"MadeFile", NULL, MEMBERS(
	{"path", SHAPE_TEXT}, {"bytes", SHAPE_INT}, {"media_type", SHAPE_TEXT}, {"sha256", SHAPE_TEXT})};
#define STAGE CHOICES("run", "plan", "gather")
const struct shape shape_turn_item = {"TurnItem", "A turn as lists show it; turns of the same `step` are one conversation.", MEMBERS(
	{"id", SHAPE_ID, .kind = "turn"},
	{"agent_id", SHAPE_ID, .kind = "agent"},
	{"step", SHAPE_TEXT},
	{"number", SHAPE_INT},
	{"provider", SHAPE_TEXT},
	{"model", SHAPE_TEXT, NULLABLE},
	{"tokens", SHAPE_OBJECT, .shape = &token_count},
	{"cost_usd", SHAPE_NUMBER, NULLABLE},
	{"duration", SHAPE_NUMBER},
	{"created_at", SHAPE_TIME})};
const struct shape shape_turn = {"Turn", "`conversation` is {told, text, calls, stop, usage} of a model, null of what is no conversation; a part that is long is {excerpt, bytes, url}.", MEMBERS(
	{"id", SHAPE_ID, .kind = "turn"},
	{"agent_id", SHAPE_ID, .kind = "agent"},
	{"step", SHAPE_TEXT},
	{"number", SHAPE_INT},
	{"provider", SHAPE_TEXT},
	{"model", SHAPE_TEXT, NULLABLE},
	{"tokens", SHAPE_OBJECT, .shape = &token_count},
	{"cost_usd", SHAPE_NUMBER, NULLABLE},
	{"duration", SHAPE_NUMBER},
	{"created_at", SHAPE_TIME},
	{"conversation", SHAPE_FREE, NULLABLE},
	{"content_url", SHAPE_TEXT},
	{"request_url", SHAPE_TEXT})};
const struct shape shape_question = {"Question", "What an agent asks; `answer` is null while it waits.", MEMBERS(
	{"id", SHAPE_ID, .kind = "quest"},
	{"project_id", SHAPE_ID, .kind = "proj"},
	{"agent_id", SHAPE_ID, .kind = "agent"},
	{"agent_type", SHAPE_TEXT},
	{"question", SHAPE_TEXT},
	{"options", SHAPE_TEXT, SHAPE_LIST},
	{"answer", SHAPE_TEXT, NULLABLE},
	{"answered_by", SHAPE_ID, NULLABLE, .kind = "user"},
	{"answered_at", SHAPE_TIME, NULLABLE},
	{"created_at", SHAPE_TIME})};
const struct shape shape_failure = {"Failure", "`raw` is the first 64 KiB of what could not be used, of `raw_bytes`.", MEMBERS(
	{"id", SHAPE_ID, .kind = "fail"},
	{"agent_id", SHAPE_ID, .kind = "agent"},
	{"step", SHAPE_TEXT},
	{"stage", SHAPE_CHOICE, STAGE},
	{"revision", SHAPE_INT},
	{"error", SHAPE_TEXT},
	{"error_type", SHAPE_CHOICE, ERROR_TYPE},
	{"raw", SHAPE_TEXT, NULLABLE},
	{"raw_bytes", SHAPE_INT},
	{"created_at", SHAPE_TIME})};
const struct shape shape_output_item = {"OutputItem", "An output as lists show it.", MEMBERS(
	{"id", SHAPE_ID, .kind = "out"},
	{"agent_id", SHAPE_ID, .kind = "agent"},
	{"agent_type", SHAPE_TEXT},
	{"run_id", SHAPE_ID, .kind = "run"},
	{"output_type", SHAPE_TEXT},
	{"stage", SHAPE_CHOICE, STAGE},
	{"revision", SHAPE_INT},
	{"summary", SHAPE_TEXT, NULLABLE},
	{"file_path", SHAPE_TEXT, NULLABLE},
	{"created_at", SHAPE_TIME})};
const struct shape shape_output = {"Output", "What an agent made; never changed.", MEMBERS(
	{"id", SHAPE_ID, .kind = "out"},
	{"project_id", SHAPE_ID, .kind = "proj"},
	{"agent_id", SHAPE_ID, .kind = "agent"},
	{"agent_type", SHAPE_TEXT},
	{"run_id", SHAPE_ID, .kind = "run"},
	{"output_type", SHAPE_TEXT},
	{"stage", SHAPE_CHOICE, STAGE},
	{"revision", SHAPE_INT},
	{"content", SHAPE_FREE},
	{"file_path", SHAPE_TEXT, NULLABLE},
	{"files", SHAPE_OBJECT, SHAPE_LIST, .shape = &made_file},
	{"created_at", SHAPE_TIME})};

/* checkpoints */
static const struct shape shown = {"CheckpointOutput", "What waits for a decision; all of it is at GET outputs/{id}.", MEMBERS(
	{"document_type", SHAPE_TEXT},
	{"summary", SHAPE_TEXT},
	{"sections", SHAPE_TEXT, SHAPE_LIST},
	{"output_id", SHAPE_ID, SHAPE_NULL | SHAPE_OPTIONAL, .kind = "out"})};
#define CHECKPOINT \
	{"id", SHAPE_ID, .kind = "ckpt"}, \
	{"type", SHAPE_CHOICE, CHOICES("concept_review", "design_review", "code_review", "final_review")}, \
	{"title", SHAPE_TEXT}, \
	{"description", SHAPE_TEXT, NULLABLE}, \
	{"status", SHAPE_CHOICE, CHECKPOINT_STATUS}, \
	{"project_id", SHAPE_ID, .kind = "proj"}, \
	{"agent_id", SHAPE_ID, .kind = "agent"}, \
	{"run_id", SHAPE_ID, .kind = "run"}, \
	{"node", SHAPE_TEXT}, \
	{"revision", SHAPE_INT}, \
	{"automatic", SHAPE_BOOL}, \
	{"output", SHAPE_OBJECT, .shape = &shown}, \
	{"answers", SHAPE_FREE, SHAPE_LIST}, \
	{"feedback", SHAPE_TEXT, NULLABLE}, \
	{"resolved_by", SHAPE_ID, NULLABLE, .kind = "user"}, \
	{"resolved_at", SHAPE_TIME, NULLABLE}, \
	{"created_at", SHAPE_TIME}, \
	{"cost_usd", SHAPE_NUMBER, NULLABLE}, \
	{"duration", SHAPE_NUMBER, NULLABLE}, \
	{"waiting_time_hours", SHAPE_NUMBER}, \
	{"reminders", SHAPE_INT}, \
	{"reminder_sent_at", SHAPE_TIME, NULLABLE}
const struct shape shape_checkpoint = {"Checkpoint", "A stop for a person. Its ETag is the revision to decide on.", MEMBERS(
	CHECKPOINT,
	{"allowed_actions", SHAPE_CHOICE, SHAPE_LIST, CHECKPOINT_ACTION},
	{"estimate", SHAPE_OBJECT, NULLABLE, .shape = &shape_decision_estimate})};
const struct shape shape_checkpoint_item = {"CheckpointItem", "A checkpoint as lists show it.", MEMBERS(CHECKPOINT)};
const struct shape shape_checkpoint_queued = {"CheckpointQueued", "A checkpoint as the review queue shows it.", MEMBERS(
	CHECKPOINT,
	{"project_name", SHAPE_TEXT})};
const struct shape shape_comment = {"Comment", NULL, MEMBERS(
	{"id", SHAPE_ID, .kind = "comm"},
	{"checkpoint_id", SHAPE_ID, .kind = "ckpt"},
	{"user_id", SHAPE_ID, NULLABLE, .kind = "user"},
	{"section", SHAPE_TEXT, NULLABLE},
	{"file", SHAPE_TEXT, NULLABLE},
	{"line", SHAPE_INT, NULLABLE},
	{"text", SHAPE_TEXT},
	{"decided", SHAPE_BOOL},
	{"created_at", SHAPE_TIME})};

/* files and the game */
#define SOURCE CHOICES("upload", "agent")
const struct shape shape_file = {"File", NULL, MEMBERS(
	{"id", SHAPE_ID, .kind = "file"},
	{"path", SHAPE_TEXT},
	{"bytes", SHAPE_INT},
	{"media_type", SHAPE_TEXT},
	{"sha256", SHAPE_TEXT},
	{"source", SHAPE_CHOICE, SOURCE},
	{"output_id", SHAPE_ID, NULLABLE, .kind = "out"},
	{"uploaded_by", SHAPE_ID, NULLABLE, .kind = "user"},
	{"created_at", SHAPE_TIME})};
const struct shape shape_file_made = {"FileMade", "A file, as it was uploaded.", MEMBERS(
	{"id", SHAPE_ID, .kind = "file"},
	{"path", SHAPE_TEXT},
	{"bytes", SHAPE_INT},
	{"media_type", SHAPE_TEXT},
	{"sha256", SHAPE_TEXT},
	{"source", SHAPE_CHOICE, SOURCE},
	{"created_at", SHAPE_TIME})};
const struct shape shape_build = {"Build", "The newest build, with signed addresses on the play origin.", MEMBERS(
	{"id", SHAPE_ID, .kind = "out"},
	{"revision", SHAPE_INT},
	{"run_id", SHAPE_ID, .kind = "run"},
	{"summary", SHAPE_TEXT, NULLABLE},
	{"files", SHAPE_OBJECT, SHAPE_LIST, .shape = &made_file},
	{"created_at", SHAPE_TIME},
	{"zip_url", SHAPE_TEXT},
	{"play_url", SHAPE_TEXT},
	{"expires_at", SHAPE_TIME})};
const struct shape shape_play = {"Play", "A signed address on the play origin.", MEMBERS({"url", SHAPE_TEXT}, {"expires_at", SHAPE_TIME})};
/* clang-format on */
