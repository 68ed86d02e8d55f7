-- SPDX-License-Identifier: ISC
-- doctor_more: ludctl doctor. What creeps up, one row. Writes nothing.
-- Returns bloated text (the worst table over a third and 100,000 dead rows) or NULL; longest int8, seconds of the oldest transaction; xids int8, age of the oldest unfrozen
-- one; connections and most int8; unsent and late int8, deliveries that failed in a day, and that are an hour late; forgotten int8, checkpoints whose reminder is
-- half an hour late; maintenance int8, seconds that it has been on.
SELECT (SELECT relname || ' (' || n_dead_tup || ' dead rows)' FROM pg_stat_user_tables WHERE n_dead_tup > 100000 AND n_dead_tup > n_live_tup / 3 ORDER BY n_dead_tup DESC LIMIT 1)
        AS bloated,
    (SELECT coalesce(extract(epoch FROM max(clock_timestamp() - xact_start)), 0)::int8 FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle'
        AND backend_type = 'client backend') AS longest,
    (SELECT age(datfrozenxid)::int8 FROM pg_database WHERE datname = current_database()) AS xids,
    (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend') AS connections, current_setting('max_connections')::int8 AS most,
    (SELECT count(*) FROM deliveries WHERE ended_at > now() - interval '1 day' AND status IN ('failed', 'unknown')) AS unsent,
    (SELECT count(*) FROM deliveries WHERE status = 'waiting' AND tries = 0 AND due_at < now() - interval '1 h') AS late,
    (SELECT count(*) FROM checkpoints c JOIN projects p ON p.id = c.project_id WHERE c.status = 'pending' AND p.status = 'running' AND p.archived_at IS NULL
        AND c.run_id = p.run_id AND reminder_due(p.config, now() - c.created_at - interval '30 min') > c.reminders) AS forgotten,
    (SELECT CASE WHEN active THEN extract(epoch FROM now() - starts_at)::int8 ELSE 0 END FROM maintenance) AS maintenance
