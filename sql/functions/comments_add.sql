-- SPDX-License-Identifier: ISC
-- comments_add(checkpoint checkpoints, decision uuid, user uuid, feedback text, comments jsonb): what a reviewer said with a decision.
-- In the order given, the plain feedback first, so that each has an id that the next revision answers.
-- Returns: nothing. Errors: LW400 {"field": "comments/N/text"}. Writes: comments.
CREATE OR REPLACE FUNCTION comments_add(p_checkpoint checkpoints, p_decision uuid, p_user uuid, p_feedback text, p_comments jsonb)
    RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_comments jsonb := coalesce(nullif(p_comments, 'null'), '[]');
    v_now timestamptz := clock_timestamp();
    v_bad bigint;
BEGIN
    IF jsonb_typeof(v_comments) <> 'array' THEN
        PERFORM refuse('LW400', 'comments have to be a list', '{"field": "comments"}');
    END IF;
    SELECT min(n) - 1 INTO v_bad FROM jsonb_array_elements(v_comments) WITH ORDINALITY AS c(value, n)
    WHERE jsonb_typeof(value->'text') IS DISTINCT FROM 'string' OR length(btrim(value->>'text')) NOT BETWEEN 1 AND 20000;
    IF v_bad IS NOT NULL THEN
        PERFORM refuse('LW400', 'a comment needs a text', jsonb_build_object('field', format('comments/%s/text', v_bad)));
    END IF;
    UPDATE comments SET decision_id = p_decision WHERE checkpoint_id = p_checkpoint.id AND decision_id IS NULL;
    INSERT INTO comments (checkpoint_id, project_id, decision_id, user_id, section, file_path, line, body, created_at)
    SELECT p_checkpoint.id, p_checkpoint.project_id, p_decision, p_user, value->>'section', value->>'file', (value->>'line')::int,
        btrim(value->>'text'), v_now + n * interval '1 microsecond'
    FROM (SELECT jsonb_build_object('text', p_feedback) AS value, 0::bigint AS n WHERE p_feedback IS NOT NULL
          UNION ALL SELECT c.value, c.n FROM jsonb_array_elements(v_comments) WITH ORDINALITY AS c(value, n)) AS said;
END
$$;
