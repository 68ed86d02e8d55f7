-- SPDX-License-Identifier: ISC
-- comment_create(user uuid, checkpoint uuid, need text, input jsonb) -> uuid: {"section", "file", "line", "text"}, already validated.
-- It joins the decision that is taken on the checkpoint.
-- Returns: the comment's id. Errors: LW404, LW403, LW409 {"decision"} when it is decided. Writes: comments.
CREATE OR REPLACE FUNCTION comment_create(p_user uuid, p_checkpoint uuid, p_need text, p_input jsonb) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    v_checkpoint checkpoints;
    v_id uuid;
BEGIN
    SELECT * INTO v_checkpoint FROM checkpoints WHERE id = p_checkpoint FOR SHARE;
    PERFORM project_may(p_user, v_checkpoint.project_id, p_need);
    IF v_checkpoint.status <> 'pending' THEN
        PERFORM refuse('LW409', 'already decided', jsonb_build_object('decision', v_checkpoint.status));
    END IF;
    INSERT INTO comments (checkpoint_id, project_id, user_id, section, file_path, line, body, created_at)
    VALUES (p_checkpoint, v_checkpoint.project_id, p_user, p_input->>'section', p_input->>'file', (p_input->>'line')::int,
        p_input->>'text', clock_timestamp())
    RETURNING id INTO v_id;
    RETURN v_id;
END
$$;
