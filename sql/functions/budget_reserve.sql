-- SPDX-License-Identifier: ISC
-- budget_reserve(job bigint, lease bigint, usd numeric) -> text: sets the worst case of a call aside, in place of what this lease set aside before;
-- turn_store gives it back, turn_cut what is known of a turn without an answer. What an earlier lease of the job set aside and never told of is spent. When it does not fit into the project's budget, or its owner's month, the project pauses with
-- reason budget, and the agent's log says why. usd NULL: nobody knows the price, which no limit allows.
-- Returns: ok, lost, held (the project is not at work: nothing is to be asked), over. Errors: none. Writes: turn_holds, budgets, user_months; projects, jobs,
-- notifications, events, agent_logs when over.
CREATE OR REPLACE FUNCTION budget_reserve(p_job bigint, p_lease bigint, p_usd numeric) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_project projects;
    v_job jobs;
    v_budget budgets;
    v_month record;
    v_why text;
BEGIN
    SELECT * INTO v_project FROM projects WHERE id = (SELECT project_id FROM jobs WHERE id = p_job) FOR NO KEY UPDATE;
    v_job := job_fence(p_job, p_lease);
    IF v_job.id IS NULL THEN
        RETURN 'lost';
    ELSIF v_project.status <> 'running' THEN
        RETURN 'held';
    END IF;
    DELETE FROM turn_holds WHERE job_id = p_job AND lease = p_lease;
    PERFORM turn_cut(p_job, lease, NULL) FROM turn_holds WHERE job_id = p_job;
    SELECT * INTO v_budget FROM budgets WHERE project_id = v_project.id FOR NO KEY UPDATE;
    IF p_usd > 0 THEN -- the owner's projects one after the other
        INSERT INTO user_months (user_id, month) SELECT v_project.user_id, month FROM user_month(v_project.user_id) ON CONFLICT DO NOTHING;
        PERFORM FROM user_months m WHERE m.user_id = v_project.user_id AND m.month = (SELECT month FROM user_month(v_project.user_id)) FOR NO KEY UPDATE;
    END IF;
    v_month := user_month(v_project.user_id);
    IF p_usd IS NULL AND (v_budget.limit_usd IS NOT NULL OR v_month.limit_usd IS NOT NULL) THEN
        v_why := 'Waits for the budget: there is a limit, and the price of this model is not known. Write it into graphs/models.json, choose another '
            'model, or take the limit away.';
    ELSIF v_budget.spent_usd + budget_held(v_project.id) + p_usd > v_budget.limit_usd THEN
        v_why := format('Waits for the budget: the next turn may cost up to %s USD; spent are %s of %s USD.', round(p_usd, 4), round(v_budget.spent_usd, 4),
            round(v_budget.limit_usd, 2));
    ELSIF p_usd > 0 AND v_month.spent_usd + user_held(v_project.user_id) + p_usd > v_month.limit_usd THEN
        v_why := format('Waits for the month''s budget of the project''s owner: the next turn may cost up to %s USD; spent are %s of %s USD in %s.',
            round(p_usd, 4), round(v_month.spent_usd, 4), round(v_month.limit_usd, 2), to_char(v_month.month, 'YYYY-MM'));
    ELSE
        INSERT INTO turn_holds (job_id, lease, project_id, usd) SELECT p_job, p_lease, v_project.id, p_usd WHERE p_usd > 0;
        UPDATE budgets SET reserved_usd = budget_held(project_id) WHERE project_id = v_project.id AND p_usd > 0;
        RETURN 'ok';
    END IF;
    INSERT INTO agent_logs (agent_id, project_id, level, message, metadata)
    SELECT v_job.agent_id, v_project.id, 'WARN', v_why, jsonb_build_object('error_type', 'budget', 'next_usd', p_usd)
    WHERE v_job.agent_id IS NOT NULL;
    PERFORM project_set_status(v_project.id, 'running', 'paused', 'budget');
    RETURN 'over';
END
$$;
