-- SPDX-License-Identifier: ISC
-- job_snooze(job bigint, lease bigint, delay_ms int, why text) -> text: hands a job back for later, without counting attempt or retry: its provider asked
-- to wait, say. why, for people: the agent's error until it goes on, and a line of its log when it is not what put the job off before; NULL for none.
-- Where the log has no room the job is handed back without it.
-- Returns: ok, lost. Errors: none. Writes: jobs, agents, agent_logs.
DROP FUNCTION IF EXISTS job_snooze(bigint, bigint, int);
CREATE OR REPLACE FUNCTION job_snooze(p_job bigint, p_lease bigint, p_delay_ms int, p_why text DEFAULT NULL) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_job jobs := job_fence(p_job, p_lease, true);
    v_at timestamptz := clock_timestamp() + p_delay_ms * interval '1 millisecond';
BEGIN
    IF v_job.id IS NULL THEN
        RETURN 'lost';
    END IF;
    UPDATE jobs SET leased_by = NULL, attempt = greatest(attempt - 1, 0), run_at = v_at, held = v_job.project_id IS NOT NULL AND (
        SELECT p.status <> 'running' FROM projects p WHERE p.id = v_job.project_id), last_error = coalesce(p_why, last_error)
    WHERE id = p_job;
    UPDATE agents SET version = version + 1, retry_at = v_at, error = coalesce(p_why, error),
        error_type = CASE WHEN p_why IS NULL THEN error_type ELSE 'internal' END
    WHERE id = v_job.agent_id;
    IF p_why <> coalesce(v_job.last_error, '') AND v_job.kind = 'step' THEN
        BEGIN
            INSERT INTO agent_logs (agent_id, project_id, level, message, metadata)
            VALUES (v_job.agent_id, v_job.project_id, 'WARN', p_why, jsonb_build_object('retry_at', iso_time(v_at)));
        EXCEPTION WHEN insufficient_resources THEN
            NULL; -- a full disk: the hand-back counts
        END;
    END IF;
    RETURN 'ok';
END
$$;
