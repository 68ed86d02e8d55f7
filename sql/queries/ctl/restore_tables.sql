-- SPDX-License-Identifier: ISC
-- restore_tables: ludctl restore, migrate, doctor: is anything there, is anything left of a restore that was interrupted, is one at work (as of restore_lock)? Returns one row: tables int8, aside boolean, busy boolean. Writes nothing.
SELECT count(*) AS tables, EXISTS (SELECT FROM pg_namespace WHERE nspname = 'before_restore') AS aside,
    EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND (classid, objid, objsubid) = (815410, 4, 2) AND mode = 'ExclusiveLock' AND granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())) AS busy
FROM pg_class WHERE relnamespace = to_regnamespace('public') AND relkind IN ('r', 'p', 'v', 'm')
