-- SPDX-License-Identifier: ISC
-- run_state: the engine's state as it is now. worker/run_cache.c
-- $1 uuid run
-- Returns: version, state (NULL at version 0). Errors: none. Writes: nothing.
SELECT coalesce(s.number, 0) AS version, s.state
FROM runs r LEFT JOIN LATERAL (SELECT number, state FROM snapshots WHERE run_id = r.id ORDER BY number DESC LIMIT 1) s ON true WHERE r.id = $1::uuid
