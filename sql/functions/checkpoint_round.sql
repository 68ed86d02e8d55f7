-- SPDX-License-Identifier: ISC
-- checkpoint_round(run uuid, node text, output agent_outputs) -> jsonb: the answers that a review opens with, as checkpoint_answers has them.
-- Those of the reviewed output; where it has none, the best answer to each comment that any agent gave since the last decision at this
-- checkpoint: a comment at the last review is answered by the leaders it sent the run back to, not by the reviewer.
-- Returns: an array. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION checkpoint_round(p_run uuid, p_node text, p_output agent_outputs) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN own.answers <> '[]' THEN own.answers ELSE coalesce((
        SELECT jsonb_agg(best.value ORDER BY best.value->>'comment_id')
        FROM (SELECT DISTINCT ON (a.value->>'comment_id') a.value
              FROM agent_outputs o, jsonb_array_elements(checkpoint_answers(o.content)) AS a(value)
              WHERE o.run_id = p_run AND o.created_at >= (
                  SELECT max(d.created_at) FROM decisions d JOIN checkpoints c ON c.id = d.checkpoint_id
                  WHERE c.run_id = p_run AND c.node = p_node)
              ORDER BY a.value->>'comment_id', array_position(ARRAY['done', 'partly', 'not'], a.value->>'done'), o.created_at DESC) AS best), '[]') END
    FROM (SELECT checkpoint_answers(p_output.content) AS answers) AS own
$$;
