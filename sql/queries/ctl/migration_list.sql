-- migration_list: ludctl migrate, ludctl doctor. What was applied.
-- Returns number int4, name text, sha256 text, by number.
SELECT number, name, sha256 FROM schema_migrations ORDER BY number
