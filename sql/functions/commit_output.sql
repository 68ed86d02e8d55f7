-- SPDX-License-Identifier: ISC
-- commit_output(job jobs, result jsonb) -> jsonb: the output of a step: its contents, files, and the agent that is done with it.
-- A step that has been queued again meanwhile (a new epoch) leaves the current files and its agent's row alone. With reused_output_id equal to
-- output_id nothing new is stored; with another one, content and files that are not given are copied from it.
-- Returns: events. Errors: 23xxx. Writes: blobs, agent_outputs, output_files, files, agents.
CREATE OR REPLACE FUNCTION commit_output(p_job jobs, p_result jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_output uuid := (p_result->>'output_id')::uuid;
    v_reused uuid := (p_result->>'reused_output_id')::uuid;
    v_summary text := left(p_result->'content'->>'summary', 200);
    v_agent agents;
BEGIN
    IF v_reused IS DISTINCT FROM v_output THEN
        PERFORM commit_output_rows(p_job, p_result, v_output, v_reused);
    END IF;
    IF v_reused IS NOT NULL AND v_summary IS NULL THEN
        v_summary := (SELECT left(content->>'summary', 200) FROM agent_outputs WHERE id = v_reused);
    END IF;
    IF EXISTS (SELECT FROM jobs WHERE project_id = p_job.project_id AND agent_id = p_job.agent_id AND kind = 'step') THEN
        RETURN '[]';
    END IF;
    INSERT INTO files (project_id, path, sha256, bytes, media_type, source, output_id)
    SELECT p_job.project_id, f.path, f.sha256, f.bytes, f.media_type, 'agent', v_output
    FROM output_files f WHERE f.output_id = v_output
    ON CONFLICT (project_id, path) WHERE source = 'agent' DO UPDATE SET sha256 = excluded.sha256, bytes = excluded.bytes,
        media_type = excluded.media_type, output_id = excluded.output_id, created_at = excluded.created_at;
    IF p_result->>'stage' = 'plan' THEN
        RETURN '[]';
    END IF;
    UPDATE agents SET status = 'completed', progress = 100, completed_at = clock_timestamp(), current_task = NULL, retry_at = NULL,
        error = NULL, error_type = NULL, revision = coalesce((p_result->>'revision')::int, revision),
        metadata = metadata || jsonb_build_object('output_id', public_id('out', v_output))
    WHERE id = p_job.agent_id AND status IN ('pending', 'running')
    RETURNING * INTO v_agent;
    IF NOT FOUND THEN
        RETURN '[]';
    END IF;
    RETURN jsonb_build_array(event_json(v_agent.id, 'agent:completed', jsonb_build_object(
        'agentId', public_id('agent', v_agent.id), 'outputSummary', coalesce(v_summary, ''),
        'duration', agent_duration(v_agent, CASE WHEN p_result->>'stage' = 'gather' THEN NULL ELSE (p_result->>'duration_ms')::numeric END))));
END
$$;
