-- SPDX-License-Identifier: ISC
-- restore_lock: ludctl restore: one at a time, and no ludctl migrate or store gc beside it, until the session ends. Returns done boolean. Writes nothing.
SELECT pg_try_advisory_lock(815410, 4) AS done
