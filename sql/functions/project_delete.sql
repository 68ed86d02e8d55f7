-- SPDX-License-Identifier: ISC
-- project_delete(user uuid, project uuid, need text, version bigint, address inet, request_id text) -> uuid: for good, with all that hangs on it.
-- A step in flight finds its job gone. Contents that nothing refers to are collected later.
-- Returns: the project's id. Errors: LW404, LW403, LW412 {"revision"}. Writes: projects and what refers to it, audit.
CREATE OR REPLACE FUNCTION project_delete(p_user uuid, p_project uuid, p_need text, p_version bigint, p_address inet, p_request_id text)
    RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    v_project projects := project_lock(p_user, p_project, roles_from(p_need));
BEGIN
    IF p_version <> v_project.version THEN
        PERFORM refuse('LW412', 'the project has changed', jsonb_build_object('revision', v_project.version));
    END IF;
    DELETE FROM projects WHERE id = p_project;
    PERFORM audit_write(p_user, 'project.delete', public_id('proj', p_project), 'ok', p_address, p_request_id,
        jsonb_build_object('name', v_project.name));
    RETURN p_project;
END
$$;
