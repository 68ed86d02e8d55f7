-- SPDX-License-Identifier: ISC
-- worker_started: registers a process instance; the one that died in its place is taken away, so that its jobs are taken back. worker/queue.c
-- $1 uuid worker, $2 text host, $3 int pid, $4 uuid predecessor or NULL: a process that is known to be dead, $5 int seconds it is alive for
-- Returns: nothing. Errors: none. Writes: workers.
WITH gone AS (
    DELETE FROM workers WHERE id = $4::uuid
)
INSERT INTO workers (id, host, pid, alive_until)
VALUES ($1::uuid, $2::text, $3::text::int, clock_timestamp() + $5::text::int * interval '1 second')
