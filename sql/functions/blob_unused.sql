-- SPDX-License-Identifier: ISC
-- blob_unused(sha256 text) -> boolean: nothing refers to this content.
-- Returns: false for one that a row of files, output_files or turns names. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION blob_unused(p_sha256 text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT NOT EXISTS (SELECT FROM files WHERE sha256 = p_sha256) AND NOT EXISTS (SELECT FROM output_files WHERE sha256 = p_sha256)
        AND NOT EXISTS (SELECT FROM turns WHERE request_sha256 = p_sha256) AND NOT EXISTS (SELECT FROM turns WHERE response_sha256 = p_sha256)
$$;
