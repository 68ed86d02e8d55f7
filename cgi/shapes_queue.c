/* SPDX-License-Identifier: ISC */
/* The queue, for admins. */
#include "cgi/shapes_rows.h"

/* clang-format off */
static const struct shape count = {"QueueCount", "Jobs of a kind by state, each counted up to 10,000.", MEMBERS(
	{"kind", SHAPE_TEXT},
	{"ready", SHAPE_INT},
	{"later", SHAPE_INT},
	{"held", SHAPE_INT},
	{"leased", SHAPE_INT})};
static const struct shape worker = {"QueueWorker", "A worker process.", MEMBERS(
	{"host", SHAPE_TEXT},
	{"pid", SHAPE_INT},
	{"alive", SHAPE_BOOL},
	{"in_hand", SHAPE_INT},
	{"started_at", SHAPE_TIME},
	{"seen_at", SHAPE_TIME})};
const struct shape shape_queue = {"Queue", "Dead letters are counted up to 10,000.", MEMBERS(
	{"oldest_ready_at", SHAPE_TIME, NULLABLE},
	{"dead", SHAPE_INT},
	{"last_died_at", SHAPE_TIME, NULLABLE},
	{"jobs", SHAPE_OBJECT, SHAPE_LIST, .shape = &count},
	{"workers", SHAPE_OBJECT, SHAPE_LIST, .shape = &worker})};
#define JOB \
	{"id", SHAPE_INT}, \
	{"kind", SHAPE_TEXT}, \
	{"project_id", SHAPE_ID, NULLABLE, .kind = "proj"}, \
	{"run_id", SHAPE_ID, NULLABLE, .kind = "run"}, \
	{"agent_id", SHAPE_ID, NULLABLE, .kind = "agent"}, \
	{"node", SHAPE_TEXT, NULLABLE}, \
	{"task", SHAPE_TEXT, NULLABLE}, \
	{"priority", SHAPE_INT}, \
	{"attempt", SHAPE_INT}, \
	{"retries", SHAPE_INT}, \
	{"created_at", SHAPE_TIME}
const struct shape shape_job = {"Job", "What is to be done, or is being done.", MEMBERS(
	JOB,
	{"state", SHAPE_CHOICE, CHOICES("ready", "later", "held", "leased")},
	{"run_at", SHAPE_TIME},
	{"worker", SHAPE_TEXT, NULLABLE},
	{"error", SHAPE_TEXT, NULLABLE})};
#define DEAD \
	JOB, \
	{"error_type", SHAPE_TEXT}, \
	{"error", SHAPE_TEXT}, \
	{"died_at", SHAPE_TIME}
const struct shape shape_dead_item = {"DeadLetterItem", "A job that was given up, as lists show it.", MEMBERS(DEAD)};
const struct shape shape_dead = {"DeadLetter", "A job that was given up.", MEMBERS(
	DEAD,
	{"project_name", SHAPE_TEXT, NULLABLE},
	{"project_status", SHAPE_CHOICE, NULLABLE, PROJECT_STATUS},
	{"agent_status", SHAPE_CHOICE, NULLABLE, AGENT_STATUS},
	{"worker", SHAPE_TEXT, NULLABLE},
	{"payload", SHAPE_FREE},
	{"detail", SHAPE_FREE})};
const struct shape shape_requeued = {"Requeued", "`job`: it is in the queue again; `agent`: its agent is tried again.", MEMBERS(
	{"id", SHAPE_INT},
	{"how", SHAPE_CHOICE, CHOICES("job", "agent")})};
/* clang-format on */
