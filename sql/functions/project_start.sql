-- SPDX-License-Identifier: ISC
-- project_start(user uuid, project uuid, version bigint) -> uuid: draft or completed begins a new run; failed tries again what failed.
-- version is projects.version as the caller saw it, or NULL.
-- Returns: the run's id. Errors: LW404, LW403, LW412 {"revision"}, LW409 (state; archived; no graph stored).
-- Writes: projects, runs, agents, jobs, events, audit.
CREATE OR REPLACE FUNCTION project_start(p_user uuid, p_project uuid, p_version bigint DEFAULT NULL) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    v_project projects := project_lock(p_user, p_project, ARRAY['owner', 'editor']);
    v_run uuid := v_project.run_id;
BEGIN
    IF p_version <> v_project.version THEN
        PERFORM refuse('LW412', 'the project has changed', jsonb_build_object('revision', v_project.version));
    ELSIF v_project.archived_at IS NOT NULL THEN
        PERFORM project_refuse(v_project.status, '{"allowed_actions": ["restore"], "reason": "archived"}');
    ELSIF v_project.status IN ('draft', 'completed') THEN
        v_run := run_create(p_user, v_project);
    ELSIF v_project.status = 'failed' THEN
        PERFORM run_retry(v_project, NULL);
    ELSE
        PERFORM project_refuse(v_project.status);
    END IF;
    PERFORM audit_write(p_user, 'project.start', public_id('proj', p_project), 'ok', NULL, NULL,
        jsonb_build_object('run_id', public_id('run', v_run)));
    PERFORM project_set_status(p_project, v_project.status, 'running', NULL);
    RETURN v_run;
END
$$;
