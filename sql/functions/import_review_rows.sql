-- SPDX-License-Identifier: ISC
-- import_review_rows(project uuid, rows jsonb): reviews of an import, what was decided and what was said. By whom stays behind.
-- Returns: nothing. Errors: 22xxx, 23xxx. Writes: checkpoints, decisions, comments.
CREATE OR REPLACE FUNCTION import_review_rows(p_project uuid, p_rows jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO checkpoints (id, project_id, run_id, agent_id, node, revision, type, title, description, output, output_id, answers, status, automatic,
        feedback, resolved_at, created_at)
    SELECT (r->>'id')::uuid, p_project, (r->>'run_id')::uuid, (r->>'agent_id')::uuid, r->>'node', (r->>'revision')::int, r->>'type', r->>'title',
        r->>'description', (r->'output')::json_object, (r->>'output_id')::uuid, r->'answers', r->>'status', (r->>'automatic')::boolean,
        r->>'feedback', import_time(r->>'resolved_at'), import_time(r->>'created_at')
    FROM jsonb_array_elements(p_rows) AS e(r) WHERE r->>'kind' = 'checkpoint';
    INSERT INTO decisions (id, checkpoint_id, project_id, decision, automatic, target, feedback, created_at)
    SELECT (r->>'id')::uuid, (r->>'checkpoint_id')::uuid, p_project, r->>'decision', (r->>'automatic')::boolean, r->>'target', r->>'feedback',
        import_time(r->>'created_at')
    FROM jsonb_array_elements(p_rows) AS e(r) WHERE r->>'kind' = 'decision';
    INSERT INTO comments (id, checkpoint_id, project_id, decision_id, section, file_path, line, body, created_at)
    SELECT (r->>'id')::uuid, (r->>'checkpoint_id')::uuid, p_project, (r->>'decision_id')::uuid, r->>'section', r->>'file_path', (r->>'line')::int,
        r->>'body', import_time(r->>'created_at')
    FROM jsonb_array_elements(p_rows) AS e(r) WHERE r->>'kind' = 'comment';
END
$$;
