-- SPDX-License-Identifier: ISC
-- runs_past(provider text, scope text) -> rows of runs: the last ten that came to their end with this provider, over all projects: what an estimate
-- is made from. With a scope: of concepts of that scope, when there are any among the last hundred.
-- Returns: at most ten rows. Errors: none. Writes: nothing.
DROP FUNCTION IF EXISTS runs_past(text);
CREATE OR REPLACE FUNCTION runs_past(p_provider text, p_scope text DEFAULT NULL) RETURNS SETOF runs LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF p_scope IS NOT NULL THEN
        RETURN QUERY SELECT (r.run).* FROM (SELECT runs AS run FROM runs WHERE provider = p_provider AND status = 'completed'
                ORDER BY ended_at DESC LIMIT 100) AS r
            JOIN projects p ON p.id = (r.run).project_id
            WHERE p.concept->>'scope' = p_scope ORDER BY (r.run).ended_at DESC LIMIT 10;
        IF FOUND THEN
            RETURN;
        END IF;
    END IF;
    RETURN QUERY SELECT * FROM runs WHERE provider = p_provider AND status = 'completed' ORDER BY ended_at DESC LIMIT 10;
END
$$;
