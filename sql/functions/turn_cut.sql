-- SPDX-License-Identifier: ISC
-- turn_cut(job bigint, lease bigint, usd numeric) -> text: what was set aside for a turn that brought no answer is not set aside any more: spent is
-- what the turn cost by what was heard of it, or for NULL, where nobody knows, all of it. The lease need not hold any more: the row that was
-- set aside under it is the right to say so, once.
-- Returns: ok; none: there is nothing set aside. Errors: none. Writes: turn_holds, budgets, user_months.
CREATE OR REPLACE FUNCTION turn_cut(p_job bigint, p_lease bigint, p_usd numeric) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_project uuid := (SELECT project_id FROM turn_holds WHERE job_id = p_job AND lease = p_lease);
    v_usd numeric;
BEGIN
    PERFORM FROM budgets WHERE project_id = v_project FOR NO KEY UPDATE;
    DELETE FROM turn_holds WHERE job_id = p_job AND lease = p_lease RETURNING coalesce(p_usd, usd) INTO v_usd;
    IF v_usd IS NULL THEN
        RETURN 'none';
    END IF;
    UPDATE budgets SET spent_usd = spent_usd + v_usd, reserved_usd = budget_held(project_id) WHERE project_id = v_project;
    IF v_usd > 0 THEN
        PERFORM user_spend(v_project, v_usd);
    END IF;
    RETURN 'ok';
END
$$;
