-- SPDX-License-Identifier: ISC
-- metrics: GET /metrics. Returns one row of int8: checkpoints that wait, jobs (10000 at most), connections, seconds that the oldest unsealed row of the last
-- 1000 has waited, workers that are alive, dead letters (10000 at most). Writes nothing.
SELECT (SELECT count(*) FROM checkpoints WHERE status = 'pending'), (SELECT count(*) FROM (SELECT FROM jobs LIMIT 10000) AS j),
    (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()),
    (SELECT coalesce(floor(extract(epoch FROM clock_timestamp() - min(a.at)))::bigint, 0)
     FROM (SELECT id, at FROM audit ORDER BY id DESC LIMIT 1000) AS a WHERE NOT EXISTS (SELECT FROM audit_seals s WHERE s.audit_id = a.id)),
    (SELECT count(*) FROM workers WHERE alive_until > clock_timestamp()), (SELECT count(*) FROM (SELECT FROM dead_jobs LIMIT 10000) AS d)
