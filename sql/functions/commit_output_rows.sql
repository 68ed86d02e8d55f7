-- SPDX-License-Identifier: ISC
-- commit_output_rows(job jobs, result jsonb, output uuid, reused uuid): blobs, the output, its files; what is not given comes from reused.
-- Returns: nothing. Errors: 23xxx. Writes: blobs, agent_outputs, output_files.
CREATE OR REPLACE FUNCTION commit_output_rows(p_job jobs, p_result jsonb, p_output uuid, p_reused uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_files jsonb := CASE jsonb_typeof(p_result->'files') WHEN 'array' THEN p_result->'files' END;
    v_old agent_outputs;
BEGIN
    IF p_reused IS NOT NULL THEN
        SELECT * INTO v_old FROM agent_outputs WHERE id = p_reused AND project_id = p_job.project_id;
    END IF;
    INSERT INTO agent_outputs (id, agent_id, project_id, run_id, output_type, stage, revision, content, file_path, input_hash)
    VALUES (p_output, p_job.agent_id, p_job.project_id, p_job.run_id, coalesce(p_result->>'output_type', v_old.output_type),
        coalesce(p_result->>'stage', v_old.stage, 'run'), coalesce((p_result->>'revision')::int, 1),
        coalesce(nullif(p_result->'content', 'null'), v_old.content),
        coalesce(p_result->>'file_path', v_files->0->>'path', v_old.file_path), coalesce(p_result->>'input_hash', v_old.input_hash));
    IF v_files IS NULL THEN
        INSERT INTO output_files (output_id, path, sha256, bytes, media_type)
        SELECT p_output, path, sha256, bytes, media_type FROM output_files WHERE output_id = p_reused;
    ELSIF v_files <> '[]' THEN
        INSERT INTO blobs (sha256, bytes)
        SELECT DISTINCT ON (f.value->>'sha256') f.value->>'sha256', (f.value->>'bytes')::bigint
        FROM jsonb_array_elements(v_files) AS f ORDER BY f.value->>'sha256'
        ON CONFLICT DO NOTHING;
        INSERT INTO output_files (output_id, path, sha256, bytes, media_type)
        SELECT p_output, f.value->>'path', f.value->>'sha256', (f.value->>'bytes')::bigint, f.value->>'media_type'
        FROM jsonb_array_elements(v_files) AS f;
    END IF;
END
$$;
