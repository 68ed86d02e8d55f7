-- SPDX-License-Identifier: ISC
-- tweak_output(run uuid, output uuid, change jsonb, file jsonb) -> uuid: in a fork that has not begun, an output's next revision takes its place in
-- the run's state. change is laid over its content; file {"path", "sha256", "bytes"}, or NULL, takes the place of the one at that path.
-- The input hash stays, as in output_edit: while nothing that it was made from changes, the changed one is found.
-- Returns: the new output's id. Errors: none. Writes: agent_outputs, output_files, files, snapshots, agents.
CREATE OR REPLACE FUNCTION tweak_output(p_run uuid, p_output uuid, p_change jsonb, p_file jsonb) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    v_new agent_outputs;
    v_node text;
    v_ids jsonb;
BEGIN
    SELECT * INTO v_new FROM agent_outputs WHERE id = p_output;
    v_new.id := gen_random_uuid();
    v_new.revision := v_new.revision + 1;
    v_new.created_at := clock_timestamp();
    v_new.content := v_new.content || p_change || jsonb_build_object('revision', v_new.revision);
    IF p_file IS NOT NULL THEN
        v_new.content := jsonb_set(v_new.content, '{files}', (SELECT coalesce(jsonb_agg(f.value || CASE WHEN f.value->>'path' = p_file->>'path'
            THEN p_file ELSE '{}' END ORDER BY f.n), '[]') FROM jsonb_array_elements(v_new.content->'files') WITH ORDINALITY AS f(value, n)));
    END IF;
    INSERT INTO agent_outputs SELECT v_new.*;
    INSERT INTO output_files (output_id, path, sha256, bytes, media_type)
    SELECT v_new.id, path, CASE WHEN path = p_file->>'path' THEN p_file->>'sha256' ELSE sha256 END,
        CASE WHEN path = p_file->>'path' THEN (p_file->>'bytes')::bigint ELSE bytes END, media_type
    FROM output_files WHERE output_id = p_output;
    UPDATE files SET output_id = v_new.id, sha256 = f.sha256, bytes = f.bytes
    FROM output_files f WHERE files.output_id = p_output AND f.output_id = v_new.id AND f.path = files.path;
    UPDATE agents SET version = version + 1, revision = v_new.revision, metadata = metadata || jsonb_build_object('output_id', public_id('out', v_new.id))
    WHERE id = v_new.agent_id RETURNING node INTO v_node;
    v_ids := jsonb_build_object(p_output::text, v_new.id);
    UPDATE snapshots SET channels = run_fork_text(channels::text, v_ids)::jsonb,
        state = jsonb_set(run_fork_text(state::text, v_ids)::jsonb, ARRAY['nodes', v_node, 'revision'], to_jsonb(v_new.revision))::text
    WHERE run_id = p_run;
    RETURN v_new.id;
END
$$;
