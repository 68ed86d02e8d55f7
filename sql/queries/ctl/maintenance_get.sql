-- SPDX-License-Identifier: ISC
-- maintenance_get: ludctl maintenance. Returns one row: active bool, message, since and until text, busy int8 jobs that workers still have in hand. Writes nothing.
SELECT m.active, m.message, iso_time(m.starts_at) AS since, iso_time(m.ends_at) AS until,
    (SELECT count(*) FROM jobs j JOIN workers w ON w.id = j.leased_by WHERE w.alive_until > clock_timestamp()) AS busy FROM maintenance m
