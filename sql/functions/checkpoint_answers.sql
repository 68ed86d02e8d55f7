-- SPDX-License-Identifier: ISC
-- checkpoint_answers(content jsonb) -> jsonb: what an envelope answers to earlier comments: [{"comment_id", "answer", "done"}].
-- From `answers` in that form, or `feedback_answers` [{"feedback_id", "note", "done"}].
-- Returns: an array. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION checkpoint_answers(p_content jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN jsonb_typeof(p_content->'answers') = 'array' THEN p_content->'answers'
        WHEN jsonb_typeof(p_content->'feedback_answers') = 'array' THEN coalesce((
            SELECT jsonb_agg(jsonb_build_object('comment_id', coalesce(f.value->'feedback_id', f.value->'comment_id'),
                'answer', coalesce(f.value->'note', f.value->'answer'), 'done', f.value->'done') ORDER BY f.n)
            FROM jsonb_array_elements(p_content->'feedback_answers') WITH ORDINALITY AS f(value, n)), '[]')
        ELSE '[]' END
$$;
