-- SPDX-License-Identifier: ISC
-- checkpoint_round(run uuid, node text, revision int, content jsonb) -> jsonb: the answers that a review opens with, as checkpoint_answers has them.
-- Those of the reviewed output; where it has none, the best answer to each comment that any agent gave since the last decision at this
-- checkpoint: a comment at the last review is answered by the leaders it sent the run back to, not by the reviewer.
-- Returns: an array. Errors: none. Writes: nothing.
DROP FUNCTION IF EXISTS checkpoint_round(uuid, text, agent_outputs);
DROP FUNCTION IF EXISTS checkpoint_round(uuid, text, int, agent_outputs);
CREATE OR REPLACE FUNCTION checkpoint_round(p_run uuid, p_node text, p_revision int, p_content jsonb) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_own jsonb := checkpoint_answers(p_content);
    v_since timestamptz;
BEGIN
    IF v_own <> '[]' OR p_revision = 1 THEN
        RETURN v_own;
    END IF;
    SELECT max(d.created_at) INTO v_since FROM checkpoints c JOIN decisions d ON d.checkpoint_id = c.id WHERE c.run_id = p_run AND c.node = p_node;
    IF v_since IS NULL THEN
        RETURN '[]';
    END IF;
    RETURN coalesce((
        SELECT jsonb_agg(best.value ORDER BY best.value->>'comment_id')
        FROM (SELECT DISTINCT ON (a.value->>'comment_id') a.value
              FROM agents g JOIN agent_outputs o ON o.agent_id = g.id, jsonb_array_elements(checkpoint_answers(o.content)) AS a(value)
              WHERE g.run_id = p_run AND o.created_at >= v_since
              ORDER BY a.value->>'comment_id', array_position(ARRAY['done', 'partly', 'not'], a.value->>'done'), o.created_at DESC) AS best), '[]');
END
$$;
