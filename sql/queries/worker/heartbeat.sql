-- SPDX-License-Identifier: ISC
-- heartbeat: renews the leases of all jobs in flight. worker/queue.c
-- $1 uuid worker, $2 bigint[] jobs, $3 bigint[] their leases, $4 int seconds
-- Returns: one row a job that is still held: id. Errors: none. Writes: jobs, workers.
SELECT unnest(job_heartbeat($1::uuid, $4::int, $2::bigint[], $3::bigint[])) AS id
