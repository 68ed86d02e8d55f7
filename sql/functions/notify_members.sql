-- SPDX-License-Identifier: ISC
-- notify_members(project uuid, roles text[], kind text, data jsonb): a notification for each member with one of the roles.
-- Returns: nothing. Errors: none. Writes: notifications.
CREATE OR REPLACE FUNCTION notify_members(p_project uuid, p_roles text[], p_kind text, p_data jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO notifications (user_id, project_id, kind, data)
    SELECT m.user_id, p_project, p_kind, p_data || jsonb_build_object('project_id', public_id('proj', p_project))
    FROM project_people m WHERE m.project_id = p_project AND m.role = ANY (p_roles);
END
$$;
