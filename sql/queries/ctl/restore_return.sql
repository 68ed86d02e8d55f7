-- SPDX-License-Identifier: ISC
-- restore_return: ludctl restore --force, after restore_drop: what stepped aside is back. Writes the schema's name.
ALTER SCHEMA before_restore RENAME TO public
