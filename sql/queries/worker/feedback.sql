-- SPDX-License-Identifier: ISC
-- feedback: what people said when they decided. worker/step_input.c
-- $1 uuid project, $2 uuid[] decisions, oldest first
-- Returns: one row: feedback [{id, checkpoint, revision, decision, text, target}] in that order; NULL for none. Errors: none. Writes: nothing.
SELECT jsonb_agg(jsonb_build_object('id', w.id, 'checkpoint', k.node, 'revision', k.revision, 'decision', d.decision, 'text', w.text,
    'target', d.target) ORDER BY i.n, w.at, w.id) AS feedback
FROM unnest($2::uuid[]) WITH ORDINALITY AS i(id, n)
JOIN decisions d ON d.id = i.id AND d.project_id = $1::uuid
JOIN checkpoints k ON k.id = d.checkpoint_id
CROSS JOIN LATERAL (
    SELECT m.id, m.created_at AS at, concat_ws(': ', m.file_path, m.section, m.body) AS text FROM comments m WHERE m.decision_id = d.id
    UNION ALL
    SELECT d.id, d.created_at, '' WHERE NOT EXISTS (SELECT FROM comments m WHERE m.decision_id = d.id)) AS w
