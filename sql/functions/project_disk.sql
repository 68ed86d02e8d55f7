-- SPDX-License-Identifier: ISC
-- project_disk(project uuid) -> bigint: bytes that a project holds: uploads and all files of outputs, each content counted once.
-- Returns: 0 for none. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION project_disk(p_project uuid) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(bytes), 0)::bigint FROM (
        SELECT sha256, bytes FROM files WHERE project_id = p_project
        UNION SELECT f.sha256, f.bytes FROM output_files f JOIN agent_outputs o ON o.id = f.output_id WHERE o.project_id = p_project) AS held
$$;
