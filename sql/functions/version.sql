-- SPDX-License-Identifier: ISC
-- version(run runs) -> bigint: how often the engine's state was changed: the number of the run's latest snapshot. r.version reads like a column.
-- Returns: 0 before the first. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION version(p_run runs) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT number FROM snapshots WHERE run_id = p_run.id ORDER BY number DESC LIMIT 1), 0)
$$;
