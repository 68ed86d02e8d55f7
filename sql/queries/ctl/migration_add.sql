-- migration_add: ludctl migrate, in the migration's own transaction.
-- $1 number int4, $2 name text, $3 sha256 text. Writes schema_migrations.
INSERT INTO schema_migrations (number, name, sha256) VALUES ($1::int4, $2::text, $3::text)
