-- SPDX-License-Identifier: ISC
-- file_delete(user uuid, file uuid, need text) -> uuid: takes an upload away; its content stays for who else refers to it, and is collected later.
-- Returns: the file's id. Errors: LW404, LW403; LW409 {"source"} for what an agent made. Writes: files, audit.
CREATE OR REPLACE FUNCTION file_delete(p_user uuid, p_file uuid, p_need text) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    v_file files;
BEGIN
    SELECT * INTO v_file FROM files WHERE id = p_file;
    PERFORM project_lock(p_user, v_file.project_id, roles_from(p_need));
    IF v_file.source <> 'upload' THEN
        PERFORM refuse('LW409', 'What an agent made stays with its output.', jsonb_build_object('source', v_file.source));
    END IF;
    DELETE FROM files WHERE id = p_file;
    IF NOT FOUND THEN
        PERFORM refuse('LW404', 'There is no such thing here.');
    END IF;
    PERFORM audit_write(p_user, 'file.delete', public_id('file', p_file), 'ok', NULL, NULL, jsonb_build_object('path', v_file.path));
    RETURN p_file;
END
$$;
