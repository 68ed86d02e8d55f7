-- SPDX-License-Identifier: ISC
-- jobs_delete(project uuid): ends all work of a project; who works on it finds out at the next heartbeat or write.
-- In the order of ids, as all lock them that lock several.
-- Returns: nothing. Errors: none. Writes: jobs.
CREATE OR REPLACE FUNCTION jobs_delete(p_project uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM jobs WHERE project_id = p_project ORDER BY id FOR UPDATE;
    DELETE FROM jobs WHERE project_id = p_project;
END
$$;
