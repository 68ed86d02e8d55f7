-- SPDX-License-Identifier: ISC
-- store_lock: ludctl store gc: one at a time. Returns done boolean. Writes nothing.
SELECT pg_try_advisory_lock(hashtext('ludwright store gc')) AS done
