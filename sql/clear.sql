-- SPDX-License-Identifier: ISC
-- ludctl restore --force: everything in the database goes. A transaction of its own.
BEGIN;
DROP SCHEMA public CASCADE;
CREATE SCHEMA public;
COMMIT;
