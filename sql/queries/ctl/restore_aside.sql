-- SPDX-License-Identifier: ISC
-- restore_aside: ludctl restore --force: all that is there steps aside. Writes the schema's name.
ALTER SCHEMA public RENAME TO before_restore
