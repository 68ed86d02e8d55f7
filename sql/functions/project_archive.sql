-- SPDX-License-Identifier: ISC
-- project_archive(user uuid, project uuid, need text, away boolean) -> uuid: puts a project away, out of the lists, or takes it back.
-- Doing either twice changes nothing. A project that is at work is not put away, and one that is away does not go to work.
-- Returns: the project's id. Errors: LW404, LW403; LW409 for a running one. Writes: projects, audit, events.
CREATE OR REPLACE FUNCTION project_archive(p_user uuid, p_project uuid, p_need text, p_away boolean) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    v_project projects := project_lock(p_user, p_project, roles_from(p_need));
BEGIN
    IF p_away AND v_project.status = 'running' THEN
        PERFORM project_refuse(v_project.status);
    ELSIF p_away = (v_project.archived_at IS NOT NULL) THEN
        RETURN p_project;
    END IF;
    UPDATE projects SET archived_at = CASE WHEN p_away THEN clock_timestamp() END,
        version = version + 1, updated_at = now()
    WHERE id = p_project;
    PERFORM audit_write(p_user, CASE WHEN p_away THEN 'project.archive' ELSE 'project.restore' END, public_id('proj', p_project), 'ok');
    PERFORM event_append(p_project, NULL, CASE WHEN p_away THEN 'project:archived' ELSE 'project:restored' END, '{}');
    RETURN p_project;
END
$$;
