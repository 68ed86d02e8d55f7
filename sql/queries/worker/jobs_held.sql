-- SPDX-License-Identifier: ISC
-- jobs_held: which of the jobs in flight are still this worker's: a look between heartbeats, so that cancel takes effect soon. worker/queue.c
-- $1 uuid worker, $2 bigint[] jobs, $3 bigint[] their leases
-- Returns: one row a job that is still held: id. Errors: none. Writes: nothing.
SELECT j.id FROM jobs j
WHERE j.id = ANY ($2::bigint[]) AND j.leased_by = $1::uuid AND j.lease = ($3::bigint[])[array_position($2::bigint[], j.id)]
