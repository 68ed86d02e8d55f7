-- SPDX-License-Identifier: ISC
-- health_ready: GET /health/ready. Returns migrations int8 (the newest that was applied), workers int8 seen lately. Writes nothing.
SELECT (SELECT coalesce(max(number), 0) FROM schema_migrations)::bigint AS migrations,
    (SELECT count(*) FROM workers WHERE seen_at > clock_timestamp() - interval '1 minute') AS workers
