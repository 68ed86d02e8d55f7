-- SPDX-License-Identifier: ISC
-- checkpoint_answers(content jsonb) -> jsonb: what an envelope answers to earlier comments: [{"comment_id", "answer", "done"}].
-- From `answers` in that form, or `feedback_answers` [{"feedback_id", "note", "done"}].
-- Returns: an array. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION checkpoint_answers(p_content jsonb) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF jsonb_typeof(p_content->'answers') = 'array' THEN
        RETURN p_content->'answers';
    ELSIF p_content->'feedback_answers'->0 IS NULL THEN
        RETURN '[]';
    END IF;
    RETURN (
        SELECT jsonb_agg(jsonb_build_object('comment_id', coalesce(f.value->'feedback_id', f.value->'comment_id'),
            'answer', coalesce(f.value->'note', f.value->'answer'), 'done', f.value->'done') ORDER BY f.n)
        FROM jsonb_array_elements(p_content->'feedback_answers') WITH ORDINALITY AS f(value, n));
END
$$;
