-- SPDX-License-Identifier: ISC
-- heartbeat: this process lives, and its leases with it; what it does not know of is taken back. worker/queue.c
-- $1 uuid worker, $2 int seconds, $3 bigint[] jobs in hand, $4 int claims without an end after which a job is given up
-- Returns: alive: false when it was taken for dead. Errors: none. Writes: workers, jobs.
SELECT worker_heartbeat($1::uuid, $2::int, $3::bigint[], $4::int) AS alive
