-- SPDX-License-Identifier: ISC
-- import_output_rows(user uuid, project uuid, rows jsonb): outputs of an import, their files, and what people see under "files". The contents are in the store.
-- Returns: nothing. Errors: 22xxx, 23xxx. Writes: agent_outputs, blobs, output_files, files.
CREATE OR REPLACE FUNCTION import_output_rows(p_user uuid, p_project uuid, p_rows jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO agent_outputs (id, agent_id, project_id, run_id, output_type, stage, revision, content, file_path, input_hash, created_at)
    SELECT (r->>'id')::uuid, (r->>'agent_id')::uuid, p_project, (r->>'run_id')::uuid, r->>'output_type', r->>'stage', (r->>'revision')::int,
        (r->'content')::json_object, r->>'file_path', r->>'input_hash', import_time(r->>'created_at')
    FROM jsonb_array_elements(p_rows) AS e(r) WHERE r->>'kind' = 'output';
    INSERT INTO blobs (sha256, bytes)
    SELECT DISTINCT f->>'sha256', (f->>'bytes')::bigint FROM jsonb_array_elements(p_rows) AS e(r),
        jsonb_array_elements(CASE r->>'kind' WHEN 'output' THEN r->'files' WHEN 'file' THEN jsonb_build_array(r) ELSE '[]' END) AS f
    ORDER BY 1 ON CONFLICT DO NOTHING;
    INSERT INTO output_files (output_id, path, sha256, bytes, media_type)
    SELECT (r->>'id')::uuid, f->>'path', f->>'sha256', (f->>'bytes')::bigint, f->>'media_type'
    FROM jsonb_array_elements(p_rows) AS e(r), jsonb_array_elements(r->'files') AS f WHERE r->>'kind' = 'output';
    INSERT INTO files (project_id, path, sha256, bytes, media_type, source, output_id, uploaded_by, created_at)
    SELECT p_project, r->>'path', r->>'sha256', (r->>'bytes')::bigint, r->>'media_type', r->>'source', (r->>'output_id')::uuid,
        CASE WHEN r->>'source' = 'upload' THEN p_user END, import_time(r->>'created_at')
    FROM jsonb_array_elements(p_rows) AS e(r) WHERE r->>'kind' = 'file';
END
$$;
