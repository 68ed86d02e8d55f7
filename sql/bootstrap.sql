-- SPDX-License-Identifier: ISC
-- What `ludctl migrate` runs before it looks at migrations: the table of those that were applied. Harmless when it is there.
CREATE TABLE IF NOT EXISTS schema_migrations (
    number      integer PRIMARY KEY CHECK (number > 0),
    name        text NOT NULL,
    sha256      text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    applied_at  timestamptz NOT NULL DEFAULT now()
);
