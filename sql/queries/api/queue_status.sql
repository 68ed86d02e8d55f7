-- SPDX-License-Identifier: ISC
-- queue_status: GET admin/queue: as ludctl queue: jobs by kind and state, dead letters, each counted up to 10,000 (held ones among the 100,000 oldest
-- jobs), and the worker processes, 1000 at most, those that are alive first. $1 caller uuid. Returns one row; none: not for this caller. Writes nothing.
WITH found AS (
    SELECT kind, 'ready' AS state FROM queue_waiting(true, 10000)
    UNION ALL SELECT kind, 'later' FROM queue_waiting(false, 10000)
    UNION ALL (SELECT kind, 'leased' FROM jobs WHERE leased_by IS NOT NULL LIMIT 10000)
    UNION ALL (SELECT kind, 'held' FROM (SELECT kind, held, leased_by FROM jobs ORDER BY id LIMIT 100000) AS first
        WHERE held AND leased_by IS NULL LIMIT 10000)
), counted AS (
    SELECT kind, count(*) FILTER (WHERE state = 'ready') AS ready, count(*) FILTER (WHERE state = 'later') AS later,
        count(*) FILTER (WHERE state = 'held') AS held, count(*) FILTER (WHERE state = 'leased') AS leased
    FROM found GROUP BY kind
)
SELECT (SELECT min(since) FROM queue_waiting(true, 10000)) AS oldest_ready_at,
    (SELECT count(*) FROM (SELECT FROM dead_jobs LIMIT 10000) AS d) AS dead,
    (SELECT died_at FROM dead_jobs ORDER BY died_at DESC, id DESC LIMIT 1) AS last_died_at,
    (SELECT coalesce(json_agg(c ORDER BY c.kind), '[]') FROM counted c) AS jobs, (
        SELECT coalesce(json_agg(json_build_object('host', w.host, 'pid', w.pid, 'alive', w.alive, 'in_hand',
            (SELECT count(*) FROM jobs j WHERE j.leased_by = w.id), 'started_at', iso_time(w.started_at), 'seen_at', iso_time(w.seen_at))
            ORDER BY w.alive DESC, w.host, w.pid), '[]')
        FROM (SELECT *, alive_until > clock_timestamp() AS alive FROM workers ORDER BY alive_until > clock_timestamp() DESC, host, pid LIMIT 1000) AS w
    ) AS workers
WHERE EXISTS (SELECT FROM users a WHERE a.id = $1::uuid AND a.role = 'admin')
