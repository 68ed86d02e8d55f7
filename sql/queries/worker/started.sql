-- SPDX-License-Identifier: ISC
-- started: the agent of a step is at work. worker/step.c
-- $1 bigint job, $2 bigint lease
-- Returns: outcome (ok, lost), seq: head of the project's events afterwards. Errors: none. Writes: agents, events.
SELECT step_started($1::bigint, $2::bigint) AS outcome, job_seq($1::bigint) AS seq
