-- SPDX-License-Identifier: ISC
-- snooze: hands a job back for later: its provider is not to be called now. worker/step.c
-- $1 bigint job, $2 bigint lease, $3 int milliseconds from now
-- Returns: outcome (ok, lost), seq (0: it makes no event). Errors: none. Writes: jobs, agents.
SELECT job_snooze($1::bigint, $2::bigint, $3::int) AS outcome, 0::bigint AS seq
