-- SPDX-License-Identifier: ISC
-- queue_facts: ludctl queue. One row about the whole queue. The oldest ready job is that of the first $1 to be claimed.
-- $1 int at which number of dead letters to stop counting
-- Returns: oldest_ready_seconds int8 or NULL, dead int8, last_died text or NULL. Errors: none. Writes: nothing.
SELECT (SELECT extract(epoch FROM clock_timestamp() - min(since))::int8 FROM queue_waiting(true, $1::text::int)) AS oldest_ready_seconds,
    (SELECT count(*) FROM (SELECT FROM dead_jobs LIMIT $1::text::int) AS d) AS dead,
    (SELECT iso_time(died_at) FROM dead_jobs ORDER BY died_at DESC, id DESC LIMIT 1) AS last_died
