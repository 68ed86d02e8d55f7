-- SPDX-License-Identifier: ISC
-- What each revision of a review cost, and how long its turns took (functions/checkpoint_spent.sql); null where that is not known: of reviews that are older than
-- this, and of imported ones. As domains, for what 0004 says of checks.
CREATE DOMAIN usd AS numeric(14, 6) CHECK (VALUE >= 0);
CREATE DOMAIN milliseconds AS bigint CHECK (VALUE >= 0);
ALTER TABLE checkpoints ADD COLUMN cost_usd usd, ADD COLUMN duration_ms milliseconds;
