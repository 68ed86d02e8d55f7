-- SPDX-License-Identifier: ISC
-- reap: takes back the jobs of processes that are gone. worker/queue.c
-- $1 int claims without an end after which a job is given up
-- Returns: taken: how many. Errors: none. Writes: workers, jobs, dead_jobs; see job_bury.
SELECT workers_reap($1::int) AS taken
