-- SPDX-License-Identifier: ISC
-- commit_more(job jobs, output uuid, output_type text, stage text, revision int, more jsonb, current boolean): what some steps make beside their
-- document. more: "files":
-- [{"path", "sha256", "bytes", "media_type"}], "logs": [{"level", "message", "metadata"}], "failure": {"step_key", "stage", "revision", "error",
-- "error_type", "raw", "raw_bytes"} of a step that failed for good, and
-- "reused_output_id": a stored output that serves again; when it is another agent's, its content and files are copied.
-- output_type, stage, revision: as in step_commit.
-- current: whether the files become the project's current ones: not those of a step that was queued anew while it ran.
-- Returns: nothing. Errors: 23xxx. Writes: blobs, agent_outputs, output_files, files, agent_logs, step_failures.
DROP FUNCTION IF EXISTS commit_more(jobs, uuid, jsonb, jsonb, boolean);
CREATE OR REPLACE FUNCTION commit_more(p_job jobs, p_output uuid, p_output_type text, p_stage text, p_revision int, p_more jsonb, p_current boolean)
    RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_reused uuid := (p_more->>'reused_output_id')::uuid;
    v_files jsonb := p_more->'files';
BEGIN
    IF p_more ? 'logs' THEN
        PERFORM commit_logs(p_job, p_more->'logs');
    END IF;
    IF p_more ? 'failure' THEN
        INSERT INTO step_failures (agent_id, project_id, step_key, stage, revision, error, error_type, raw, raw_bytes)
        SELECT p_job.agent_id, p_job.project_id, f.step_key, f.stage, f.revision, f.error, f.error_type, f.raw, f.raw_bytes
        FROM jsonb_to_record(p_more->'failure') AS f(step_key text, stage text, revision int, error text, error_type text, raw text, raw_bytes bigint);
    END IF;
    IF v_files IS NOT NULL THEN
        INSERT INTO blobs (sha256, bytes)
        SELECT DISTINCT ON (f.value->>'sha256') f.value->>'sha256', (f.value->>'bytes')::bigint
        FROM jsonb_array_elements(v_files) AS f ORDER BY f.value->>'sha256'
        ON CONFLICT DO NOTHING;
        INSERT INTO output_files (output_id, path, sha256, bytes, media_type)
        SELECT p_output, f.value->>'path', f.value->>'sha256', (f.value->>'bytes')::bigint, f.value->>'media_type'
        FROM jsonb_array_elements(v_files) AS f;
    ELSIF v_reused <> p_output THEN
        INSERT INTO agent_outputs (id, agent_id, project_id, run_id, output_type, stage, revision, content, file_path, input_hash)
        SELECT p_output, p_job.agent_id, p_job.project_id, p_job.run_id, coalesce(p_output_type, output_type),
            coalesce(p_stage, stage), p_revision, content, file_path, input_hash
        FROM agent_outputs WHERE id = v_reused AND project_id = p_job.project_id;
        INSERT INTO output_files (output_id, path, sha256, bytes, media_type)
        SELECT p_output, path, sha256, bytes, media_type FROM output_files WHERE output_id = v_reused;
    END IF;
    IF (p_current OR p_stage = 'plan') AND (v_files IS NOT NULL OR v_reused IS NOT NULL) THEN
        INSERT INTO files (project_id, path, sha256, bytes, media_type, source, output_id)
        SELECT p_job.project_id, f.path, f.sha256, f.bytes, f.media_type, 'agent', p_output
        FROM output_files f WHERE f.output_id = p_output
        ON CONFLICT (project_id, path) WHERE source = 'agent' DO UPDATE SET sha256 = excluded.sha256, bytes = excluded.bytes,
            media_type = excluded.media_type, output_id = excluded.output_id, created_at = excluded.created_at;
    END IF;
END
$$;
