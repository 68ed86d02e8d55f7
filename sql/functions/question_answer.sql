-- SPDX-License-Identifier: ISC
-- question_answer(user uuid, project uuid, question uuid, need text, input jsonb) -> uuid: a person answers: {"answer"}; the agent goes on.
-- Returns: the question's id. Errors: LW404, LW403, LW409 {"reason": "answered"}. Writes: questions, jobs.
CREATE OR REPLACE FUNCTION question_answer(p_user uuid, p_project uuid, p_question uuid, p_need text, p_input jsonb) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    v_status text;
    v_agent uuid;
    v_answered boolean;
BEGIN
    PERFORM project_may(p_user, p_project, p_need);
    SELECT status INTO v_status FROM projects WHERE id = p_project FOR SHARE;
    PERFORM project_may(p_user, p_project, p_need); -- who held the lock may have taken the role away
    SELECT agent_id, answer IS NOT NULL INTO v_agent, v_answered FROM questions WHERE id = p_question AND project_id = p_project;
    IF NOT FOUND THEN
        PERFORM refuse('LW404', 'There is no such thing here.');
    END IF;
    PERFORM FROM jobs WHERE agent_id = v_agent AND project_id = p_project AND kind = 'step' FOR NO KEY UPDATE; -- before the question, as question_ask
    UPDATE questions SET answer = btrim(p_input->>'answer'), answered_by = p_user, answered_at = clock_timestamp() WHERE id = p_question AND answer IS NULL;
    IF NOT FOUND THEN
        PERFORM refuse('LW409', 'It is answered already.', '{"reason": "answered"}');
    END IF;
    IF v_status = 'running' THEN
        UPDATE jobs SET held = false, run_at = clock_timestamp() WHERE agent_id = v_agent AND project_id = p_project AND kind = 'step' AND held;
        NOTIFY ludwright_jobs;
    END IF;
    RETURN p_question;
END
$$;
