-- SPDX-License-Identifier: ISC
-- progress: how far a step is. worker/step.c
-- $1 bigint job, $2 bigint lease, $3 int percent, $4 text what at, or NULL
-- Returns: outcome (ok, lost), seq: head of the project's events afterwards. Errors: none. Writes: agents, events.
SELECT step_progress($1::bigint, $2::bigint, $3::int, $4::text) AS outcome, job_seq($1::bigint) AS seq
