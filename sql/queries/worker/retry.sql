-- SPDX-License-Identifier: ISC
-- retry: a failure that is tried again later. worker/step.c
-- $1 bigint job, $2 bigint lease, $3 int milliseconds from now, $4 text error, $5 text error type
-- Returns: outcome (ok, lost), seq (0: it makes no event). Errors: none. Writes: jobs, agents, agent_logs.
SELECT job_retry($1::bigint, $2::bigint, $3::int, $4::text, $5::text) AS outcome, 0::bigint AS seq
