-- SPDX-License-Identifier: ISC
-- job_retry(job bigint, lease bigint, delay_ms int, error text, error_type text) -> text: a failure that is tried again, later.
-- Returns: ok, lost. Errors: none. Writes: jobs, agents, agent_logs.
CREATE OR REPLACE FUNCTION job_retry(p_job bigint, p_lease bigint, p_delay_ms int, p_error text, p_error_type text) RETURNS text
    LANGUAGE plpgsql AS $$
DECLARE
    v_job jobs := job_fence(p_job, p_lease, true);
    v_at timestamptz := clock_timestamp() + p_delay_ms * interval '1 millisecond';
BEGIN
    IF v_job.id IS NULL THEN
        RETURN 'lost';
    END IF;
    UPDATE jobs SET leased_by = NULL, attempt = 0, retries = retries + 1, run_at = v_at, last_error = p_error,
        held = v_job.project_id IS NOT NULL AND (SELECT p.status <> 'running' FROM projects p WHERE p.id = v_job.project_id)
    WHERE id = p_job;
    IF v_job.kind = 'step' THEN
        UPDATE agents SET version = version + 1, retry_at = v_at, error = p_error, error_type = p_error_type WHERE id = v_job.agent_id;
        INSERT INTO agent_logs (agent_id, project_id, level, message, metadata)
        VALUES (v_job.agent_id, v_job.project_id, 'WARN', left(p_error, 8192),
            jsonb_build_object('error_type', p_error_type, 'retry', v_job.retries + 1, 'retry_at', iso_time(v_at)));
    END IF;
    RETURN 'ok';
END
$$;
