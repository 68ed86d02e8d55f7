-- SPDX-License-Identifier: ISC
-- tweak_source(project uuid) -> jsonb: where a game's numbers stand in the newest snapshot of its latest run: {"snapshot_id", "node": where it is
-- built, "design": the output whose document has them with their ranges, "params": those, "code": the output that holds data/params.js, "sha256" of
-- that file, "scripts": contents of the game's programs}. The node is the one that makes outputs of the type build.
-- Returns: an object. Errors: LW409 {"reason"} while there is no build of numbers, or the run is at work before it. Writes: nothing.
CREATE OR REPLACE FUNCTION tweak_source(p_project uuid) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_snapshot snapshots;
    v_graph jsonb;
    v_named uuid[];
    v_source jsonb;
BEGIN
    SELECT s.* INTO v_snapshot FROM projects p JOIN snapshots s ON s.run_id = p.run_id WHERE p.id = p_project ORDER BY s.number DESC LIMIT 1;
    SELECT g.graph INTO v_graph FROM runs r JOIN graph_versions g ON g.id = r.graph_version_id WHERE r.id = v_snapshot.run_id;
    v_named := snapshot_outputs('{}', v_snapshot.channels);
    v_source := jsonb_build_object('snapshot_id', v_snapshot.id, 'node',
        (SELECT n.name FROM graph_nodes(v_graph) AS n
         WHERE n.node->>'output_type' = 'build' AND n.name = ANY (run_fork_nodes(v_snapshot.state::jsonb, v_graph)) LIMIT 1))
        || coalesce((SELECT jsonb_build_object('design', id, 'params', content #> '{document,params}') FROM agent_outputs
            WHERE id = ANY (v_named) AND jsonb_typeof(content #> '{document,params}') = 'object' ORDER BY created_at DESC, id LIMIT 1), '{}')
        || coalesce((SELECT jsonb_build_object('code', f.output_id, 'sha256', f.sha256, 'scripts',
                (SELECT jsonb_agg(s.sha256) FROM output_files s WHERE s.output_id = f.output_id AND s.path LIKE 'js/%'))
            FROM output_files f JOIN agent_outputs o ON o.id = f.output_id
            WHERE o.id = ANY (v_named) AND f.path = 'data/params.js' ORDER BY o.created_at DESC, o.id LIMIT 1), '{}');
    IF v_source->>'node' IS NULL THEN
        PERFORM refuse('LW409', 'There is no build that could be made again with other numbers.', '{"reason": "not built"}');
    ELSIF NOT v_source ?& ARRAY['design', 'code'] THEN
        PERFORM refuse('LW409', 'This game keeps no numbers apart from its program.', '{"reason": "no parameters"}');
    END IF;
    RETURN v_source;
END
$$;
