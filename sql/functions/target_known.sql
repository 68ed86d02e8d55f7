-- SPDX-License-Identifier: ISC
-- target_known(user uuid, checkpoint uuid, target text) -> text: the target, when the run's graph has a way back to it from this checkpoint.
-- Says nothing to strangers: what follows finds that they may not know of the checkpoint.
-- Returns: the target, NULL for NULL. Errors: LW400 {"field": "target"}. Writes: nothing.
CREATE OR REPLACE FUNCTION target_known(p_user uuid, p_checkpoint uuid, p_target text) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_targets text[];
BEGIN
    IF p_target IS NOT NULL THEN
        SELECT array_agg(e.value->'when'->>'target') FILTER (WHERE e.value->'when' ? 'target') INTO v_targets
        FROM checkpoints c
        JOIN LATERAL project_access(p_user, c.project_id) AS seen ON true
        JOIN runs r ON r.id = c.run_id
        JOIN graph_versions g ON g.id = r.graph_version_id
        CROSS JOIN LATERAL jsonb_array_elements(g.graph->'edges') AS e
        WHERE c.id = p_checkpoint AND e.value->>'from' = c.node
        HAVING count(*) > 0;
        IF FOUND AND p_target <> ALL (coalesce(v_targets, '{}')) THEN
            PERFORM refuse('LW400', 'There is no way back to that from this checkpoint.', jsonb_build_object('field', 'target', 'message',
                format('Must be one of: %s', array_to_string(v_targets, ', '))));
        END IF;
    END IF;
    RETURN p_target;
END
$$;
