-- SPDX-License-Identifier: ISC
-- stuck: a step that gets no further waits for a person. worker/step.c
-- $1 bigint job, $2 bigint lease, $3 jsonb what went wrong, as commit_more has it
-- Returns: outcome (ok, lost), seq: head of the project's events afterwards. Errors: none. Writes: jobs, agents, agent_logs, step_failures, projects,
-- notifications, events.
SELECT job_stuck($1::bigint, $2::bigint, $3::jsonb) AS outcome, job_seq($1::bigint) AS seq
