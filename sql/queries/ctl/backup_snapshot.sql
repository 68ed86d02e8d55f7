-- SPDX-License-Identifier: ISC
-- backup_snapshot: ludctl backup, in a transaction that stays open. Returns one row: snapshot text for pg_dump, migration int8, at text. Writes nothing.
SELECT pg_export_snapshot() AS snapshot, (SELECT max(number) FROM schema_migrations)::bigint AS migration, iso_time(now()) AS at
