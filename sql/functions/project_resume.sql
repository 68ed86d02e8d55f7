-- SPDX-License-Identifier: ISC
-- project_resume(user uuid, project uuid) -> text: goes on; a pause for the revision limit grants one revision more.
-- A decision may be held for that limit though the pause is for something else: the engine is told then, and pauses again.
-- Returns: running. Errors: LW404, LW403, LW409, also of an archived one; with {"reason": "budget"} while the budget is still used up.
-- Writes: projects, jobs, events, audit.
CREATE OR REPLACE FUNCTION project_resume(p_user uuid, p_project uuid) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_project projects := project_lock(p_user, p_project, ARRAY['owner', 'editor']);
BEGIN
    IF v_project.status <> 'paused' THEN
        PERFORM project_refuse(v_project.status);
    ELSIF v_project.archived_at IS NOT NULL THEN
        PERFORM project_refuse(v_project.status, '{"allowed_actions": ["restore"], "reason": "archived"}');
    END IF;
    IF v_project.status_reason = 'budget' AND EXISTS (
            SELECT FROM budgets WHERE project_id = p_project AND spent_usd + budget_held(p_project) >= limit_usd) THEN
        PERFORM project_refuse('paused', '{"allowed_actions": ["cancel"], "reason": "budget"}');
    END IF;
    IF v_project.status_reason = 'revision_limit' OR (
            SELECT state::jsonb @? '$.nodes.*.status ? (@ == "held")' FROM snapshots WHERE run_id = v_project.run_id ORDER BY number DESC LIMIT 1) THEN
        PERFORM job_advance(p_project, v_project.run_id, NULL, jsonb_build_object('kind', 'resumed',
            'grant', v_project.status_reason = 'revision_limit'), NULL, true);
    END IF;
    PERFORM audit_write(p_user, 'project.resume', public_id('proj', p_project), 'ok');
    PERFORM project_set_status(p_project, 'paused', 'running', NULL);
    RETURN 'running';
END
$$;
