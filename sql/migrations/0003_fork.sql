-- SPDX-License-Identifier: ISC
-- Time travel: where a run came from. Plain, without a foreign key: a fork outlives the project that it was forked from.

ALTER TABLE runs ADD COLUMN forked_from uuid;           -- a snapshot, that may be gone
