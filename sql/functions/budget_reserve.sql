-- SPDX-License-Identifier: ISC
-- budget_reserve(job bigint, lease bigint, usd numeric) -> text: sets the worst case of a call aside; turn_store gives it back.
-- When it does not fit, the project pauses with reason budget.
-- Returns: ok, lost, over. Errors: none. Writes: budgets; projects, jobs, notifications, events when over.
CREATE OR REPLACE FUNCTION budget_reserve(p_job bigint, p_lease bigint, p_usd numeric) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_project projects;
    v_job jobs;
BEGIN
    SELECT * INTO v_project FROM projects WHERE id = (SELECT project_id FROM jobs WHERE id = p_job) FOR NO KEY UPDATE;
    v_job := job_fence(p_job, p_lease);
    IF v_job.id IS NULL THEN
        RETURN 'lost';
    END IF;
    UPDATE budgets SET reserved_usd = reserved_usd + p_usd
    WHERE project_id = v_project.id AND (limit_usd IS NULL OR spent_usd + reserved_usd + p_usd <= limit_usd);
    IF FOUND THEN
        RETURN 'ok';
    END IF;
    IF v_project.status = 'running' THEN
        PERFORM project_set_status(v_project.id, 'running', 'paused', 'budget');
    END IF;
    RETURN 'over';
END
$$;
