-- SPDX-License-Identifier: ISC
-- restore_apart: ludctl migrate, ludctl store gc: no restore meanwhile, until the session ends. Returns done boolean. Writes nothing.
SELECT pg_try_advisory_lock_shared(815410, 4) AS done
