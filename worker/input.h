/* SPDX-License-Identifier: ISC */
/*
 * What a step works from, as the database has it: the same for providers and builtin programs.
 *
 * All of it lives in `arena`, json_objects are borrowed, and nothing changes until the done callback has returned. What
 * a node does not name in `reads` (lib/graph.h) is not in `documents` and `files`.
 */
#ifndef LUD_WORKER_INPUT_H
#define LUD_WORKER_INPUT_H

#include "lib/arena.h"
#include "lib/conf.h"
#include "lib/graph.h"
#include "lib/store.h"

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A file of an output that the step reads; bytes by store_get(input->store, …, sha256, …). */
struct input_file {
	const char *path;
	const char *sha256;
	int64_t bytes;
	const char *media_type;
	const char *channel; /* of the output that holds it: code_artifacts, asset_artifacts, build_result, … */
	const char *maker; /* node or worker type that made it, task after a slash: "code_worker/render" */
};

struct step_input {
	struct arena *arena; /* of the step; the answer goes here too */
	struct store *store;
	const struct conf *conf;
	const struct graph *graph;
	const struct graph_node *node;

	const char *project_id, *run_id, *agent_id; /* UUIDs */
	const char *agent; /* agent type: the node's name, or the worker's type for a sub-agent */
	const char *stage; /* run, plan, gather */
	const char *task_id; /* NULL but for sub-agents */
	int64_t epoch, revision, variation;
	int attempt, retries; /* claims without an end, this one included; failures that were tried again */

	const char *project_name; /* foreign text, as the three below */
	const char *description;
	const char *platform, *scope;
	const char *language; /* en or ja */
	int64_t seed; /* 0 to 2^32 - 1 */
	struct json_object *config; /* projects.config */

	struct json_object *documents; /* channel -> document; a channel without an output is absent */
	struct json_object *task; /* element of the task list, or NULL */
	struct json_object *previous; /* this agent's previous document, or NULL */
	struct json_object *feedback; /* array, as docs/families.md has it */
	struct json_object *plays; /* for builtins that want them: comments of this run with a recorded play, [{id,
				      checkpoint, revision, text}], oldest first (worker/recording.h); else NULL */
	struct json_object *depends; /* array, for sub-agents: results of the tasks that theirs depends on; else NULL */
	struct json_object *results; /* array, for gather; else NULL */
	const struct input_file *files; /* in the order of channel and path */
	size_t file_count;
	struct json_object *people; /* [{question, answer}] of this step; NULL: this project's agents ask nobody */
	const char *hash; /* sha256 of everything above that determines the answer */

	/* Says how far the step is; see input_progress. */
	void (*progress)(void *context, int percent, const char *text);
	void *progress_context;
};

/* In: percent 0 to 99 (100 comes with the commit; lower than before is ignored), text for people, or NULL. More than
 * two a second are dropped. */
static inline void input_progress(const struct step_input *input, int percent, const char *text)
{
	if (input->progress)
		input->progress(input->progress_context, percent, text);
}

#endif
