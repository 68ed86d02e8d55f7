-- SPDX-License-Identifier: ISC
-- queue_workers: ludctl queue. The worker processes, those that are alive first; 1000 at most.
-- Returns: host text, pid int4, alive text (yes, no), in_hand int8 jobs, seen_seconds_ago int8, started text, id text. Errors: none. Writes: nothing.
SELECT w.host, w.pid, CASE WHEN w.alive_until > clock_timestamp() THEN 'yes' ELSE 'no' END AS alive,
    (SELECT count(*) FROM jobs j WHERE j.leased_by = w.id) AS in_hand,
    extract(epoch FROM clock_timestamp() - w.seen_at)::int8 AS seen_seconds_ago, iso_time(w.started_at) AS started, w.id::text AS id
FROM workers w ORDER BY w.alive_until > clock_timestamp() DESC, w.host, w.pid LIMIT 1000
