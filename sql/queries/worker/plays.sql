-- SPDX-License-Identifier: ISC
-- plays: comments with a recorded play, for the tester. worker/step_input.c
-- $1 uuid project, $2 uuid run
-- Returns: one row: plays [{id, checkpoint, revision, text}] of what was said with decisions of the run: the newest 24, oldest first; NULL for none.
-- Errors: none. Writes: nothing.
SELECT jsonb_agg(jsonb_build_object('id', c.id, 'checkpoint', c.node, 'revision', c.revision, 'text', c.body) ORDER BY c.created_at, c.id) AS plays
FROM (SELECT m.id, k.node, k.revision, m.body, m.created_at FROM comments m JOIN checkpoints k ON k.id = m.checkpoint_id
    WHERE m.project_id = $1::uuid AND k.run_id = $2::uuid AND m.decision_id IS NOT NULL AND strpos(m.body, '```lud-play') > 0
    ORDER BY m.created_at DESC, m.id DESC LIMIT 24) AS c
