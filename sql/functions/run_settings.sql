-- SPDX-License-Identifier: ISC
-- run_settings(outline jsonb, config jsonb) -> jsonb: what the engine is told when a run begins: {"stops": the checkpoints that stop for a
-- person, in the graph's order, "revision_limit"}. A project without a list stops at all of them; names go with and without checkpoint_.
-- outline: of the run's graph (graph_outline).
-- Returns: an object. Errors: none. Writes: nothing.
DROP FUNCTION IF EXISTS run_settings(jsonb, jsonb);
CREATE FUNCTION run_settings(p_outline jsonb, p_config jsonb) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_wanted jsonb := p_config->'checkpoints';
    v_stops jsonb := p_outline->'checkpoints';
BEGIN
    IF v_wanted = '[]' THEN
        v_stops := '[]';
    ELSIF jsonb_typeof(v_wanted) = 'array' THEN
        v_stops := (SELECT coalesce(jsonb_agg(c.value ORDER BY c.n), '[]') FROM jsonb_array_elements_text(v_stops) WITH ORDINALITY AS c(value, n)
            WHERE v_wanted ? c.value OR v_wanted ? regexp_replace(c.value, '^checkpoint_', ''));
    END IF;
    RETURN jsonb_build_object('stops', v_stops, 'revision_limit', coalesce(nullif(p_config->'revision_limit', 'null'), p_outline->'revision_limit'));
END
$$;
