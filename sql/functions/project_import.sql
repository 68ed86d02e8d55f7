-- SPDX-License-Identifier: ISC
-- project_import(user uuid, project jsonb, rows jsonb, ids jsonb) -> uuid: a project of this user's from a file: project as project_create takes it,
-- rows are the lines of project.jsonl with new ids, ids are these. All of it is checked here or by cgi/manifest.c; the contents are in the store.
-- People, and what was spent, stay behind.
-- Returns: the project's id. Errors: LW400 {"field", "message"} for what does not hold together; LW409; those of project_create.
-- Writes: as project_create; runs, agents, snapshots, agent_outputs, blobs, output_files, files, checkpoints, decisions, comments, events.
CREATE OR REPLACE FUNCTION project_import(p_user uuid, p_project jsonb, p_rows jsonb, p_ids jsonb) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    v_id uuid := project_create(p_user, p_project);
    v_run jsonb := (SELECT r FROM jsonb_array_elements(p_rows) AS e(r) WHERE r->>'kind' = 'run' ORDER BY (r->>'number')::numeric DESC LIMIT 1);
BEGIN
    BEGIN
        PERFORM import_check(p_rows, p_ids);
        PERFORM import_run_rows(p_user, v_id, p_rows);
        PERFORM import_output_rows(p_user, v_id, p_rows);
        PERFORM import_review_rows(v_id, p_rows);
        PERFORM import_status(v_id, p_rows->0 || jsonb_build_object('graph_sha256', v_run->'graph_sha256'));
    EXCEPTION WHEN data_exception OR integrity_constraint_violation OR program_limit_exceeded THEN -- the last: longer than an index takes
        PERFORM refuse('LW400', 'The file does not hold together.', jsonb_build_object('field', 'project.jsonl', 'message', SQLERRM));
    END;
    PERFORM audit_write(p_user, 'project.import', public_id('proj', v_id), 'ok');
    PERFORM event_append(v_id, NULL, 'project:imported', '{}');
    RETURN v_id;
END
$$;
