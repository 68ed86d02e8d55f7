-- SPDX-License-Identifier: ISC
-- release: hands a job back, as on SIGTERM. worker/step.c
-- $1 bigint job, $2 bigint lease
-- Returns: outcome (ok, lost), seq (0). Errors: none. Writes: jobs.
SELECT job_release($1::bigint, $2::bigint) AS outcome, 0::bigint AS seq
