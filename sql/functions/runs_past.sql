-- SPDX-License-Identifier: ISC
-- runs_past(provider text) -> rows of runs: the last ten that came to their end with this provider, over all projects: what an estimate is made from.
-- Returns: at most ten rows. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION runs_past(p_provider text) RETURNS SETOF runs LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY SELECT * FROM runs WHERE provider = p_provider AND status = 'completed' ORDER BY ended_at DESC LIMIT 10;
END
$$;
