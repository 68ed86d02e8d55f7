-- migration_lock: ludctl migrate. One at a time in a database; freed when the connection ends, however it ends.
-- Returns one row. Waits for the other; statement_timeout bounds it.
SELECT pg_advisory_lock(815410, 1)::text AS locked
