-- SPDX-License-Identifier: ISC
-- run_state: the engine's state as it is now. worker/run_cache.c
-- $1 uuid run
-- Returns: version, state (NULL at version 0). Errors: none. Writes: nothing.
SELECT r.version, s.state FROM runs r LEFT JOIN snapshots s ON s.run_id = r.id AND s.number = r.version WHERE r.id = $1::uuid
