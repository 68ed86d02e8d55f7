-- SPDX-License-Identifier: ISC
-- restore_tables: ludctl restore: is anything there? Returns one row: tables int8. Writes nothing.
SELECT count(*) AS tables FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')
