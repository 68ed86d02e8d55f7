-- SPDX-License-Identifier: ISC
-- commit_logs(job jobs, logs jsonb): lines of a step, of one that failed too: [{"level", "message", "metadata"}].
-- Returns: nothing. Errors: 23514 for an unknown level. Writes: agent_logs.
CREATE OR REPLACE FUNCTION commit_logs(p_job jobs, p_logs jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF jsonb_typeof(p_logs) = 'array' AND p_job.agent_id IS NOT NULL THEN
        INSERT INTO agent_logs (agent_id, project_id, level, message, metadata)
        SELECT p_job.agent_id, p_job.project_id, upper(coalesce(l.value->>'level', 'INFO')), left(coalesce(l.value->>'message', ''), 8192),
            nullif(l.value->'metadata', 'null')
        FROM jsonb_array_elements(p_logs) AS l;
    END IF;
END
$$;
