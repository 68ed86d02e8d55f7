-- SPDX-License-Identifier: ISC
-- restore_done: ludctl restore --force: what came back is whole, what stepped aside goes. Writes: all of before_restore.
DROP SCHEMA before_restore CASCADE
