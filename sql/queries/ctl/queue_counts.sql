-- SPDX-License-Identifier: ISC
-- queue_counts: ludctl queue. Jobs by kind and state; each state is counted up to $1, held ones among the 100,000 oldest jobs.
-- $1 int. Returns: kind text, ready, later, held, leased int8. Errors: none. Writes: nothing.
WITH found AS (
    SELECT kind, 'ready' AS state FROM queue_waiting(true, $1::text::int)
    UNION ALL SELECT kind, 'later' FROM queue_waiting(false, $1::text::int)
    UNION ALL (SELECT kind, 'leased' FROM jobs WHERE leased_by IS NOT NULL LIMIT $1::text::int)
    UNION ALL (SELECT kind, 'held' FROM (SELECT kind, held, leased_by FROM jobs ORDER BY id LIMIT 100000) AS first
        WHERE held AND leased_by IS NULL LIMIT $1::text::int)
)
SELECT kind, count(*) FILTER (WHERE state = 'ready') AS ready, count(*) FILTER (WHERE state = 'later') AS later,
    count(*) FILTER (WHERE state = 'held') AS held, count(*) FILTER (WHERE state = 'leased') AS leased
FROM found GROUP BY kind ORDER BY kind
