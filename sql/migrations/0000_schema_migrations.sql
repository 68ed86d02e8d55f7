-- SPDX-License-Identifier: ISC
-- Which migrations are in. The one file that may be run again: `ludctl migrate` runs it before it asks, under its advisory lock.

CREATE TABLE IF NOT EXISTS schema_migrations (
    number      integer PRIMARY KEY CHECK (number >= 0),
    name        text NOT NULL,                          -- 0001_tables
    sha256      text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    applied_at  timestamptz NOT NULL DEFAULT now()
);
