-- SPDX-License-Identifier: ISC
-- worker_started: registers a process instance and gives up the leases of the one that died in its place. worker/queue.c
-- $1 uuid worker, $2 text host, $3 int pid, $4 uuid predecessor or NULL: a process that is known to be dead
-- Returns: nothing. Errors: none. Writes: workers, jobs.
WITH gone AS (
    DELETE FROM workers WHERE id = $4::uuid
), given_up AS (
    UPDATE jobs SET leased_until = '-infinity' WHERE leased_by = $4::uuid
)
INSERT INTO workers (id, host, pid) VALUES ($1::uuid, $2::text, $3::text::int)
