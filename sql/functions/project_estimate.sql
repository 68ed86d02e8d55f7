-- SPDX-License-Identifier: ISC
-- project_estimate(project projects) -> jsonb: what a whole run will take, as estimate_of: from past runs with its provider, of concepts of its scope
-- when there are any. Time that people took to decide does not count. Of the project only concept and config are looked at.
-- Returns: NULL when there was none. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION project_estimate(p_project projects) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN estimate_of((SELECT jsonb_agg(jsonb_build_object('input', s.input, 'cached', s.cached, 'output', s.output, 'usd', s.usd, 'seconds',
            greatest(extract(epoch FROM r.ended_at - r.started_at) - (
                SELECT coalesce(sum(extract(epoch FROM c.resolved_at - c.created_at)), 0) FROM checkpoints c
                WHERE c.run_id = r.id AND NOT c.automatic), 0)))
        FROM runs_past(project_provider(p_project), p_project.concept->>'scope') AS r, run_spent(r.id, '-infinity', 'infinity') AS s));
END
$$;
