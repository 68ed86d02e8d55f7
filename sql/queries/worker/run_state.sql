-- SPDX-License-Identifier: ISC
-- run_state: the engine's state as it is now. worker/step_commit.c
-- $1 uuid run
-- Returns: version, state. Errors: none. Writes: nothing.
SELECT version, state FROM runs WHERE id = $1::uuid
