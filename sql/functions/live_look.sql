-- SPDX-License-Identifier: ISC
-- live_look(user uuid, project uuid, address inet): an admin who is no member of the project follows it live: leaves a trace, as a look in the API does.
-- Runs with its owner's rights, since the relay writes nothing by itself, and lays no trace of anybody else.
-- Returns: nothing. Errors: none. Writes: audit.
CREATE OR REPLACE FUNCTION live_look(p_user uuid, p_project uuid, p_address inet) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO audit (actor_id, action, subject, outcome, address)
    SELECT u.id, 'admin.look', public_id('proj', p.id), 'ok', p_address FROM users u, projects p
    WHERE u.id = p_user AND u.role = 'admin' AND p.id = p_project
        AND NOT EXISTS (SELECT FROM project_people m WHERE m.user_id = u.id AND m.project_id = p.id)
$$;
