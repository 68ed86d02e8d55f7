-- SPDX-License-Identifier: ISC
-- restore_empty: ludctl restore --force, after restore_aside: a place for what comes back. Writes a schema.
CREATE SCHEMA public
