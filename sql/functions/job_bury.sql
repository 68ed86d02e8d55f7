-- SPDX-License-Identifier: ISC
-- job_bury(job jobs, error text, error_type text): gives a job up: a dead letter with what is known. The caller has locked project and job.
-- A step becomes, in place, an advance job that tells the engine of its failure; an advance job stays, held, and its project fails, so that
-- a retry finds it; others go.
-- Returns: nothing. Errors: none. Writes: dead_jobs, jobs, runs, projects, notifications, events.
CREATE OR REPLACE FUNCTION job_bury(p_job jobs, p_error text, p_error_type text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_status text;
BEGIN
    INSERT INTO dead_jobs AS d (id, kind, project_id, run_id, agent_id, payload, unique_key, priority, attempt, retries, limit_key, error,
        error_type, worker, detail, created_at)
    SELECT p_job.id, p_job.kind, p_job.project_id, p_job.run_id, p_job.agent_id, p_job.payload, p_job.unique_key, p_job.priority,
        p_job.attempt, p_job.retries, p_job.limit_key, p_error, p_error_type, p_job.leased_by,
        jsonb_strip_nulls(jsonb_build_object('last_error', p_job.last_error, 'lease', p_job.lease)), p_job.created_at
    ON CONFLICT (id) DO UPDATE SET attempt = excluded.attempt, error = excluded.error, worker = excluded.worker, detail = excluded.detail,
        died_at = excluded.died_at;
    IF p_job.kind = 'step' THEN
        UPDATE jobs SET kind = 'advance', leased_by = NULL, lease = lease + 1, attempt = 0, unique_key = NULL, limit_key = NULL,
            held = (SELECT p.status <> 'running' FROM projects p WHERE p.id = p_job.project_id), last_error = p_error,
            payload = jsonb_build_object('kind', 'failed', 'node', p_job.payload->'node', 'task', p_job.payload->'task', 'stage',
                p_job.payload->'stage', 'epoch', p_job.payload->'epoch', 'error', p_error, 'error_type', p_error_type)
        WHERE id = p_job.id;
    ELSIF p_job.kind = 'advance' THEN
        UPDATE jobs SET leased_by = NULL, lease = lease + 1, attempt = 0, held = true, last_error = p_error WHERE id = p_job.id;
        SELECT status INTO v_status FROM projects WHERE id = p_job.project_id AND run_id = p_job.run_id;
        IF v_status IN ('running', 'paused') THEN
            UPDATE runs SET status = 'failed', ended_at = now() WHERE id = p_job.run_id AND status = 'active';
            PERFORM project_set_status(p_job.project_id, v_status, 'failed', 'error');
        END IF;
    ELSE
        DELETE FROM jobs WHERE id = p_job.id;
    END IF;
END
$$;
