-- SPDX-License-Identifier: ISC
-- snooze: hands a job back for later: its provider is not to be called now, or there is no room for files. worker/step.c
-- $1 bigint job, $2 bigint lease, $3 int milliseconds from now, $4 text why, for people, or NULL
-- Returns: outcome (ok, lost), seq (0: it makes no event). Errors: none. Writes: jobs, agents, agent_logs.
SELECT job_snooze($1::bigint, $2::bigint, $3::int, $4::text) AS outcome, 0::bigint AS seq
