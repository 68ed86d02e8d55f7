-- SPDX-License-Identifier: ISC
-- run_fork_check(state jsonb, graph jsonb, from_node text): can a run go on from this state, or begin again at this node of it? Where nothing was
-- at work, as in a run that had come to its end, it has to say where.
-- Returns: nothing. Errors: LW400 {"field": "from", "message"}; LW409 {"reason"} of a state without a beginning. Writes: nothing.
CREATE OR REPLACE FUNCTION run_fork_check(p_state jsonb, p_graph jsonb, p_from text) RETURNS void LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_nodes text[] := run_fork_nodes(p_state, p_graph);
BEGIN
    IF cardinality(v_nodes) = 0 THEN
        PERFORM refuse('LW409', 'nothing had begun at this snapshot', '{"reason": "nothing had begun"}');
    ELSIF p_from <> ALL (v_nodes) OR (p_from IS NULL AND NOT p_state @? '$.nodes.* ? (@.status != "idle" && @.status != "done")') THEN
        PERFORM refuse('LW400', CASE WHEN p_from IS NULL THEN 'This run had come to its end: say where to begin again.'
            ELSE 'The run cannot begin again there.' END, jsonb_build_object('field', 'from', 'message',
            format('Must be one of: %s', array_to_string(v_nodes, ', '))));
    END IF;
END
$$;
