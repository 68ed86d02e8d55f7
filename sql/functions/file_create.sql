-- SPDX-License-Identifier: ISC
-- file_create(user uuid, project uuid, need text, path text, sha256 text, bytes bigint, media_type text, quota bigint) -> files: an upload.
-- The quota holds for uploads and for all files of outputs together, each content counted once.
-- Returns: the row. Errors: LW404, LW403, LW429 {"quota", "used"}. Writes: blobs, files, audit.
CREATE OR REPLACE FUNCTION file_create(p_user uuid, p_project uuid, p_need text, p_path text, p_sha256 text, p_bytes bigint,
    p_media_type text, p_quota bigint) RETURNS files LANGUAGE plpgsql AS $$
DECLARE
    v_project projects := project_lock(p_user, p_project, roles_from(p_need));
    v_file files;
    v_used bigint := project_disk(p_project);
BEGIN
    IF p_quota > 0 AND v_used + p_bytes > p_quota THEN
        PERFORM refuse('LW429', 'The project has no room left.', jsonb_build_object('quota', p_quota, 'used', v_used));
    END IF;
    INSERT INTO blobs (sha256, bytes) VALUES (p_sha256, p_bytes) ON CONFLICT DO NOTHING;
    INSERT INTO files (project_id, path, sha256, bytes, media_type, source, uploaded_by)
    VALUES (v_project.id, p_path, p_sha256, p_bytes, p_media_type, 'upload', p_user)
    RETURNING * INTO v_file;
    PERFORM audit_write(p_user, 'file.upload', public_id('file', v_file.id), 'ok', NULL, NULL, jsonb_build_object('path', p_path));
    RETURN v_file;
END
$$;
