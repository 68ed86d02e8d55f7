-- SPDX-License-Identifier: ISC
-- retention: ludctl retention: one batch of a class. $1 text class, $2 int days, $3 int rows, $4 boolean really. Returns rows int8 that went, or would go. Errors: 22023.
-- Writes: the class's tables.
SELECT CASE $1::text WHEN 'logs' THEN retention_logs(now() - $2::text::int * interval '1 day', $3::text::int, $4::text::boolean)
    WHEN 'events' THEN retention_events(now() - $2::text::int * interval '1 day', $3::text::int, $4::text::boolean)
    WHEN 'audit' THEN CASE WHEN $4::text::boolean THEN coalesce(audit_prune(now() - $2::text::int * interval '1 day'), 0) * 0
        ELSE (SELECT count(*) FROM audit_seals WHERE sealed_at < now() - $2::text::int * interval '1 day') END
    ELSE retention_rows($1::text, now() - $2::text::int * interval '1 day', $3::text::int, $4::text::boolean) END AS rows
