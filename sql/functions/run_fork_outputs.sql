-- SPDX-License-Identifier: ISC
-- run_fork_outputs(snapshot snapshots, project uuid, run uuid, outputs jsonb): the outputs of run_fork_map as rows of the fork, with the time at
-- which they were made; their contents and files are those in the store. Then what people see under "files": uploads of that time, and of
-- each path the file of the output that the snapshot names, else of the newest.
-- Returns: nothing. Errors: none. Writes: agent_outputs, output_files, files.
CREATE OR REPLACE FUNCTION run_fork_outputs(p_snapshot snapshots, p_project uuid, p_run uuid, p_outputs jsonb) RETURNS void
    LANGUAGE plpgsql AS $$
DECLARE
    v_named uuid[] := snapshot_outputs(p_snapshot.state::jsonb, p_snapshot.channels);
BEGIN
    INSERT INTO agent_outputs (id, agent_id, project_id, run_id, output_type, stage, revision, content, file_path, input_hash, created_at)
    SELECT m.value::uuid, fork.id, p_project, p_run, o.output_type, o.stage, o.revision, o.content, o.file_path, o.input_hash, o.created_at
    FROM jsonb_each_text(p_outputs) AS m
    JOIN agent_outputs o ON o.id = m.key::uuid
    JOIN agents a ON a.id = o.agent_id
    JOIN agents fork ON fork.run_id = p_run AND fork.node = a.node AND coalesce(fork.task, '') = coalesce(a.task, '');
    INSERT INTO output_files (output_id, path, sha256, bytes, media_type)
    SELECT m.value::uuid, f.path, f.sha256, f.bytes, f.media_type
    FROM jsonb_each_text(p_outputs) AS m JOIN output_files f ON f.output_id = m.key::uuid;
    INSERT INTO files (project_id, path, sha256, bytes, media_type, source, output_id, created_at)
    SELECT DISTINCT ON (f.path) p_project, f.path, f.sha256, f.bytes, f.media_type, 'agent', m.value::uuid, o.created_at
    FROM jsonb_each_text(p_outputs) AS m
    JOIN agent_outputs o ON o.id = m.key::uuid
    JOIN output_files f ON f.output_id = o.id
    ORDER BY f.path, o.id = ANY (v_named) DESC, o.created_at DESC, o.id;
    INSERT INTO files (project_id, path, sha256, bytes, media_type, source, uploaded_by, created_at)
    SELECT p_project, path, sha256, bytes, media_type, 'upload', uploaded_by, created_at FROM files
    WHERE project_id = p_snapshot.project_id AND source = 'upload' AND created_at <= p_snapshot.created_at;
END
$$;
