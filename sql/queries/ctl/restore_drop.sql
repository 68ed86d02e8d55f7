-- SPDX-License-Identifier: ISC
-- restore_drop: ludctl restore --force: what half came back goes. Writes: all of public.
DROP SCHEMA IF EXISTS public CASCADE
