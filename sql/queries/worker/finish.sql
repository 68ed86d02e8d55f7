-- SPDX-License-Identifier: ISC
-- finish: ends a job that belongs to no run. worker/queue.c
-- $1 bigint job, $2 bigint lease, $3 uuid worker
-- Returns: nothing; when the lease is somebody else's by now, nothing ends. Errors: none. Writes: jobs.
DELETE FROM jobs WHERE id = $1::bigint AND lease = $2::bigint AND leased_by = $3::uuid AND run_id IS NULL
