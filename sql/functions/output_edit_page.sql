-- SPDX-License-Identifier: ISC
-- output_edit_page(old uuid, output uuid, page jsonb): the new version of a document that a person edited has its Markdown in the place of the old one's.
-- page: {"path", "sha256", "bytes"}; in the project's files it takes the old one's place, unless another has.
-- Returns: nothing. Errors: none. Writes: blobs, output_files, files.
CREATE OR REPLACE FUNCTION output_edit_page(p_old uuid, p_output uuid, p_page jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO blobs (sha256, bytes) VALUES (p_page->>'sha256', (p_page->>'bytes')::bigint) ON CONFLICT DO NOTHING;
    INSERT INTO output_files (output_id, path, sha256, bytes, media_type)
    SELECT p_output, path, p_page->>'sha256', (p_page->>'bytes')::bigint, media_type FROM output_files WHERE output_id = p_old AND path = p_page->>'path';
    UPDATE files SET output_id = p_output, sha256 = f.sha256, bytes = f.bytes, created_at = clock_timestamp()
    FROM output_files f WHERE files.output_id = p_old AND f.output_id = p_output AND f.path = files.path;
END
$$;
