-- SPDX-License-Identifier: ISC
-- queue_depth: what the worker's parent has to know of the queue. worker/pool.c
-- $1 uuid[] its processes, $2 int at which number of ready jobs to stop counting
-- Returns: a row for each process (one without ord when there are none): ready int8, wait_ms int8 of the oldest ready job, ord int8 place in
-- $1, busy int8 jobs that it has leased. Errors: none. Writes: nothing.
WITH ready AS (
    SELECT count(*) AS ready, (extract(epoch FROM clock_timestamp() - min(since)) * 1000)::int8 AS wait_ms
    FROM queue_waiting(true, $2::text::int)
)
SELECT ready.ready, coalesce(ready.wait_ms, 0) AS wait_ms, w.ord,
    (SELECT count(*) FROM jobs j WHERE j.leased_by = w.id) AS busy
FROM ready LEFT JOIN unnest($1::uuid[]) WITH ORDINALITY w(id, ord) ON true
